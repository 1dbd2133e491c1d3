-- Hits that judge nothing themselves but change what other hits in the same statement mean.
select h.clause_id, h.rule_id, r.effect, r.theme, h.hit_start, h.hit_end
from hits as h
inner join rules as r using (rule_id)
where r.effect in ('protect', 'matter', 'negate', 'reverse', 'other_body', 'history', 'option', 'guard', 'legend', 'own')
