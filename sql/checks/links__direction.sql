-- code: direction_contradicts_score
-- severity: warning
-- responsibility: council
-- message: {entry}: the direction of travel is printed as {value}, but the score went from {before} to {now}
--     since the register of {earlier}. Which is right?
-- why: an arrow that the scores contradict misleads whoever reads only one of them.
select l.entry_id, 'direction' as field, e.direction as value, p.score_residual as before, e.score_residual as now,
    p.as_at as earlier
from links as l
    join entries as e on e.entry_id = l.entry_id
    join entries as p on p.entry_id = l.previous_entry_id
where (e.direction = 'up' and e.score_residual < p.score_residual)
    or (e.direction = 'down' and e.score_residual > p.score_residual)
    or (e.direction = 'same' and e.score_residual <> p.score_residual)
