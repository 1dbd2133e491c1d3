-- Stated appetite beside the stance of the language, for each series' latest register, one row an area.
select
    council, series, area_local, area, as_at, stated_word, stated_level, tolerable_level,
    avoidance, containment, mixed, enablement, n,
    language_stance, language_low, language_high, gap,
    (stated_level - 3) / 2.0 as stated_position,
    (tolerable_level - 3) / 2.0 as tolerable_position
from appetite
qualify as_at = max(as_at) over (partition by council, series)
order by council, series, area_local
