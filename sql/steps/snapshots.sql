-- Which registers stand behind each point of a series over time.
-- A council's own point is one register. The pooled point of council 'all' is the last day of a calendar
-- quarter: each series counts once, with its latest register no older than 12 months.
with quarters as (
    select last_day(cast(unnest(generate_series(
        date_trunc('quarter', min(as_at)), date_trunc('quarter', max(as_at)), interval 3 month
    )) + interval 2 month as date)) as as_at
    from standing_registers
),

pooled as (
    select
        quarters.as_at,
        arg_max(standing_registers.register_id, standing_registers.as_at) as register_id
    from quarters
    inner join standing_registers
        on
            standing_registers.as_at <= quarters.as_at
            and standing_registers.as_at >= quarters.as_at - interval 12 month
    group by quarters.as_at, standing_registers.council, standing_registers.series
)

select council, series, as_at, register_id
from standing_registers
union all
select 'all' as council, 'all' as series, as_at, register_id
from pooled
