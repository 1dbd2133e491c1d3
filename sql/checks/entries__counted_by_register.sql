-- code: entries_miscounted
-- severity: critical
-- responsibility: riskshift
-- message: The register {register_id} is said to hold {value} entries; {found} are there.
-- why: an entry that its register counts and the table lacks was dropped in silence.
with found as (select register_id, count(*) as found from entries group by register_id)
select r.register_id, r.register_id as row_key, 'entries' as field, r.entries as value, coalesce(f.found, 0) as found
from registers as r left join found as f using (register_id)
where r.entries <> coalesce(f.found, 0)
