-- code: score_lowered_without_measure
-- severity: info
-- responsibility: council
-- message: {entry}: the score went from {before} to {value} since the register of {earlier}, while controls and
--     actions read the same. What made the risk smaller?
-- why: a score that falls with no new measure is a change of opinion, not of what is done.
select l.entry_id, 'score_residual' as field, e.score_residual as value, p.score_residual as before, p.as_at as earlier
from links as l
    join entries as e on e.entry_id = l.entry_id
    join entries as p on p.entry_id = l.previous_entry_id
where e.score_residual < p.score_residual
    and trim(e.controls || e.actions) <> ''
    and regexp_replace(lower(e.controls || ' ' || e.actions), '[^a-z0-9]+', ' ', 'g')
        = regexp_replace(lower(p.controls || ' ' || p.actions), '[^a-z0-9]+', ' ', 'g')
