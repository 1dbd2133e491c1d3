-- For each pair of dates and each area (or 'all'): the sums behind the share at every step of the split.
-- Each set of entries gives its count n, its judged count d and its numerator x:
--   earlier  the earlier register, judged by the present rulebook
--   kept     its stayers, in their earlier words and area
--   reread   the same stayers in their later words, still in their earlier area
--   refiled  stayers in their later words and later area
--   later    the later register
with sides as (
    select *, 'earlier' as part, from_as_at as as_at from pairs
    union all
    select *, 'later' as part, to_as_at as as_at from pairs
),

sets as (
    select
        sides.* exclude (as_at),
        judged_entries.area,
        judged_entries.worth
    from sides
    inner join judged_entries
        on
            sides.council = judged_entries.council
            and sides.series = judged_entries.series
            and sides.as_at = judged_entries.as_at
    union all by name
    select council, series, span, from_as_at, to_as_at, 'kept' as part, from_area as area, from_worth as worth
    from stayers
    union all by name
    select
        council,
        series,
        span,
        from_as_at,
        to_as_at,
        'reread' as part,
        from_area as area,
        to_worth as worth,
        from_worth,
        move,
        (from_stance = 'unclear') <> (to_stance = 'unclear') as unclear,
        from_area = to_area as same_area
    from stayers
    union all by name
    select council, series, span, from_as_at, to_as_at, 'refiled' as part, to_area as area, to_worth as worth
    from stayers
),

-- Every entry counts under its own area and under 'all'.
filed as (
    select
        * exclude (area),
        from_worth is not null and worth is not null as both_judged,
        unnest([area, 'all']) as area
    from sets
)

select
    council,
    series,
    span,
    from_as_at,
    to_as_at,
    area,
    count(*) filter (where part = 'earlier') as earlier_n,
    count(*) filter (where part = 'later') as later_n,
    count(*) filter (where part = 'kept') as kept_n,
    count(worth) filter (where part = 'earlier') as earlier_d,
    count(worth) filter (where part = 'kept') as kept_d,
    count(worth) filter (where part = 'reread') as reread_d,
    count(worth) filter (where part = 'refiled') as refiled_d,
    count(worth) filter (where part = 'later') as later_d,
    coalesce(sum(worth) filter (where part = 'earlier'), 0) as earlier_x,
    coalesce(sum(worth) filter (where part = 'kept'), 0) as kept_x,
    coalesce(sum(worth) filter (where part = 'reread'), 0) as reread_x,
    coalesce(sum(worth) filter (where part = 'refiled'), 0) as refiled_x,
    coalesce(sum(worth) filter (where part = 'later'), 0) as later_x,
    count(*) filter (where move > 0) as to_enablement,
    count(*) filter (where move < 0) as to_avoidance,
    count(*) filter (where unclear) as to_or_from_unclear,
    -- Sums over stayers judged at both dates, for the correlation of their scores: scores are halves, so these
    -- sums are exact and do not depend on the order of rows.
    count(*) filter (where both_judged and (same_area or area = 'all')) as paired_d,
    coalesce(sum(from_worth) filter (where both_judged and (same_area or area = 'all')), 0) as paired_from,
    coalesce(sum(worth) filter (where both_judged and (same_area or area = 'all')), 0) as paired_to,
    coalesce(sum(from_worth * from_worth) filter (where both_judged and (same_area or area = 'all')), 0)
        as paired_from_squared,
    coalesce(sum(worth * worth) filter (where both_judged and (same_area or area = 'all')), 0)
        as paired_to_squared,
    coalesce(sum(from_worth * worth) filter (where both_judged and (same_area or area = 'all')), 0)
        as paired_product
from filed
group by council, series, span, from_as_at, to_as_at, area
