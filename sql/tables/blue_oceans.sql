-- Area by need at each quarter: where a need is registered, or named by a community, and nobody or hardly
-- anybody enables. blue_ocean: no more than one in ten of the councils that register it has an enabling
-- (or mixed) entry. Counted over the pooled registers, each series once.
with quarters as (
    select distinct as_at
    from snapshots
    where council = 'all'
),

registered as (
    select
        snapshots.as_at,
        judged_entries.area,
        judged_entries.need,
        count(*) as entries,
        count(distinct judged_entries.council) as councils,
        count(distinct judged_entries.council) filter (where judged_entries.worth > 0) as councils_enabling,
        coalesce(sum(judged_entries.worth), 0) as numerator,
        count(judged_entries.worth) as judged
    from snapshots
    inner join judged_entries using (register_id)
    where snapshots.council = 'all' and judged_entries.need is not null
    group by snapshots.as_at, judged_entries.area, judged_entries.need
),

named as (
    select distinct
        quarters.as_at,
        needs.area,
        needs.need
    from quarters
    inner join needs on quarters.as_at >= needs.date
),

cells as (
    select
        as_at,
        area,
        need,
        'registered' as basis
    from registered
    union all
    select
        as_at,
        area,
        need,
        'named_by_community' as basis
    from named
)

select
    cells.as_at,
    cells.area,
    cells.need,
    coalesce(registered.entries, 0) as entries,
    coalesce(registered.councils, 0) as councils,
    coalesce(registered.councils_enabling, 0) as councils_enabling,
    shown_share(registered.numerator, registered.judged) as share_enabling,
    cells.basis,
    10 * coalesce(registered.councils_enabling, 0) <= coalesce(registered.councils, 0) as blue_ocean
from cells
left join registered
    on
        cells.as_at = registered.as_at
        and cells.area = registered.area
        and cells.need = registered.need
order by cells.as_at, cells.area, cells.need, cells.basis
