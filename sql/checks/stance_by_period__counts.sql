-- code: stances_do_not_add_up
-- severity: critical
-- responsibility: riskshift
-- message: {council} {series} {area} at {as_at}: {value} entries, but the stances add up to {total}.
-- why: the five stances of a period are all of its entries.
select council, series, area, as_at, 'n' as field, n as value,
    avoidance + containment + mixed + enablement + unclear as total
from stance_by_period
where n <> avoidance + containment + mixed + enablement + unclear
