"""The decomposition and its verdicts step by step: each `select` alone over literal rows, at its bounds."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from scipy.stats import binomtest

from pipelines import dictionary, warehouse
from pipelines.settings import SQL
from pipelines.shift.paired import paired_tests

BEFORE, AFTER, OTHER = date(2023, 3, 31), date(2023, 6, 30), date(2023, 9, 30)
WORTH = {"A": 0.0, "C": 0.0, "M": 0.5, "E": 1.0, "U": None}
RUNG = {"A": 0, "C": 1, "M": 2, "E": 3, "U": None}
STANCE = {"A": "avoidance", "C": "containment", "M": "mixed", "E": "enablement", "U": "unclear"}
PAIR = {"council": "a", "series": "corporate", "span": "consecutive", "from_as_at": BEFORE, "to_as_at": AFTER}
JUDGED = {
    "council": pl.String, "series": pl.String, "as_at": pl.Date, "risk_id": pl.String, "entry_id": pl.String,
    "area": pl.String, "stance": pl.String, "worth": pl.Float64, "rung": pl.Int32,
}  # fmt: skip
SUMS = (
    "earlier_n", "later_n", "kept_n", "earlier_d", "kept_d", "reread_d", "refiled_d", "later_d", "earlier_x",
    "kept_x", "reread_x", "refiled_x", "later_x", "to_enablement", "to_avoidance", "to_or_from_unclear",
)  # fmt: skip
PAIRED = ("paired_d", "paired_from", "paired_to", "paired_from_squared", "paired_to_squared", "paired_product")


def judged(
    day: date, stances: str, *, first: int = 1, area: str = "Finance", council: str = "a", series: str = "corporate"
) -> list[dict[str, Any]]:
    """Rows of `judged_entries` from a word of stances; risks are numbered from `first`."""
    return [
        {
            "council": council, "series": series, "as_at": day, "risk_id": f"R{number}",
            "entry_id": f"{council}.{series}.{day}.R{number}", "area": area, "stance": STANCE[letter],
            "worth": WORTH[letter], "rung": RUNG[letter],
        }
        for number, letter in enumerate(stances, start=first)
    ]  # fmt: skip


def steps(
    entries: list[dict[str, Any]], published: pl.DataFrame | None = None, last: str = "shift_parts"
) -> pl.DataFrame:
    """The rows of a step of the decomposition, for the one pair of dates."""
    given = {
        "pairs": pl.DataFrame([PAIR]),
        "judged_entries": pl.DataFrame(entries, schema=JUDGED),
        "published": dictionary.table("stance_by_period").empty() if published is None else published,
    }
    with warehouse.connection(given) as connected:
        for name in ("stayers", "shift_sums", "shift_parts"):
            frame = warehouse.select_file(connected, SQL / "steps" / f"{name}.sql")
            warehouse.add_table(connected, name, frame)
            if name == last:
                break
    return frame


def of_area(frame: pl.DataFrame, area: str = "all") -> dict[str, Any]:
    (row,) = frame.filter(area=area).to_dicts()
    return row


MOVING = [
    *judged(BEFORE, "AMECU"),  # R1 to R5
    *judged(BEFORE, "EM", first=6, area="People"),  # R6, R7
    *judged(AFTER, "MA", first=1),
    *judged(AFTER, "E", first=3, area="People"),
    *judged(AFTER, "UC", first=4),
    *judged(AFTER, "EE", first=8, area="People"),
]
"""R1 A>M, R2 M>A, R3 E>E refiled, R4 C>U, R5 U>C; R6 and R7 leave, R8 and R9 enter."""
DECOYS = [
    *judged(AFTER, "EEEEEEE", council="b"),
    *judged(AFTER, "EEEEEEE", series="project"),
    *judged(OTHER, "EEEEEEE"),
    *judged(BEFORE, "AAAAAAA", council="b"),
    *judged(BEFORE, "AAAAAAA", series="project"),
]


def test_stayers_are_the_risks_of_both_registers_of_the_pair_and_of_no_other():
    rows = steps(MOVING + DECOYS, last="stayers").sort("risk_id").to_dicts()
    told = [(r["risk_id"], r["from_stance"], r["to_stance"], r["from_area"], r["to_area"], r["move"]) for r in rows]
    assert told == [
        ("R1", "avoidance", "mixed", "Finance", "Finance", 1),
        ("R2", "mixed", "avoidance", "Finance", "Finance", -1),
        ("R3", "enablement", "enablement", "Finance", "People", 0),
        ("R4", "containment", "unclear", "Finance", "Finance", None),
        ("R5", "unclear", "containment", "Finance", "Finance", None),
    ]
    assert {r["from_entry_id"] for r in rows} == {f"a.corporate.{BEFORE}.R{n}" for n in range(1, 6)}
    assert {r["to_entry_id"] for r in rows} == {f"a.corporate.{AFTER}.R{n}" for n in range(1, 6)}


@pytest.mark.parametrize(
    ("area", "sums", "paired"),
    [
        ("all", (7, 7, 5, 6, 4, 4, 4, 6, 3.0, 1.5, 1.5, 1.5, 3.5, 1, 1, 2), (3, 1.5, 1.5, 1.25, 1.25, 1.0)),
        ("Finance", (5, 4, 5, 4, 4, 4, 3, 3, 1.5, 1.5, 1.5, 0.5, 0.5, 1, 1, 2), (2, 0.5, 0.5, 0.25, 0.25, 0.0)),
        ("People", (2, 3, 0, 2, 0, 0, 1, 3, 1.5, 0.0, 0.0, 1.0, 3.0, 0, 0, 0), (0, 0.0, 0.0, 0.0, 0.0, 0.0)),
    ],
)
def test_every_set_of_entries_is_counted_and_summed_under_its_own_area_and_under_all(area, sums, paired):
    row = of_area(steps(MOVING + DECOYS, last="shift_sums"), area)
    assert tuple(row[name] for name in SUMS) == sums
    assert tuple(row[name] for name in PAIRED) == paired


def test_each_step_is_the_share_after_it_less_the_share_before_it():
    before = [*judged(BEFORE, "E" * 6 + "C" * 6), *judged(BEFORE, "E" * 3 + "C", first=20, area="People")]
    after = [
        *judged(AFTER, "EEEE"),  # R1 to R4 stay as they are, R5 and R6 leave
        *judged(AFTER, "EEMCC", first=7),  # R7 to R11 are reworded or stay, R12 leaves
        *judged(AFTER, "EEE", first=20),  # from People to Finance
        *judged(AFTER, "C", first=23, area="People"),
        *judged(AFTER, "A" * 4 + "U", first=50),
    ]
    finance, people, whole = (of_area(steps(before + after), area) for area in ("Finance", "People", "all"))
    shares = [6 / 12, 4 / 9, 6.5 / 9, 9.5 / 12, 9.5 / 16]
    assert finance["change"] == pytest.approx(shares[-1] - shares[0])
    assert [finance[p] for p in ("left_register", "reworded", "area_mix", "entered")] == pytest.approx(
        [b - a for a, b in pairwise(shares)]
    )
    assert people["change"] is None
    assert whole["area_mix"] == 0
    assert [whole[p] for p in ("left_register", "reworded", "entered")] == pytest.approx(
        [7 / 13 - 9 / 16, 9.5 / 13 - 7 / 13, 9.5 / 17 - 9.5 / 13]
    )
    assert (finance["rules_changed"], whole["rules_changed"]) == (0, 0)


def test_a_step_of_a_single_entry_is_counted_and_one_of_none_carries_over():
    before = judged(BEFORE, "E" + "C" * 9)
    one = of_area(steps(before + judged(AFTER, "M") + judged(AFTER, "C" * 9, first=50)))
    assert [one[p] for p in ("left_register", "reworded", "entered")] == pytest.approx([0.9, -0.5, 0.05 - 0.5])
    none = of_area(steps(before + judged(AFTER, "E" * 5 + "C" * 5, first=50)))
    assert [none[p] for p in ("left_register", "reworded", "entered")] == pytest.approx([0, 0, 0.4])


@pytest.mark.parametrize(("earlier", "later", "there"), [(10, 10, True), (9, 10, False), (10, 9, False)])
def test_a_change_needs_ten_judged_entries_at_both_dates(earlier, later, there):
    row = of_area(steps(judged(BEFORE, "E" * earlier + "U") + judged(AFTER, "C" * later + "U")))
    changes = ("change", "rules_changed", "left_register", "reworded", "area_mix", "entered")
    assert {row[name] is not None for name in changes} == {there}


def published(*counts: int, **key: Any) -> dict[str, Any]:
    stances = dict(zip(("avoidance", "containment", "mixed", "enablement"), counts, strict=True))
    base = {"council": "a", "series": "corporate", "area": "all", "as_at": BEFORE, "n": sum(counts)}
    return {**base, **stances, "unclear": 0, "n_councils": 1, **key}


@pytest.mark.parametrize(
    ("counts", "share"), [((2, 3, 4, 5), 0.5), ((1, 2, 4, 3), 0.5), ((1, 2, 4, 2), None), ((4, 3, 2, 1), 0.2)]
)
def test_the_first_share_is_the_one_last_published_of_ten_judged_entries_or_more(counts, share):
    decoys = [
        published(0, 0, 0, 20, council="b"), published(0, 0, 0, 20, series="project"),
        published(0, 0, 0, 20, area="People"), published(0, 0, 0, 20, as_at=AFTER),
    ]  # fmt: skip
    last = dictionary.table("stance_by_period").frame([published(*counts), *decoys])
    row = of_area(steps(judged(BEFORE, "E" * 9 + "C") + judged(AFTER, "E" * 8 + "CC"), last))
    assert row["rules_changed"] == pytest.approx(0 if share is None else 0.9 - share)
    assert row["change"] == pytest.approx(0.8 - (0.9 if share is None else share))


def newcombe(first: tuple[int, int], second: tuple[int, int], overlap: float) -> tuple[float, float]:
    """Newcombe's tenth method with the covariance of shared entries, from scipy's Wilson limits."""
    (p1, l1, u1), (p2, l2, u2) = (
        (x / n, *binomtest(x, n).proportion_ci(0.95, "wilson")) for x, n in (first, second)
    )  # fmt: skip
    low = math.sqrt((p2 - l2) ** 2 + (u1 - p1) ** 2 - 2 * overlap * (p2 - l2) * (u1 - p1))
    high = math.sqrt((u2 - p2) ** 2 + (p1 - l1) ** 2 - 2 * overlap * (u2 - p2) * (p1 - l1))
    return p2 - p1 - low, p2 - p1 + high


def test_the_interval_of_the_change_knows_which_entries_stand_in_both_registers():
    stayed_before, stayed_after = "E" * 6 + "C" * 14, "C" * 2 + "E" * 7 + "C" * 11
    row = of_area(
        steps(
            judged(BEFORE, stayed_before + "CCE")
            + judged(AFTER, stayed_after)
            + judged(AFTER, "EEECCC", first=60, area="People")
        )
    )
    scores = [[float(letter == "E") for letter in word] for word in (stayed_before, stayed_after)]
    means = [sum(word) / 20 for word in scores]
    covariance = sum((a - means[0]) * (b - means[1]) for a, b in zip(*scores, strict=True))
    spread = math.prod(math.sqrt(sum((a - mean) ** 2 for a in word)) for word, mean in zip(scores, means, strict=True))
    overlap = covariance / spread * 20 / math.sqrt(23 * 26)
    assert 0 < overlap < 1
    assert (row["change_low"], row["change_high"]) == pytest.approx(newcombe((7, 23), (10, 26), overlap))


def test_where_stayers_do_not_vary_the_interval_is_that_of_independent_shares():
    row = of_area(
        steps(judged(BEFORE, "C" * 15 + "E" * 8) + judged(AFTER, "C" * 15) + judged(AFTER, "E" * 9, first=60))
    )
    assert (row["change_low"], row["change_high"]) == pytest.approx(newcombe((8, 23), (9, 24), 0))


@pytest.mark.parametrize(("earlier", "later", "there"), [(20, 20, True), (19, 20, False), (20, 19, False)])
def test_an_interval_of_the_change_needs_twenty_judged_entries_at_both_dates(earlier, later, there):
    row = of_area(steps(judged(BEFORE, "E" * earlier) + judged(AFTER, "C" * later)))
    assert {row["change_low"] is not None, row["change_high"] is not None} == {there}


@pytest.mark.parametrize(
    ("earlier", "later", "kept", "rebased"),
    [
        (20, 10, 10, True), (10, 20, 10, True), (20, 11, 11, False), (19, 9, 9, False), (122, 43, 43, True),
        (12, 12, 2, True), (12, 12, 3, False),
        (12, 19, 3, False), (19, 12, 2, True), (10, 10, 2, True), (9, 12, 0, False), (12, 9, 0, False),
    ],
)  # fmt: skip
def test_a_register_is_rebased_by_its_length_or_by_the_few_risks_that_stay(earlier, later, kept, rebased):
    row = {**PAIR, "area": "all", "earlier_n": earlier, "later_n": later, "kept_n": kept}
    others = [{**row, key: value, "earlier_n": 200} for key, value in (("span", "whole"), ("area", "Finance"))]
    with warehouse.connection({"shift_sums": pl.DataFrame([row, *others])}) as connected:
        found = warehouse.select_file(connected, SQL / "steps" / "rebasings.sql")
    assert found.select("earlier_n", "later_n").rows() == ([(earlier, later)] if rebased else [])


PARTS = {
    **PAIR, "area": "all", "earlier_n": 20, "later_n": 20, "kept_n": 20, "earlier_d": 20, "later_d": 20,
    "to_enablement": 0, "to_avoidance": 0, "to_or_from_unclear": 0, "change": 0.1, "rules_changed": 0.0,
    "left_register": 0.0, "reworded": 0.0, "area_mix": 0.0, "entered": 0.0, "change_low": -0.1, "change_high": 0.2,
}  # fmt: skip


def verdict(rebasing: dict[str, Any] | None = None, p_value: float | None = None, **values: Any) -> dict[str, Any]:
    """The row of `shifts` for one row of `shift_parts`; the tests beside it are of other rows too."""
    row = {**PARTS, **values}
    moves = [{"to_enablement": row["to_enablement"], "to_avoidance": row["to_avoidance"], "p_value": p_value}]
    moves += [{**moves[0], "to_enablement": 90, "p_value": 0.001}, {**moves[0], "to_avoidance": 90, "p_value": 0.001}]
    key = {name: row[name] for name in ("council", "series", "area", "span", "from_as_at", "to_as_at")}
    rates = [{**key, "q_value": 0.25}]
    rates += [{**key, name: "other", "q_value": 0.9} for name in ("council", "series", "area", "span")]
    rates += [{**key, name: OTHER, "q_value": 0.9} for name in ("from_as_at", "to_as_at")]
    known = {"council": pl.String, "series": pl.String, "from_as_at": pl.Date, "to_as_at": pl.Date}
    given = {
        "shift_parts": pl.DataFrame([row]),
        "paired_tests": pl.DataFrame(moves, schema_overrides={"p_value": pl.Float64}),
        "false_discovery": pl.DataFrame(rates),
        "rebasings": pl.DataFrame([rebasing] if rebasing else [], schema=known),
    }
    with warehouse.connection(given) as connected:
        (made,) = warehouse.select_file(connected, SQL / "tables" / "shifts.sql").to_dicts()
    return made


REBASED = {"council": "a", "series": "corporate", "from_as_at": BEFORE, "to_as_at": AFTER}
MOVED = {"p_value": 0.049, "to_enablement": 7, "to_avoidance": 1, "reworded": 0.3}
UP, DOWN = {"change_low": 0.01}, {"change_low": -0.3, "change_high": -0.01}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"earlier_d": 9} | MOVED, "too_few_entries"),
        ({"later_d": 9} | MOVED, "too_few_entries"),
        ({"earlier_d": 10, "later_d": 10} | MOVED, "toward_enablement"),
        (MOVED, "toward_enablement"),
        (MOVED | {"to_enablement": 1, "to_avoidance": 7}, "toward_avoidance"),
        (MOVED | {"p_value": 0.05}, "no_clear_shift"),
        (MOVED | {"rebasing": REBASED}, "toward_enablement"),
        ({"rebasing": REBASED} | UP, "register_rebased"),
        ({"rebasing": REBASED | {"council": "b"}} | UP, "share_up"),
        ({"rebasing": REBASED | {"series": "project"}} | UP, "share_up"),
        ({"rebasing": REBASED | {"from_as_at": date(2023, 3, 30)}} | UP, "share_up"),
        ({"rebasing": REBASED | {"to_as_at": date(2023, 7, 1)}} | UP, "share_up"),
        (
            {"rebasing": REBASED | {"from_as_at": date(2023, 4, 1), "to_as_at": date(2023, 5, 1)}} | UP,
            "register_rebased",
        ),
        (UP | {"left_register": 0.1, "area_mix": 0.1, "entered": 0.1, "reworded": -0.25}, "share_up_by_turnover"),
        (UP | {"left_register": 0.3, "area_mix": -0.1, "reworded": 0.25}, "share_up"),
        (UP | {"area_mix": 0.3, "entered": -0.1, "reworded": 0.25}, "share_up"),
        (UP | {"entered": 0.25, "reworded": 0.25}, "share_up"),
        (UP | {"entered": -0.3, "reworded": 0.25}, "share_up_by_turnover"),
        ({"change_low": 0.0}, "unchanged"),
        (DOWN | {"entered": -0.3, "reworded": 0.1}, "share_down_by_turnover"),
        (DOWN | {"reworded": -0.3}, "share_down"),
        ({"change_high": 0.0}, "unchanged"),
        ({}, "unchanged"),
        ({"change_low": None, "change_high": None}, "unchanged"),
        ({"earlier_n": 21}, "turnover_only"),
        ({"later_n": 21}, "turnover_only"),
        ({"later_n": 21, "to_or_from_unclear": 1}, "no_clear_shift"),
        ({"to_or_from_unclear": 1}, "no_clear_shift"),
        ({"to_enablement": 1, "to_avoidance": 1}, "no_clear_shift"),
        ({"to_enablement": 1, "to_or_from_unclear": 1}, "no_clear_shift"),
        ({"to_avoidance": 2, "to_or_from_unclear": 2, "later_n": 21}, "no_clear_shift"),
    ],
)
def test_the_first_verdict_that_holds_is_given(values, code):
    assert verdict(**values)["verdict"] == code


def test_a_shift_carries_the_test_of_its_own_moves_and_the_rate_of_its_own_key():
    row = verdict(**MOVED)
    assert (row["p_value"], row["q_value"]) == (0.049, 0.25)
    assert (row["n_from"], row["n_to"], row["n_stayed"]) == (20, 20, 20)


def test_one_move_is_a_test_that_proves_nothing_and_no_move_is_none():
    tests = paired_tests(pl.DataFrame({"to_enablement": [1, 0, 0, 6], "to_avoidance": [0, 0, 1, 0]}))
    assert tests.rows() == [(0, 1, 1.0), (1, 0, 1.0), (6, 0, pytest.approx(2 * 0.5**6))]


def test_one_refiled_entry_makes_the_share_after_refiling():
    before = [*judged(BEFORE, "C" * 10), *judged(BEFORE, "E" * 10, first=20, area="People")]
    after = [
        *judged(AFTER, "C", area="People"),  # R1 comes from Finance, the only one who stayed that stands in People now
        *judged(AFTER, "E", first=20),  # R20 goes to Finance
        *judged(AFTER, "E" * 9, first=40, area="People"),
    ]
    row = of_area(steps([*before, *after]), "People")
    assert (row["left_register"], row["reworded"], row["area_mix"]) == (0.0, 0.0, -1.0)
    assert row["entered"] == pytest.approx(0.9)
