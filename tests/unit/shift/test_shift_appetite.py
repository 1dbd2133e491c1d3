"""Stated appetite beside language stance, headroom, blue oceans and themes, on literal rows."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from pipelines import dictionary
from pipelines.catalogue.appetite_words import level
from pipelines.catalogue.council import Area, Council, Matrix, StatedAppetite
from pipelines.shift import measure
from tests.unit.shift.frames import entry, listed, only, register, tables

MARCH, JUNE = date(2024, 3, 31), date(2024, 6, 30)


def council(**values) -> dict[str, Council]:
    return {"a": Council(id="a", **values)}


def test_the_gap_is_language_stance_less_the_stated_level_on_the_same_scale():
    stated = council(appetite=(StatedAppetite(area_local="Money", stated="Open", tolerable="Eager"),))
    entries = listed("a", MARCH, "EEAACCCCCCCC", area_local="Money", area="Finance")
    row = only(measure(tables(entries), stated)["appetite"], area_local="Money")
    assert (row["stated_word"], row["stated_level"], row["tolerable_level"]) == ("Open", 4, 5)
    assert row["language_stance"] == 0
    assert row["language_low"] < 0 < row["language_high"]
    assert row["gap"] == pytest.approx(-0.5)
    assert (row["n"], row["stated_basis"], row["area"]) == (12, "statement", "Finance")


def test_under_ten_entries_there_is_neither_stance_nor_gap_but_the_stated_level():
    stated = council(appetite=(StatedAppetite(area_local="Money", stated="Averse"),))
    row = only(measure(tables(listed("a", MARCH, "EEE", area_local="Money")), stated)["appetite"], area_local="Money")
    assert (row["stated_level"], row["enablement"], row["language_stance"], row["gap"]) == (1, 3, None, None)


def test_without_a_stated_level_there_is_a_stance_and_no_gap():
    row = only(measure(tables(listed("a", MARCH, "E" * 12)), {})["appetite"], area_local="Operations")
    assert (row["language_stance"], row["gap"], row["stated_basis"]) == (1.0, None, "none")
    assert row["language_high"] <= 1.0


def test_a_stated_area_without_entries_is_still_shown_from_its_date_on():
    stated = council(appetite=(StatedAppetite(area_local="Reputation", stated="Hungry", valid_from=date(2024, 5, 1)),))
    made = measure(tables(listed("a", MARCH, "CC") + listed("a", JUNE, "CC")), stated)["appetite"]
    row = only(made, area_local="Reputation")
    assert (row["as_at"], row["stated_level"], row["n"]) == (JUNE, 5, 0)


def test_a_newer_statement_replaces_the_older_from_its_date():
    stated = council(appetite=(
        StatedAppetite(area_local="Money", stated="Averse"),
        StatedAppetite(area_local="Money", stated="Open", valid_from=date(2024, 5, 1)),
    ))  # fmt: skip
    made = measure(tables(listed("a", MARCH, "CC") + listed("a", JUNE, "CC")), stated)["appetite"]
    levels = made.filter(area_local="Money").sort("as_at")["stated_level"].to_list()
    assert levels == [1, 4]


def test_areas_are_gathered_into_the_councils_own_groups():
    grouped = council(
        areas=(
            Area(local="Treasury", area="financial", group="Money"),
            Area(local="Audit", area="governance", group="Money"),
        ),
        appetite=(
            StatedAppetite(area_local="Treasury", stated="Cautious"),
            StatedAppetite(area_local="Audit", stated="Open"),
        ),
    )
    entries = listed("a", MARCH, "C" * 6, area_local="treasury", area="financial")
    entries += listed("a", MARCH, "E" * 6, first=10, area="governance")
    row = only(measure(tables(entries), grouped)["appetite"], area_local="Money")
    assert (row["n"], row["stated_word"], row["stated_level"]) == (12, "Cautious / Open", None)


def test_a_registers_own_appetite_column_states_its_lower_median():
    words = [("Open", 4)] * 5 + [("Cautious", 3)] * 5
    entries = [
        entry("a", MARCH, f"R{i}", "containment", appetite_word=word, appetite_level=number)
        for i, (word, number) in enumerate(words)
    ]
    row = only(measure(tables(entries), {})["appetite"], area_local="Operations")
    assert (row["stated_word"], row["stated_level"], row["stated_basis"]) == ("Cautious", 3, "register")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Averse", 1),
        ("adverse", 1),
        ("Risk appetite: HUNGRY", 5),
        ("3", 3),
        ("Very low", 1),
        ("cautious to open", None),
        ("", None),
    ],
)
def test_stated_words_of_every_scale_are_read_onto_one_ordinal(stated, expected):
    assert level(stated) == expected


def test_headroom_counts_ranks_of_the_councils_own_matrix():
    scored = [(16, 9), (16, 9), (12, 12), (6, 8)]
    entries = [
        entry("a", MARCH, f"R{i}", "containment", score_residual=float(r), score_target=float(t))
        for i, (r, t) in enumerate(scored)
    ]
    row = only(measure(tables(entries), council(matrix=Matrix()))["headroom"], area="all")
    assert (row["n"], row["above_target"], row["at_target"], row["below_target"]) == (4, 2, 1, 1)
    # 5 x 5 reaches 10, 12, 15 and 16 above 9: four ranks; the median of 4, 4, 0 and -1 is 2.
    assert row["median_ranks"] == 2


def test_headroom_without_a_known_matrix_ranks_the_scores_that_the_series_prints():
    entries = [entry("a", MARCH, f"R{i}", "containment", score_residual=24.0, score_target=8.0) for i in range(3)]
    assert only(measure(tables(entries), {})["headroom"], area="all")["median_ranks"] == 1


def test_a_changed_matrix_is_caveated_on_headroom_and_not_on_stances():
    old, new = (
        '{"likelihood": 4, "impact": 4, "basis": "inferred"}',
        '{"likelihood": 5, "impact": 5, "basis": "configured"}',
    )
    registers = [register("a", MARCH, matrix=old), register("a", JUNE, matrix=new)]
    entries = [
        entry("a", day, f"R{i}", "containment", score_residual=8.0, score_target=4.0)
        for day in (MARCH, JUNE) for i in range(12)
    ]  # fmt: skip
    caveats = measure(tables(entries, registers), {})["caveats"].filter(code="matrix_changed")
    assert set(caveats.select("table_name", "row_key").rows()) == {
        ("registers", "a.corporate.2024-06-30"),
        ("headroom", "a|corporate|all|2024-06-30"),
        ("headroom", "a|corporate|Operations|2024-06-30"),
    }


def test_a_need_that_nobody_enables_is_a_blue_ocean_and_one_named_by_a_community_stands_beside_it():
    entries = [entry("a", MARCH, f"R{i}", "containment", need="housing", area="Property") for i in range(3)]
    entries += [entry("b", MARCH, "R1", "enablement", need="youth", area="People")]
    needs = dictionary.table("needs").frame([
        {"council": "a", "need": "loneliness", "area": "People", "date": date(2024, 2, 1), "source": "panel"},
    ])  # fmt: skip
    made = measure(tables(entries, needs=needs), {})["blue_oceans"]
    assert made.select("need", "basis", "entries", "councils_enabling", "blue_ocean").sort("need").rows() == [
        ("housing", "registered", 3, 0, True),
        ("loneliness", "named_by_community", 0, 0, True),
        ("youth", "registered", 1, 1, False),
    ]


def test_themes_count_entries_once_and_only_where_a_hit_stands():
    made_tables = tables(listed("a", MARCH, "E" * 10) + listed("a", JUNE, "C" * 10))
    hits = [("R1", "counted"), ("R1", "framing"), ("R2", "flipped"), ("R3", "negated"), ("R4", "protected")]
    made_tables["evidence"] = dictionary.table("evidence").frame([
        {"entry_id": f"a.corporate.2024-03-31.{risk}", "rule_id": f"r{i}", "theme": "learning",
         "pole": "enablement", "field": "controls", "span_start": 0, "span_end": 1,
         "matched_text": "x", "effect": effect}
        for i, (risk, effect) in enumerate(hits)
    ])  # fmt: skip
    made = measure(made_tables, {})["themes_by_period"]
    assert made.select("as_at", "entries", "share").rows() == [(MARCH, 2, pytest.approx(0.2)), (JUNE, 0, 0.0)]
    assert made.filter(pl.col("low") > pl.col("share")).is_empty()
