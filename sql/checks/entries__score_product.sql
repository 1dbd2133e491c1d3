-- code: score_not_product
-- severity: warning
-- responsibility: council
-- message: {entry}: the {basis} score is printed as {value}, but likelihood {likelihood} and impact {impact}
--     give {expected}. Which is right?
-- why: a score that its factors do not give under the council's own matrix is a slip in one of the three.
with widest as (select register_id, max(impact) as impact from printed_factors group by register_id),
complete as (
    select f.*, m.formula,
        case
            when m.formula = 'weighted' and w.impact <= m.impact then m.impact_weights[f.impact::bigint]
            else f.impact
        end as weight
    from printed_factors as f
        join widest as w using (register_id)
        left join register_matrix as m using (register_id)
    where f.score is not null and f.likelihood > 0 and f.impact > 0 and coalesce(m.formula, '') <> 'none'
),
ratios as (
    select *, round(score / (likelihood * weight), 3) as ratio from complete where weight is not null
),
usual as (
    select register_id, mode(ratio) as ratio, count(*) as rows_seen
    from ratios
    group by register_id
),
agreeing as (
    select r.register_id, any_value(u.ratio) as ratio, any_value(u.rows_seen) as rows_seen,
        count(*) filter (where r.ratio = u.ratio) / count(*) as share
    from ratios as r join usual as u using (register_id)
    group by r.register_id
),
ruled as (
    select r.*,
        case
            when a.rows_seen >= (select value from limits where name = 'rows_to_infer_product')
                and a.share >= (select value from limits where name = 'share_to_infer_product') then a.ratio
            when r.formula is not null then 1
        end as rule
    from ratios as r join agreeing as a using (register_id)
)
select entry_id, 'score_' || basis as field, score as value, basis, likelihood, impact,
    round(likelihood * weight * rule, 2) as expected
from ruled
where rule is not null
    and abs(score - likelihood * weight * rule) > greatest(0.05, 0.01 * likelihood * weight * rule)
