-- code: entry_disagrees_with_register
-- severity: critical
-- responsibility: riskshift
-- message: {entry}: council, series or date differ from those of its register.
-- why: an entry filed under another date or council than its register counts in the wrong place.
select e.entry_id, 'as_at' as field, e.as_at as value
from entries as e join registers as r using (register_id)
where (e.council, e.series) <> (r.council, r.series) or e.as_at is distinct from r.as_at
