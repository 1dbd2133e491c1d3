-- code: interval_wrong
-- severity: critical
-- responsibility: riskshift
-- message: {council} {series} {area} at {as_at}: the corrected share {value} stands outside its interval
--     {corrected_low} to {corrected_high}.
-- why: an interval contains the share that it is for, and lies between 0 and 1.
select council, series, area, as_at, 'share_corrected' as field, share_corrected as value, corrected_low, corrected_high
from stance_corrected
where share_corrected is not null and corrected_low is not null and corrected_high is not null
    and not (
        corrected_low between -1e-9 and share_corrected + 1e-9
        and corrected_high between share_corrected - 1e-9 and 1 + 1e-9
    )
