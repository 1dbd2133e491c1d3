-- code: link_out_of_order
-- severity: critical
-- responsibility: riskshift
-- message: {entry}: its predecessor {value} does not stand in an earlier register of the same series.
-- why: a risk continues one of an earlier register of the same council and series.
select l.entry_id, 'previous_entry_id' as field, l.previous_entry_id as value
from links as l
    join entries as e on e.entry_id = l.entry_id
    join entries as p on p.entry_id = l.previous_entry_id
where (e.council, e.series) <> (p.council, p.series) or p.as_at >= e.as_at
