-- code: entry_not_linked
-- severity: critical
-- responsibility: riskshift
-- message: Entry {value} stands in one of the tables entries and links alone.
-- why: every dated entry continues a risk or begins one.
select coalesce(e.entry_id, l.entry_id) as entry_id, coalesce(e.entry_id, l.entry_id) as row_key,
    'entry_id' as field, coalesce(e.entry_id, l.entry_id) as value
from entries as e full join links as l on e.entry_id = l.entry_id
where (e.entry_id is null) or (l.entry_id is null and e.as_at is not null)
