"""What the charts say: their specs' content, their words, their files."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from PIL import Image

from pipelines import dictionary
from pipelines.charts import areas, changes, oceans, stance, themes
from pipelines.charts.draw import ENDINGS, draw
from pipelines.charts.figure import Figure
from pipelines.charts.palette import STANCES
from pipelines.charts.queries import group, load
from pipelines.site.words import Catalogue
from tests.site import fixture

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def words() -> Catalogue:
    return Catalogue()


@pytest.fixture(scope="module")
def charts(made: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    return load(made)


@pytest.fixture(scope="module")
def alder(charts: dict[str, pl.DataFrame]) -> Rows:
    return group(charts["stance_over_time"], "council", "series", "area").of("alder", "corporate", "all")


@pytest.fixture(scope="module")
def steps(charts: dict[str, pl.DataFrame]) -> Rows:
    frame = charts["shift_waterfall"].filter(pl.col("area") == "all")
    return group(frame, "council", "span", "to_as_at").of("alder", "consecutive", fixture.QUARTERS[3])


@pytest.fixture(scope="module")
def figures(
    charts: dict[str, pl.DataFrame], alder: Rows, steps: Rows, made: Mapping[str, pl.DataFrame], words: Catalogue
) -> dict[str, Figure]:
    by_area = group(charts["appetite_by_area"], "council").of("alder")
    events = made["events"].to_dicts()
    drawn = (
        stance.over_time(alder, events, "It moved.", words, "Alder"),
        stance.counts(alder, "Counted.", words, "Alder"),
        changes.waterfall(steps, "It changed.", words),
        areas.dots(by_area, "By area.", words),
        areas.appetite(by_area, "Compared.", words),
        themes.themes(group(charts["themes"], "council").of("alder"), "Voiced.", words),
        oceans.oceans(charts["blue_oceans"].to_dicts(), "Needs.", words),
    )
    return {f.name: f for f in drawn if f}


def data_of(spec: Mapping[str, Any]) -> Rows:
    """Every row of every dataset of a spec."""
    return [row for rows in spec["datasets"].values() for row in rows]


def expressions(part: Any) -> list[str]:
    """Every expression of a spec: filters, calculations and label expressions."""
    if isinstance(part, dict):
        own = [
            str(part[k]) for k in ("filter", "calculate", "labelExpr", "expr", "test") if isinstance(part.get(k), str)
        ]
        return own + [e for k, v in part.items() if k not in ("data", "datasets") for e in expressions(v)]
    return [e for v in part for e in expressions(v)] if isinstance(part, list) else []


def marks(part: Any) -> list[str]:
    """The kinds of mark in a spec."""
    if isinstance(part, dict):
        own = [part["mark"]["type"] if isinstance(part["mark"], dict) else part["mark"]] if "mark" in part else []
        return own + [m for k, v in part.items() if k not in ("mark", "data", "datasets") for m in marks(v)]
    return [m for v in part for m in marks(v)] if isinstance(part, list) else []


def test_every_kind_of_chart_is_drawn_from_the_fixture(figures: dict[str, Figure]) -> None:
    assert sorted(figures) == [
        "blue-oceans",
        "stance-by-area",
        "stance-counts",
        "stance-over-time",
        "stated-and-language",
        "themes",
        "what-drove-the-change-consecutive",
    ]


def test_stance_over_time_holds_shares_and_intervals_of_its_rows(figures: dict[str, Figure], alder: Rows) -> None:
    rows = [r for r in data_of(figures["stance-over-time"].wide) if "broad" in r]
    assert [r["broad"] for r in rows] == [r["broad"] for r in alder]
    assert [r["broad_high"] for r in rows] == [r["broad_high"] for r in alder]
    assert {"line", "rule", "point", "text"} <= set(marks(figures["stance-over-time"].wide))


def test_the_axis_of_shares_begins_at_nought_and_ends_at_one(figures: dict[str, Figure]) -> None:
    assert '"domain": [0, 1]' in json.dumps(figures["stance-over-time"].wide)


def test_alt_text_states_the_finding_and_the_numbers(figures: dict[str, Figure], alder: Rows, words: Catalogue) -> None:
    told = figures["stance-over-time"].alt
    assert told.startswith("It moved.")
    assert words.percent(alder[-1]["broad"]) in told
    assert words.percent(alder[-1]["broad_low"]) in told
    assert all(f.alt and f.wide["description"] == f.alt for f in figures.values())


def test_the_table_twin_says_what_the_chart_draws(figures: dict[str, Figure], alder: Rows, words: Catalogue) -> None:
    twin = figures["stance-over-time"]
    assert [row[0] for row in twin.rows] == [words.date(r["as_at"]) for r in alder]
    assert all(len(row) == len(f.headings) for f in figures.values() for row in f.rows)


def test_lines_are_labelled_beside_them(figures: dict[str, Figure]) -> None:
    labels = {r["label"] for r in data_of(figures["stance-over-time"].wide) if "label" in r}
    assert labels == {"Broad", "Strict"}


def test_close_events_share_a_marker_and_those_outside_are_left_out(made: Mapping[str, pl.DataFrame]) -> None:
    told = stance.mark_events(made["events"].to_dicts(), fixture.QUARTERS[0], fixture.QUARTERS[-1])
    assert [(m["label"], m["number"], m["mark"]) for m in told] == [
        ("Elections", "1", True),
        ("New administration", "1", False),
        ("Elections again", "2", True),
    ]


def test_counts_hold_every_stance_of_every_date_unclear_too(figures: dict[str, Figure], alder: Rows) -> None:
    rows = data_of(figures["stance-counts"].wide)
    assert sum(r["entries"] for r in rows) == sum(r["n"] for r in alder)
    assert len(rows) == len(alder) * len(STANCES)


def test_the_five_parts_add_up_to_the_change(steps: Rows) -> None:
    first, *parts, last = steps
    assert [p["step"] for p in parts] == ["rules_changed", "left_register", "reworded", "area_mix", "entered"]
    assert first["ends"] + sum(p["value"] for p in parts) == pytest.approx(last["ends"])
    assert parts[0]["starts"] == pytest.approx(first["ends"])


def test_our_own_part_is_coloured_apart_from_the_councils(figures: dict[str, Figure]) -> None:
    rows = data_of(figures["what-drove-the-change-consecutive"].wide)
    ours = {r["colour"] for r in rows if "rules" in r["part"]}
    assert ours == {changes.COLOURS["ours"]}


def test_areas_show_one_dot_for_each_judged_entry(figures: dict[str, Figure], charts: dict[str, pl.DataFrame]) -> None:
    judged = charts["appetite_by_area"].filter(pl.col("council") == "alder")["n"].sum()
    assert len(data_of(figures["stance-by-area"].wide)) == judged


def test_an_area_under_ten_entries_has_counts_and_no_share(words: Catalogue) -> None:
    row = dict.fromkeys(("avoidance", "containment", "mixed", "enablement"), 2) | {
        "area_local": "Small",
        "as_at": date(2024, 1, 1),
        "n": 8,
    }
    figure = areas.dots([row], "f", words)
    assert figure is not None
    assert figure.rows == (("Small", "2", "2", "2", "2", "8", "–"),)


def test_appetite_is_said_to_be_an_ordinal_comparison(figures: dict[str, Figure]) -> None:
    assert "ordinal" in " ".join(figures["stated-and-language"].notes)
    assert [r["stated"] for r in data_of(figures["stated-and-language"].wide)] == [0.5, 0.0]


def test_nothing_is_drawn_where_no_entry_bears_a_stance(charts: dict[str, pl.DataFrame], words: Catalogue) -> None:
    birch = group(charts["stance_over_time"], "council", "series", "area").of("birch", "corporate", "all")
    assert birch
    assert stance.counts(birch, "f", words, "Birch") is None
    assert areas.dots(group(charts["appetite_by_area"], "council").of("birch"), "f", words) is None


def test_no_share_is_drawn_under_ten_judged_entries(charts: dict[str, pl.DataFrame], words: Catalogue) -> None:
    cedar = group(charts["stance_over_time"], "council", "series", "area").of("cedar", "corporate", "all")
    assert cedar[0]["n"] == 6
    assert stance.over_time(cedar, [], "f", words, "Cedar") is None


def test_register_text_never_stands_in_an_expression(words: Catalogue) -> None:
    row = dict.fromkeys(("avoidance", "containment", "mixed", "enablement"), 3) | {
        "area_local": fixture.HOSTILE,
        "as_at": date(2024, 1, 1),
        "n": 12,
        "stated_level": 4,
        "stated_word": fixture.HOSTILE,
        "tolerable_level": None,
        "stated_position": 0.5,
        "tolerable_position": None,
        "language_stance": 0.0,
        "language_low": -0.3,
        "language_high": 0.3,
        "gap": -0.5,
    }
    for figure in (areas.dots([row], "f", words), areas.appetite([row], "f", words)):
        assert figure is not None
        told = " ".join(expressions(figure.wide)) + " ".join(expressions(figure.narrow))
        assert "alert" not in told and "7*7" not in told
        assert any("alert" in json.dumps(r) for r in data_of(figure.wide))


def test_expressions_are_the_few_constant_ones(figures: dict[str, Figure]) -> None:
    told = {e for f in figures.values() for e in expressions(f.wide) if "averse" not in e}
    assert told <= {changes.SPLIT, stance.MONTH_AND_YEAR, "isValid(datum.language)", *FILTERS}


FILTERS = {e for n in range(1, 40) for e in (f"(datum.entries >= {n / 18})",)} | {"(datum.order < 4)"}


def test_drawing_twice_gives_the_same_bytes(figures: dict[str, Figure], tmp_path: Path) -> None:
    for name, figure in figures.items():
        one, two = (draw(figure, "x", tmp_path / n) for n in ("one", "two"))
        for ending in ENDINGS:
            assert (tmp_path / "one" / one.file(ending)).read_bytes() == (
                tmp_path / "two" / two.file(ending)
            ).read_bytes(), name


def test_an_unchanged_chart_is_linked_and_not_drawn_again(
    figures: dict[str, Figure], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = figures["themes"]
    drawn = draw(figure, "x", tmp_path / "one")
    monkeypatch.setattr("pipelines.charts.draw.vl_convert.vegalite_to_svg", lambda _: pytest.fail("drawn again"))
    again = draw(figure, "x", tmp_path / "two", tmp_path / "one")
    assert again == drawn
    assert (tmp_path / "two" / drawn.file("png")).samefile(tmp_path / "one" / drawn.file("png"))


def test_svg_carries_hatching_and_dark_colours(figures: dict[str, Figure], tmp_path: Path) -> None:
    drawn = draw(figures["stance-counts"], "x", tmp_path)
    svg = (tmp_path / drawn.file("wide.svg")).read_text(encoding="utf-8")
    assert 'fill="url(#hatch)"' in svg
    assert "prefers-color-scheme:dark" in svg
    assert "<script" not in svg


def test_a_png_without_colour_still_tells_neighbours_apart(figures: dict[str, Figure], tmp_path: Path) -> None:
    drawn = draw(figures["stance-counts"], "x", tmp_path)
    grey = Image.open(io.BytesIO((tmp_path / drawn.file("png")).read_bytes())).convert("L")
    width, height = grey.size
    column = [grey.getpixel((round(width * 0.14), y)) for y in range(round(height * 0.2), round(height * 0.85))]
    flat = [
        value for i, value in enumerate(column) if 0 < i < len(column) - 1 and column[i - 1] == value == column[i + 1]
    ]
    tones = [value for i, value in enumerate(flat) if i == 0 or flat[i - 1] != value]
    solid = [tone for tone in tones if tone < 240]
    assert len(solid) >= 3, "three stances or more are printed"
    assert all(abs(a - b) >= 40 for a, b in pairwise(solid))


def test_every_query_runs_on_empty_tables() -> None:
    empty = load({name: dictionary.table(name).empty() for name in dictionary.names()})
    assert sorted(empty) == ["appetite_by_area", "blue_oceans", "shift_waterfall", "stance_over_time", "themes"]
    assert all(frame.is_empty() for frame in empty.values())


def test_a_line_a_hatching_or_a_pale_bar_is_spoken_of_only_where_it_is_drawn(
    alder: Rows, steps: Rows, charts: dict[str, pl.DataFrame], words: Catalogue
) -> None:
    def stance_notes(rows: Rows) -> str:
        figure = stance.over_time(rows, [], "It moved.", words, "Alder")
        assert figure is not None
        return " ".join(figure.notes)

    assert "Solid line" in stance_notes(alder) and "Dashed line" in stance_notes(alder)
    assert "line" not in stance_notes(alder[-1:]) and "Square: strict share" in stance_notes(alder[-1:])
    assert "strict" not in stance_notes([row | {"strict": None} for row in alder])

    def waterfall_notes(value: float) -> str:
        drawn = [s | {"value": value} if s["step"] == "rules_changed" else s for s in steps]
        figure = changes.waterfall(drawn, "It changed.", words)
        assert figure is not None
        return " ".join(figure.notes)

    assert "Hatched" in waterfall_notes(0.1) and "Hatched" not in waterfall_notes(0.0)

    stated = group(charts["appetite_by_area"], "council").of("alder")
    for level, told in ((5, True), (None, False)):
        figure = areas.appetite([row | {"tolerable_level": level} for row in stated], "Compared.", words)
        assert figure is not None and ("pale bar" in " ".join(figure.notes)) is told
