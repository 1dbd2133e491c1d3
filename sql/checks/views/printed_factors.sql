-- Each entry's printed likelihood, impact and score, one row a state of the risk: inherent, residual, target.
select
    entry_id,
    register_id,
    'inherent' as basis,
    likelihood_inherent as likelihood,
    impact_inherent as impact,
    score_inherent as score
from entries
union all
select entry_id, register_id, 'residual' as basis, likelihood_residual, impact_residual, score_residual
from entries
union all
select entry_id, register_id, 'target' as basis, likelihood_target, impact_target, score_target
from entries
