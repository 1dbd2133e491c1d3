-- Broad and strict shares with their intervals, counts beside them, and the corrected share where there is one.
select
    s.council, s.series, s.area, s.as_at, s.n,
    s.avoidance, s.containment, s.mixed, s.enablement, s.unclear,
    s.enablement_share_broad as broad, s.broad_low, s.broad_high,
    s.enablement_share_strict as strict, s.strict_low, s.strict_high,
    s.n_councils,
    c.share_corrected as corrected, c.corrected_low, c.corrected_high
from stance_by_period as s
left join stance_corrected as c
    on s.council = c.council and s.series = c.series and s.area = c.area and s.as_at = c.as_at
order by s.council, s.series, s.area, s.as_at
