-- code: target_above_residual
-- severity: warning
-- responsibility: council
-- message: {entry}: the target score {value} stands above the present score {residual}. Is more risk the aim?
-- why: a target above the present score is either a wish to take more risk, which the text should say, or a
--     slip.
select entry_id, 'score_target' as field, score_target as value, score_residual as residual
from entries
where score_target > score_residual
