"""Figures of agreement are as worked out by hand, and abstaining keeps the surest. Labels here are made up."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.judge import Rulebook, load_rulebook
from pipelines.judge.evaluate import as_text, evaluate
from pipelines.judge.figures import STANCES, alpha, coverage, figures, table

A, C, M, E, U = STANCES


def test_figures_of_a_known_table_are_as_worked_out_by_hand() -> None:
    found = figures([A, A, E, C], [A, E, E, C], bootstraps=0)
    assert found["agreement"] == 0.75
    assert found["classes"][A]["recall"] == 0.5
    assert found["classes"][M] == {"precision": None, "recall": None, "f1": None, "support": 0, "judged": 0}
    assert found["macro_f1"] == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert found["alpha"] == pytest.approx(1 - 0.25 / (1 - (6 + 6 + 2) / 56))
    assert "intervals" not in found


def test_a_false_stance_is_one_given_to_an_entry_without_any() -> None:
    found = figures([C, C, U, U, A], [E, U, M, C, E], bootstraps=0)
    assert (found["false_stances"], found["without_stance"]) == (2, 4)


def test_alpha_is_one_for_full_agreement_and_undefined_where_all_say_one_thing() -> None:
    assert alpha(table([A, C, E], [A, C, E])) == 1
    assert alpha(table([C, C], [C, C])) is None
    assert alpha(table([C], [C])) is None


def test_no_entries_give_no_figures() -> None:
    found = figures([], [])
    assert (found["macro_f1"], found["agreement"], found["alpha"], found["n"]) == (None, None, None, 0)


def test_an_interval_holds_its_figure_and_repeats_itself() -> None:
    labels, judged = [A, C, E, C] * 10, [A, C, C, C] * 10
    found = figures(labels, judged)
    for name in ("macro_f1", "agreement", "alpha"):
        low, high = found["intervals"][name]
        assert low <= found[name] <= high
    assert found["intervals"] == figures(labels, judged)["intervals"]


def test_abstaining_keeps_the_surest_and_the_earlier_of_equals() -> None:
    labels, judged = [A, C, E, C, A, C, C, E, A, C], [A, C, C, E, A, C, C, E, A, C]
    rows = coverage(labels, judged, [9, 9, 1, 0, 9, 9, 9, 9, 9, 9])
    assert [(row["kept"], row["n"], row["false_stances"]) for row in rows] == [
        ("1.0", 10, 1),
        ("0.9", 9, 0),
        ("0.8", 8, 0),
        ("0.7", 7, 0),
        ("0.5", 5, 0),
    ]
    assert [row["agreement"] for row in rows] == pytest.approx([0.8, 8 / 9, 1, 1, 1])


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


def test_each_council_is_a_test_of_its_own_and_their_spread_is_told(rulebook: Rulebook) -> None:
    closed, routine = "The lido was shut for good in May.", "Plan exercised yearly."
    labelled = pl.DataFrame(
        {
            "entry_id": ["1", "2", "3", "4"],
            "council": ["Alder", "Alder", "Birch", "Birch"],
            "controls": [closed, routine, closed, routine],
            "label": [A, C, E, C],
        }
    )
    result = evaluate(labelled, rulebook)
    assert result["council_spread"]["agreement"] == {"lowest": 0.5, "median": 0.75, "highest": 1.0}
    assert result["leave_one_council_out"] == pytest.approx({"Alder": 0.5, "Birch": 1.0})
    assert result["by_council"]["Alder"]["intervals"]["agreement"] == [1.0, 1.0]
    assert [row["kept"] for row in result["coverage"]][:3] == ["all", "high confidence", "least doubted 90%"]
    printed = as_text(result)
    for told in ("lowest 0.50, median 0.75, highest 1.00", "with any one council left out: 0.50 to 1.00", "differs on"):
        assert told in printed


def test_a_table_without_councils_is_measured_all_the_same(rulebook: Rulebook) -> None:
    result = evaluate(pl.DataFrame({"entry_id": ["1"], "controls": ["Plan exercised yearly."], "label": [C]}), rulebook)
    assert (result["by_council"], result["leave_one_council_out"], result["council_spread"]) == ({}, {}, {})
    assert "council" not in as_text(result)
    assert evaluate(pl.DataFrame(schema={"entry_id": pl.String, "label": pl.String}), rulebook)["coverage"] == []
