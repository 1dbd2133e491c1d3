-- code: council_miscounted
-- severity: warning
-- responsibility: riskshift
-- message: {name}: {value} registers are stated, {found} were read.
-- why: a council page that misses a register misleads.
with found as (select council, count(*) as found from registers group by council)
select c.council, c.name, 'registers' as field, c.registers as value, coalesce(f.found, 0) as found
from councils as c left join found as f using (council)
where c.registers <> coalesce(f.found, 0)
