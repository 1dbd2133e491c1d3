-- code: factor_off_scale
-- severity: warning
-- responsibility: council
-- message: {entry}: the {basis} {part} is printed as {value}; the scale of this {size} matrix does not have it.
--     Which is right?
-- why: a likelihood or impact beyond the scale is a slip, or a scale that we took for another.
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
)
select entry_id, 'likelihood_' || basis as field, likelihood as value, basis, 'likelihood' as part, size
from factors join scales using (register_id)
where likelihood > likelihoods or likelihood <= 0
union all
select entry_id, 'impact_' || basis, impact, basis, 'impact', size
from factors join scales using (register_id)
where impact <= 0 or (impact > impacts and not list_contains(weights, impact::bigint))
