"""Shares corrected for the rulebook's measured error."""

from __future__ import annotations

import math
from datetime import date

import polars as pl
import pytest

from pipelines.errors import BadConfiguration
from pipelines.shift import measure, read_accuracy
from pipelines.shift.accuracy import NO_ACCURACY, SCHEMA, STANCES
from tests.unit.shift.frames import listed, only, tables

MARCH = date(2024, 3, 31)
HEADER = "truth,verdict,n,data_hash,date,source\n"


def accuracy(**rows: str) -> pl.DataFrame:
    """Counts by truth: a string of five numbers in the order of STANCES; others judged rightly 100 times."""
    counts = {stance: [100 * (stance == other) for other in STANCES] for stance in STANCES}
    counts |= {truth: [int(n) for n in numbers.split()] for truth, numbers in rows.items()}
    return pl.DataFrame(
        [(t, v, counts[t][at], "h", MARCH, "made up") for t in STANCES for at, v in enumerate(STANCES)],
        schema=SCHEMA, orient="row",
    )  # fmt: skip


def corrected(stances: str, counts: pl.DataFrame | None) -> dict:
    made = measure(tables(listed("a", MARCH, stances)), {}, accuracy=counts)
    return only(made["stance_corrected"], council="a", area="all")


def test_a_rulebook_that_sees_three_in_four_enabling_entries_is_corrected_upwards():
    row = corrected("E" * 15 + "C" * 45, accuracy(enablement="0 25 0 75 0"))
    assert row["share_raw"] == pytest.approx(0.25)
    assert row["share_corrected"] == pytest.approx(15 / 0.75 / 60)
    assert row["corrected_low"] < row["share_corrected"] < row["corrected_high"]
    assert "made up" in row["basis"]


def test_the_interval_is_as_wide_as_rogan_and_gladen_say():
    row = corrected("E" * 15 + "C" * 45, accuracy(enablement="0 25 0 75 0"))
    raw, seen, share = 0.25, 0.75, 1 / 3
    error = math.sqrt(raw * (1 - raw) / 60 / seen**2 + share**2 * seen * (1 - seen) / 100 / seen**2)
    assert row["corrected_high"] - row["corrected_low"] == pytest.approx(2 * 1.96 * error, abs=0.02)


@pytest.mark.parametrize(
    ("stances", "share"),
    [
        ("E" * 10 + "C" * 30, 0.25),
        ("E" * 10 + "A" * 30, 0.25),
        ("M" * 10 + "C" * 10, 0.25),
        ("E" * 10 + "C" * 30 + "U" * 40, 0.25),
        ("C" * 30, 0.0),
        ("E" * 30, 1.0),
    ],
)
def test_a_perfect_rulebook_leaves_the_share_as_it_is(stances, share):
    row = corrected(stances, accuracy())
    assert row["share_raw"] == share
    assert row["share_corrected"] == pytest.approx(share)


def test_a_stance_that_was_never_seen_as_truth_counts_as_judged_rightly():
    row = corrected("E" * 10 + "C" * 30, accuracy(mixed="0 0 0 0 0", enablement="0 0 0 0 0"))
    assert row["share_corrected"] == pytest.approx(0.25)


def test_counts_of_several_sources_add_up_and_all_are_named():
    counts = pl.concat([accuracy(enablement="0 25 0 75 0"), accuracy().with_columns(source=pl.lit("a second"))])
    row = corrected("E" * 14 + "C" * 26, counts)
    assert row["share_corrected"] == pytest.approx(14 / 40 / (175 / 200))
    assert row["basis"] == f"{counts['n'].sum()} a second, made up, counted {MARCH}, data h"


def test_a_rulebook_that_cannot_tell_two_stances_apart_corrects_nothing():
    row = corrected("E" * 10 + "C" * 30, accuracy(enablement="0 100 0 0 0"))
    assert (row["share_raw"], row["share_corrected"], row["corrected_low"]) == (0.25, None, None)
    assert row["basis"] == NO_ACCURACY


def test_a_correction_never_leaves_nought_to_one():
    row = corrected("C" * 30, accuracy(containment="0 80 0 20 0"))
    assert row["share_corrected"] == 0
    assert 0 <= row["corrected_low"] <= row["corrected_high"] <= 1


def test_the_same_counts_give_the_same_interval_in_any_company():
    counts = accuracy(enablement="0 25 0 75 0")
    alone = measure(tables(listed("a", MARCH, "E" * 5 + "C" * 15)), {}, accuracy=counts)["stance_corrected"]
    both = tables(listed("a", MARCH, "E" * 5 + "C" * 15) + listed("b", MARCH, "E" * 9 + "C" * 3))
    in_company = measure(both, {}, accuracy=counts)["stance_corrected"]
    assert only(alone, council="a", area="all") == only(in_company, council="a", area="all")


def test_without_accuracy_data_the_raw_share_stands_alone():
    row = corrected("E" * 5 + "C" * 15, None)
    assert (row["share_raw"], row["share_corrected"], row["basis"]) == (0.25, None, NO_ACCURACY)


def test_an_accuracy_file_that_is_not_there_is_none(tmp_path):
    assert read_accuracy(tmp_path / "accuracy.csv") is None


def test_an_accuracy_file_is_read_with_its_dates(tmp_path):
    path = tmp_path / "accuracy.csv"
    path.write_text(HEADER + "enablement,mixed,3,abc,2026-11-22,labelled set\n")
    assert read_accuracy(path).rows() == [("enablement", "mixed", 3, "abc", date(2026, 11, 22), "labelled set")]


def test_every_fault_of_an_accuracy_file_is_told_at_once(tmp_path):
    path = tmp_path / "accuracy.csv"
    path.write_text(
        HEADER + "brave,mixed,3,abc,2026-11-22,x\nmixed,mixed,many,abc,soon,x\nmixed,mixed,1,a,2026-11-22,x\n"
    )
    with pytest.raises(BadConfiguration) as told:
        read_accuracy(path)
    for fault in ("line 2: truth 'brave'", "line 3: n 'many'", "line 3: date 'soon'", "stands twice"):
        assert fault in str(told.value)
