-- The pairs of dates that shifts compare, within one council's series.
-- consecutive: a register and the one before it. year: a register and the one nearest to 12 months
-- before it, at 9 to 15 months (the earlier of two equally near). whole: the first and the last.
with consecutive as (
    select
        council,
        series,
        'consecutive' as span,
        previous_as_at as from_as_at,
        as_at as to_as_at
    from standing_registers
    where previous_as_at is not null
),

year as (
    select
        later.council,
        later.series,
        'year' as span,
        arg_min(
            earlier.as_at,
            (abs(date_diff('day', earlier.as_at, cast(later.as_at - interval 12 month as date))), earlier.as_at)
        ) as from_as_at,
        later.as_at as to_as_at
    from standing_registers as later
    inner join standing_registers as earlier
        on
            later.council = earlier.council
            and later.series = earlier.series
            and earlier.as_at between later.as_at - interval 15 month and later.as_at - interval 9 month
    group by later.council, later.series, later.as_at
),

whole as (
    select
        council,
        series,
        'whole' as span,
        min(as_at) as from_as_at,
        max(as_at) as to_as_at
    from standing_registers
    group by council, series
    having min(as_at) < max(as_at)
)

select council, series, span, from_as_at, to_as_at from consecutive
union all
select council, series, span, from_as_at, to_as_at from year
union all
select council, series, span, from_as_at, to_as_at from whole
