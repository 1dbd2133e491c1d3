-- code: shift_contradicts
-- severity: critical
-- responsibility: riskshift
-- message: {council} {series} {area}, {from_as_at} to {to_as_at}: {fault}.
-- why: moves are moves of stayers, a test has a probability, and a corrected one is no smaller.
with judged as (
    select *, case
        when to_as_at <= from_as_at then 'the later date is not later'
        when to_enablement + to_avoidance + to_or_from_unclear > n_from then 'more entries moved than there are'
        when q_value < p_value - 1e-12 then 'the corrected probability is smaller than the raw one'
        when (p_value is null) <> (to_enablement + to_avoidance = 0) then 'a test without moves, or moves without a test'
        when area = 'all' and abs(area_mix) > 1e-9 then 'stayers cannot change area where all areas are one'
    end as fault
    from shifts
)
select council, series, area, span, from_as_at, to_as_at, 'verdict' as field, verdict as value, fault
from judged
where fault is not null
