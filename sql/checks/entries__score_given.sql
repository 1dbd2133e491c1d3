-- code: score_missing
-- severity: warning
-- responsibility: council
-- message: {entry}: this register gives a present score for {filled} of its {entries_in} entries, and none
--     here. What should stand there?
-- why: an entry without a score cannot be followed over time.
with counted as (
    select register_id, count(*) as entries_in, count(*) filter (where score_residual is not null) as filled
    from entries
    group by register_id
)
select e.entry_id, 'score_residual' as field, '' as value, c.filled, c.entries_in
from entries as e join counted as c using (register_id)
where c.filled > 0 and not coalesce(score_residual is not null, false)
