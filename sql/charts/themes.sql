-- Entries that voice each theme in a series' latest register, with the pole that the rulebook gives the theme.
with poles as (
    select theme, arg_max(pole, hits) as pole
    from (select theme, pole, count(*) as hits from rules group by all)
    group by theme
)

select t.council, t.series, t.theme, coalesce(p.pole, 'none') as pole, t.as_at, t.entries, t.share, t.low, t.high
from themes_by_period as t
left join poles as p on t.theme = p.theme
qualify t.as_at = max(t.as_at) over (partition by t.council, t.series)
order by t.council, t.series, pole, t.theme
