-- code: source_rows_unaccounted
-- severity: critical
-- responsibility: riskshift
-- message: {source_file}, {locator}: the row is marked {value} and names {missing}.
-- why: a row that became an entry or part of one names it; a row that became an issue names its code.
select source_file, locator, 'fate' as field, fate as value,
    case when fate = 'issue' then 'no issue code' else 'no entry' end as missing
from source_rows
where (fate in ('entry', 'part') and entry_id is null) or (fate = 'issue' and coalesce(code, '') = '')
