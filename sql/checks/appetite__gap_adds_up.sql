-- code: gap_wrong
-- severity: critical
-- responsibility: riskshift
-- message: {council} {series} {area_local} at {as_at}: {field} is {value}; the counts give {expected}.
-- why: language stance and gap follow from the counts and the stated level, and are null under ten entries.
with wanted as (
    select *,
        case when n >= 10 then (enablement - avoidance) / n end as stance_expected,
        case when n >= 10 and stated_level is not null
            then (enablement - avoidance) / n - (stated_level - 3) / 2 end as gap_expected
    from appetite
)
select council, series, area_local, as_at, 'language_stance' as field, language_stance as value,
    stance_expected as expected
from wanted
where (language_stance is null) <> (stance_expected is null) or abs(language_stance - stance_expected) > 1e-9
union all
select council, series, area_local, as_at, 'gap', gap, gap_expected
from wanted
where (gap is null) <> (gap_expected is null) or abs(gap - gap_expected) > 1e-9
union all
select council, series, area_local, as_at, 'n', n, avoidance + containment + mixed + enablement
from wanted
where n <> avoidance + containment + mixed + enablement
