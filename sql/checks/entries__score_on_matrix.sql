-- code: score_off_matrix
-- severity: warning
-- responsibility: council
-- message: {entry}: {value} is printed as the {basis} {part}; the {size} matrix has no such {part}{given}.
--     Which is right?
-- why: a score that no pair of factors gives, or a factor beyond the scale, is a slip.
with
    factors as (
        select entry_id, register_id, 'inherent' as basis,
            likelihood_inherent as likelihood, impact_inherent as impact, score_inherent as score
        from entries
        union all
        select entry_id, register_id, 'residual', likelihood_residual, impact_residual, score_residual
        from entries
        union all
        select entry_id, register_id, 'target', likelihood_target, impact_target, score_target
        from entries
    ),
scales as (
    select register_id, likelihood as likelihoods, impact as impacts,
        coalesce(impact_weights, list_transform(range(1, impact + 1), lambda i: i::bigint)) as weights,
        likelihood || ' by ' || impact as size
    from register_matrix
    where formula <> 'none' and likelihood is not null and impact is not null
),
whole as (
    select f.*, s.* exclude (register_id)
    from factors as f join scales as s using (register_id)
    where coalesce(likelihood, 1) = floor(coalesce(likelihood, 1)) and coalesce(impact, 1) = floor(coalesce(impact, 1))
        and coalesce(score, 1) = floor(coalesce(score, 1))
),
scores as (
    select *, list_distinct(flatten(list_transform(weights,
        lambda w: list_transform(range(1, likelihoods + 1), lambda l: (l * w)::bigint)))) as products
    from whole
    where score is not null and (likelihood is null or impact is null)
)
select entry_id, 'likelihood_' || basis as field, likelihood as value, basis, 'likelihood' as part, size, '' as given
from whole
where likelihood not between 1 and likelihoods
union all
select entry_id, 'impact_' || basis, impact, basis, 'impact', size, ''
from whole
where impact not between 1 and impacts and not list_contains(weights, impact::bigint)
union all
select entry_id, 'score_' || basis, score, basis, 'score', size,
    case
        when likelihood is not null then ' for likelihood ' || likelihood::bigint
        when impact is not null then ' for impact ' || impact::bigint
        else ''
    end
from scores
where case
    when likelihood is not null then not list_contains(weights, (score / nullif(likelihood, 0))::bigint)
        or score % likelihood::bigint <> 0
    when impact is not null then score % impact::bigint <> 0 or score / nullif(impact, 0) > likelihoods
    else not list_contains(products, score::bigint)
end
