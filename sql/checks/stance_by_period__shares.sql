-- code: share_wrong
-- severity: critical
-- responsibility: riskshift
-- message: {council} {series} {area} at {as_at}: {field} is {value}; the counts give {expected}.
-- why: a published share is the one that its counts give, inside its interval, and null under ten.
with shares as (
    select council, series, area, as_at, 'enablement_share_broad' as field, enablement_share_broad as share,
        broad_low as low, broad_high as high, avoidance + containment + mixed + enablement as of, enablement, mixed
    from stance_by_period
    union all
    select council, series, area, as_at, 'enablement_share_strict', enablement_share_strict,
        strict_low, strict_high, avoidance + mixed + enablement, enablement, mixed
    from stance_by_period
),
wanted as (
    select *, case when of >= 10 then (enablement + mixed / 2) / of end as expected,
        (select value from limits where name = 'sum_tolerance') as tolerance
    from shares
)
select council, series, area, as_at, field, share as value, expected
from wanted
where (share is null) <> (expected is null)
    or abs(share - expected) > tolerance
    or (low is null) <> (share is null) or (high is null) <> (share is null)
    or low > share + tolerance or high < share - tolerance or low < -tolerance or high > 1 + tolerance
