"""An explanation shows the words, the rule, what was set aside and what would have changed the verdict."""

from __future__ import annotations

import re

import polars as pl
import pytest

from pipelines.judge import Rulebook, load_rulebook
from pipelines.judge.evaluate import BadLabels, as_json, as_text, evaluate
from pipelines.judge.explain import NoSuchEntry, explain
from pipelines.judge.telling import LONG, STEPS, marked

ENTRIES = pl.DataFrame(
    {
        "entry_id": ["a", "b", "c", "d", "e", "f"],
        "title": ["Lido", "Flood", "Grants", "Sheds", "Markets", "Storm"],
        "description": ["", "", "", "", "", "A storm fells trees."],
        "controls": [
            "Water tested weekly. The lido was shut for good in May.",
            "Plan exercised yearly.",
            "Abusers blocked per house rules.",
            "The sheds were scrapped. The lido was shut for good in May.",
            "Residents decide how the market is run. The lido was shut for good in May.",
            "",
        ],
    }
)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="module")
def told(rulebook: Rulebook) -> dict[str, str]:
    return {name: " ".join(explain(ENTRIES, name, rulebook).text().split()) for name in ENTRIES["entry_id"]}


def test_the_deciding_words_are_marked_once_in_their_sentence_with_rules_reason_and_source(
    rulebook: Rulebook, told: dict[str, str]
) -> None:
    assert len(re.findall(r"Controls: The [^»«]*»[^»«]*shut[^»«]*«", told["a"])) == 1
    assert re.search(r"“[^“”]*shut[^“”]*” speaks for avoidance\. .+ \[(A\d+\.\d+(, )?)+; [^\]]+\]", told["a"])
    assert "[only_avoiding_acts]" in told["a"]
    assert rulebook.version in told["a"]


def test_what_was_set_aside_names_the_words_that_did_so(told: dict[str, str]) -> None:
    assert "“blocked” would speak for avoidance, but “per house rules” sets it aside (M2.07)" in told["c"]
    assert "did not set “blocked” aside, it would have been avoidance." in told["c"]


def test_a_response_in_which_nothing_was_heard_is_quoted_and_a_missing_one_is_told(told: dict[str, str]) -> None:
    assert "What it prints as its response Controls: Plan exercised yearly." in told["b"]
    assert "No control, action or response is printed." in told["f"]


def test_it_says_what_change_would_have_changed_the_verdict(told: dict[str, str]) -> None:
    assert re.search(r"Without [^.]*“[^”]*shut[^”]*”[^.]* it would have been containment\.", told["a"])
    assert "With “The scheme was closed for good.” among the actions it would have been avoidance; with" in told["b"]
    assert "No one statement decides; without both that speak for avoidance it would have been" in told["d"]
    assert re.search(r"Without the words “[^”]+” \(controls\) it would have been (avoidance|enablement)\.", told["e"])
    assert "“The plan is reviewed each quarter.” among the actions it would have been containment." in told["f"]


def test_the_marked_sentence_is_the_text_as_printed(rulebook: Rulebook) -> None:
    for hit in explain(ENTRIES, "e", rulebook).hits:
        assert hit["sentence"].replace("»", "").replace("«", "") in ENTRIES.row(4, named=True)["controls"]


def test_a_long_statement_is_shown_about_its_marked_words() -> None:
    text = "word " * 100 + "shut for good " + "word " * 100
    shown = marked(text, 0, len(text), [(500, 513)])
    assert "word »shut for good« word" in shown
    assert len(shown) < LONG


def test_an_unknown_entry_is_named(rulebook: Rulebook) -> None:
    with pytest.raises(NoSuchEntry, match="nobody"):
        explain(ENTRIES, "nobody", rulebook)


def test_every_decision_step_has_its_sentence(rulebook: Rulebook) -> None:
    sql = dict(rulebook.steps)["steps"]
    named = {part.split("'")[1] for part in sql.split("then ")[1:] if part.startswith("'")} | {"bare_threat"}
    assert named <= set(STEPS)


def test_labels_that_are_no_stances_are_named(rulebook: Rulebook) -> None:
    with pytest.raises(BadLabels, match="brave"):
        evaluate(ENTRIES.with_columns(label=pl.lit("brave")), rulebook)
    with pytest.raises(BadLabels, match="label"):
        evaluate(ENTRIES, rulebook)


def test_an_evaluation_prints_as_text_and_as_json(rulebook: Rulebook) -> None:
    labelled = ENTRIES.head(2).with_columns(label=pl.Series(["avoidance", "containment"]), council=pl.lit("Someshire"))
    result = evaluate(labelled, rulebook)
    assert result["all"]["agreement"] == 1.0
    assert "Someshire" in as_text(result)
    assert '"macro_f1": 1.0' in as_json(result)
