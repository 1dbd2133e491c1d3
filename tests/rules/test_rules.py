"""Every rule's own cases and the fifty traps, run through the real views in DuckDB."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipelines.judge import Rulebook, classify, load_rulebook
from pipelines.judge.rulebook import MARK_EFFECTS
from pipelines.judge.steps import failing_cases

TRAPS = Path(__file__).parent / "traps.csv"


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


def traps() -> pl.DataFrame:
    return pl.read_csv(TRAPS, infer_schema=False).fill_null("").with_columns(entry_id=pl.col("trap") + pl.col("part"))


def test_every_rule_matches_what_it_must_and_nothing_that_it_must_not(rulebook: Rulebook) -> None:
    failing = failing_cases(rulebook).rows()
    told = [
        f"{rule_id} should{'' if expected else ' not'} match {text!r} and {'does not' if expected else 'does'}"
        for rule_id, text, expected in failing
    ]
    assert not told, "\n" + "\n".join(told)


def test_every_rule_has_a_case_that_fails_when_the_rule_is_deleted(rulebook: Rulebook) -> None:
    must = set(rulebook.cases.filter("expected")["rule_id"])
    assert must == set(rulebook.rules["rule_id"])
    steps = [
        (name, f"select * from ({sql}) where rule_id <> 'A1.01'" if name == "hits" else sql)
        for name, sql in rulebook.steps
    ]
    failing = failing_cases(replace(rulebook, steps=tuple(steps)))
    assert set(failing.filter("expected")["rule_id"]) == {"A1.01"}


def test_the_traps_are_all_fifty() -> None:
    assert sorted({int(number) for number in traps()["trap"]}) == list(range(1, 51))


def test_every_trap_is_judged_as_a_careful_reader_would(rulebook: Rulebook) -> None:
    judged = traps().join(classify(traps(), rulebook).classifications, on="entry_id")
    wrong = judged.filter(pl.col("stance") != pl.col("expected")).select("entry_id", "expected", "stance")
    told = [f"trap {trap} should be {expected}, not {stance}" for trap, expected, stance in wrong.rows()]
    assert not told, "\n" + "\n".join(told)


def test_trap_text_stands_in_the_field_it_names() -> None:
    for row in traps().iter_rows(named=True):
        assert row[row["field"]], row["entry_id"]


def test_rules_that_only_change_the_meaning_of_others_take_no_pole(rulebook: Rulebook) -> None:
    marks = rulebook.rules.filter(pl.col("effect").is_in(MARK_EFFECTS))
    assert set(marks["pole"]) == {"none"}
