"""The decision table line by line: what stands in an entry, and the step, stance and confidence that follow."""

from __future__ import annotations

import re
from typing import Any

import polars as pl
import pytest

from pipelines import warehouse
from pipelines.settings import SQL

FLAGS = (
    "blank", "unusable", "feared_inaction", "feared_acting", "appetite_open", "appetite_averse", "terminates",
    "answered", "answered_in_description",
)  # fmt: skip
CASES: list[tuple[str, str, str, str]] = [
    # facts: weight of avoiding words, weight of enabling words, and what else holds; step, stance, confidence
    ("0 0 blank", "no_text", "unclear", "high"),
    ("0 0 blank answered", "no_text", "unclear", "high"),
    ("0 0 unusable", "no_usable_text", "unclear", "high"),
    ("1 1 unusable answered", "no_usable_text", "unclear", "high"),
    ("2 0 unusable", "only_avoiding_acts", "avoidance", "high"),
    ("0 2 unusable", "only_enabling_acts", "enablement", "high"),
    ("3 3", "avoiding_and_enabling_acts", "mixed", "high"),
    ("4 3", "avoiding_and_enabling_acts", "mixed", "high"),
    ("3 4", "avoiding_and_enabling_acts", "mixed", "high"),
    ("2 2", "avoiding_and_enabling_acts", "mixed", "high"),
    ("2 0", "only_avoiding_acts", "avoidance", "high"),
    ("2 1", "only_avoiding_acts", "avoidance", "high"),
    ("3 2", "avoiding_and_enabling_acts", "mixed", "high"),
    ("2 0 feared_inaction appetite_open answered", "only_avoiding_acts", "avoidance", "high"),
    ("0 2", "only_enabling_acts", "enablement", "high"),
    ("1 2", "only_enabling_acts", "enablement", "high"),
    ("2 3", "avoiding_and_enabling_acts", "mixed", "high"),
    ("0 2 feared_acting appetite_averse answered terminates", "only_enabling_acts", "enablement", "high"),
    ("0 0 feared_inaction feared_acting appetite_open", "framing_tie_by_appetite_open", "enablement", "low"),
    ("0 0 feared_inaction feared_acting appetite_averse", "framing_tie_by_appetite_averse", "avoidance", "low"),
    (
        "0 0 feared_inaction feared_acting appetite_open appetite_averse",
        "framing_tie_by_appetite_open", "enablement", "low",
    ),
    ("0 0 feared_inaction feared_acting answered", "routine_mitigation", "containment", "high"),
    ("0 0 feared_inaction answered", "inaction_is_the_danger", "enablement", "low"),
    ("0 0 feared_inaction appetite_averse", "inaction_is_the_danger", "enablement", "low"),
    ("0 0 feared_acting answered", "no_appetite_for_it", "avoidance", "low"),
    ("0 0 feared_acting appetite_open", "no_appetite_for_it", "avoidance", "low"),
    ("1 1 appetite_open answered", "tie_by_appetite_open", "enablement", "low"),
    ("1 1 appetite_averse answered", "tie_by_appetite_averse", "avoidance", "low"),
    ("1 1 answered", "a_passing_cue", "containment", "low"),
    ("1 0 appetite_open appetite_averse", "a_passing_cue", "containment", "low"),
    ("0 1 appetite_open appetite_averse", "a_passing_cue", "containment", "low"),
    ("1 0", "a_passing_cue", "containment", "low"),
    ("0 0 terminates", "printed_terminate", "avoidance", "low"),
    ("0 1 terminates", "printed_terminate", "avoidance", "low"),
    ("0 0 terminates answered", "printed_terminate", "avoidance", "low"),
    ("1 0 terminates answered", "printed_terminate", "avoidance", "low"),
    ("0 1 terminates answered", "a_passing_cue", "containment", "low"),
    ("0 0 answered", "routine_mitigation", "containment", "high"),
    ("0 0 answered answered_in_description", "routine_mitigation", "containment", "high"),
    ("0 0 answered appetite_open", "routine_mitigation", "containment", "high"),
    ("0 0 answered_in_description", "routine_mitigation_in_description", "containment", "low"),
    ("0 0", "bare_threat", "unclear", "low"),
    ("0 0 appetite_averse", "bare_threat", "unclear", "low"),
]  # fmt: skip


def poles(facts: str) -> dict[str, Any]:
    avoiding, enabling, *flags = facts.split()
    assert set(flags) <= set(FLAGS)
    return {
        "entry_id": facts, "avoiding": int(avoiding), "enabling": int(enabling),
        **{flag: flag in flags for flag in FLAGS},
    }  # fmt: skip


def verdicts(rows: list[dict[str, Any]], whose: dict[str, str] | None = None) -> dict[str, dict[str, Any]]:
    """The verdict on each row of `poles`, by its id."""
    spoken = pl.DataFrame(
        {"entry_id": list(whose or {}), "whose_risk": list((whose or {}).values())},
        schema={"entry_id": pl.String, "whose_risk": pl.String},
    )
    with warehouse.connection({"poles": pl.DataFrame(rows), "whose": spoken}) as connected:
        warehouse.add_table(connected, "steps", warehouse.select_file(connected, SQL / "judge" / "10_steps.sql"))
        made = warehouse.select_file(connected, SQL / "judge" / "12_verdicts.sql")
    return {row["entry_id"]: row for row in made.to_dicts()}


@pytest.fixture(scope="module")
def judged() -> dict[str, dict[str, Any]]:
    return verdicts([poles(facts) for facts, *_ in CASES])


@pytest.mark.parametrize(("facts", "step", "stance", "confidence"), CASES)
def test_the_first_line_that_holds_decides(judged, facts: str, step: str, stance: str, confidence: str) -> None:
    row = judged[facts]
    assert (row["decision_step"], row["stance"], row["confidence"]) == (step, stance, confidence)


def test_every_step_of_the_table_is_reached_by_a_case() -> None:
    printed = set(re.findall(r"'(\w+)'", (SQL / "judge" / "10_steps.sql").read_text(encoding="utf-8")))
    assert {step for _, step, _, _ in CASES} == printed


def test_whose_risk_is_what_the_words_say_and_unclear_where_they_say_nothing() -> None:
    made = verdicts([poles("0 0"), poles("2 0")], {"2 0": "community"})
    assert {entry: row["whose_risk"] for entry, row in made.items()} == {"0 0": "unclear", "2 0": "community"}
