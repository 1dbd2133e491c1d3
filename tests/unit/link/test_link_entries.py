"""Who is who between registers, on literal rows (invented)."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines import dictionary
from pipelines.link import link_entries
from pipelines.link.texts import reference

DAYS = [date(2023, 3, 31), date(2023, 6, 30), date(2023, 9, 30), date(2023, 12, 31)]
FLOOD = ("Flooding of the lower town", "Heavy rain overwhelms culverts. Homes are flooded. Residents are displaced.")
CYBER = ("Cyber attack", "Criminals encrypt servers. Payments stop. Staff work on paper for weeks.")
CARE = ("Care market failure", "Providers hand back contracts. Beds are short. Discharges from hospital are delayed.")
FLEET = ("Ageing vehicles", "The gritting fleet is past its life. Breakdowns rise. Routes are left untreated in frost.")
PAY = ("Pay award", "The national pay award exceeds the provision. The budget overspends. Reserves are drawn on.")


def row(day: date, ref: str, text: tuple[str, str], **values: Any) -> dict[str, Any]:
    return {
        "entry_id": f"a.corporate.{day}.{ref}", "register_id": f"a.corporate.{day}", "council": "a",
        "series": "corporate", "as_at": day, "risk_ref": ref, "title": text[0], "description": text[1],
        "controls": "Plans are reviewed.", "actions": "Report each quarter.", "response": "Treat", "area": "none",
        "other": "{}", "locator": "", **values,
    }  # fmt: skip


def linked(*rows: dict[str, Any], notes: dict[date, str] | None = None, rulings: list[dict[str, Any]] | None = None):
    entries = dictionary.table("entries").frame(rows)
    registers = dictionary.table("registers").frame([
        {"register_id": f"a.corporate.{day}", "council": "a", "series": "corporate", "title": "Risks", "as_at": day,
         "as_at_basis": "", "source_file": str(day), "source_sha256": "", "format": "csv", "language": "en",
         "entries": 1, "issues": 0}
        for day in sorted({r["as_at"] for r in rows})
    ])  # fmt: skip
    issues = dictionary.table("issues").frame([
        {"register_id": f"a.corporate.{day}", "source_file": "", "locator": "", "field": "",
         "code": "line_beside_table",
         "severity": "info", "responsibility": "council", "value": text, "message": ""}
        for day, text in (notes or {}).items()
    ])  # fmt: skip
    table = dictionary.table("rulings").frame([
        {"expect": "", "date": date(2024, 1, 1), "by": "Risk manager", "reason": "Known.", "applied": False,
         "outcome": "", **ruling}
        for ruling in rulings or []
    ])  # fmt: skip
    return link_entries(entries, registers, issues, table)


def kinds(found, day: date) -> dict[str, tuple[str, str | None]]:
    """Reference to kind and predecessor's day and reference, for one register."""
    start = f"a.corporate.{day}."
    return {
        r["entry_id"].removeprefix(start): (
            r["kind"],
            (r["previous_entry_id"] or "").removeprefix("a.corporate.") or None,
        )
        for r in found.links.to_dicts()
        if r["entry_id"].startswith(start)
    }


def test_an_unchanged_entry_is_the_same_and_the_first_register_is_all_new():
    found = linked(row(DAYS[0], "R1", FLOOD), row(DAYS[1], "R1", FLOOD))
    assert kinds(found, DAYS[0]) == {"R1": ("new", None)}
    assert kinds(found, DAYS[1]) == {"R1": ("same", "2023-03-31.R1")}
    assert found.links["risk_id"].n_unique() == 1


def test_other_controls_make_it_reworded_and_another_title_renamed():
    found = linked(
        row(DAYS[0], "R1", FLOOD), row(DAYS[0], "R2", CYBER),
        row(DAYS[1], "R1", FLOOD, controls="A new barrier is tried."),
        row(DAYS[1], "R2", ("Loss of systems", CYBER[1])),
    )  # fmt: skip
    assert {ref: kind for ref, (kind, _) in kinds(found, DAYS[1]).items()} == {"R1": "reworded", "R2": "renamed"}


def test_spacing_case_and_punctuation_are_no_change():
    shouted = (FLOOD[0].upper(), FLOOD[1].replace(". ", ".\n  "))
    assert kinds(linked(row(DAYS[0], "R1", FLOOD), row(DAYS[1], "R1", shouted)), DAYS[1])["R1"][0] == "same"


@pytest.mark.parametrize(("one", "other"), [("Risk 01", "1"), ("CRR1", "crr 01"), ("SR-7", "SR7")])
def test_references_are_compared_as_people_read_them(one, other):
    assert reference(one) == reference(other)


def test_a_whole_new_scheme_is_seen_as_renumbering_where_numbers_are_shared_by_other_texts():
    texts = [FLOOD, CYBER, CARE, FLEET, PAY]
    before = [row(DAYS[0], f"R{i}", text) for i, text in enumerate(texts)]
    after = [row(DAYS[1], f"R{i}", text) for i, text in enumerate(texts[2:] + texts[:2])]
    found = kinds(linked(*before, *after), DAYS[1])
    assert {kind for kind, _ in found.values()} == {"renumbered"}
    assert found["R0"][1] == "2023-03-31.R2"


def test_a_number_used_anew_for_another_risk_is_new():
    found = linked(
        row(DAYS[0], "R1", FLOOD), row(DAYS[0], "R2", CYBER), row(DAYS[0], "R3", CARE),
        row(DAYS[1], "R1", FLOOD), row(DAYS[1], "R2", CYBER), row(DAYS[1], "R3", FLEET),
    )  # fmt: skip
    assert kinds(found, DAYS[1])["R3"] == ("new", None)
    assert found.departures["last_entry_id"].to_list() == ["a.corporate.2023-03-31.R3"]


def test_a_risk_that_comes_back_after_a_gap_keeps_its_identity():
    found = linked(
        row(DAYS[0], "R1", FLOOD), row(DAYS[0], "R2", CYBER), row(DAYS[1], "R2", CYBER),
        row(DAYS[2], "R1", FLOOD), row(DAYS[2], "R2", CYBER),
    )  # fmt: skip
    assert kinds(found, DAYS[2])["R1"] == ("same", "2023-03-31.R1")
    assert found.departures.select("risk_id", "as_at", "kind").rows() == [
        ("a.corporate.2023-03-31.R1", DAYS[1], "not_shown")
    ]


def test_two_risks_in_one_entry_are_merged_without_any_note():
    both = (f"{FLOOD[0]} and {FLEET[0].lower()}", f"{FLOOD[1]} {FLEET[1]}")
    found = linked(row(DAYS[0], "R1", FLOOD), row(DAYS[0], "R2", FLEET), row(DAYS[1], "R1", both))
    assert kinds(found, DAYS[1])["R1"] == ("merged", "2023-03-31.R1")
    assert found.departures.select("last_entry_id", "kind").rows() == [("a.corporate.2023-03-31.R2", "merged")]


def test_one_risk_in_two_entries_is_split_and_both_name_it():
    whole = (CARE[0], f"{CARE[1]} Costs rise above the agreed budget.")
    found = linked(
        row(DAYS[0], "R1", whole), row(DAYS[0], "R2", CYBER), row(DAYS[1], "R2", CYBER),
        row(DAYS[1], "R1", (f"{CARE[0]}: supply", CARE[1])),
        row(DAYS[1], "R3", (f"{CARE[0]}: cost", "Providers hand back contracts. Costs rise above the agreed budget.")),
    )  # fmt: skip
    assert kinds(found, DAYS[1])["R1"] == ("split", "2023-03-31.R1")
    assert kinds(found, DAYS[1])["R3"] == ("split", "2023-03-31.R1")
    assert found.links.filter(pl.col("entry_id").str.contains("2023-06-30"))["risk_id"].n_unique() == 3


def test_absence_is_never_taken_for_closure():
    found = linked(row(DAYS[0], "R1", FLOOD), row(DAYS[0], "R2", CYBER), row(DAYS[1], "R2", CYBER))
    assert found.departures["kind"].to_list() == ["not_shown"]


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("Closed since the last register: R1 Flooding of the lower town.", "closed"),
        ("R1 has been de-escalated.", "de_escalated"),
        ("Flooding of the lower town was moved to the directorate risk register.", "de_escalated"),
        ("R1 is withheld under Schedule 12A.", "exempt"),
        ("R11 has been closed.", "not_shown"),
        ("R1 is reviewed each month.", "not_shown"),
    ],
)
def test_printed_words_say_why_a_risk_left(note, kind):
    found = linked(
        row(DAYS[0], "R1", FLOOD), row(DAYS[0], "R2", CYBER), row(DAYS[1], "R2", CYBER), notes={DAYS[1]: note}
    )
    assert found.departures["kind"].to_list() == [kind]


def test_a_status_cell_of_the_last_entry_says_why_it_left():
    found = linked(
        row(DAYS[0], "R1", FLOOD, other='{"Status": "Recommended for closure"}'), row(DAYS[0], "R2", CYBER),
        row(DAYS[1], "R2", CYBER),
    )  # fmt: skip
    assert found.departures.select("kind", "basis").rows() == [
        ("closed", "Recommended for closure (a.corporate.2023-03-31.R1)")
    ]


def test_a_text_in_another_language_is_followed_by_its_reference():
    welsh = (
        "Llifogydd yn y dref isaf",
        "Mae glaw trwm yn llethu ceuffosydd. Caiff cartrefi eu boddi. Mae trigolion yn cael eu symud.",
    )
    texts = [FLOOD, CYBER, CARE]
    before = [row(DAYS[0], f"R{i}", text) for i, text in enumerate(texts)]
    after = [row(DAYS[1], f"R{i}", text) for i, text in enumerate([welsh, CYBER, CARE])]
    quiet = [{**r, "controls": "", "actions": ""} for r in (*before, *after)]
    assert kinds(linked(*quiet), DAYS[1])["R0"] == ("renamed", "2023-03-31.R0")


def test_a_ruling_overrides_what_the_texts_say_and_tells_that_it_did():
    rows = [row(DAYS[0], "R1", FLOOD), row(DAYS[0], "R2", CYBER), row(DAYS[1], "R1", FLOOD), row(DAYS[1], "R2", CYBER)]
    link = {
        "ruling_id": "1",
        "kind": "link",
        "entry_id": "a.corporate.2023-06-30.R1",
        "value": "a.corporate.2023-03-31.R2",
    }
    new = {"ruling_id": "2", "kind": "link", "entry_id": "a.corporate.2023-06-30.R2", "value": "new"}
    left = {"ruling_id": "3", "kind": "departure", "entry_id": "a.corporate.2023-03-31.R1", "value": "closed"}
    found = linked(*rows, rulings=[link, new, left])
    assert kinds(found, DAYS[1]) == {"R1": ("renumbered", "2023-03-31.R2"), "R2": ("new", None)}
    assert set(found.links.filter(pl.col("entry_id").str.contains("2023-06-30"))["basis"]) == {"ruling"}
    assert found.departures.select("kind", "basis").rows() == [("closed", "Ruling 3: Known.")]
    assert found.rulings["applied"].all()
    assert "closed instead of not_shown" in found.rulings.filter(ruling_id="3")["outcome"].item()


@pytest.mark.parametrize(
    ("ruling", "says"),
    [
        ({"kind": "link", "entry_id": "gone", "value": "new"}, "no dated register holds"),
        ({"kind": "link", "entry_id": "a.corporate.2023-06-30.R1", "value": "gone"}, "not earlier"),
        ({"kind": "link", "entry_id": "a.corporate.2023-03-31.R1", "value": "new"}, "first register"),
        ({"kind": "departure", "entry_id": "a.corporate.2023-06-30.R1", "value": "closed"}, "did not leave"),
    ],
)
def test_a_ruling_that_no_longer_fits_says_why(ruling, says):
    found = linked(row(DAYS[0], "R1", FLOOD), row(DAYS[1], "R1", FLOOD), rulings=[{"ruling_id": "1", **ruling}])
    assert found.rulings["applied"].to_list() == [False]
    assert says in found.rulings["outcome"].item()


def test_rulings_on_stances_are_left_to_the_judge():
    stance = {"ruling_id": "1", "kind": "stance", "entry_id": "x", "value": "mixed"}
    assert linked(row(DAYS[0], "R1", FLOOD), rulings=[stance]).rulings.is_empty()


def test_the_order_of_rows_changes_nothing():
    rows = [row(day, f"R{i}", text) for day in DAYS for i, text in enumerate([FLOOD, CYBER, CARE, FLEET, PAY])]
    one, other = linked(*rows), linked(*rows[::-1])
    assert one.links.sort("entry_id").equals(other.links.sort("entry_id"))
