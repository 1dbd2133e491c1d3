-- code: residual_above_inherent
-- severity: warning
-- responsibility: council
-- message: {entry}: the residual score {value} stands above the inherent score {inherent}. Do the controls
--     raise the risk, or are the columns swapped?
-- why: controls that raise a risk are nearly always swapped or misprinted columns.
select entry_id, 'score_residual' as field, score_residual as value, score_inherent as inherent
from entries
where score_residual > score_inherent
