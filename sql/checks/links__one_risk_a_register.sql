-- code: risk_shown_twice
-- severity: warning
-- responsibility: riskshift
-- message: {entry}: the risk {value} is followed to {times} entries of one register.
-- why: a risk followed to two entries of one register is counted twice, unless it was split.
select l.entry_id, 'risk_id' as field, l.risk_id as value, count(*) over same as times
from links as l join entries as e using (entry_id)
window same as (partition by e.register_id, l.risk_id)
qualify count(*) over same > 1 and count(*) filter (where l.kind = 'split') over same = 0
