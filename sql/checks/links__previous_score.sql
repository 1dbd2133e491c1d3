-- code: previous_score_differs
-- severity: warning
-- responsibility: council
-- message: {entry}: the previous score is printed as {value}, but the register of {earlier} printed {before}.
--     Which is right?
-- why: a misprinted previous score hides a change or invents one.
with printed as (
    select l.entry_id, l.previous_entry_id,
        unnest(printed_cells(e.other)) as cell
    from links as l join entries as e using (entry_id)
    where l.previous_entry_id is not null and json_valid(e.other)
        and regexp_matches(lower(e.other), 'previous|prior|last (quarter|period|review|month)')
),
numbers as (
    select entry_id, previous_entry_id, cell.key as header, trim(cell.value) as text,
        try_cast(coalesce(
            nullif(regexp_extract(cell.value, '=\s*(\d+(?:\.\d+)?)', 1), ''),
            nullif(regexp_extract(cell.value, '^\s*(\d+(?:\.\d+)?)\s*(?:\([^)]*\)|[A-Za-z]*)\s*$', 1), '')
        ) as double) as printed_score
    from printed
    where regexp_matches(lower(cell.key), 'previous|prior|last (quarter|period|review|month)')
        and not regexp_matches(lower(cell.key), 'date|likelihood|impact|probability|title|ref|comment|update|target|inherent|gross')
)
select n.entry_id, 'other' as field, n.text as value, p.score_residual as before, p.as_at as earlier
from numbers as n join entries as p on p.entry_id = n.previous_entry_id
where n.printed_score is not null and p.score_residual is not null and n.printed_score <> p.score_residual
