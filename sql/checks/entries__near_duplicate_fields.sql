-- code: near_duplicate_fields
-- severity: info
-- responsibility: council
-- message: {entry}: {field} says nearly the same as {other_field}. Was one of them meant to say something else?
-- why: an action that repeats the description says nothing about what is done.
with pairs as (
    select entry_id, 'actions' as field, 'the description' as other_field, actions as one, description as two from entries
    union all
    select entry_id, 'actions', 'the controls', actions, controls from entries
    union all
    select entry_id, 'controls', 'the description', controls, description from entries
    union all
    select entry_id, 'description', 'the title', description, title from entries
),
alike as (
    select *
    from pairs
    where length(one) >= (select value from limits where name = 'near_duplicate_length')
        and length(two) >= (select value from limits where name = 'near_duplicate_length')
        and abs(length(one) - length(two)) <= 0.2 * length(one)
        and (left(one, 12) = left(two, 12) or right(one, 12) = right(two, 12))
)
select entry_id, field, left(one, 80) as value, other_field
from alike
where jaro_winkler_similarity(lower(left(one, 200)), lower(left(two, 200)))
    >= (select value from limits where name = 'near_duplicate_similarity')
