-- code: register_gone
-- severity: warning
-- responsibility: riskshift
-- message: The register {register_id} ({source_file}) was in the last publication and is here no longer.
-- why: a register that leaves a publication takes its point off every line; that should be meant.
select p.register_id, p.source_file, '' as field, p.as_at as value
from previous_registers as p anti join registers as r on r.register_id = p.register_id
