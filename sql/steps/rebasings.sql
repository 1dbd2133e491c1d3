-- Consecutive registers that do not list the same kind of thing: one at least twice as long as the
-- other (122 risks, then 43), or fewer than a quarter of the risks of the shorter one in both.
-- Lists of fewer than 10 are too short to tell.
select
    council,
    series,
    from_as_at,
    to_as_at,
    earlier_n,
    later_n,
    kept_n
from shift_sums
where
    span = 'consecutive'
    and area = 'all'
    and (
        (greatest(earlier_n, later_n) >= 20 and 2 * least(earlier_n, later_n) <= greatest(earlier_n, later_n))
        or (least(earlier_n, later_n) >= 10 and 4 * kept_n < least(earlier_n, later_n))
    )
