-- code: colour_only
-- severity: warning
-- responsibility: council
-- message: The column “{printed}” is printed and holds no text in any of the {entries_in} entries: its meaning
--     is in colour or in pictures alone. Could it be printed in words as well?
-- why: what is said by colour alone is lost to readers who cannot see it and to every copy of the text.
with empty as (
    select h.source_file, h.register_id, h.table_name, h.position, h.printed, count(*) as entries_in
    from header_mappings as h join entries as e using (register_id)
    where h.field is null and trim(h.printed) <> ''
        and regexp_matches(lower(h.printed), '\b(rag|rating|score|status|direction|travel|trend|colour|change)\b')
    group by all
    having count(*) filter (
        where coalesce(trim((e.other::json::map(varchar, varchar))[h.printed]), '') <> ''
    ) = 0
    union all
    select h.source_file, h.register_id, h.table_name, h.position, h.printed, count(*)
    from header_mappings as h join entries as e using (register_id)
    where h.field in ('direction', 'score_inherent', 'score_residual', 'score_target')
    group by h.source_file, h.register_id, h.table_name, h.position, h.printed, h.field
    having count(*) filter (
        where case h.field
            when 'direction' then e.direction is not null
            when 'score_inherent' then e.score_inherent is not null
            when 'score_residual' then e.score_residual is not null
            else e.score_target is not null
        end
    ) = 0
)
select source_file, register_id, source_file || '|' || table_name || '|' || position as row_key, table_name as locator,
    'other' as field, printed as value, printed, entries_in
from empty
