-- code: symbol_font_letter
-- severity: warning
-- responsibility: council
-- message: {entry}: “{value}” stands where an arrow or a tick of a symbol font was meant. What does it show?
-- why: an arrow set in a symbol font reaches readers, and programs, as a letter.
with printed as (
    select entry_id, unnest(printed_cells(other)) as cell
    from entries
    where regexp_matches(other, '"\s*[éêèáâàñðòóôöìíîïãäåxX\x{F000}-\x{F0FF}]\s*"') and json_valid(other)
),
texts as (
    select entry_id, 'description' as field, description as text from entries
    union all
    select entry_id, 'controls', controls from entries
    union all
    select entry_id, 'actions', actions from entries
)
select entry_id, 'direction' as field, cell.value as value
from printed
where regexp_matches(lower(cell.key), 'direction|travel|trend|movement|change|indicator')
    and regexp_full_match(trim(cell.value), '[éêèáâàñðòóôöìíîïãäåx\x{F000}-\x{F0FF}]')
union all
select entry_id, field, regexp_extract(text, '(?:^|\s)([éêèñðòóôöãäåìíîï\x{F000}-\x{F0FF}])(?:\s|$)', 1)
from texts
where strlen(text) > length(text)
    and regexp_matches(text, '(?:^|\s)[éêèñðòóôöãäåìíîï\x{F000}-\x{F0FF}](?:\s|$)')
