-- code: judgement_idle
-- severity: warning
-- responsibility: riskshift
-- message: The correction {value} did not apply: {outcome}.
-- why: a decision that no longer applies is mended or taken out, not forgotten.
select correction_id, '' as field, correction_id as value, outcome
from corrections
where not applied
