-- How many entries take each stance at each date, and what share enables.
-- Broad share: (enablement + mixed/2) / (avoidance + containment + mixed + enablement); strict leaves
-- containment out. A share and its Wilson interval are null where the denominator is under 10.
with counted as (
    select
        snapshots.council,
        snapshots.series,
        snapshots.as_at,
        case when grouping(judged_entries.area) = 1 then 'all' else judged_entries.area end as area,
        count(*) as n,
        count(*) filter (where judged_entries.stance = 'avoidance') as avoidance,
        count(*) filter (where judged_entries.stance = 'containment') as containment,
        count(*) filter (where judged_entries.stance = 'mixed') as mixed,
        count(*) filter (where judged_entries.stance = 'enablement') as enablement,
        count(*) filter (where judged_entries.stance = 'unclear') as unclear,
        count(distinct judged_entries.council) as n_councils
    from snapshots
    inner join judged_entries using (register_id)
    group by grouping sets (
        (snapshots.council, snapshots.series, snapshots.as_at, judged_entries.area),
        (snapshots.council, snapshots.series, snapshots.as_at)
    )
),

summed as (
    select
        *,
        enablement + mixed / 2 as numerator,
        avoidance + containment + mixed + enablement as broad_n,
        avoidance + mixed + enablement as strict_n
    from counted
)

select
    council,
    series,
    area,
    as_at,
    n,
    avoidance,
    containment,
    mixed,
    enablement,
    unclear,
    shown_share(numerator, broad_n) as enablement_share_broad,
    shown_low(numerator, broad_n) as broad_low,
    shown_high(numerator, broad_n) as broad_high,
    shown_share(numerator, strict_n) as enablement_share_strict,
    shown_low(numerator, strict_n) as strict_low,
    shown_high(numerator, strict_n) as strict_high,
    n_councils
from summed
order by council, series, area, as_at
