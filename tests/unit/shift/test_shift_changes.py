"""Changes between two dates: their five steps, their test, their verdict."""

from __future__ import annotations

import re
from datetime import date

import polars as pl
import pytest

from pipelines import dictionary
from pipelines.errors import RiskshiftError
from pipelines.settings import SQL
from pipelines.shift import between, measure, verdicts
from tests.unit.shift.frames import entry, listed, only, tables

DAYS = [date(2023, 3, 31), date(2023, 6, 30), date(2023, 9, 30), date(2023, 12, 31), date(2024, 3, 31)]
PARTS = ("rules_changed", "left_register", "reworded", "area_mix", "entered")


def shift(before: list, after: list, area: str = "all", published: pl.DataFrame | None = None) -> dict:
    made = measure(tables(before + after), {}, published)
    return only(made["shifts"], span="consecutive", area=area)


def test_a_change_by_rewording_stands_under_reworded_alone():
    row = shift(listed("a", DAYS[0], "C" * 20), listed("a", DAYS[1], "E" * 7 + "C" * 13))
    assert [row[p] for p in PARTS] == pytest.approx([0, 0, 0.35, 0, 0])
    assert (row["to_enablement"], row["to_avoidance"], row["n_stayed"]) == (7, 0, 20)
    assert row["p_value"] == pytest.approx(2 * 0.5**7)
    assert row["verdict"] == "toward_enablement"


def test_a_change_by_turnover_stands_under_leavers_and_entrants():
    before = listed("a", DAYS[0], "E" * 4 + "C" * 16)
    after = listed("a", DAYS[1], "C" * 12, first=9) + listed("a", DAYS[1], "E" * 8, first=50)
    row = shift(before, after)
    assert row["left_register"] == pytest.approx(0 - 0.2)
    assert row["entered"] == pytest.approx(0.4)
    assert row["reworded"] == 0
    assert row["p_value"] is None
    assert row["verdict"] == "turnover_only"


def test_a_large_change_by_turnover_is_called_by_the_interval():
    before = listed("a", DAYS[0], "C" * 22)
    after = listed("a", DAYS[1], "C" * 11) + listed("a", DAYS[1], "E" * 11, first=50)
    row = shift(before, after)
    assert row["change_low"] > 0
    assert row["verdict"] == "share_up_by_turnover"
    mirrored = shift(
        listed("a", DAYS[0], "E" * 22),
        listed("a", DAYS[1], "E" * 11) + listed("a", DAYS[1], "A" * 11, first=50),
    )
    assert mirrored["verdict"] == "share_down_by_turnover"


def test_risks_refiled_under_another_area_are_area_mix_there_and_nothing_in_all():
    before = listed("a", DAYS[0], "C" * 10, area="Finance") + listed("a", DAYS[0], "E" * 12, first=50, area="People")
    after = listed("a", DAYS[1], "C" * 10, area="Finance") + listed("a", DAYS[1], "E" * 2, first=50, area="Finance")
    after += listed("a", DAYS[1], "E" * 10, first=52, area="People")
    finance = shift(before, after, "Finance")
    assert finance["area_mix"] == pytest.approx(2 / 12)
    assert finance["change"] == pytest.approx(2 / 12)
    assert shift(before, after)["area_mix"] == 0


def test_what_our_own_rules_changed_is_told_apart_and_not_called_a_shift():
    before, after = listed("a", DAYS[0], "E" * 10 + "C" * 12), listed("a", DAYS[1], "E" * 10 + "C" * 12)
    published = measure(tables(listed("a", DAYS[0], "C" * 22)), {})["stance_by_period"]
    made = measure(tables(before + after), {}, published)
    row = only(made["shifts"], span="consecutive", area="all")
    assert row["rules_changed"] == pytest.approx(10 / 22)
    assert row["change"] == pytest.approx(10 / 22)
    assert row["verdict"] == "unchanged"
    assert "rules_changed" in codes(made, "shifts", "a|corporate|all|consecutive|2023-03-31|2023-06-30")


def test_at_a_first_publication_our_rules_changed_nothing():
    row = shift(listed("a", DAYS[0], "E" * 12), listed("a", DAYS[1], "C" * 12))
    assert row["rules_changed"] == 0


def test_where_nobody_stays_the_whole_change_stands_under_entered():
    made = measure(tables(listed("a", DAYS[0], "C" * 10) + listed("a", DAYS[1], "E" * 10, first=50)), {})
    row = only(made["shifts"], span="consecutive", area="all")
    assert [row[p] for p in PARTS] == pytest.approx([0, 0, 0, 0, 1])
    assert "no_stayers" in codes(made, "shifts", "a|corporate|all|consecutive|2023-03-31|2023-06-30")


def test_under_ten_entries_there_are_counts_only():
    row = shift(listed("a", DAYS[0], "C" * 9), listed("a", DAYS[1], "E" * 9))
    assert row["change"] is None
    assert row["to_enablement"] == 9
    assert row["verdict"] == "too_few_entries"


def test_at_twelve_entries_the_share_alone_earns_no_direction_but_the_paired_test_does():
    moved = shift(listed("a", DAYS[0], "C" * 12), listed("a", DAYS[1], "E" * 6 + "C" * 6))
    assert moved["p_value"] == pytest.approx(0.03125)
    assert moved["verdict"] == "toward_enablement"
    turned = shift(listed("a", DAYS[0], "C" * 12), listed("a", DAYS[1], "E" * 12, first=50))
    assert turned["change_low"] is None
    assert turned["verdict"] in ("turnover_only", "register_rebased")


def test_five_moves_one_way_are_no_shift():
    row = shift(listed("a", DAYS[0], "C" * 20), listed("a", DAYS[1], "A" * 5 + "C" * 15))
    assert row["to_avoidance"] == 5
    assert row["p_value"] == pytest.approx(0.0625)
    assert row["verdict"] == "no_clear_shift"


def test_moves_to_and_from_unclear_count_in_neither_direction():
    row = shift(listed("a", DAYS[0], "U" * 3 + "E" * 12), listed("a", DAYS[1], "E" * 3 + "U" * 2 + "E" * 10))
    assert (row["to_enablement"], row["to_avoidance"], row["to_or_from_unclear"]) == (0, 0, 5)
    assert row["p_value"] is None


def test_containment_to_avoidance_is_a_move_though_the_broad_share_stays():
    row = shift(listed("a", DAYS[0], "C" * 20), listed("a", DAYS[1], "A" * 8 + "C" * 12))
    assert row["change"] == 0
    assert row["verdict"] == "toward_avoidance"


def test_a_register_cut_from_122_to_43_is_called_rebased_and_caveated_only_where_it_is():
    entries = listed("a", DAYS[0], "C" * 120) + listed("a", DAYS[1], "C" * 100 + "E" * 22)
    entries += listed("a", DAYS[2], "C" * 20 + "E" * 23, first=80) + listed("a", DAYS[3], "C" * 20 + "E" * 23, first=80)
    made = measure(tables(entries), {})
    said = {
        (r["from_as_at"], r["to_as_at"]): r["verdict"]
        for r in made["shifts"].filter(span="consecutive", area="all").to_dicts()
    }
    assert said[DAYS[1], DAYS[2]] == "register_rebased"
    assert said[DAYS[2], DAYS[3]] == "unchanged"
    flagged = made["caveats"].filter(code="rebased_register", table_name="shifts")["row_key"].to_list()
    assert "a|corporate|all|consecutive|2023-06-30|2023-09-30" in flagged
    assert "a|corporate|all|whole|2023-03-31|2023-12-31" in flagged
    assert "a|corporate|all|consecutive|2023-09-30|2023-12-31" not in flagged
    assert codes(made, "registers", "a.corporate.2023-09-30") == {"rebased_register"}


def test_year_pairs_take_the_register_nearest_to_twelve_months_before():
    entries = [e for day in DAYS for e in listed("a", day, "C" * 10)]
    entries += [e for day in (date(2023, 1, 10), date(2024, 8, 1)) for e in listed("b", day, "C" * 10)]
    shifts = measure(tables(entries), {})["shifts"].filter(area="all")
    year = shifts.filter(span="year")
    assert year.select("council", "from_as_at", "to_as_at").rows() == [
        ("a", DAYS[0], DAYS[3]),
        ("a", DAYS[0], DAYS[4]),
    ]
    whole = shifts.filter(span="whole").select("council", "from_as_at", "to_as_at").rows()
    assert whole == [("a", DAYS[0], DAYS[4]), ("b", date(2023, 1, 10), date(2024, 8, 1))]


def test_false_discovery_is_judged_over_councils_and_spans_apart():
    entries = []
    for council, moves in (("a", 6), ("b", 7), ("c", 8)):
        entries += listed(council, DAYS[0], "C" * 20) + listed(council, DAYS[1], "E" * moves + "C" * (20 - moves))
    shifts = measure(tables(entries), {})["shifts"].filter(span="consecutive", area="all").sort("council")
    p = shifts["p_value"].to_list()
    assert shifts["q_value"].to_list() == pytest.approx([p[0], p[1] * 3 / 2, p[2] * 3], rel=1e-9)


def test_flips_list_each_stayer_that_moved_between_consecutive_registers():
    made = measure(tables(listed("a", DAYS[0], "CCE") + listed("a", DAYS[1], "CEU")), {})
    assert made["flips"].select("risk_id", "from_stance", "to_stance").rows() == [
        ("a.corporate.R2", "containment", "enablement"),
        ("a.corporate.R3", "enablement", "unclear"),
    ]


def test_any_two_dates_can_be_compared_and_stand_for_the_register_before_them():
    entries = [e for i, day in enumerate(DAYS) for e in listed("a", day, "E" * (3 * i) + "C" * (20 - 3 * i))]
    rows = between(tables(entries), "a", date(2023, 7, 4), date(2024, 1, 1), area="all")
    row = only(rows, span="pair")
    assert (row["from_as_at"], row["to_as_at"]) == (DAYS[1], DAYS[3])
    assert row["change"] == pytest.approx(0.3)
    assert row["q_value"] is None


@pytest.mark.parametrize(
    ("council", "from_", "to_", "says"),
    [
        ("z", DAYS[0], DAYS[1], "Councils with dated registers: a"),
        ("a", DAYS[1], DAYS[0], "earlier date first"),
        ("a", date(2020, 1, 1), date(2020, 2, 1), "2023-03-31"),
    ],
)
def test_dates_and_councils_that_are_not_there_are_answered_with_those_that_are(council, from_, to_, says):
    entries = listed("a", DAYS[0], "C" * 10) + listed("a", DAYS[1], "C" * 10)
    with pytest.raises(RiskshiftError, match=says):
        between(tables(entries), council, from_, to_)


def test_every_verdict_that_sql_can_give_is_put_into_words():
    sql = (SQL / "tables" / "shifts.sql").read_text(encoding="utf-8")
    given = set(re.findall(r"(?:then|else) '(\w+)'", sql))
    assert given == set(verdicts())
    assert all(v.direction in ("enablement", "avoidance", "none") for v in verdicts().values())


def test_no_verdict_sentence_says_better_or_worse():
    words = " ".join(v.sentence.lower() for v in verdicts().values())
    assert not any(word in words.split() for word in ("better", "worse", "improved", "good", "bad"))


def codes(made: dict, table: str, key: str) -> set[str]:
    """Caveat codes on one row."""
    return set(made["caveats"].filter(table_name=table, row_key=key)["code"])


def test_a_withheld_risk_caveats_the_registers_that_lack_it():
    made_tables = tables(listed("a", DAYS[0], "C" * 11) + listed("a", DAYS[1], "C" * 10))
    made_tables["departures"] = pl.DataFrame(
        [("a.corporate.R11", "a.corporate.2023-03-31.R11", "a", "corporate", DAYS[1], "exempt", "withheld")],
        schema=made_tables["departures"].schema, orient="row",
    )  # fmt: skip
    made = measure(made_tables, {})
    assert "partial_exempt" in codes(made, "stance_by_period", "a|corporate|all|2023-06-30")
    assert "partial_exempt" not in codes(made, "stance_by_period", "a|corporate|all|2023-03-31")


def test_a_register_of_risks_outside_appetite_is_caveated():
    above = [
        entry("a", DAYS[0], f"R{i}", "containment", other='{"Position": "Risk above appetite"}') for i in range(12)
    ]
    asked = [entry("b", DAYS[0], f"R{i}", "containment", other='{"Outside appetite?": "No"}') for i in range(12)]
    made = measure(tables(above + asked), {})
    assert "out_of_appetite_only" in codes(made, "registers", "a.corporate.2023-03-31")
    assert not codes(made, "registers", "b.corporate.2023-03-31")


def test_a_line_beside_the_table_caveats_that_register_and_those_after_it_until_it_is_rebased():
    entries = [e for day in DAYS[:3] for e in listed("a", day, "C" * 10)] + listed("a", DAYS[3], "C" * 40)
    said = dictionary.table("issues").frame([
        {"register_id": "a.corporate.2023-06-30", "source_file": "a", "locator": "page 1", "field": "",
         "code": "line_beside_table", "severity": "info", "responsibility": "council",
         "value": "This register lists only risks that stand outside appetite.", "message": ""},
    ])  # fmt: skip
    made = measure(tables(entries, reading_issues=said), {})
    flagged = {day for day in DAYS if "out_of_appetite_only" in codes(made, "registers", f"a.corporate.{day}")}
    assert flagged == {DAYS[1], DAYS[2]}
