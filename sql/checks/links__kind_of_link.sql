-- code: link_kind_contradicts
-- severity: critical
-- responsibility: riskshift
-- message: {entry}: the link is called {value}, and its predecessor is {predecessor}.
-- why: a new risk has no predecessor, and every other kind has one.
select entry_id, 'kind' as field, kind as value, coalesce(previous_entry_id, 'missing') as predecessor
from links
where (kind = 'new') <> (previous_entry_id is null)
