-- The scales of each register whose matrix has both and makes a score of them; `weights` are what an impact counts.
select
    register_id,
    likelihood as likelihoods,
    impact as impacts,
    coalesce(impact_weights, list_transform(range(1, impact + 1), lambda i: i::bigint)) as weights,
    likelihood || ' by ' || impact as size
from register_matrix
where formula <> 'none' and likelihood is not null and impact is not null
