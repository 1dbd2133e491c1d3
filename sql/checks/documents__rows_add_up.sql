-- code: source_rows_unaccounted
-- severity: critical
-- responsibility: riskshift
-- message: {source_file}: {value} source rows were seen; {entry_rows} became entries, {part_rows} parts of one,
--     {issue_rows} issues or were set aside, and {listed} are listed.
-- why: every row of every source file ends as an entry, as part of one, or as an issue.
with listed as (
    select source_file, count(*) as listed,
        count(*) filter (where fate = 'entry') as entry_rows,
        count(*) filter (where fate = 'part') as part_rows
    from source_rows
    group by source_file
)
select d.source_file, 'rows_in' as field, d.rows_in as value, d.rows_entry as entry_rows, d.rows_part as part_rows,
    d.rows_issue as issue_rows, coalesce(l.listed, 0) as listed
from documents as d left join listed as l using (source_file)
where d.rows_in <> d.rows_entry + d.rows_part + d.rows_issue
    or d.rows_in <> coalesce(l.listed, 0)
    or d.rows_entry <> coalesce(l.entry_rows, 0)
    or d.rows_part <> coalesce(l.part_rows, 0)
