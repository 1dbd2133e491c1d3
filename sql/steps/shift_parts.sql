-- The change of the broad share between two dates and its five steps, which add up by construction:
-- each is the share after the step minus the share before it. Where a step leaves no judged entry
-- (nobody stayed), the share carries over, so that step is 0 and the next one that can be counted takes it.
-- The first share is the last published one; at a first publication it is the present one.
with published_shares as (
    select
        council,
        series,
        area,
        as_at,
        (enablement + mixed / 2) / (avoidance + containment + mixed + enablement) as published_share
    from published
    where avoidance + containment + mixed + enablement >= 10
),

shares as (
    select
        shift_sums.*,
        shift_sums.earlier_d >= 10 and shift_sums.later_d >= 10 as comparable,
        earlier_x / nullif(earlier_d, 0) as share_1,
        coalesce(published_share, share_1) as share_0,
        coalesce(kept_x / nullif(kept_d, 0), share_1) as share_2,
        coalesce(reread_x / nullif(reread_d, 0), share_2) as share_3,
        case
            when shift_sums.area = 'all' then share_3
            else coalesce(refiled_x / nullif(refiled_d, 0), share_3)
        end as share_4,
        later_x / nullif(later_d, 0) as share_5,
        -- The correlation of the two shares' estimates: that of the stayers' scores, as far as stayers reach.
        coalesce(
            (paired_d * paired_product - paired_from * paired_to) / nullif(sqrt(
                (paired_d * paired_from_squared - paired_from * paired_from)
                * (paired_d * paired_to_squared - paired_to * paired_to)
            ), 0),
            0
        ) * paired_d / nullif(sqrt(earlier_d * later_d), 0) as overlap
    from shift_sums
    left join published_shares
        on
            shift_sums.council = published_shares.council
            and shift_sums.series = published_shares.series
            and shift_sums.area = published_shares.area
            and shift_sums.from_as_at = published_shares.as_at
)

select
    council,
    series,
    area,
    span,
    from_as_at,
    to_as_at,
    earlier_n,
    later_n,
    kept_n,
    earlier_d,
    later_d,
    to_enablement,
    to_avoidance,
    to_or_from_unclear,
    case when comparable then share_5 - share_0 end as change,
    case when comparable then share_1 - share_0 end as rules_changed,
    case when comparable then share_2 - share_1 end as left_register,
    case when comparable then share_3 - share_2 end as reworded,
    case when comparable then share_4 - share_3 end as area_mix,
    case when comparable then share_5 - share_4 end as entered,
    case
        when earlier_d >= 20 and later_d >= 20
            then difference_low(earlier_x, earlier_d, later_x, later_d, overlap)
    end as change_low,
    case
        when earlier_d >= 20 and later_d >= 20
            then difference_high(earlier_x, earlier_d, later_x, later_d, overlap)
    end as change_high
from shares
