"""Scores and directions in the notations that councils print."""

from __future__ import annotations

import pytest

from pipelines.catalogue.council import Matrix
from pipelines.shape.scores import parse_direction, parse_factor, parse_score

IL = "impact_likelihood"


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("4x4=16", "", (4, 4, 16)),
        ("5 x 2 = 10", "", (5, 2, 10)),
        ("5 x 2 = 10", IL, (2, 5, 10)),
        ("3×4", "", (3, 4, None)),
        ("I4 L3", "", (3, 4, None)),
        ("L3 I4 (12)", "", (3, 4, 12)),
        ("Impact 4 / Likelihood 3", "", (3, 4, None)),
        ("Likelihood: 3, Impact: 4, Score: 12", "", (3, 4, 12)),
        ("L:2 I:5 = 10", "", (2, 5, 10)),
        ("P4 I5 20", "", (4, 5, 20)),
        ("Likelihood 3\nImpact 5\nRisk Rating 15", "", (3, 5, 15)),
        ("M (6)", "", (None, None, 6)),
        ("15 (A)", "", (None, None, 15)),
        ("A 12", "", (None, None, 12)),
        ("R16", "", (None, None, 16)),
        ("High 20", "", (None, None, 20)),
        ("12 - Amber", "", (None, None, 12)),
        ("🔴 20", "", (None, None, 20)),
        ("🟢4", "", (None, None, 4)),
        ("16 ↑", "", (None, None, 16)),
        ("12\n08 Jan 2020", "", (None, None, 12)),
        ("3.3", "", (None, None, 3.3)),
        ("17.5", "", (None, None, 17.5)),
        ("24", "", (None, None, 24)),
        ("12/25", "", (None, None, 12)),
        ("4 x 5 (20) Red", "", (4, 5, 20)),
        ("", "", (None, None, None)),
        ("N/A", "", (None, None, None)),
        ("TBC", "", (None, None, None)),
        ("-", "", (None, None, None)),
        ("(3,4) = 12", "", (3, 4, 12)),
        ("3 4 12", "", (3, 4, 12)),
        ("16.0", "", (None, None, 16)),
    ],
)
def test_a_score_is_read_in_the_notation_it_is_printed_in(text, order, expected):
    score = parse_score(text, order)
    assert (score.likelihood, score.impact, score.score) == expected
    assert score.understood


@pytest.mark.parametrize(
    ("letters", "text", "expected"),
    [
        ("a_worst", "A1", (5, 5)),
        ("a_worst", "D2", (2, 4)),
        ("a_worst", "C3 Moderate", (3, 3)),
        ("a_worst", "A1 – Critical", (5, 5)),
        ("a_least", "A1", (1, 1)),
        ("a_least", "D5", (4, 5)),
        ("a_least", "5D", (4, 5)),
        ("a_least", "b-2", (2, 2)),
    ],
)
def test_a_letter_code_is_turned_by_the_councils_orientation(letters, text, expected):
    score = parse_score(text, matrix=Matrix(letters=letters), codes=True)
    assert (score.likelihood, score.impact, score.score) == (*expected, None)


def test_a_letter_code_without_orientation_is_kept_and_not_read():
    score = parse_score("D2", codes=True)
    assert (score.code, score.understood, score.likelihood) == ("D2", False, None)


@pytest.mark.parametrize(("text", "expected"), [("16 to 12", 12), ("16 → 12", 12), ("3 -> 2", 2)])
def test_two_scores_in_a_cell_give_the_later_one_and_say_so(text, expected):
    score = parse_score(text)
    assert (score.score, score.changed) == (expected, True)


@pytest.mark.parametrize("text", ["3 or 4 of 9", "see 2 and 7 below"])
def test_a_cell_of_several_loose_numbers_is_not_guessed(text):
    score = parse_score(text)
    assert (score.score, score.likelihood, score.understood) == (None, None, False)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("4", (), 4),
        ("4 - Likely", (), 4),
        ("Likely (4)", (), 4),
        ("3.333", (), 3.333),
        ("Likely", (), None),
        ("n/a", (), None),
        ("Possible", ("Rare", "Unlikely", "Possible", "Likely"), 3),
        ("SERIOUS", ("Minor", "Serious"), 2),
        ("4/5", (), 4),
        ("3 ↑", (), 3),
    ],
)
def test_a_factor_is_a_number_or_a_word_of_the_councils_own_scale(text, words, expected):
    assert parse_factor(text, words).score == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("↑", "up"),
        ("⬆️", "up"),
        ("Increasing", "up"),
        ("Worsening", "up"),
        ("↓", "down"),
        ("Improved", "down"),
        ("Reduced", "down"),
        ("↔", "same"),
        ("→", "same"),
        ("Constant", "same"),
        ("No change", "same"),
        ("Stable", "same"),
        ("New", "new"),
        ("NEW RISK", "new"),
        ("Dim newid", "same"),
        ("I fyny", "up"),
        ("I lawr", "down"),
        ("▲", "up"),
        ("▼", "down"),
        ("<->", "same"),
        ("", None),
        ("ð", None),
        ("é", None),
        ("x", None),
        ("see text", None),
    ],
)
def test_a_direction_is_a_word_or_an_arrow_and_never_a_stray_letter(text, expected):
    assert parse_direction(text) == expected
