-- code: ruling_not_applied
-- severity: warning
-- responsibility: riskshift
-- message: The ruling {row_key} did not apply: {value}
-- why: a person's decision that no longer fits the registers must be renewed or removed, never forgotten.
select ruling_id as row_key, 'entry_id' as field, outcome as value
from rulings
where not applied
