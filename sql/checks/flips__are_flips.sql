-- code: flip_contradicts
-- severity: critical
-- responsibility: riskshift
-- message: {entry}: listed as moved from {from_stance} to {value} between {from_as_at} and {to_as_at}.
-- why: a flip is a change of stance between an earlier and a later register.
select entry_id, previous_entry_id, 'to_stance' as field, to_stance as value, from_stance, from_as_at, to_as_at
from flips
where from_stance = to_stance or from_as_at >= to_as_at
