-- code: column_not_printed
-- severity: info
-- responsibility: council
-- message: No entry of the register {register_id} has {words}. Is it kept somewhere that was not published?
-- why: readers cannot tell a column that the council does not keep from one that it does not publish.
with filled as (
    select register_id, count(*) as entries_in,
        count(*) filter (where controls <> '' or actions <> '' or response <> '') as response,
        count(*) filter (where owner_role <> '') as owner_role,
        count(coalesce(score_residual, score_inherent, likelihood_residual, likelihood_inherent)) as score_residual
    from entries
    group by register_id
),
fields as (
    unpivot filled on response, owner_role, score_residual into name field value has
)
select f.register_id, f.register_id as row_key, f.field, '' as value,
    case f.field
        when 'response' then 'a response (controls or actions)'
        when 'owner_role' then 'an owner'
        else 'a score'
    end as words
from fields as f
where f.has = 0
