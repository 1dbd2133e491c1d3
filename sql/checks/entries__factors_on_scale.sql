-- code: factor_off_scale
-- severity: warning
-- responsibility: council
-- message: {entry}: the {basis} {part} is printed as {value}; the scale of this {size} matrix does not have it.
--     Which is right?
-- why: a likelihood or impact beyond the scale is a slip, or a scale that we took for another.
select entry_id, 'likelihood_' || basis as field, likelihood as value, basis, 'likelihood' as part, size
from printed_factors join matrix_scales using (register_id)
where likelihood > likelihoods or likelihood <= 0
union all
select entry_id, 'impact_' || basis, impact, basis, 'impact', size
from printed_factors join matrix_scales using (register_id)
where impact <= 0 or (impact > impacts and not list_contains(weights, impact::bigint))
