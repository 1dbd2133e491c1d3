-- code: pole_contradicts_stance
-- severity: critical
-- responsibility: riskshift
-- message: {entry}: the stance {value} cannot have the pole {pole}.
-- why: avoidance and enablement are their own poles; containment and unclear have none.
select entry_id, 'pole' as field, stance as value, pole
from classifications
where (stance in ('avoidance', 'enablement') and pole <> stance)
    or (stance in ('containment', 'unclear') and pole <> 'none')
