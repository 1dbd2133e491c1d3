-- Registers that count in tables over time: dated, with entries, not withdrawn or replaced.
-- Where two files say that they are the same register (a pdf and its html twin, two languages), one
-- counts: the corrected one, else the one with most entries, else the English one.
with candidates as (
    select
        *,
        row_number() over (
            partition by council, series, as_at
            order by
                coalesce(revision = 'corrected', false) desc,
                entries desc,
                (language = 'en') desc,
                register_id asc
        ) as choice,
        count(*) over (partition by council, series, as_at) as files
    from registers
    where
        as_at is not null
        and coalesce(revision, '') not in ('withdrawn', 'replaced')
        and register_id in (select register_id from entries)
)

select
    register_id,
    council,
    series,
    as_at,
    title,
    matrix,
    files,
    lag(as_at) over (partition by council, series order by as_at) as previous_as_at
from candidates
where choice = 1
order by council, series, as_at
