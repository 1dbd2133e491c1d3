-- The statements that each rule is shown: those that hold the words it needs (pipelines/judge/needed.py, spotting.py).
select s.rule_id, s.clause_id, c.clause
from spotted as s
inner join clauses as c using (clause_id)
order by s.rule_id, s.clause_id
