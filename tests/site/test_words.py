"""One catalogue of strings, whole, translatable, and agreed with the verdicts and the rulebook."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from pipelines.errors import BadConfiguration
from pipelines.judge.telling import STEPS
from pipelines.settings import ROOT, SQL
from pipelines.site.culture import questions
from pipelines.site.press import HERE
from pipelines.site.words import Catalogue, verdict_directions, verdict_sentences

SOURCES = sorted(
    [*(HERE / "templates").glob("*.html"), *HERE.glob("*.py"), *(ROOT / "pipelines" / "charts").glob("*.py")]
)
LITERAL = re.compile(r"""\b(?:t|words)\(\s*['"]([a-z_.A-Z0-9]+)['"]\s*[,)]""")


@pytest.fixture(scope="module")
def words() -> Catalogue:
    return Catalogue()


def test_every_key_that_is_asked_for_stands_in_the_catalogue(words: Catalogue) -> None:
    asked = {(key, source.name) for source in SOURCES for key in LITERAL.findall(source.read_text(encoding="utf-8"))}
    assert len(asked) > 150
    assert sorted((k, f) for k, f in asked if not words.has(k) and not words.has(f"{k}.other")) == []


def test_templates_hold_no_sentence_of_their_own() -> None:
    for template in (HERE / "templates").glob("*.html"):
        text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", template.read_text(encoding="utf-8"), flags=re.S)
        text = re.sub(r"<[^>]*>", " ", text, flags=re.S)
        left = re.findall(r"[A-Za-z]{3,}(?: [A-Za-z]{2,})+", text)
        assert left == [], template.name


def test_every_verdict_has_its_sentence_and_its_direction(words: Catalogue) -> None:
    assert verdict_sentences()
    assert all(words(f"verdict.{code}") == sentence for code, sentence in verdict_sentences().items())
    assert set(verdict_directions().values()) <= {"enablement", "avoidance", "none"}


def test_the_themes_of_the_culture_questions_and_of_the_rules_have_names(words: Catalogue) -> None:
    asked = {theme for q in questions() for side in ("for", "against") for theme in q[side]}
    ruled = {
        row["theme"]
        for path in SQL.glob("rules/*.csv")
        for row in csv.DictReader(path.open(encoding="utf-8"))
        if row["pole"] in ("avoidance", "enablement")
    }
    assert ruled
    assert sorted(t for t in asked | ruled if not words.has(f"theme.{t}")) == []


def test_every_step_that_decides_has_its_words(words: Catalogue) -> None:
    assert sorted(step for step in STEPS if not words.has(f"step.{step}")) == []


def test_four_questions_are_asked() -> None:
    assert [q["id"] for q in questions()] == ["values", "learning", "trust", "safety"]


def test_one_is_said_as_one(words: Catalogue) -> None:
    assert words("register.evidence", count=1) == "Evidence: 1 hit"
    assert words("register.evidence", count=1200) == "Evidence: 1,200 hits"


def test_numbers_are_written_as_a_reader_expects(words: Catalogue) -> None:
    assert words.percent(0.125) == "13%"
    assert words.percent(None) == "–"
    assert words.points(-0.0412) == "−4.1 points"
    assert words.points(0.0) == "0.0 points"
    assert words.signed(0.5) == "+0.50"
    assert words.interval(0.1, 0.305) == "10% to 31%"


def test_a_council_can_translate_any_of_it(tmp_path: Path) -> None:
    own = tmp_path / "cy.toml"
    own.write_text(
        'lang = "cy"\n[nav]\nskip = "Neidio i’r prif gynnwys"\n[verdict]\nunchanged = "Dim newid."\n', encoding="utf-8"
    )
    translated = Catalogue(own)
    assert translated("nav.skip") == "Neidio i’r prif gynnwys"
    assert translated("verdict.unchanged") == "Dim newid."
    assert translated("nav.data") == "Data"


def test_a_misspelt_key_of_a_translation_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "cy.toml"
    own.write_text('[nav]\nskp = "x"\n', encoding="utf-8")
    with pytest.raises(BadConfiguration, match=r"nav\.skp"):
        Catalogue(own)


def test_a_broken_translation_names_its_file(tmp_path: Path) -> None:
    own = tmp_path / "cy.toml"
    own.write_text("[nav", encoding="utf-8")
    with pytest.raises(BadConfiguration, match=r"cy\.toml"):
        Catalogue(own)


def test_a_missing_value_is_an_error_and_no_hole(words: Catalogue) -> None:
    with pytest.raises(BadConfiguration, match=r"finding\.shift"):
        words("finding.shift", start="a")
