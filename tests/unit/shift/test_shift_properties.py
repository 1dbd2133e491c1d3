"""What must hold of any registers: exact sums, shares within intervals, no weight to the order of rows."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.shift import measure
from tests.unit.shift.frames import A, C, E, M, U, entry, tables

pytestmark = pytest.mark.slow

DAYS = [date(2023, 3, 31), date(2023, 6, 30), date(2024, 3, 31)]
AREAS = ("Finance", "People", "Property")
PARTS = ("rules_changed", "left_register", "reworded", "area_mix", "entered")

cells = st.tuples(st.sampled_from((A, C, M, E, U)), st.sampled_from(AREAS))
registers = st.dictionaries(st.integers(0, 45), cells, min_size=12, max_size=40)
council = st.lists(registers, min_size=2, max_size=3)
fleets = st.lists(council, min_size=1, max_size=2)
slowly = settings(
    max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)  # fmt: skip


def rows(fleet: list) -> list:
    return [
        entry(f"c{number}", day, f"R{risk}", stance, area=area)
        for number, dated in enumerate(fleet)
        for day, register in zip(DAYS, dated, strict=False)
        for risk, (stance, area) in register.items()
    ]


@slowly
@given(fleets, council)
def test_the_five_steps_add_up_to_the_change_whatever_happened(fleet, before):
    published = measure(tables(rows([before])), {})["stance_by_period"]
    shifts = measure(tables(rows(fleet)), {}, published)["shifts"].filter(pl.col("change").is_not_null())
    gap = shifts.select((sum(pl.col(p) for p in PARTS) - pl.col("change")).abs().max()).item()
    assert gap is None or gap <= 1e-9
    assert shifts.filter(area="all")["area_mix"].abs().sum() == 0
    shares = {
        (r["council"], r["series"], r["area"], r["as_at"]): r["enablement_share_broad"]
        for r in measure(tables(rows(fleet)), {})["stance_by_period"].to_dicts()
    }
    for row in shifts.to_dicts():
        place = (row["council"], row["series"], row["area"])
        present = shares[(*place, row["to_as_at"])] - shares[(*place, row["from_as_at"])]
        assert row["change"] - row["rules_changed"] == pytest.approx(present, abs=1e-9)


@slowly
@given(fleets)
def test_shares_lie_within_their_intervals_and_intervals_within_nought_and_one(fleet):
    stance = measure(tables(rows(fleet)), {})["stance_by_period"]
    for share, low, high in (
        ("enablement_share_broad", "broad_low", "broad_high"),
        ("enablement_share_strict", "strict_low", "strict_high"),
    ):
        shown = stance.filter(pl.col(share).is_not_null())
        assert shown.filter(
            ~(
                (pl.col(low) >= 0)
                & (pl.col(low) <= pl.col(share))
                & (pl.col(share) <= pl.col(high))
                & (pl.col(high) <= 1)
            )
        ).is_empty()


@slowly
@given(fleets)
def test_the_pool_holds_the_latest_register_of_each_series_once(fleet):
    entries = rows(fleet)
    pool = measure(tables(entries), {})["stance_by_period"].filter(council="all", area="all")
    for row in pool.to_dicts():
        latest = {
            c: max(e["as_at"] for e in entries if e["council"] == c and e["as_at"] <= row["as_at"])
            for c in {e["council"] for e in entries if e["as_at"] <= row["as_at"]}
        }
        expected = sum(latest.get(e["council"]) == e["as_at"] for e in entries)
        assert row["n"] == expected
        assert row["n_councils"] == len(latest)


@slowly
@given(fleets, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(fleet, shuffler):
    entries = rows(fleet)
    shuffled = entries.copy()
    shuffler.shuffle(shuffled)
    one, other = measure(tables(entries), {}), measure(tables(shuffled), {})
    for name, frame in one.items():
        assert frame.equals(other[name]), name


@slowly
@given(fleets)
def test_moves_never_outnumber_stayers(fleet):
    shifts = measure(tables(rows(fleet)), {})["shifts"]
    moves = pl.col("to_enablement") + pl.col("to_avoidance") + pl.col("to_or_from_unclear")
    assert shifts.filter((moves > pl.col("n_stayed")) | (pl.col("n_stayed") > pl.col("n_from"))).is_empty()
