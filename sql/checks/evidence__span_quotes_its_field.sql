-- code: span_does_not_quote
-- severity: critical
-- responsibility: riskshift
-- message: {entry}: the words recorded by rule {rule_id} in {field} are not those at characters {span_start} to
--     {span_end}.
-- why: evidence whose place does not quote the register is no evidence.
with spans as (
    select v.entry_id, v.rule_id, v.field, v.span_start, v.span_end, v.matched_text,
        case v.field
            when 'title' then e.title
            when 'description' then e.description
            when 'controls' then e.controls
            when 'actions' then e.actions
            when 'response' then e.response
            when 'appetite_word' then e.appetite_word
        end as text
    from evidence as v join entries as e using (entry_id)
)
select entry_id, rule_id, field, span_start, span_end, matched_text as value
from spans
where text is null or span_start < 0 or span_end <= span_start or span_end > length(text)
    or substring(text, span_start + 1, span_end - span_start) is distinct from matched_text
