-- code: name_left
-- severity: critical
-- responsibility: riskshift
-- message: {entry}: {field} still holds the name of a person.
-- why: names of persons are not published; a title followed by a name must have become [name].
with texts as (
    select entry_id, 'title' as field, title as text from entries
    union all
    select entry_id, 'description', description from entries
    union all
    select entry_id, 'controls', controls from entries
    union all
    select entry_id, 'actions', actions from entries
    union all
    select entry_id, 'owner_role', owner_role from entries
    union all
    select entry_id, 'other', other from entries
)
select entry_id, field, '' as value
from texts
where regexp_matches(text, '\b(?:Cllr|Councillor|Mr|Mrs|Ms|Dr)\.? +[A-Z][a-z]+')
