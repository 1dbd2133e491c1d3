-- code: judgement_idle
-- severity: warning
-- responsibility: riskshift
-- message: The waiver {value} did not apply: {outcome}.
-- why: a decision that no longer applies is mended or taken out, not forgotten.
select waiver_id, '' as field, waiver_id as value, outcome
from waivers
where not applied
