-- code: entry_repeated
-- severity: warning
-- responsibility: council
-- message: {entry}: the same title and description stand {times} times in this register. Is it one risk or
--     several?
-- why: an entry printed twice counts twice in every share.
select entry_id, 'description' as field, left(description, 80) as value, count(*) over same as times
from entries
where length(trim(description)) > 0
window same as (partition by register_id, title, description)
qualify count(*) over same > 1
