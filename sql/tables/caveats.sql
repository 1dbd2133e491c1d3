-- Coded caveats on the rows that they affect, and on no others. row_key is the row's primary key joined
-- by |; messages stand in pipelines/shift/caveats.csv.
with coded as (
    select
        'registers' as table_name,
        register_id as row_key,
        code
    from register_caveats
    union all
    select
        'stance_by_period' as table_name,
        concat_ws('|', stance_by_period.council, series, stance_by_period.area, as_at) as row_key,
        code
    from stance_by_period
    inner join register_caveats using (council, series, as_at)
    where code <> 'matrix_changed'
    union all
    select
        'stance_by_period' as table_name,
        concat_ws('|', council, series, area, as_at) as row_key,
        'small_numbers' as code
    from stance_by_period
    where n - unclear < 20
    union all
    select
        'appetite' as table_name,
        concat_ws('|', appetite.council, series, area_local, as_at) as row_key,
        code
    from appetite
    inner join register_caveats using (council, series, as_at)
    where code <> 'matrix_changed'
    union all
    select
        'headroom' as table_name,
        concat_ws('|', headroom.council, series, area, as_at) as row_key,
        code
    from headroom
    inner join register_caveats using (council, series, as_at)
    union all
    select distinct
        'shifts' as table_name,
        concat_ws('|', shifts.council, shifts.series, area, span, from_as_at, to_as_at) as row_key,
        code
    from shifts
    inner join register_caveats
        on
            shifts.council = register_caveats.council
            and shifts.series = register_caveats.series
            and (
                (code in ('rebased_register', 'partial_exempt') and as_at > from_as_at and as_at <= to_as_at)
                or (code in ('out_of_appetite_only', 'several_files') and as_at in (from_as_at, to_as_at))
            )
    union all
    select
        'shifts' as table_name,
        concat_ws('|', council, series, area, span, from_as_at, to_as_at) as row_key,
        unnest(list_filter(
            [
                case when least(earlier_d, later_d) < 20 then 'small_numbers' end,
                case when abs(rules_changed) > 1e-12 then 'rules_changed' end,
                case when kept_n = 0 then 'no_stayers' end
            ],
            lambda code: code is not null
        )) as code
    from shift_parts
)

select
    coded.table_name,
    coded.row_key,
    coded.code,
    caveat_messages.message
from coded
inner join caveat_messages using (code)
order by coded.table_name, coded.row_key, coded.code
