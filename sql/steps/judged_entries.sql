-- Entries of standing registers with their stance as numbers, and the risk that each continues.
-- worth: what the entry adds to the broad share's numerator; null where the stance is unclear.
-- rung: its place in the order avoidance < containment < mixed < enablement; null where unclear.
select
    entries.entry_id,
    entries.register_id,
    entries.council,
    entries.series,
    entries.as_at,
    entries.area,
    entries.area_local,
    entries.need,
    entries.appetite_word,
    entries.appetite_level,
    entries.score_residual,
    entries.score_target,
    classifications.stance,
    coalesce(links.risk_id, entries.entry_id) as risk_id,
    case classifications.stance
        when 'avoidance' then 0.0
        when 'containment' then 0.0
        when 'mixed' then 0.5
        when 'enablement' then 1.0
    end as worth,
    case classifications.stance
        when 'avoidance' then 0
        when 'containment' then 1
        when 'mixed' then 2
        when 'enablement' then 3
    end as rung
from entries
inner join standing_registers using (register_id)
inner join classifications using (entry_id)
left join links using (entry_id)
