-- What the trained second opinion makes of each entry: one row an entry, its probability of each stance.
-- Terms of the threat (title, description) and of the answer to it (controls, actions, response) are weighed
-- apart: (1 + ln times) × idf, each part to length one, times the stance's weight; probabilities are the softmax.
-- The row "(intercept)" of opinion_terms is what a stance starts from. It never changes a verdict.
with parts as (
    select entry_id, 'threat' as part, concat_ws(' ', title, description) as said from entries
    union all
    select entry_id, 'answer' as part, concat_ws(' ', controls, actions, response) as said from entries
),
words as (
    select entry_id, part, lower(unnest(regexp_extract_all(said, '[A-Za-z0-9]{2,}'))) as term
    from parts
),
weighed as (
    select w.entry_id, w.part, w.term, (1 + ln(count(*))) * any_value(t.idf) as weight
    from words as w
    inner join opinion_terms as t using (part, term)
    group by w.entry_id, w.part, w.term
),
lengths as (
    select entry_id, part, sqrt(sum(weight * weight)) as norm
    from weighed
    group by entry_id, part
),
long_terms as (
    unpivot opinion_terms on avoidance, containment, mixed, enablement, unclear
    into name stance value pull
),
pulls as (
    select w.entry_id, t.stance, sum(w.weight / l.norm * t.pull) as pull
    from weighed as w
    inner join lengths as l using (entry_id, part)
    inner join long_terms as t using (part, term)
    group by w.entry_id, t.stance
),
scores as (
    select e.entry_id, t.stance, t.pull + coalesce(p.pull, 0) as score
    from entries as e
    cross join long_terms as t
    left join pulls as p on p.entry_id = e.entry_id and p.stance = t.stance
    where t.term = '(intercept)'
),
raised as (
    select entry_id, stance, exp(score - max(score) over (partition by entry_id)) as raised
    from scores
),
shares as (
    select entry_id, stance, raised / sum(raised) over (partition by entry_id) as probability
    from raised
)
select
    entry_id,
    max(probability) filter (stance = 'avoidance') as avoidance,
    max(probability) filter (stance = 'containment') as containment,
    max(probability) filter (stance = 'mixed') as mixed,
    max(probability) filter (stance = 'enablement') as enablement,
    max(probability) filter (stance = 'unclear') as unclear
from shares
group by entry_id
