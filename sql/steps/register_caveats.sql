-- What a reader must know of single registers before comparing them with others.
with fields as (
    select
        entries.register_id,
        entries.entry_id,
        unnest(printed_cells(entries.other)) as printed
    from entries
    where regexp_matches(lower(entries.other), 'appetite|tolerance')
),

outside_entries as (
    select
        register_id,
        entry_id
    from fields
    where
        regexp_matches(lower(printed.value), '(above|outside|beyond|exceed\w*|out of) (the )?(risk )?(appetite|tolerance)')
        or (
            regexp_matches(lower(printed.key), '(above|outside|beyond|exceed\w*|out of) (the )?(risk )?(appetite|tolerance)')
            and regexp_matches(lower(printed.value), '^(y|yes|true)$')
        )
    union
    select
        register_id,
        entry_id
    from entries
    where regexp_matches(lower(appetite_word), '(above|outside|beyond|exceed\w*|out of) (the )?(risk )?(appetite|tolerance)')
),

outside as (
    select entries.register_id
    from entries
    left join outside_entries using (entry_id)
    group by entries.register_id
    having count(*) >= 5 and count(outside_entries.entry_id) = count(*)
),

scales as (
    select
        register_id,
        council,
        series,
        as_at,
        concat_ws(
            ' ',
            json_extract_string(matrix, '$.likelihood'),
            json_extract_string(matrix, '$.impact'),
            json_extract_string(matrix, '$.formula'),
            json_extract_string(matrix, '$.impact_weights')
        ) as scale
    from standing_registers
    where matrix is not null
),

matrices as (
    select
        register_id,
        scale,
        lag(scale) over (partition by council, series order by as_at) as scale_before
    from scales
),

-- Registers that say that they list only risks outside appetite, and those after them of the same kind.
segments as (
    select
        standing_registers.register_id,
        standing_registers.council,
        standing_registers.series,
        standing_registers.as_at,
        (
            register_id in (select register_id from outside)
            or register_id in (
                select register_id
                from reading_issues
                where regexp_matches(
                    lower(value),
                    '\b(only|just|solely)\b.{0,60}\b(above|outside|beyond|exceed\w*|out of)\b.{0,30}\b(appetite|tolerance)\b'
                )
            )
            or regexp_matches(
                lower(title), '\b(above|outside|beyond|exceed\w*|out of)\b.{0,30}\b(appetite|tolerance)\b'
            )
        ) as says_so,
        count(rebasings.to_as_at) over (
            partition by standing_registers.council, standing_registers.series order by standing_registers.as_at
        ) as segment
    from standing_registers
    left join rebasings
        on
            standing_registers.council = rebasings.council
            and standing_registers.series = rebasings.series
            and standing_registers.as_at = rebasings.to_as_at
),

carried as (
    select
        register_id,
        bool_or(says_so) over (partition by council, series, segment order by as_at) as outside_only
    from segments
),

found as (
    select
        register_id,
        'rebased_register' as code
    from standing_registers
    inner join rebasings
        on
            standing_registers.council = rebasings.council
            and standing_registers.series = rebasings.series
            and standing_registers.as_at = rebasings.to_as_at
    union
    select
        register_id,
        'out_of_appetite_only' as code
    from carried
    where outside_only
    union
    select
        standing_registers.register_id,
        'partial_exempt' as code
    from standing_registers
    inner join departures
        on
            standing_registers.council = departures.council
            and standing_registers.series = departures.series
            and standing_registers.as_at = departures.as_at
            and departures.kind = 'exempt'
    union
    select
        register_id,
        'matrix_changed' as code
    from matrices
    where scale <> scale_before
    union
    select
        register_id,
        'several_files' as code
    from standing_registers
    where files > 1
)

select
    standing_registers.register_id,
    standing_registers.council,
    standing_registers.series,
    standing_registers.as_at,
    found.code
from found
inner join standing_registers using (register_id)
