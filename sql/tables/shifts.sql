-- What changed between two dates, split into five steps that add up, and what may be said of it.
-- paired_tests holds the exact two-sided sign test of each count of moves (scipy.stats.binomtest);
-- false_discovery the Benjamini-Hochberg rate among the shifts of one span and area over all councils.
-- Verdicts are explained in pipelines/shift/verdicts.csv. None rests on rules_changed: test and interval
-- compare both dates under the present rulebook.
with tested as (
    select
        shift_parts.*,
        paired_tests.p_value,
        false_discovery.q_value,
        coalesce(paired_tests.p_value < 0.05, false) as stayers_moved,
        coalesce(change_low > 0, false) as share_up,
        coalesce(change_high < 0, false) as share_down,
        abs(left_register + area_mix + entered) > abs(reworded) as by_turnover,
        earlier_n > kept_n or later_n > kept_n as turnover,
        exists(
            select 1
            from rebasings
            where
                rebasings.council = shift_parts.council
                and rebasings.series = shift_parts.series
                and rebasings.from_as_at >= shift_parts.from_as_at
                and rebasings.to_as_at <= shift_parts.to_as_at
        ) as rebased
    from shift_parts
    left join paired_tests
        on
            shift_parts.to_enablement = paired_tests.to_enablement
            and shift_parts.to_avoidance = paired_tests.to_avoidance
    left join false_discovery
        on
            shift_parts.council = false_discovery.council
            and shift_parts.series = false_discovery.series
            and shift_parts.area = false_discovery.area
            and shift_parts.span = false_discovery.span
            and shift_parts.from_as_at = false_discovery.from_as_at
            and shift_parts.to_as_at = false_discovery.to_as_at
)

select
    council,
    series,
    area,
    span,
    from_as_at,
    to_as_at,
    earlier_n as n_from,
    later_n as n_to,
    change,
    rules_changed,
    left_register,
    reworded,
    area_mix,
    entered,
    to_enablement,
    to_avoidance,
    to_or_from_unclear,
    p_value,
    q_value,
    case
        when earlier_d < 10 or later_d < 10 then 'too_few_entries'
        when stayers_moved and to_enablement > to_avoidance then 'toward_enablement'
        when stayers_moved then 'toward_avoidance'
        when rebased then 'register_rebased'
        when share_up and by_turnover then 'share_up_by_turnover'
        when share_down and by_turnover then 'share_down_by_turnover'
        when share_up then 'share_up'
        when share_down then 'share_down'
        when not turnover and to_enablement + to_avoidance + to_or_from_unclear = 0 then 'unchanged'
        when turnover and to_enablement + to_avoidance + to_or_from_unclear = 0 then 'turnover_only'
        else 'no_clear_shift'
    end as verdict,
    change_low,
    change_high,
    kept_n as n_stayed
from tested
order by council, series, area, span, from_as_at, to_as_at
