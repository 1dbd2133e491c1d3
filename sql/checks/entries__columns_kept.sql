-- code: column_lost
-- severity: warning
-- responsibility: riskshift
-- message: In {register_id} {now} of its entries have {field} filled; in the register before it was {before}.
--     Was a column lost in reading?
-- why: a column that is suddenly empty was more likely lost in reading than given up by the council.
with filled as (
    select council, series, as_at, register_id, count(*) as entries_in,
        avg((description <> '' or title <> '')::int) as description,
        avg((controls <> '')::int) as controls,
        avg((actions <> '')::int) as actions,
        avg((score_residual is not null)::int) as score_residual,
        avg((coalesce(owner_role, '') <> '')::int) as owner_role
    from entries
    where as_at is not null
    group by council, series, as_at, register_id
),
fields as (
    unpivot filled on description, controls, actions, score_residual, owner_role into name field value share
),
steps as (
    select *, lag(share) over w as share_before, lag(entries_in) over w as entries_before
    from fields
    window w as (partition by council, series, field order by as_at, register_id)
)
select register_id, register_id as row_key, field, round(share, 2) as value,
    round(100 * share)::bigint || ' %' as now, round(100 * share_before)::bigint || ' %' as before
from steps
where share_before - share >= (select value from limits where name = 'filled_fall')
    and least(entries_in, entries_before) >= (select value from limits where name = 'filled_entries')
