-- code: issue_miscoded
-- severity: critical
-- responsibility: riskshift
-- message: An issue of {source_file} at {locator} carries the code {value} with another severity or
--     responsibility than the code has.
-- why: whose an issue is, and how grave, follows from its code alone.
select i.source_file, i.register_id, i.locator, i.field, i.code as value
from issues as i left join issue_codes as c using (code)
where c.code is null or (c.severity, c.responsibility) <> (i.severity, i.responsibility)
