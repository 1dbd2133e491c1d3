"""The words that a pattern needs never keep a statement from a pattern that would match it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.judge import Rulebook, load_rulebook
from pipelines.judge.classify import prepare
from pipelines.judge.compile import expand, named
from pipelines.judge.needed import Vocabulary
from pipelines.judge.spotting import Spotter
from pipelines.judge.steps import steps

ROOT = Path(__file__).parents[3]
LABELLED = [*sorted((ROOT / "tests" / "labelled").glob("[A-Z].csv")), ROOT / "samples" / "truth" / "entries.csv"]
SHARED = ROOT / "../shared/labelled"
CLASSES = {"stop": {"all": ["shut", "wound up"]}, "service": {"all": ["clubs?", "librar(?:y|ies)"]}}


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


def needed(pattern: str) -> set[tuple[frozenset[str], ...]]:
    words, characters = named(CLASSES)
    return set(Vocabulary(words).needed(expand(pattern, characters)))


def test_each_alternative_is_a_way_and_all_its_parts_must_be_there() -> None:
    assert needed("{stop} <2>{service}|not to [a-z]+") == {
        (frozenset({" shut ", " wound up "}), frozenset({" club ", " clubs ", " library ", " libraries "})),
        (frozenset({" not to "}),),
    }


def test_a_space_at_an_end_says_that_a_word_ends_there() -> None:
    assert needed("un[a-z]+ly sold") == {(frozenset({" un"}), frozenset({"ly sold "}))}
    assert needed("re-?open") == {(frozenset({" re open ", " reopen "}),)}


@pytest.mark.parametrize("pattern", ["[a-z]+", "shut|[a-z]+", "(?i)shut", "(?:shut)?", "a*"])
def test_a_pattern_that_can_match_without_a_word_sees_every_statement(pattern: str) -> None:
    assert needed(pattern) == set()


PIECES = st.sampled_from(
    [
        "shut",
        "{stop}",
        "{service}",
        " ",
        " <2>",
        "s?",
        "(?:ed|ing)?",
        "[a-z]+",
        "(?:the |a )?",
        "-",
        "'",
        "[0-9]+",
        " *",
        "(?: [^ ]+){0,3}",
        "(?:not (?:to )?be|never)",
        r"\b",
        "^",
        "£",
    ]
)
TEXT = st.text(alphabet=" abcdeghilnorstuw-,'(_0é£.", max_size=8)
WORDS = st.lists(
    st.one_of(TEXT, st.sampled_from(["shut", "wound up", "clubs", "library", "not to be", "the ", "shuting"]))
)


@given(st.lists(st.lists(PIECES, min_size=1, max_size=5).map("".join), min_size=1, max_size=3).map("|".join), WORDS)
@settings(max_examples=400, deadline=None)
def test_a_statement_that_matches_holds_the_words(pattern: str, words: list[str]) -> None:
    try:
        expression = re.compile(expand(pattern, CLASSES), re.ASCII)
    except re.error:
        return
    statement = "".join(words)
    found = Spotter.of({"X": needed(pattern)}).spot(pl.DataFrame({"clause_id": [7], "clause": [statement]}))
    assert found.rows() == [("X", 7)] or not expression.search(statement)


def entries() -> pl.DataFrame:
    files = LABELLED + (sorted(SHARED.glob("*.csv")) if SHARED.exists() else [])
    frames = [pl.read_csv(path, infer_schema=False).fill_null("") for path in files]
    texts = pl.concat(frames, how="diagonal")
    return prepare(texts.with_columns(entry_id=pl.int_range(pl.len()).cast(pl.String)))


def test_rules_hit_the_same_words_as_when_each_sees_every_statement(rulebook: Rulebook) -> None:
    everything = Spotter.of(dict.fromkeys(rulebook.rules["rule_id"], ()))
    hits, candidates = [], []
    for spotter in (rulebook.spotter, everything):
        with steps({"entries": entries()}, replace(rulebook, spotter=spotter), last="hits") as connected:
            hits.append(connected.sql("select * from hits order by all").pl())
            candidates += connected.execute("select count(*) from candidates").fetchone() or ()
    assert hits[0].height > 1_000
    assert hits[0].equals(hits[1])
    assert candidates[0] < candidates[1] / 20
