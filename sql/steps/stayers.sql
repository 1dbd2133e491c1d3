-- Risks that stand in the register at both dates of a pair, before and after.
select
    pairs.council,
    pairs.series,
    pairs.span,
    pairs.from_as_at,
    pairs.to_as_at,
    earlier.risk_id,
    earlier.entry_id as from_entry_id,
    later.entry_id as to_entry_id,
    earlier.area as from_area,
    later.area as to_area,
    earlier.stance as from_stance,
    later.stance as to_stance,
    earlier.worth as from_worth,
    later.worth as to_worth,
    sign(later.rung - earlier.rung) as move
from pairs
inner join judged_entries as earlier
    on
        pairs.council = earlier.council
        and pairs.series = earlier.series
        and pairs.from_as_at = earlier.as_at
inner join judged_entries as later
    on
        pairs.council = later.council
        and pairs.series = later.series
        and pairs.to_as_at = later.as_at
        and earlier.risk_id = later.risk_id
