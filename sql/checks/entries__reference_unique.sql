-- code: repeated_reference
-- severity: warning
-- responsibility: council
-- message: {entry}: the reference {value} stands {times} times in this register. Which entry does it belong to?
-- why: two entries under one reference cannot be followed from one register to the next.
select entry_id, 'risk_ref' as field, risk_ref as value, count(*) over same as times
from entries
where trim(risk_ref) <> ''
window same as (partition by register_id, lower(regexp_replace(trim(risk_ref), '\s+', ' ', 'g')))
qualify count(*) over same > 1
