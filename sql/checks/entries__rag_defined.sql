-- code: rag_undefined
-- severity: warning
-- responsibility: council
-- message: The register {register_id} rates {entries_in} entries by colour words (“{value}”) and prints neither
--     scores nor what the colours mean. What do they mean?
-- why: a colour whose meaning is never defined cannot be compared, even with itself a year later.
with printed as (
    select register_id, entry_id, score_residual, score_inherent,
        unnest(printed_cells(other)) as cell
    from entries
    where json_valid(other) and regexp_matches(lower(other), '"(red|amber|yellow|green|blue)"')
)
select p.register_id, p.register_id as row_key, 'other' as field, min(cell.value) as value,
    count(distinct entry_id) as entries_in
from printed as p anti join register_matrix as m on m.register_id = p.register_id
where regexp_full_match(lower(trim(cell.value)), 'red|amber|yellow|green|blue|r|a|g')
    and p.register_id not in (
        select register_id from entries where coalesce(score_residual, score_inherent) is not null
    )
group by p.register_id
