-- code: distribution_drift
-- severity: warning
-- responsibility: riskshift
-- message: {council} {series} at {as_at}: the mix of stances differs from the council's own history by
--     {distance} of its entries. Did the council change, or our reading of it?
-- why: a sudden change of the whole mix is more often a change of layout or of rules than of a council.
with periods as (
    select council, series, as_at, n, avoidance, containment, mixed, enablement, unclear,
        row_number() over (partition by council, series order by as_at desc) as back
    from stance_by_period
    where area = 'all' and council <> 'all'
),
long as (unpivot periods on avoidance, containment, mixed, enablement, unclear into name stance value entries),
history as (
    select council, series, stance, sum(entries) as entries, sum(n) as n
    from long
    where back > 1
    group by council, series, stance
),
compared as (
    select l.council, l.series, l.as_at, l.n, h.n as n_before, l.entries,
        (h.entries + 0.5) / (h.n + 2.5) as share_before, l.entries / nullif(l.n, 0) as share
    from long as l join history as h using (council, series, stance)
    where l.back = 1
),
distances as (
    select council, series, as_at, any_value(n) as n, any_value(n_before) as n_before,
        sum(abs(share - share_before)) / 2 as distance,
        sum((entries - n * share_before) ** 2 / (n * share_before)) as chi_square
    from compared
    group by council, series, as_at
)
select council, series, 'all' as area, as_at, 'enablement_share_broad' as field, round(distance, 2) as value,
    round(100 * distance)::bigint || ' %' as distance
from distances
where n >= (select value from limits where name = 'drift_entries')
    and n_before >= (select value from limits where name = 'drift_entries')
    and distance >= (select value from limits where name = 'drift_distance')
    and chi_square > (select value from limits where name = 'drift_chi_square')
