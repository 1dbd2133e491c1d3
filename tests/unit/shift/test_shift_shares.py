"""Shares and intervals, on literal rows."""

from __future__ import annotations

from datetime import date

import pytest
from statsmodels.stats.proportion import proportion_confint

from pipelines import warehouse
from pipelines.shift import measure
from tests.unit.shift.frames import entry, listed, only, register, tables

MARCH, JUNE = date(2024, 3, 31), date(2024, 6, 30)


def stance(entries, registers=None):
    return measure(tables(entries, registers), {})["stance_by_period"]


@pytest.mark.parametrize(("x", "n"), [(0, 12), (4, 20), (10, 20), (9, 30), (36, 120), (12, 12), (1, 10)])
def test_wilson_limits_are_those_of_statsmodels(x, n):
    with warehouse.connection() as connected:
        low, high = connected.execute(f"select wilson_low({x}, {n}), wilson_high({x}, {n})").fetchone()
    assert (low, high) == pytest.approx(proportion_confint(x, n, method="wilson"), abs=1e-12)


def test_difference_without_correlation_is_newcombes_tenth_method_for_independent_shares():
    # Newcombe (1998), table II, method 10: 56/70 against 48/80.
    with warehouse.connection() as connected:
        limits = connected.execute("select difference_low(48, 80, 56, 70, 0), difference_high(48, 80, 56, 70, 0)")
        assert limits.fetchone() == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_mixed_counts_half_and_unclear_not_at_all():
    row = only(stance(listed("a", MARCH, "EEEMMCCCCCCAU")), council="a", area="all")
    assert (row["n"], row["enablement"], row["mixed"], row["unclear"]) == (13, 3, 2, 1)
    assert row["enablement_share_broad"] == pytest.approx(4 / 12)
    assert row["broad_low"] < 4 / 12 < row["broad_high"]


def test_the_strict_share_leaves_containment_out_and_is_null_under_ten():
    wide = only(stance(listed("a", MARCH, "EEEEEMAAAACCC")), council="a", area="all")
    assert wide["enablement_share_strict"] == pytest.approx(5.5 / 10)
    narrow = only(stance(listed("a", MARCH, "EEEAAACCCCCC")), council="a", area="all")
    assert narrow["enablement_share_strict"] is None
    assert narrow["enablement_share_broad"] == pytest.approx(3 / 12)


def test_under_ten_judged_entries_there_are_counts_and_no_share():
    row = only(stance(listed("a", MARCH, "EEECCCCCCUUU")), council="a", area="all")
    assert row["n"] == 12
    assert [row[c] for c in ("enablement_share_broad", "broad_low", "broad_high", "strict_low")] == [None] * 4


def test_each_area_has_its_own_row_beside_all():
    rows = stance(listed("a", MARCH, "EE", area="Finance") + listed("a", MARCH, "CC", first=5, area="People"))
    counted = {(r["area"], r["n"]) for r in rows.filter(council="a").to_dicts()}
    assert counted == {("all", 4), ("Finance", 2), ("People", 2)}


def test_the_pool_stands_at_quarter_ends_and_counts_each_series_once_with_its_latest_register():
    entries = [
        *listed("a", date(2024, 1, 15), "E" * 10),
        *listed("a", date(2024, 3, 20), "C" * 10),
        *listed("b", date(2023, 6, 30), "E" * 10, series="project"),
    ]
    pool = stance(entries).filter(council="all", area="all").sort("as_at")
    march = only(pool, as_at=MARCH)
    assert (march["series"], march["n"], march["n_councils"]) == ("all", 20, 2)
    assert march["enablement_share_broad"] == pytest.approx(0.5)
    assert pool["as_at"].to_list() == [date(2023, 6, 30), date(2023, 9, 30), date(2023, 12, 31), MARCH]


def test_a_register_older_than_twelve_months_leaves_the_pool():
    entries = listed("a", date(2023, 3, 30), "E" * 10) + listed("b", MARCH, "C" * 10)
    pool = stance(entries).filter(council="all", area="all")
    assert only(pool, as_at=MARCH)["n"] == 10
    exactly = listed("a", date(2023, 3, 31), "E" * 10) + listed("b", MARCH, "C" * 10)
    assert only(stance(exactly).filter(council="all", area="all"), as_at=MARCH)["n"] == 20


@pytest.mark.parametrize("revision", ["withdrawn", "replaced"])
def test_withdrawn_and_replaced_registers_stay_out_of_time(revision):
    registers = [register("a", MARCH, revision=revision), register("a", JUNE)]
    rows = stance(listed("a", MARCH, "E" * 10) + listed("a", JUNE, "C" * 10), registers)
    assert set(rows["as_at"]) == {JUNE}


def test_an_undated_register_stays_out_of_time():
    assert set(stance(listed("a", None, "EE") + listed("a", MARCH, "CC"))["as_at"]) == {MARCH}


def test_two_files_of_one_register_count_once():
    registers = [
        register("a", MARCH, entries=2),
        register("a", MARCH, register_id="a.corporate.2024-03-31-2", entries=3),
    ]
    twin = [entry("a", MARCH, f"R{i}", "enablement", register_id="a.corporate.2024-03-31-2") for i in range(3)]
    made = measure(tables(listed("a", MARCH, "CC") + twin, registers), {})
    assert only(made["stance_by_period"], council="a", area="all")["enablement"] == 3
    assert only(made["stance_by_period"], council="a", area="all")["n"] == 3
    assert "several_files" in set(made["caveats"]["code"])
