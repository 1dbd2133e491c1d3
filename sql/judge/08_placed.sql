-- Settled hits at their places in entries. An act counts where the council acts (controls, actions, response);
-- in the description it counts where the statement speaks of the council's own decision; elsewhere it is framing.
with answered as (
    -- "What we are doing:", "Controls:" inside a description: from there on it is response text.
    select p.text_id, min(p.start_at + h.hit_start) as answer_from
    from hits as h
    inner join rules as r using (rule_id)
    inner join clauses as c using (clause_id)
    inner join places as p using (clause)
    where r.effect = 'answer'
    group by p.text_id
),
undone as (
    -- "Moratorium lifted in full": what was stopped earlier in the same entry runs again.
    select f.entry_id, true as is_undone
    from hits as h
    inner join rules as r using (rule_id)
    inner join clauses as c using (clause_id)
    inner join places as p using (clause)
    inner join texts as t using (text_id)
    inner join fields as f using (text)
    where r.effect = 'undone'
    group by f.entry_id
)
select
    f.entry_id,
    f.field,
    p.clause_no,
    s.rule_id,
    r.theme,
    p.start_at + s.hit_start as span_start,
    p.start_at + s.hit_end as span_end,
    substring(f.text, (p.start_at + s.hit_start + 1)::bigint, (s.hit_end - s.hit_start)::bigint) as matched_text,
    s.kind,
    case
        when u.is_undone and s.effect = 'counted' and s.kind <> 'frame' then 'history'
        when s.kind = 'frame' and s.effect in ('counted', 'flipped') then 'framing'
        when s.effect in ('counted', 'flipped', 'guarded') and not acts then 'framing'
        else s.effect
    end as effect,
    if(u.is_undone and s.effect = 'counted' and s.kind <> 'frame', 'none', s.pole) as pole,
    case
        when not acts or u.is_undone then 0
        -- Told in the description an act is less plainly the response: it decides alone, not against another.
        else greatest(s.weight - if(f.field = 'description' and a.answer_from is null, 1, 0), 0)
    end as weight
from settled as s
inner join rules as r using (rule_id)
inner join clauses as c using (clause_id)
inner join places as p using (clause)
inner join texts as t using (text_id)
inner join fields as f using (text)
left join answered as a on a.text_id = p.text_id
left join undone as u on u.entry_id = f.entry_id
cross join lateral (
    select
        f.field in ('controls', 'actions', 'response')
        or (f.field = 'description' and (s.is_own or p.start_at + s.hit_start >= a.answer_from)) is true as acts
)
where list_contains(string_split(r.fields, ' '), f.field)
    or (f.field = 'description' and list_contains(string_split(r.fields, ' '), 'controls') and acts)
