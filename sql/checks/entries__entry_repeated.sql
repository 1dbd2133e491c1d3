-- code: entry_repeated
-- severity: warning
-- responsibility: council
-- message: {entry}: the same title and description stand {times} times in this register. Is it one risk or
--     several?
-- why: an entry printed twice counts twice in every share.
with texts as (
    select register_id, hash(title, description) as text, count(*) as times
    from entries
    where length(description) > 0
    group by register_id, text
    having count(*) > 1
)
select e.entry_id, 'description' as field, left(e.description, 80) as value, t.times
from entries as e join texts as t on e.register_id = t.register_id and hash(e.title, e.description) = t.text
where length(e.description) > 0
