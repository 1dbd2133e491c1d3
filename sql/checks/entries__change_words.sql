-- code: change_words_contradict_numbers
-- severity: warning
-- responsibility: council
-- message: {entry}: the text says “{value}”; the numbers go the other way. Which is right?
-- why: a printed change whose word and numbers disagree misleads whoever reads only one of them.
with texts as (
    select entry_id, 'description' as field, description as text from entries where description like '% from %'
    union all
    select entry_id, 'controls', controls from entries where controls like '% from %'
    union all
    select entry_id, 'actions', actions from entries where actions like '% from %'
    union all
    select entry_id, 'other', other from entries where other like '% from %'
),
said as (
    select entry_id, field, unnest(regexp_extract_all(
        lower(text),
        '\b(?:score|rating|likelihood|impact|risk)\b[^.;]{0,80}\b(?:reduc|decreas|lower|fall|fell|drop|improv|increas|ris|rose|rais|worsen)[a-z]*\s+from\s+\d{1,3}\s+to\s+\d{1,3}\b'
    )) as words
    from texts
),
numbers as (
    select *, regexp_extract(words, '(reduc|decreas|lower|fall|fell|drop|improv|increas|ris|rose|rais|worsen)[a-z]*\s+from\s+\d+\s+to\s+\d+$', 1) as verb,
        regexp_extract(words, 'from\s+(\d+)\s+to\s+\d+$', 1)::bigint as earlier,
        regexp_extract(words, 'to\s+(\d+)$', 1)::bigint as later
    from said
)
select entry_id, field, words as value
from numbers
where case
    when verb in ('increas', 'ris', 'rose', 'rais', 'worsen') then later < earlier
    else later > earlier
end
