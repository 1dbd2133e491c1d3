-- Whose risk the entry speaks of, by its words: the organisation's own, a person's, or a community's; the most
-- often spoken of wins, a title counting twice, and nothing of the kind leaves it unclear.
with spoken as (
    select f.entry_id, replace(r.theme, 'whose_', '') as whose, sum(if(f.field = 'title', 2, 1)) as times
    from fields as f
    inner join texts as t using (text)
    inner join places as p using (text_id)
    inner join clauses as c using (clause)
    inner join hits as h using (clause_id)
    inner join rules as r using (rule_id)
    where r.effect = 'whose'
    group by all
)
select entry_id, whose as whose_risk
from spoken
qualify row_number() over (partition by entry_id order by times desc, whose) = 1
