-- code: coverage_shrank
-- severity: critical
-- responsibility: riskshift
-- message: The unchanged file {source_file} gave {value} entries in the last publication and gives {now} now.
-- why: the same bytes must not give fewer entries than before, unless a correction drops them on purpose.
with dropped as (
    select source_sha256, count(*) as dropped
    from corrections
    where action = 'drop' and applied
    group by source_sha256
),
before as (
    select p.register_id, p.source_file, p.source_sha256, p.entries
    from previous_registers as p
),
now as (
    select d.source_sha256, bool_or(d.status in ('withdrawn', 'ignored', 'duplicate', 'twin')) as set_aside,
        coalesce(max(r.entries), 0) as entries
    from documents as d left join registers as r on r.source_sha256 = d.source_sha256
    group by d.source_sha256
)
select b.register_id, b.source_file, 'entries' as field, b.entries as value, n.entries as now
from before as b
    join now as n using (source_sha256)
    left join dropped as c using (source_sha256)
where not n.set_aside and n.entries < b.entries - coalesce(c.dropped, 0)
