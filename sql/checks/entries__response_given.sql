-- code: response_missing
-- severity: warning
-- responsibility: council
-- message: {entry}: this register gives a response (controls, actions) for {filled} of its {entries_in}
--     entries, and none here. What should stand there?
-- why: an entry without a response says nothing of what the council does.
with counted as (
    select register_id, count(*) as entries_in, count(*) filter (where (controls <> '' or actions <> '' or response <> '')) as filled
    from entries
    group by register_id
)
select e.entry_id, 'controls' as field, '' as value, c.filled, c.entries_in
from entries as e join counted as c using (register_id)
where c.filled > 0 and not coalesce((controls <> '' or actions <> '' or response <> ''), false)
