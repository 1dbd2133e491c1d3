-- code: other_not_json
-- severity: critical
-- responsibility: riskshift
-- message: {entry}: what the register prints beside its known columns is not one JSON object.
-- why: every source column without a field stands in `other`; where it cannot be parsed, data is lost.
select entry_id, 'other' as field, left(other, 80) as value
from entries
where not json_valid(other) or json_type(other) <> 'OBJECT'
