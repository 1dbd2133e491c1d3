-- code: name_left
-- severity: critical
-- responsibility: riskshift
-- message: {entry}: {field} still holds the name of a person.
-- why: names of persons are not published; a title and a name must have become [name].
with texts as (
    select entry_id, 'title' as field, title as text from entries
    union all
    select entry_id, 'description', description from entries
    union all
    select entry_id, 'controls', controls from entries
    union all
    select entry_id, 'actions', actions from entries
    union all
    select entry_id, 'response', response from entries
    union all
    select entry_id, 'owner_role', owner_role from entries
    union all
    select entry_id, 'other', unnest(list_transform(printed_cells(other), lambda cell: cell.value))
    from entries
    where regexp_matches(other, '\b(?:Cllr|Councillor|Mr|Mrs|Ms|Dr)\b') and json_valid(other)
),
named as (
    select entry_id, field,
        unnest(regexp_extract_all(text, '\b(?:Cllr|Councillor|Mr|Mrs|Ms|Dr)\.? +([A-Z][a-z]+)', 1)) as name
    from texts
    where regexp_matches(text, '\b(?:Cllr|Councillor|Mr|Mrs|Ms|Dr)\.? +[A-Z][a-z]+')
)
select distinct entry_id, field, '' as value
from named anti join role_words on role_words.word = lower(named.name)
