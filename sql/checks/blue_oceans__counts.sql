-- code: blue_ocean_contradicts
-- severity: critical
-- responsibility: riskshift
-- message: {area}, {need} at {as_at}: {entries} entries, {councils} councils, {value} of them enabling.
-- why: councils that enable are among the councils that register, and a council registers at least one
--     entry.
select as_at, area, need, basis, 'councils_enabling' as field, councils_enabling as value, entries, councils
from blue_oceans
where councils_enabling > councils or (basis = 'registered' and councils > entries)
    or share_enabling not between 0 and 1
