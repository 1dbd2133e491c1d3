-- The appetite that a council states by area beside the stance of its language: language stance, never
-- actual appetite. Stated levels come from the appetite statement in force (stated_appetite), else from
-- the register's own appetite column (the lower median of its levels). A stated area has a row at every
-- register from the statement's date on, with or without entries.
-- language_stance = (enablement - avoidance) / judged entries. Its interval is that of a difference of two
-- shares that exclude each other. local_areas holds how a council names and groups its areas.
with names as (
    select
        council,
        basis,
        name,
        shown,
        area
    from local_areas
),

filed as (
    select
        judged_entries.*,
        coalesce(by_local.shown, judged_entries.area_local, by_area.shown, judged_entries.area) as shown
    from judged_entries
    left join names as by_local
        on
            judged_entries.council = by_local.council
            and by_local.basis = 'local'
            and lower(judged_entries.area_local) = by_local.name
    left join names as by_area
        on
            judged_entries.council = by_area.council
            and by_area.basis = 'common'
            and judged_entries.area = by_area.name
),

in_force as (
    select
        standing_registers.register_id,
        stated_appetite.area_local as shown,
        arg_max(stated_appetite.line, coalesce(stated_appetite.valid_from, date '0001-01-01')) as line
    from standing_registers
    inner join stated_appetite
        on
            standing_registers.council = stated_appetite.council
            and coalesce(stated_appetite.valid_from <= standing_registers.as_at, true)
    group by standing_registers.register_id, stated_appetite.area_local
),

cells as (
    select
        register_id,
        shown
    from filed
    union
    select
        register_id,
        shown
    from in_force
),

spoken as (
    select
        register_id,
        shown,
        count(*) filter (where stance = 'avoidance') as avoidance,
        count(*) filter (where stance = 'containment') as containment,
        count(*) filter (where stance = 'mixed') as mixed,
        count(*) filter (where stance = 'enablement') as enablement,
        count(worth) as n,
        quantile_disc(appetite_level, 0.5) as printed_level
    from filed
    group by register_id, shown
),

printed_words as (
    select
        filed.register_id,
        filed.shown,
        filed.appetite_word,
        count(*) as times
    from filed
    inner join spoken
        on
            filed.register_id = spoken.register_id
            and filed.shown = spoken.shown
            and filed.appetite_level = spoken.printed_level
    where filed.appetite_word is not null
    group by filed.register_id, filed.shown, filed.appetite_word
),

printed as (
    select
        register_id,
        shown,
        arg_max(appetite_word, (times, appetite_word)) as printed_word
    from printed_words
    group by register_id, shown
),

areas as (
    select
        register_id,
        shown,
        arg_max(area, (times, area)) as area
    from (
        select
            register_id,
            shown,
            area,
            count(*) as times
        from filed
        group by register_id, shown, area
    )
    group by register_id, shown
),

configured as (
    select
        council,
        shown,
        min(area) as area
    from names
    group by council, shown
    having count(distinct area) = 1
),

joined as (
    select
        standing_registers.council,
        standing_registers.series,
        cells.shown as area_local,
        coalesce(configured.area, areas.area, cells.shown) as area,
        standing_registers.as_at,
        case when in_force.line is not null then stated_appetite.stated_word else printed.printed_word end
            as stated_word,
        case when in_force.line is not null then stated_appetite.stated_level else spoken.printed_level end
            as stated_level,
        stated_appetite.tolerable_level,
        coalesce(spoken.avoidance, 0) as avoidance,
        coalesce(spoken.containment, 0) as containment,
        coalesce(spoken.mixed, 0) as mixed,
        coalesce(spoken.enablement, 0) as enablement,
        coalesce(spoken.n, 0) as n,
        case
            when in_force.line is not null then 'statement'
            when spoken.printed_level is not null then 'register'
            else 'none'
        end as stated_basis
    from cells
    inner join standing_registers using (register_id)
    left join in_force
        on cells.register_id = in_force.register_id and cells.shown = in_force.shown
    left join stated_appetite on in_force.line = stated_appetite.line
    left join spoken
        on cells.register_id = spoken.register_id and cells.shown = spoken.shown
    left join printed
        on cells.register_id = printed.register_id and cells.shown = printed.shown
    left join areas
        on cells.register_id = areas.register_id and cells.shown = areas.shown
    left join configured
        on standing_registers.council = configured.council and cells.shown = configured.shown
)

select
    council,
    series,
    area_local,
    area,
    as_at,
    stated_word,
    stated_level,
    tolerable_level,
    avoidance,
    containment,
    mixed,
    enablement,
    n,
    case when n >= 10 then (enablement - avoidance) / n end as language_stance,
    case
        when n >= 10
            then difference_low(avoidance, n, enablement, n, exclusive_correlation(avoidance, enablement, n))
    end as language_low,
    case
        when n >= 10
            then difference_high(avoidance, n, enablement, n, exclusive_correlation(avoidance, enablement, n))
    end as language_high,
    language_stance - (stated_level - 3) / 2 as gap,
    stated_basis
from joined
order by council, series, area_local, as_at
