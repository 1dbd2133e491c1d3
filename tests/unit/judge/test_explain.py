"""An explanation shows the words, the rule, what was set aside and what would have changed the verdict."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.judge import Rulebook, load_rulebook
from pipelines.judge.evaluate import BadLabels, as_json, as_text, evaluate
from pipelines.judge.explain import STEPS, NoSuchEntry, explain

ENTRIES = pl.DataFrame(
    {
        "entry_id": ["a", "b"],
        "title": ["Lido", "Flood"],
        "controls": ["Water tested weekly. The lido was shut for good in May.", "Plan exercised yearly."],
    }
)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


def test_the_deciding_words_are_marked_in_their_sentence(rulebook: Rulebook) -> None:
    text = explain(ENTRIES, "a", rulebook).text()
    assert "The lido was »shut« for good in May" in text
    assert "only_avoiding_acts" in text
    assert rulebook.version in text


def test_it_says_what_change_would_have_changed_the_verdict(rulebook: Rulebook) -> None:
    assert "it would have been containment" in explain(ENTRIES, "a", rulebook).change
    assert "would have changed it" in explain(ENTRIES, "b", rulebook).change


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
    labelled = ENTRIES.with_columns(label=pl.Series(["avoidance", "containment"]), council=pl.lit("Someshire"))
    result = evaluate(labelled, rulebook)
    assert result["all"]["agreement"] == 1.0
    assert "Someshire" in as_text(result)
    assert '"macro_f1": 1.0' in as_json(result)
