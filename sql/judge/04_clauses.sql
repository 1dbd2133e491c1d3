-- Each distinct statement once: councils repeat themselves, so judging is done here and joined back.
select row_number() over (order by clause) as clause_id, clause
from (select distinct clause from places)
