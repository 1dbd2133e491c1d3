-- Revealed headroom: how far residual scores stand above the target that the council sets itself.
-- Distances are counted in ranks of the council's own matrix (matrix_scores holds its reachable scores), as
-- scores of different matrices cannot be compared.
with ranked as (
    select
        judged_entries.council,
        judged_entries.series,
        judged_entries.as_at,
        judged_entries.area,
        judged_entries.score_residual,
        judged_entries.score_target,
        (
            select count(*)
            from matrix_scores
            where
                matrix_scores.register_id = judged_entries.register_id
                and matrix_scores.score <= judged_entries.score_residual
        )
        - (
            select count(*)
            from matrix_scores
            where
                matrix_scores.register_id = judged_entries.register_id
                and matrix_scores.score <= judged_entries.score_target
        ) as ranks
    from judged_entries
    where judged_entries.score_residual is not null and judged_entries.score_target is not null
)

select
    council,
    series,
    case when grouping(area) = 1 then 'all' else area end as area,
    as_at,
    count(*) as n,
    count(*) filter (where score_residual > score_target) as above_target,
    count(*) filter (where score_residual = score_target) as at_target,
    count(*) filter (where score_residual < score_target) as below_target,
    cast(median(ranks) as double) as median_ranks
from ranked
group by grouping sets ((council, series, as_at, area), (council, series, as_at))
order by council, series, area, as_at
