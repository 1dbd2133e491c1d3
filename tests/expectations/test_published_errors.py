"""The errors that councils really published, planted one by one and each caught under its own code."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import pytest

from expectations import runner
from expectations.sql_checks import for_table
from pipelines import dictionary, link, read, shape
from pipelines.catalogue.council import load_councils
from pipelines.catalogue.issue_codes import issue_code
from pipelines.settings import SAMPLES, Settings
from tests.expectations.sound import FIRST, MATRIX, SECOND, TODAY, changed, register_id, sound

pytestmark = pytest.mark.slow

NOW = f"{register_id(SECOND)}.t1"
BEFORE = f"{register_id(FIRST)}.t1"


@dataclass(frozen=True)
class Published:
    """One published error: who printed it, the slip as planted, its code and the table it is found in."""

    who: str
    table: str
    key: str
    values: Mapping[str, Any]
    code: str
    checked: str
    value: str


def other(**printed: str) -> dict[str, str]:
    return {"other": json.dumps({name.replace("_", " "): text for name, text in printed.items()}, ensure_ascii=False)}


ERRORS = [
    Published(
        "Wirral: a score that is no multiple of its likelihood",
        "entries",
        NOW,
        {"likelihood_residual": 3.0, "impact_residual": None, "score_residual": 16.0},
        "score_off_matrix",
        "entries",
        "16",
    ),
    Published(
        "Wirral: a score that its factors do not give",
        "entries",
        NOW,
        {"likelihood_residual": 3.0, "score_residual": 16.0},
        "score_not_product",
        "entries",
        "16",
    ),
    Published(
        "a likelihood that the scale does not have",
        "entries",
        NOW,
        {"likelihood_residual": 7.0, "score_residual": 28.0},
        "factor_off_scale",
        "entries",
        "7",
    ),
    Published(
        "Newport: reduced from 12 to 18",
        "entries",
        NOW,
        {"description": "The score was reduced from 12 to 18 after review"},
        "change_words_contradict_numbers",
        "entries",
        "score was reduced from 12 to 18",
    ),
    Published(
        "an arrow up beside a score that fell",
        "entries",
        NOW,
        {"direction": "up", "score_residual": 9.0, "likelihood_residual": 3.0, "impact_residual": 3.0},
        "direction_contradicts_score",
        "links",
        "up",
    ),
    Published(
        "Newport: two risks under one reference",
        "entries",
        NOW,
        {"risk_ref": "T2"},
        "repeated_reference",
        "entries",
        "T2",
    ),
    Published(
        "Newport: the action repeats the description",
        "entries",
        NOW,
        {"actions": "Criminals could encrypt the payrolls"},
        "near_duplicate_fields",
        "entries",
        "Criminals could encrypt the payrolls",
    ),
    Published(
        "Newport: members ask what x and é mean",
        "entries",
        NOW,
        other(Direction_of_travel="é"),
        "symbol_font_letter",
        "entries",
        "é",
    ),
    Published(
        "Cornwall: an arrow extracted as a letter inside text",
        "entries",
        NOW,
        {"controls": "Back-ups are tested ð quarterly"},
        "symbol_font_letter",
        "entries",
        "ð",
    ),
    Published(
        "Chichester: the previous score misprinted",
        "entries",
        NOW,
        other(Previous_score="3"),
        "previous_score_differs",
        "links",
        "3",
    ),
    Published("Lincoln and Dorset: no owner", "entries", NOW, {"owner_role": None}, "owner_missing", "entries", ""),
    Published(
        "Lincoln and Dorset: no response",
        "entries",
        NOW,
        {"controls": "", "actions": "", "response": ""},
        "response_missing",
        "entries",
        "",
    ),
    Published(
        "no present score",
        "entries",
        NOW,
        {"score_residual": None, "likelihood_residual": None, "impact_residual": None},
        "score_missing",
        "entries",
        "",
    ),
    Published(
        "a residual score above the inherent one",
        "entries",
        NOW,
        {"score_inherent": 6.0, "likelihood_inherent": 2.0, "impact_inherent": 3.0},
        "residual_above_inherent",
        "entries",
        "12",
    ),
    Published(
        "a target above the present score",
        "entries",
        NOW,
        {"score_target": 20.0, "likelihood_target": 4.0, "impact_target": 5.0},
        "target_above_residual",
        "entries",
        "20",
    ),
    Published(
        "one risk printed twice",
        "entries",
        NOW,
        {"title": "Flooding of the depot", "description": "The river rises every winter"},
        "entry_repeated",
        "entries",
        "The river rises every winter",
    ),
    Published(
        "a score lowered with no new measure",
        "entries",
        NOW,
        {"score_residual": 9.0, "likelihood_residual": 3.0, "impact_residual": 3.0, "direction": "down"},
        "score_lowered_without_measure",
        "links",
        "9",
    ),
    Published(
        "a register that stands in the future",
        "registers",
        register_id(SECOND),
        {"as_at": date(2031, 3, 31)},
        "as_at_implausible",
        "registers",
        "2031-03-31",
    ),
    Published(
        "an appetite word on no scale",
        "entries",
        NOW,
        {"appetite_word": "Bullish"},
        "appetite_word_unknown",
        "entries",
        "Bullish",
    ),
]


@pytest.mark.parametrize("published", ERRORS, ids=[e.who for e in ERRORS])
def test_each_published_error_is_caught_under_its_own_code(published):
    tables = changed(sound(), published.table, published.key, **published.values)
    findings = [f for f in runner.run(published.checked, tables, today=TODAY) if f.code == published.code]
    assert [f.result for f in findings] == ["failed"]
    assert published.value in findings[0].rows["value"].to_list()
    row = findings[0].rows.row(0, named=True)
    assert row["message"]
    assert row["source_file"].startswith("tarnbrook/")
    if issue_code(published.code).responsibility == "council":
        issues = runner.issues_from(findings)
        assert set(issues["code"]) == {published.code}
        assert issues["message"].str.contains(r"\?$").all()


def test_colour_words_without_scores_or_a_key_are_asked_about():
    tables = sound()
    blank = {
        f"{part}_{level}": None
        for part in ("likelihood", "impact", "score")
        for level in ("inherent", "residual", "target")
    }
    rows = [row | blank | other(RAG="Amber") for row in tables["entries"].to_dicts()]
    tables["entries"] = dictionary.table("entries").frame(rows)
    tables["registers"] = tables["registers"].with_columns(matrix=pl.lit(None, pl.String))
    finding = next(f for f in runner.run("entries", tables, today=TODAY) if f.code == "rag_undefined")
    assert finding.failing == 2
    assert finding.rows["value"].to_list() == ["Amber", "Amber"]


def test_a_column_that_speaks_by_colour_alone_is_told():
    tables = sound()
    rows = [
        row | {"printed": "RAG", "field": None} if row["position"] == 2 else row
        for row in tables["header_mappings"].to_dicts()
    ]
    tables["header_mappings"] = dictionary.table("header_mappings").frame(rows)
    finding = next(f for f in runner.run("header_mappings", tables, today=TODAY) if f.code == "colour_only")
    assert finding.rows["value"].to_list() == ["RAG", "RAG"]


@pytest.mark.parametrize(
    ("matrix", "factors", "fails"),
    [
        ({**MATRIX}, (3.0, 4.0, 12.0), False),
        ({**MATRIX}, (4.0, 3.0, 13.0), True),
        (
            {**MATRIX, "formula": "weighted", "likelihood": 4, "impact": 4, "impact_weights": [1, 2, 4, 8]},
            (3.0, 4.0, 24.0),
            False,
        ),
        (
            {**MATRIX, "formula": "weighted", "likelihood": 4, "impact": 4, "impact_weights": [1, 2, 4, 8]},
            (3.0, 8.0, 24.0),
            False,
        ),
        (
            {**MATRIX, "formula": "weighted", "likelihood": 4, "impact": 4, "impact_weights": [1, 2, 4, 8]},
            (3.0, 4.0, 12.0),
            True,
        ),
        ({**MATRIX, "formula": "none"}, (3.0, 4.0, 99.0), False),
    ],
)
def test_a_score_is_held_against_its_own_councils_matrix(matrix, factors, fails):
    likelihood, impact, score = factors
    tables = changed(
        sound(), "entries", NOW, likelihood_residual=likelihood, impact_residual=impact, score_residual=score
    )
    tables = changed(tables, "registers", register_id(SECOND), matrix=json.dumps(matrix))
    tables["entries"] = (
        tables["entries"]
        .filter(pl.col("entry_id") == NOW)
        .with_columns(
            *(
                pl.lit(None, pl.Float64).alias(f"{part}_{level}")
                for part in ("likelihood", "impact", "score")
                for level in ("inherent", "target")
            )
        )
    )
    found = next(f for f in runner.run("entries", tables, today=TODAY) if f.code == "score_not_product")
    assert (found.failing == 1) == fails


def test_a_register_of_rescaled_scores_is_held_against_its_own_ratio():
    tables = sound()
    one = tables["entries"].row(0, named=True)
    rows = [
        one
        | {
            "entry_id": f"{one['entry_id']}-{n}",
            "risk_ref": f"X{n}",
            "likelihood_residual": a * 5 / 3,
            "impact_residual": b * 5 / 3,
            "score_residual": float(a * b if n else a * b + 2),
            "likelihood_inherent": None,
            "impact_inherent": None,
            "score_inherent": None,
            "likelihood_target": None,
            "impact_target": None,
            "score_target": None,
        }
        for n, (a, b) in enumerate([(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (1, 3), (3, 2), (2, 3), (3, 3), (2, 1)])
    ]
    tables["entries"] = dictionary.table("entries").frame(rows)
    found = next(f for f in runner.run("entries", tables, today=TODAY) if f.code == "score_not_product")
    assert found.rows["row_key"].to_list() == [f"{one['entry_id']}-0"]


def test_letters_of_prices_and_percentages_are_no_change_of_score():
    text = "The grant was reduced from 12 to 18 months. The overspend risk fell from 18 to 12."
    tables = changed(sound(), "entries", NOW, description=text)
    found = next(f for f in runner.run("entries", tables, today=TODAY) if f.code == "change_words_contradict_numbers")
    assert found.result == "passed"


def planted() -> list[dict[str, str]]:
    kinds = {"named_owner", "named_in_text", "welsh_alone"}  # the reader's own, tested with it
    with (SAMPLES.parent / "truth" / "planted.csv").open(encoding="utf-8", newline="") as handle:
        return [row for row in csv.DictReader(handle) if row["kind"] not in kinds]


@pytest.fixture(scope="module")
def read_samples():
    councils = load_councils(SAMPLES)
    wanted = {row["source_file"] for row in planted()}
    folders = {name.split("/")[0] for name in wanted if _needs_history(name)}
    files = [
        p
        for p in sorted(SAMPLES.rglob("*"))
        if p.is_file() and (str(p.relative_to(SAMPLES)) in wanted or p.relative_to(SAMPLES).parts[0] in folders)
    ]
    readings = [
        shape.read_register(document, councils)
        for path in files
        for document in read.open_file(path, str(path.relative_to(SAMPLES)), Settings())
    ]
    made = shape.combine(readings, councils, ())
    linked = link.link_entries(made["entries"], made["registers"], made["issues"])
    tables = {name: dictionary.table(name).empty() for name in dictionary.names()} | dict(made)
    return tables | {"links": linked.links, "departures": linked.departures}


def _needs_history(source_file: str) -> bool:
    return any(
        row["source_file"] == source_file and row["code"] in ("direction_contradicts_score", "previous_score_differs")
        for row in planted()
    )


@pytest.mark.parametrize("slip", planted(), ids=[f"{r['kind']} in {r['source_file']}" for r in planted()])
def test_each_slip_planted_in_the_sample_files_is_caught_from_the_file(slip, read_samples):
    issues = pl.concat(
        [
            read_samples["issues"],
            *(
                runner.issues_from(runner.run(name, read_samples, today=date(2026, 11, 1)))
                for name in ("entries", "links")
            ),
        ]
    )
    found = issues.filter(pl.col("source_file") == slip["source_file"], pl.col("code") == slip["code"])
    assert found.height, issues.filter(pl.col("source_file") == slip["source_file"])["code"].to_list()
    if slip["risk_ref"]:
        assert found["message"].str.contains(slip["risk_ref"], literal=True).any()


def test_every_code_that_a_query_carries_belongs_to_one_kind_of_fault():
    codes: dict[str, set[str]] = {}
    for name in dictionary.names():
        for check in for_table(name):
            codes.setdefault(check.code, set()).add(check.why)
    shared = {"source_rows_unaccounted", "interval_wrong"}
    assert {code for code, reasons in codes.items() if len(reasons) > 1} <= shared
