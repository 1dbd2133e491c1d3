-- Each statement of each text, with the place where it starts (characters from 0).
with pieces as (
    select text_id, string_split(norm, chr(30)) as parts
    from texts
),
numbered as (
    select text_id, unnest(parts) as clause, generate_subscripts(parts, 1) as clause_no
    from pieces
),
placed as (
    select
        text_id,
        clause_no,
        clause,
        coalesce(
            sum(length(clause) + 1) over (
                partition by text_id order by clause_no rows between unbounded preceding and 1 preceding
            ),
            0
        )::bigint as start_at
    from numbered
)
select text_id, clause_no, start_at, clause
from placed
where regexp_matches(clause, '[a-z0-9]')
