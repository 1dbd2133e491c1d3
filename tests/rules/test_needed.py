"""What each rule adds: its own cases judged by the whole rulebook, with the rule and without it."""

from __future__ import annotations

import duckdb
import polars as pl
import pytest

from pipelines.judge import Rulebook, load_rulebook
from pipelines.judge.rulebook import MARK_EFFECTS
from pipelines.judge.steps import steps

PLACES = {"title": "title", "description": "description", "controls": "controls", "told": "description"}
ANSWERED = ("title", "told")
NEEDED_AT_LEAST = 0.8
FOUND = "select entry_id, stance, decision_step, whose_risk from verdicts"


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


def entries(rulebook: Rulebook) -> pl.DataFrame:
    """Each case that a rule must match as a title, a description, with and without routine controls, and a control."""
    cases = rulebook.cases.filter("expected").with_row_index("number")
    rows = []
    for number, rule_id, text, _ in cases.iter_rows():
        for place, field in PLACES.items():
            fields = dict.fromkeys(("title", "description", "controls", "actions", "response", "appetite"), "")
            fields |= {"controls": "Plan reviewed yearly."} if place in ANSWERED else {}
            rows.append({"entry_id": f"{rule_id} {number} {place}", **fields, field: text})
    return pl.DataFrame(rows)


def verdicts(connected: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    return {entry_id: found for entry_id, *found in connected.execute(FOUND).fetchall()}  # type: ignore[misc]


def alone(connected: duckdb.DuckDBPyConnection) -> set[str]:
    """Rules that alone give the pole of one of their own cases: without them a passing cue at most is left."""
    return {
        rule_id
        for (rule_id,) in connected.execute(
            """
            select any_value(rule_id)
            from placed inner join verdicts using (entry_id)
            where weight > 1 and placed.pole <> 'none' and stance in (placed.pole, 'mixed')
            group by entry_id, placed.pole
            having count(distinct rule_id) = 1 and any_value(rule_id) = split_part(entry_id, ' ', 1)
            """
        ).fetchall()
    }


def changing(connected: duckdb.DuckDBPyConnection, rulebook: Rulebook, rule_ids: list[str]) -> set[str]:
    """Rules without which the verdict on one of their own cases is another; the steps after the hits run anew."""
    before = verdicts(connected)
    later = rulebook.steps[[name for name, _ in rulebook.steps].index("hits") + 1 :]
    connected.execute("create temp table every_hit as select * from hits")
    found = set()
    for rule_id in rule_ids:
        connected.execute("create or replace temp table hits as select * from every_hit where rule_id <> ?", [rule_id])
        for name, sql in later:
            connected.execute(f"create or replace temp table {name} as {sql}")
        after = verdicts(connected)
        if any(after[entry_id] != was for entry_id, was in before.items() if entry_id.split(" ")[0] == rule_id):
            found.add(rule_id)
    return found


@pytest.fixture(scope="module")
def needed(rulebook: Rulebook) -> set[str]:
    with steps({"entries": entries(rulebook)}, rulebook) as connected:
        found = alone(connected)
        return found | changing(connected, rulebook, sorted(set(rulebook.rules["rule_id"]) - found))


def test_deleting_a_rule_changes_the_verdict_on_a_case_of_its_own(rulebook: Rulebook, needed: set[str]) -> None:
    """Two ways of speaking overlap where either would have been heard; such rules stay few, and are named here."""
    rules = set(rulebook.rules["rule_id"])
    assert len(needed) >= NEEDED_AT_LEAST * len(rules), sorted(rules - needed)


def test_every_word_that_only_changes_others_is_needed_by_its_own_cases(rulebook: Rulebook, needed: set[str]) -> None:
    marks = set(rulebook.rules.filter(pl.col("effect").is_in(MARK_EFFECTS))["rule_id"])
    assert marks - needed == set()
