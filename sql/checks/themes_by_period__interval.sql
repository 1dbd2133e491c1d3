-- code: interval_wrong
-- severity: critical
-- responsibility: riskshift
-- message: {council} {series} {theme} at {as_at}: the share {value} stands outside its interval {low} to
--     {high}, or outside 0 to 1.
-- why: an interval contains the share that it is for.
select council, series, theme, as_at, 'share' as field, share as value, low, high
from themes_by_period
where (share is not null and (low is null or high is null))
    or share not between -1e-9 and 1 + 1e-9 or low > share + 1e-9 or high < share - 1e-9
