"""Likelihoods and impacts printed as words: told, never guessed at, and drafted in order where the order is usual."""

from __future__ import annotations

import tomllib

import pytest

from pipelines.catalogue.council import Council, Matrix, load_council
from pipelines.shape import read_register, scaffold
from pipelines.shape.wordscales import USUAL, ordered
from tests.unit.shape.make import block, document, grid

RISKS = (
    ("R1", "Budget gap", "The grant falls faster than costs."),
    ("R2", "School roofs", "A roof fails during term."),
    ("R3", "Home care", "A large provider hands back work."),
    ("R4", "Flood", "The river floods the depot."),
    ("R5", "Fraud", "A grant is claimed twice."),
)
LIKELIHOOD = ["Rare", "Possible", "Likely", "Almost certain"]
IMPACT = ["Minor", "Major", "Moderate", "Catastrophic"]


def read(likelihoods=LIKELIHOOD, impacts=IMPACT, council=None, before=(), headers=("Likelihood", "Impact")):
    rows = [["Ref", "Risk", "Description", *headers, "Controls", "Head of trouble"]]
    rows += [
        [*risk, li, im, "Weekly calls by the team.", "Place"]
        for risk, li, im in zip(RISKS, likelihoods, impacts, strict=False)
    ]
    return read_register(document(*before, grid(rows)), {"exampleshire": council} if council else {})


def told(reading):
    return [row for row in reading.issues if row["code"] == "scale_words_unknown"]


def test_words_that_no_scale_explains_are_told_with_the_line_that_mends_them():
    reading = read()
    likelihood, impact = told(reading)
    assert likelihood["message"].startswith("4 cells of likelihood hold words (Rare, Possible, Likely ...)")
    assert (
        'give likelihood_words = ["Rare", "Unlikely", "Possible", "Likely", "Almost certain"]' in likelihood["message"]
    )
    assert "under [matrix] in exampleshire.toml" in likelihood["message"]
    assert (likelihood["field"], impact["field"]) == ("likelihood_residual", "impact_residual")
    assert impact["value"] == "Minor; Major; Moderate; Catastrophic"
    assert {f"Not understood: {row['message']}" for row in (likelihood, impact)} <= set(reading.notes)
    assert {row["likelihood_residual"] for row in reading.entries} == {None}


def test_a_matrix_configured_without_words_leaves_them_unexplained_and_says_so():
    reading = read(council=Council(id="exampleshire", matrix=Matrix(likelihood=5, impact=5)))
    assert [row["field"] for row in told(reading)] == ["likelihood_residual", "impact_residual"]


def test_words_of_the_configured_scale_are_read_and_one_outside_it_is_told():
    matrix = Matrix(likelihood_words=("Rare", "Unlikely", "Possible", "Likely"), impact_words=tuple(IMPACT))
    reading = read(council=Council(id="exampleshire", matrix=matrix))
    assert [row["likelihood_residual"] for row in reading.entries] == [1, 3, 4, None]
    (row,) = told(reading)
    assert row["message"].startswith(
        "1 cell of likelihood is a word (Almost certain), which is not in the scale read here"
    )
    assert "add what is missing to likelihood_words" in row["message"]


def test_a_key_in_the_document_explains_its_words():
    key = block("Likelihood: 1 = Rare, 2 = Possible, 3 = Likely, 4 = Almost certain")
    reading = read(before=(key,))
    assert [row["likelihood_residual"] for row in reading.entries] == [1, 2, 3, 4]
    assert [row["field"] for row in told(reading)] == ["impact_residual"]


def test_numbers_blanks_and_single_words_of_a_score_are_no_unexplained_factors():
    assert told(read(["4", "3 - Possible", "n/a", ""], ["5", "TBC", "-", "Major (4)"])) == []
    assert told(read(["High", "Low", "High", "Medium"], ["", "", "", ""], headers=("Risk score", "Comment"))) == []


def test_a_pair_of_words_in_one_score_cell_is_told_as_both_factors():
    pairs = ["Likely / Major", "Rare / Minor", "Major, Possible", "Likely / Minor"]
    rows = told(read(pairs, ["", "", "", ""], headers=("Risk score", "Comment")))
    assert [(row["field"], row["value"]) for row in rows] == [
        ("likelihood_residual", "Likely; Rare; Possible"),
        ("impact_residual", "Major; Minor"),
    ]


@pytest.mark.parametrize("factor", USUAL)
def test_every_usual_scale_is_told_from_its_own_words_in_any_order_and_spelling(factor):
    for scale in USUAL[factor]:
        assert ordered(factor, [word.upper() for word in reversed(scale)]) == tuple(word.upper() for word in scale)


def test_words_of_no_usual_scale_have_no_order():
    assert ordered("likelihood", ["Rare", "Now and then"]) == ()


def draft(tmp_path, reading):
    text = scaffold.draft("exampleshire", reading=reading)
    path = tmp_path / "exampleshire.toml"
    path.write_text(text, encoding="utf-8")
    return text, load_council(path)


def test_a_draft_gives_a_whole_usual_scale_as_a_line_that_then_reads_the_register(tmp_path):
    printed = ["Very likely", "Unlikely", "Likely", "Possible", "Very unlikely"]
    impacts = ["Major", "Minor", "Catastrophic", "Moderate", "Negligible"]
    _, council = draft(tmp_path, read(printed, impacts))
    assert council.matrix.likelihood_words == ("Very unlikely", "Unlikely", "Possible", "Likely", "Very likely")
    assert (council.matrix.likelihood, council.matrix.impact) == (5, 5)
    again = read(printed, impacts, council)
    assert [row["likelihood_residual"] for row in again.entries] == [5, 2, 4, 3, 1]
    assert told(again) == []


def test_words_that_may_lack_a_step_of_a_longer_scale_are_drafted_in_order_and_not_as_a_line(tmp_path):
    printed = ["Likely", "Almost certain", "Unlikely", "Possible"]
    reading = read(printed)
    assert (
        '["Unlikely", "Possible", "Likely", "Almost certain"], least first with every step'
        in told(reading)[0]["message"]
    )
    text, council = draft(tmp_path, reading)
    assert council.matrix.likelihood_words == ()
    assert '\n# likelihood_words = ["Unlikely", "Possible", "Likely", "Almost certain"]  # their usual order' in text


def test_a_draft_leaves_part_of_a_scale_and_unknown_words_as_comments_to_put_in_order(tmp_path):
    text, council = draft(tmp_path, read(impacts=["Ouch", "Oh dear", "Ouch", "Hm"]))
    assert council.matrix.likelihood_words == ()
    assert (
        '# likelihood_words = ["Rare", "Unlikely", "Possible", "Likely", "Almost certain"]  # their usual order' in text
    )
    assert '# impact_words = ["Ouch", "Oh dear", "Hm"]  # as seen: put the least first' in text


def test_a_draft_never_gives_a_scale_twice_where_the_document_explains_it(tmp_path):
    key = block(
        "Likelihood: 1 = Rare, 2 = Possible, 3 = Likely, 4 = Nearly certain. 1 = Minor, 2 = Moderate, 3 = Major"
    )
    text, council = draft(tmp_path, read(before=(key,)))
    assert council.matrix.likelihood_words == ("Rare", "Possible", "Likely", "Nearly certain")
    assert text.count("likelihood_words") == 1


def test_a_draft_guesses_a_header_only_by_its_words_and_lists_the_fields_otherwise(tmp_path):
    text, _ = draft(tmp_path, read())
    assert '\n# "Head of trouble" = "owner_role"\n' in text
    other = scaffold.draft("exampleshire", reading=read(headers=("Sesquipedalian musings", "Impact")))
    line = next(line for line in other.splitlines() if "Sesquipedalian" in line)
    assert line.startswith('# "Sesquipedalian musings" = ""  # one of: title, description,')
    assert tomllib.loads(line.removeprefix("# ")) == {"Sesquipedalian musings": ""}


def test_a_draft_names_the_register_and_date_that_it_was_made_of(tmp_path):
    text, _ = draft(tmp_path, read())
    assert '"exampleshire/corporate-risk-register-2025-03-31.xlsx" (as at 2025-03-31)' in text
