-- code: owner_missing
-- severity: warning
-- responsibility: council
-- message: {entry}: this register gives an owner for {filled} of its {entries_in} entries, and none here. What
--     should stand there?
-- why: an entry that nobody owns is nobody's to act on.
with counted as (
    select register_id, count(*) as entries_in, count(*) filter (where owner_role <> '') as filled
    from entries
    group by register_id
)
select e.entry_id, 'owner_role' as field, '' as value, c.filled, c.entries_in
from entries as e join counted as c using (register_id)
where c.filled > 0 and not coalesce(owner_role <> '', false)
