-- code: entry_not_judged
-- severity: critical
-- responsibility: riskshift
-- message: Entry {value} stands in one of the tables entries and classifications alone.
-- why: every entry is judged once; unclear is a judgement, absence is not.
select coalesce(e.entry_id, c.entry_id) as entry_id, coalesce(e.entry_id, c.entry_id) as row_key,
    'entry_id' as field, coalesce(e.entry_id, c.entry_id) as value
from entries as e full join classifications as c on e.entry_id = c.entry_id
where e.entry_id is null or c.entry_id is null
