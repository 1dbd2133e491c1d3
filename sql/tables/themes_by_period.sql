-- In how many entries of each register a theme is voiced: by an act that counted, by one whose sense was
-- turned, or as the framing of the risk. A theme that a series voices at any date has a row at each.
with sizes as (
    select
        register_id,
        council,
        series,
        as_at,
        count(*) as n
    from judged_entries
    group by register_id, council, series, as_at
),

voiced as (
    select
        judged_entries.register_id,
        judged_entries.council,
        judged_entries.series,
        evidence.theme,
        count(distinct evidence.entry_id) as entries
    from evidence
    inner join judged_entries using (entry_id)
    where evidence.effect in ('counted', 'framing', 'flipped')
    group by judged_entries.register_id, judged_entries.council, judged_entries.series, evidence.theme
),

themes as (
    select distinct
        council,
        series,
        theme
    from voiced
)

select
    sizes.council,
    sizes.series,
    themes.theme,
    sizes.as_at,
    coalesce(voiced.entries, 0) as entries,
    shown_share(coalesce(voiced.entries, 0), sizes.n) as share,
    shown_low(coalesce(voiced.entries, 0), sizes.n) as low,
    shown_high(coalesce(voiced.entries, 0), sizes.n) as high
from sizes
inner join themes
    on sizes.council = themes.council and sizes.series = themes.series
left join voiced
    on sizes.register_id = voiced.register_id and themes.theme = voiced.theme
order by sizes.council, sizes.series, themes.theme, sizes.as_at
