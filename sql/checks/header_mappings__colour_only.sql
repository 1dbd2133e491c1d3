-- code: colour_only
-- severity: warning
-- responsibility: council
-- message: The column “{printed}” is printed and holds no text in any of the {entries_in} entries: its meaning
--     is in colour or in pictures alone. Could it be printed in words as well?
-- why: what is said by colour alone is lost to readers who cannot see it and to every copy of the text.
with rated as (
    select source_file, register_id, table_name, position, printed, field
    from header_mappings
    where trim(printed) <> '' and not regexp_matches(lower(printed), 'previous|last|date')
        and (
            field in ('direction', 'score_inherent', 'score_residual', 'score_target')
            or (
                field is null
                and regexp_matches(lower(printed), '\b(rag|rating|score|status|direction|travel|trend|colour|change)\b')
            )
        )
),
printed_texts as (
    select e.register_id, cell.key as printed
    from entries as e, unnest(printed_cells(e.other)) as u (cell)
    where json_valid(e.other) and trim(cell.value) <> ''
    group by all
),
filled as (
    select register_id, count(*) as entries_in,
        count(direction) as direction,
        count(coalesce(score_inherent, likelihood_inherent, impact_inherent)) as score_inherent,
        count(coalesce(score_residual, likelihood_residual, impact_residual)) as score_residual,
        count(coalesce(score_target, likelihood_target, impact_target)) as score_target
    from entries
    group by register_id
)
select r.source_file, r.register_id, concat_ws('|', r.source_file, r.table_name, r.position) as row_key,
    r.table_name as locator, 'other' as field, r.printed as value, r.printed, f.entries_in
from rated as r
    join filled as f using (register_id)
    anti join printed_texts as p on p.register_id = r.register_id and p.printed = r.printed
where case r.field
    when 'direction' then f.direction
    when 'score_inherent' then f.score_inherent
    when 'score_residual' then f.score_residual
    when 'score_target' then f.score_target
    else 0
end = 0
