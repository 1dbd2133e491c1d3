-- code: shift_does_not_add_up
-- severity: critical
-- responsibility: riskshift
-- message: {council} {series} {area}, {from_as_at} to {to_as_at}: the change is {value}; its five parts add up
--     to {total}.
-- why: the five parts of a change are the change.
with parts as (
    select *, rules_changed + left_register + reworded + area_mix + entered as total from shifts
)
select council, series, area, span, from_as_at, to_as_at, 'change' as field, change as value, total
from parts
where (change is null) <> (total is null)
    or abs(change - total) > (select value from limits where name = 'sum_tolerance')
