-- code: score_off_matrix
-- severity: warning
-- responsibility: council
-- message: {entry}: the {basis} score is printed as {value}; the {size} matrix has no such score{given}. Which
--     is right?
-- why: a score that no pair of factors gives is a slip.
with whole as (
    select f.*, s.* exclude (register_id)
    from printed_factors as f join matrix_scales as s using (register_id)
    where score = floor(score) and (likelihood is null or impact is null)
        and coalesce(likelihood, 1) = floor(coalesce(likelihood, 1)) and coalesce(impact, 1) = floor(coalesce(impact, 1))
)
select entry_id, 'score_' || basis as field, score as value, basis, size,
    case
        when likelihood is not null then ' for likelihood ' || likelihood::bigint
        when impact is not null then ' for impact ' || impact::bigint
        else ''
    end as given
from whole
where case
    when likelihood is not null
        then not list_contains(list_transform(weights, lambda w: (w * likelihood)::bigint), score::bigint)
    when impact is not null
        then not list_contains(list_transform(range(1, likelihoods + 1), lambda l: (l * impact)::bigint), score::bigint)
    else not list_contains(
        flatten(list_transform(weights, lambda w: list_transform(range(1, likelihoods + 1), lambda l: (l * w)::bigint))),
        score::bigint
    )
end
