-- code: entry_without_source
-- severity: critical
-- responsibility: riskshift
-- message: {entry}: no row of its source file leads to it.
-- why: a published entry that no source row leads to was invented.
select e.entry_id, e.entry_id as row_key, 'entry_id' as field, e.entry_id as value
from entries as e anti join source_rows as s on s.entry_id = e.entry_id
