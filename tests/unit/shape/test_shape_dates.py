"""The date a register stands at, from every place it is printed, and what wins when they disagree."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.shape.dates import candidates, choose, find_dates
from pipelines.shape.dating import oddities


def days(text):
    return [d for d, *_ in find_dates(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31 March 2025", date(2025, 3, 31)),
        ("31st March 2025", date(2025, 3, 31)),
        ("31-Mar-25", date(2025, 3, 31)),
        ("05/02/2025", date(2025, 2, 5)),
        ("5.2.25", date(2025, 2, 5)),
        ("2025-02-05", date(2025, 2, 5)),
        ("20250205", date(2025, 2, 5)),
        ("05022025", date(2025, 2, 5)),
        ("March 2025", date(2025, 3, 31)),
        ("Sept 2024", date(2024, 9, 30)),
        ("Feb-24", date(2024, 2, 29)),
        ("2024 February", date(2024, 2, 29)),
        ("Quarter 3 2024/25", date(2024, 12, 31)),
        ("Q2 2023-24", date(2023, 9, 30)),
        ("Q4 2024/2025", date(2025, 3, 31)),
        ("2024-25 Q1", date(2024, 6, 30)),
        ("second quarter of 2024/25", date(2024, 9, 30)),
        ("Qtr 1 2025/26", date(2025, 6, 30)),
        ("year end 2016-17", date(2017, 3, 31)),
        ("31 Mawrth 2025", date(2025, 3, 31)),
        ("7fed Ionawr 2024", date(2024, 1, 7)),
    ],
)
def test_a_date_is_read_day_first_and_a_period_by_its_last_day(text, expected):
    assert days(text) == [expected]


@pytest.mark.parametrize(
    "text",
    ["2025-26", "Budget 2025/26", "CR20", "version 2.1", "0300 123 4567", "£12.5m", "Section 151", "1-5", "12/25"],
)
def test_a_budget_year_or_a_number_is_no_date(text):
    assert days(text) == []


def test_a_month_first_date_is_reported_and_never_turned_round():
    found, bad = candidates("As at 02/25/2025", "cover")
    assert found == [] and bad == ["02/25/2025"]


@pytest.mark.parametrize(
    ("texts", "expected", "place"),
    [
        ([("As at 31 March 2025", "text"), ("register-2025-06-30.xlsx", "file name")], date(2025, 3, 31), "as-at text"),
        ([("Cabinet 12 May 2025", "cover"), ("Quarter 4 2024/25", "cover")], date(2025, 3, 31), "quarter in text"),
        (
            [("Corporate Risk Register March 2025", "cover"), ("crr-2025-03-14.xlsx", "file name")],
            date(2025, 3, 14),
            "file name",
        ),
        ([("crr-2025-03-14.xlsx", "file name"), ("2024", "folder")], date(2025, 3, 14), "file name"),
        (
            [("Last updated: 3 April 2025", "text"), ("Audit Committee, 20 April 2025", "cover")],
            date(2025, 4, 3),
            "updated in text",
        ),
    ],
)
def test_the_best_place_wins_and_the_basis_names_it(texts, expected, place):
    found = [c for text, where in texts for c in candidates(text, where)[0]]
    chosen = choose(found, [])
    assert chosen.day == expected
    assert chosen.basis.startswith(place)


def test_a_disagreement_is_told_with_what_was_not_taken():
    found = [*candidates("As at 31 March 2025", "text")[0], *candidates("crr-2025-06-30.xlsx", "file name")[0]]
    chosen = choose(found, [])
    assert "file name says 2025-06-30" in chosen.basis and len(chosen.disagree) == 1


@pytest.mark.parametrize(
    ("meeting", "place", "odd"),
    [
        ("Audit Committee, 24 June 2025", "cover", False),
        ("Cabinet meeting, 20 September 2025", "text", False),
        ("audit committee 2025-06-24 appendix.pdf", "file name", False),
        ("Audit Committee, 24 June 2024", "cover", True),
        ("Audit Committee, 24 December 2025", "cover", True),
        ("crr-2025-06-30.xlsx", "file name", True),
        ("Last updated: 12 June 2025", "text", True),
    ],
)
def test_a_meeting_in_the_half_year_after_the_as_at_date_is_no_contradiction(meeting, place, odd):
    found = [*candidates("As at 31 March 2025", "text")[0], *candidates(meeting, place)[0]]
    chosen = choose(found, [])
    assert chosen.day == date(2025, 3, 31)
    assert len(chosen.disagree) == 1
    assert [issue.code for issue in oddities(chosen, "crr.xlsx")] == (["as_at_disagrees"] if odd else [])


def test_a_meeting_still_ahead_is_no_oddity_and_another_date_ahead_is():
    asked = [*candidates("As at 31 March 2025", "text")[0], *candidates("Audit Committee, 24 June 2025", "cover")[0]]
    assert oddities(choose(asked, [], date(2025, 6, 1)), "crr.xlsx") == []
    ahead = choose([*asked, *candidates("crr-2025-06-30.xlsx", "file name")[0]], [], date(2025, 6, 1))
    assert [(i.code, i.value) for i in oddities(ahead, "crr.xlsx")] == [("date_in_future", "2025-06-30")]


def test_agreeing_dates_are_silent():
    found = [*candidates("As at 31 March 2025", "text")[0], *candidates("Risk register March 2025", "cover")[0]]
    assert choose(found, []).disagree == ()


@pytest.mark.parametrize(
    "text", ["Next review: 1 June 2025", "Target date 30 June 2026", "to be complete by March 2027", "since 4 May 2020"]
)
def test_a_date_of_something_else_is_no_as_at_date(text):
    assert candidates(text, "cover")[0] == []


def test_a_date_in_the_future_never_wins():
    found = [*candidates("As at 31 March 2030", "cover")[0], *candidates("crr-2025-03-31.xlsx", "file name")[0]]
    chosen = choose(found, [], today=date(2025, 4, 10))
    assert chosen.day == date(2025, 3, 31) and [c.day for c in chosen.future] == [date(2030, 3, 31)]


def test_the_month_under_way_stands_for_its_first_day():
    chosen = choose(candidates("Risk register April 2025", "cover")[0], [], today=date(2025, 4, 10))
    assert chosen.day == date(2025, 4, 1)


def test_no_date_has_no_basis():
    assert choose([], []).basis == "none"
