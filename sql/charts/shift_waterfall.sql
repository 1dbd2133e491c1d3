-- The five parts of a change between consecutive registers, and over a whole series, as bars that start where
-- the last one ended.
with shares as (
    select s.*, p.enablement_share_broad as share_to, p.enablement_share_broad - s.change as share_from
    from shifts as s
    inner join stance_by_period as p
        on s.council = p.council and s.series = p.series and s.area = p.area and s.to_as_at = p.as_at
    where s.span in ('consecutive', 'whole') and s.change is not null and p.enablement_share_broad is not null
),

steps as (
    select council, series, area, span, from_as_at, to_as_at, 1 as step_order, 'from' as step, 0.0 as low, share_from as high
    from shares
    union all
    select council, series, area, span, from_as_at, to_as_at, 2, 'rules_changed', share_from, share_from + rules_changed
    from shares
    union all
    select
        council, series, area, span, from_as_at, to_as_at, 3, 'left_register', share_from + rules_changed,
        share_from + rules_changed + left_register
    from shares
    union all
    select
        council, series, area, span, from_as_at, to_as_at, 4, 'reworded', share_from + rules_changed + left_register,
        share_from + rules_changed + left_register + reworded
    from shares
    union all
    select
        council, series, area, span, from_as_at, to_as_at, 5, 'area_mix',
        share_from + rules_changed + left_register + reworded,
        share_from + rules_changed + left_register + reworded + area_mix
    from shares
    union all
    select
        council, series, area, span, from_as_at, to_as_at, 6, 'entered',
        share_from + rules_changed + left_register + reworded + area_mix,
        share_from + rules_changed + left_register + reworded + area_mix + entered
    from shares
    union all
    select council, series, area, span, from_as_at, to_as_at, 7, 'to', 0.0, share_to
    from shares
)

select council, series, area, span, from_as_at, to_as_at, step_order, step, low as starts, high as ends, high - low as value
from steps
order by council, series, area, span, from_as_at, to_as_at, step_order
