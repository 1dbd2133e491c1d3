"""The review list asks about entries that may be misjudged, and what people ruled becomes cases. All invented."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from pipelines import dictionary
from pipelines.catalogue.rulings import load_rulings
from pipelines.judge import Rulebook, classify, load_rulebook
from pipelines.judge.evaluate import evaluate
from pipelines.judge.opinion import INTERCEPT, SCHEMA
from pipelines.judge.review import RULING, cases, review

ROUTINE = "Plan exercised yearly. Staff trained each spring."
SHUT = "The lido was shut for good in May."
BOTH = "The night shelter was closed for good. Residents of two streets decide how the money is spent."
TEXTS = {
    ("alder", "alder.1", 1): ROUTINE,
    ("alder", "alder.2", 2): ROUTINE,
    ("alder", "alder.both", 2): BOTH,
    ("birch", "birch.1", 2): SHUT,
    ("birch", "birch.2", 1): "The lido was shut for good in March.",
    ("birch", "birch.bare", 2): "",
}
SHUT_IS_TRYING = pl.DataFrame(
    [("all", INTERCEPT, 1.0, 0.0, 2.0, 0.0, 0.0, 0.0), ("answer", "shut", 1.0, 0.0, 0.0, 0.0, 9.0, 0.0)],
    schema=SCHEMA,
    orient="row",
)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


def tables(rulebook: Rulebook, rulings: pl.DataFrame | None = None) -> dict[str, pl.DataFrame]:
    entries = pl.DataFrame(
        [
            {"entry_id": e, "council": c, "as_at": date(2026, month, 1), "title": "Risk", "controls": text}
            for (c, e, month), text in TEXTS.items()
        ]
    ).with_columns(
        pl.lit("").alias(name) for name in ("description", "actions", "response", "appetite_word", "locator")
    )
    links = pl.DataFrame(
        {
            "entry_id": [*entries["entry_id"]],
            "risk_id": ["alder", "alder", "both", "lido", "lido", "bare"],
            "previous_entry_id": [None, "alder.1", "alder.1", None, None, None],
        }
    )
    judged = classify(entries, rulebook, rulings)
    made = {"classifications": judged.classifications, "evidence": judged.evidence, "rulings": judged.rulings}
    return {"entries": entries, "links": links, **made}


def ruling(entry_id: str, expect: str) -> pl.DataFrame:
    told = {"ruling_id": "R1", "kind": "stance", "entry_id": entry_id, "value": "containment", "expect": expect}
    told |= {"date": date(2026, 11, 1), "by": "Risk manager", "reason": "Shut for the season only."}
    return dictionary.table("rulings").frame([told | {"applied": False, "outcome": ""}])


def test_what_the_second_opinion_contradicts_comes_first_and_mere_unsureness_last(rulebook: Rulebook) -> None:
    asked = review(tables(rulebook), terms=SHUT_IS_TRYING)
    assert asked["entry_id"].to_list() == ["birch.1", "alder.both", "birch.2", "birch.bare"]
    assert asked["_why_asked"][0].startswith("A second opinion, learnt from labelled entries, takes it for enablement")
    assert "Words stand on both sides. In the register before it was containment." in asked["_why_asked"][1]
    assert (
        asked["_why_asked"][3]
        == "The rules are unsure. It is a bare threat: no response is printed and the framing takes no side."
    )


def test_the_list_ends_at_its_limit(rulebook: Rulebook) -> None:
    assert review(tables(rulebook), 1, SHUT_IS_TRYING)["entry_id"].to_list() == ["birch.1"]


def test_equally_worded_entries_of_a_council_are_asked_about_once_by_the_newest(rulebook: Rulebook) -> None:
    routine_is_trying = SHUT_IS_TRYING.with_columns(pl.col("term").replace("shut", "exercised"))
    asked = review(tables(rulebook), terms=routine_is_trying).filter(pl.col("entry_id").str.starts_with("alder."))
    assert asked["entry_id"].to_list()[0] == "alder.2"
    assert "alder.1" not in asked["entry_id"]
    assert "2 entries of this council are worded so." in asked["_why_asked"][0]


def test_a_ruled_entry_is_asked_about_no_more(rulebook: Rulebook) -> None:
    found = tables(rulebook)
    expect = found["classifications"].filter(entry_id="birch.1")["text_sha256"][0]
    asked = review(tables(rulebook, ruling("birch.1", expect)), terms=SHUT_IS_TRYING)
    assert "birch.1" not in asked["entry_id"]


def test_a_filled_row_of_the_list_is_a_ruling_that_applies(rulebook: Rulebook, tmp_path) -> None:
    asked = review(tables(rulebook), 1, SHUT_IS_TRYING)
    filled = asked.with_columns(
        value=pl.lit("containment"), date=pl.lit("2026-11-20"), by=pl.lit("Risk manager"), reason=pl.lit("A season.")
    )
    filled.write_csv(tmp_path / "rulings.csv")
    assert set(RULING) <= set(asked.columns)
    found = tables(rulebook, load_rulings(tmp_path / "rulings.csv"))
    assert found["rulings"]["outcome"].to_list() == ["Applied; the rules say avoidance."]
    assert found["classifications"].filter(entry_id="birch.1")["stance"].to_list() == ["containment"]


def test_rulings_that_applied_become_cases_for_the_next_rules(rulebook: Rulebook) -> None:
    found = tables(rulebook)
    expect = found["classifications"].filter(entry_id="birch.1")["text_sha256"][0]
    made = cases(tables(rulebook, ruling("birch.1", expect)))
    assert made.select("entry_id", "council", "author", "label", "why").rows() == [
        ("birch.1", "birch", "Risk manager", "containment", "Shut for the season only.")
    ]
    assert evaluate(made, rulebook)["disagreements"] == [
        {"entry_id": "birch.1", "label": "containment", "stance": "avoidance", "decision_step": "only_avoiding_acts"}
    ]
    assert cases(tables(rulebook, ruling("birch.1", "stale"))).is_empty()
