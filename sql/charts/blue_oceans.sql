-- Needs of the newest quarter, by area: how many councils register them and how many enable.
select as_at, area, need, basis, entries, councils, councils_enabling, share_enabling
from blue_oceans
qualify as_at = max(as_at) over ()
order by area, need, basis
