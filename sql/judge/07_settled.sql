-- Every stance hit of every distinct statement, and what became of it. The first of these that applies, in the
-- codebook's order: legend, option and other body's act out; protected words; history; negation; flips; guardrails.
with stance as (
    select h.clause_id, h.rule_id, h.hit_start, h.hit_end, h.hit_end - h.hit_start as width, r.pole, r.effect as kind
    from hits as h
    inner join rules as r using (rule_id)
    where r.effect in ('act', 'sign', 'cue', 'frame')
),
set_aside as (
    select
        s.clause_id,
        s.rule_id,
        coalesce(bool_or(m.effect in ('legend', 'option')), false) as no_act,
        coalesce(bool_or(
            -- Upkeep makes an ending ordinary; what the law asks makes either kind of act so.
            (m.effect = 'matter' and (s.pole = 'avoidance' or m.theme = 'duty')
                and m.hit_start - s.hit_end <= 45 and s.hit_start - m.hit_end <= 45)
            or (m.effect = 'protect' and m.hit_start <= s.hit_start and m.hit_end >= s.hit_end)
        ), false) as is_protected,
        coalesce(bool_or(
            m.effect = 'other_body' and m.hit_start <= s.hit_start and s.hit_start <= m.hit_end + 12
        ), false) as by_other_body,
        coalesce(bool_or(m.effect = 'history'), false) as is_history,
        coalesce(bool_or(
            -- A threat is always supposed, so that supposing takes nothing from framing.
            m.effect = 'negate' and (s.kind <> 'frame' or m.theme <> 'supposed')
            and m.hit_end <= s.hit_start and s.hit_start - m.hit_end <= 45
            and not regexp_matches(
                substring(c.clause, m.hit_end + 1, s.hit_start - m.hit_end),
                '\b(but|however|so that|although|though|because|since|yet|while|whereas|in order)\b|:|\band (\S+ ){0,3}(has|have|had|is|are|was|were|will|been)\b'
            )
        ), false) as is_negated,
        coalesce(bool_or(
            m.effect = 'reverse' and m.theme = 'cancelled' and m.hit_start between s.hit_end and s.hit_end + 12
        ), false) as is_cancelled,
        coalesce(bool_or(
            m.effect = 'reverse' and m.theme <> 'cancelled' and m.hit_end <= s.hit_start and s.hit_start - m.hit_end <= 45
            and not regexp_matches(
                substring(c.clause, m.hit_end + 1, s.hit_start - m.hit_end),
                '\b(but|however|so that|although|though|because|since|yet|while|whereas|in order)\b|:|\band (\S+ ){0,3}(has|have|had|is|are|was|were|will|been)\b'
            )
        ), false) as is_reversed,
        coalesce(bool_or(m.effect = 'guard'), false) as in_guard,
        coalesce(bool_or(m.effect = 'own'), false) as is_own
    from stance as s
    inner join clauses as c using (clause_id)
    left join marks as m on m.clause_id = s.clause_id and m.rule_id <> s.rule_id
    group by s.clause_id, s.rule_id
),
turned as (
    select
        s.*,
        a.is_own,
        a.in_guard,
        case
            when a.no_act then 'framing'
            when a.is_protected and s.kind <> 'frame' then 'protected'
            when a.by_other_body then 'other_body'
            when a.is_history then 'history'
            when a.is_negated then 'negated'
            when (a.is_reversed or a.is_cancelled) and s.pole = 'enablement' then 'flipped'
            else 'counted'
        end as effect,
        case
            when a.no_act or (a.is_protected and s.kind <> 'frame') or a.by_other_body or a.is_history or a.is_negated then 'none'
            when a.is_reversed or a.is_cancelled then 'avoidance'
            else s.pole
        end as pole_now
    from stance as s
    inner join set_aside as a using (clause_id, rule_id)
),
rivals as (
    select
        t.clause_id,
        t.rule_id,
        -- Conditions on both sides stand here, as within the join they would make it compare every hit with every hit.
        coalesce(bool_or(
            o.pole_now <> t.pole_now
            and (o.kind <> 'cue' or t.kind = 'cue')
            and o.hit_start < t.hit_end and t.hit_start < o.hit_end
            and (o.width > t.width or (o.width = t.width and o.rule_id < t.rule_id))
        ), false) as outdone
    from turned as t
    left join turned as o
        on o.clause_id = t.clause_id and o.rule_id <> t.rule_id
        and o.pole_now <> 'none' and o.kind <> 'frame'
    group by t.clause_id, t.rule_id
)
select
    t.clause_id,
    t.rule_id,
    t.hit_start,
    t.hit_end,
    t.kind,
    t.is_own,
    case
        when t.pole_now = 'none' then t.effect
        when r.outdone and t.kind <> 'frame' then 'flipped'
        when t.in_guard and t.pole_now = 'avoidance' and t.kind <> 'frame' then 'guarded'
        else t.effect
    end as effect,
    case
        when t.pole_now = 'none' then 'none'
        when r.outdone and t.kind <> 'frame' then if(t.pole_now = 'avoidance', 'enablement', 'avoidance')
        else t.pole_now
    end as pole,
    case
        when t.pole_now = 'none' or t.kind = 'frame' then 0
        when r.outdone then 0
        when t.in_guard and t.pole_now = 'avoidance' then 0
        when t.kind = 'act' then 3
        when t.kind = 'sign' then 2
        else 1
    end as weight
from turned as t
inner join rivals as r using (clause_id, rule_id)
