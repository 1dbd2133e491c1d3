-- Single risks that changed stance between consecutive registers, to or from unclear included.
select
    stayers.to_entry_id as entry_id,
    stayers.from_entry_id as previous_entry_id,
    stayers.risk_id,
    stayers.council,
    stayers.series,
    stayers.from_as_at,
    stayers.to_as_at,
    stayers.from_stance,
    stayers.to_stance,
    links.title_changed or links.text_changed as text_changed
from stayers
inner join links on stayers.to_entry_id = links.entry_id
where stayers.span = 'consecutive' and stayers.from_stance <> stayers.to_stance
order by stayers.council, stayers.series, stayers.to_as_at, stayers.to_entry_id
