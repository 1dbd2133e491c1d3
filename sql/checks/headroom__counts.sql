-- code: headroom_does_not_add_up
-- severity: critical
-- responsibility: riskshift
-- message: {council} {series} {area} at {as_at}: {value} entries, but above, at and below target add up to
--     {total}.
-- why: every entry with both scores stands above, at or below its target.
select council, series, area, as_at, 'n' as field, n as value, above_target + at_target + below_target as total
from headroom
where n <> above_target + at_target + below_target
