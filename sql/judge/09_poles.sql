-- What stands in each entry. A statement weighs 3 with an act or signs of two themes, 2 with one sign; statements
-- add up. Cues in other statements add what the statement with the most kinds of them holds, 2 at most.
with statements as (
    select
        entry_id,
        pole,
        greatest(max(weight), if(count(distinct theme) > 1, 3, 2)) as weight
    from placed
    where weight > 1
    group by entry_id, pole, field, clause_no
),
weighed as (
    select distinct entry_id, pole, field, clause_no
    from placed
    where weight > 1
),
cues as (
    select entry_id, pole, least(max(kinds), 3) as weight
    from (
        select entry_id, pole, count(distinct rule_id) as kinds
        from placed
        anti join weighed using (entry_id, pole, field, clause_no)
        where weight = 1
        group by entry_id, pole, field, clause_no
    )
    group by entry_id, pole
),
acts as (
    select
        entry_id,
        coalesce(sum(weight) filter (pole = 'avoidance'), 0)::bigint as avoiding,
        coalesce(sum(weight) filter (pole = 'enablement'), 0)::bigint as enabling
    from (
        select entry_id, pole, weight from statements
        union all
        select entry_id, pole, weight from cues
    )
    group by entry_id
),
framings as (
    select
        entry_id,
        coalesce(bool_or(pole = 'avoidance'), false) as feared_acting,
        coalesce(bool_or(pole = 'enablement'), false) as feared_inaction
    from placed
    where kind = 'frame' and effect = 'framing'
    group by entry_id
),
said as (
    -- Whether a field says anything: statements of words, less placeholders such as "tbc" or "see above".
    select
        f.entry_id,
        bool_or(f.field in ('controls', 'actions', 'response') and m.rule_id is null and words) as answered,
        bool_or(f.field = 'description' and k.rule_id is not null) as answered_in_description,
        bool_or(u.rule_id is not null) as unusable
    from fields as f
    inner join texts as t using (text)
    inner join places as p using (text_id)
    inner join clauses as c using (clause)
    left join (select distinct clause_id, rule_id from hits inner join rules using (rule_id) where effect = 'blank') as m
        on m.clause_id = c.clause_id
    left join (select clause_id, min(rule_id) as rule_id from hits inner join rules using (rule_id)
        where effect in ('routine', 'own', 'answer') group by all) as k
        on k.clause_id = c.clause_id
    left join (select clause_id, min(rule_id) as rule_id, any_value(fields) as fields
        from hits inner join rules using (rule_id) where effect = 'unusable' group by all) as u
        on u.clause_id = c.clause_id and list_contains(string_split(u.fields, ' '), f.field)
    cross join lateral (
        select regexp_matches(c.clause, '[a-z]{3}') and f.field <> 'response' as words
    )
    group by f.entry_id
)
select
    e.entry_id,
    coalesce(a.avoiding, 0) as avoiding,
    coalesce(a.enabling, 0) as enabling,
    coalesce(f.feared_acting, false) as feared_acting,
    coalesce(f.feared_inaction, false) as feared_inaction,
    coalesce(s.answered, false) as answered,
    coalesce(s.answered_in_description, false) as answered_in_description,
    coalesce(s.unusable, false) as unusable,
    s.entry_id is null as blank,
    regexp_matches(lower(coalesce(e.response, '')), '^\W*(terminat|avoid|withdraw)') as terminates,
    regexp_matches(lower(coalesce(e.appetite, '')), '\b(open|eager|hungry|seek|mature|high|significant)') as appetite_open,
    regexp_matches(lower(coalesce(e.appetite, '')), '\b(averse|adverse|minimal|zero|none|avoid|low)') as appetite_averse
from entries as e
left join acts as a using (entry_id)
left join framings as f using (entry_id)
left join said as s using (entry_id)
