"""Documents that are no register, or must not be read, give no entries and a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipelines.catalogue.council import Council, DocumentEntry
from pipelines.records import Document, Issue
from pipelines.shape import read_register
from tests.unit.shape.make import block, document, grid, table

REGISTER = grid(table([("Ref", "ref"), ("Risk", "title"), ("Controls", "controls"), ("Score", "sr")]))
OTHERS = {
    "an appetite statement": document(
        grid([["Risk category", "Risk appetite", "Description"], ["Finance", "Cautious", "We prefer safe options."]])
    ),
    "a budget": document(
        block("Revenue budget monitoring report", "heading"),
        grid(
            [
                ["Directorate", "Description", "Budget £m", "Forecast £m", "Variance £m"],
                ["Adults", "Care", "100", "105", "5"],
            ]
        ),
    ),
    "minutes": document(
        block("Minutes of the meeting of the Audit Committee", "heading"),
        block("2. The committee considered the Corporate Risk Register and noted the risks."),
    ),
    "a performance report": document(
        block("Performance report Q3", "heading"),
        grid(
            [
                ["Ref", "Measure", "Target", "Actual", "RAG", "Direction of travel", "Owner"],
                ["P1", "Calls", "80%", "75%", "Amber", "Down", "Head"],
            ]
        ),
    ),
    "an action log": document(
        block("Action log", "heading"),
        grid([["Ref", "Action", "Owner", "Due date", "Status"], ["1", "Write report", "Head", "May", "Open"]]),
    ),
    "a timetable": document(grid([["Date", "Meeting", "Venue"], ["1 May 2025", "Cabinet", "Room 1"]])),
    "a report with risk implications": document(
        block("Report to Cabinet: new depot", "heading"),
        grid([["Risk", "Mitigation"], ["Cost overrun", "Contingency"]]),
        name="x/cabinet-report.docx",
    ),
    "a scoring key": document(
        grid(
            [
                ["Score", "Likelihood", "Description"],
                ["1", "Rare", "Once in ten years"],
                ["5", "Almost certain", "Every year"],
            ]
        )
    ),
    "a staff list": document(
        grid([["Name", "Job title", "Directorate", "Email"], ["A N Other", "Clerk", "Legal", "x"]])
    ),
    "an equality form": document(
        grid([["Protected characteristic", "Impact", "Mitigation"], ["Age", "Negative", "Phone line kept"]])
    ),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_a_document_that_is_no_register_is_refused_with_a_reason(kind):
    reading = read_register(OTHERS[kind], {})
    assert (reading.status, reading.entries) == ("refused", ())
    assert reading.reason and [i["code"] for i in reading.issues] == ["not_a_register"]


@pytest.mark.parametrize(
    "mark",
    [
        "NOT FOR PUBLICATION by virtue of paragraph 3 of Schedule 12A",
        "Part B – exempt",
        "Exempt information: Schedule 12A, paragraph 3",
    ],
)
def test_exempt_papers_are_refused(mark):
    reading = read_register(document(block(mark, "header"), REGISTER), {})
    assert (reading.status, reading.entries) == ("refused", ())
    assert [i["code"] for i in reading.issues] == ["exempt_refused"]


def test_a_register_that_speaks_of_exempt_papers_is_read():
    reading = read_register(
        document(
            block("Corporate Risk Register", "heading"), REGISTER, block("Two risks are held in the private register.")
        ),
        {},
    )
    assert reading.status == "read"


def test_an_unreadable_file_hands_its_parsers_issue_on():
    broken = Document(
        "exampleshire/crr.pdf", "0" * 64, "pdf", issues=(Issue("no_as_at_date", "The file needs a password."),)
    )
    reading = read_register(broken, {})
    assert (reading.status, reading.reason, len(reading.issues)) == ("unreadable", "The file needs a password.", 1)


@pytest.mark.parametrize(
    ("entry", "status"),
    [
        (DocumentEntry(match="*.xlsx", ignore=True, reason="a draft"), "ignored"),
        (DocumentEntry(match="*.xlsx", status="withdrawn", reason="misprinted"), "withdrawn"),
    ],
)
def test_configured_files_are_left_out_with_the_reason_given(entry, status):
    council = Council(id="exampleshire", folders=("exampleshire",), documents=(entry,))
    reading = read_register(document(REGISTER), {"exampleshire": council})
    assert (reading.status, reading.reason, reading.entries) == (status, entry.reason, ())


def test_a_register_without_a_date_is_read_with_an_error_and_the_line_that_mends_it():
    reading = read_register(document(REGISTER, name="exampleshire/crr.xlsx"), {})
    assert (reading.status, reading.as_at, [i["code"] for i in reading.issues]) == ("read", None, ["no_as_at_date"])
    assert any("as_at = " in note and "crr.xlsx" in note for note in reading.notes)


def test_a_configured_date_and_series_win():
    entry = DocumentEntry(match="crr*", as_at=date(2024, 1, 2), series="directorate: Place")
    reading = read_register(
        document(REGISTER, name="exampleshire/crr-2025-03-31.xlsx"),
        {"exampleshire": Council(id="exampleshire", documents=(entry,))},
    )
    assert (reading.as_at, reading.series) == (date(2024, 1, 2), "directorate: Place")
    assert reading.as_at_basis.startswith("configuration")


@pytest.mark.parametrize(
    ("name", "text", "council", "series"),
    [
        ("kent-budget-risk-register-2025-01-22.pdf", "Budget Risks Register 2025-26", "kent", "budget"),
        ("york-guildhall-project-risk-register.xlsx", "", "york", "project"),
        ("a/b.docx", "Kent County Council Corporate Risk Register", "kent", "corporate"),
        ("a/b.docx", "City of York Council Corporate Risk Register", "york", "corporate"),
        ("a/b.docx", "London Borough of Camden Strategic Risk Register", "camden", "corporate"),
        ("a/b.docx", "Stoke-on-Trent City Council Strategic Risk Register", "stoke-on-trent", "corporate"),
        ("bristol/corporate-risk-register.docx", "", "bristol", "corporate"),
        ("a/b.docx", "Kent County Council Pension Fund Risk Register", "kent", "pension fund"),
        (
            "a/b.docx",
            "Exampleshire County Council Adult Services Directorate Risk Register",
            "exampleshire",
            "directorate: Adult Services",
        ),
    ],
)
def test_council_and_series_come_from_text_file_name_or_folder(name, text, council, series):
    parts = [block(text, "heading")] if text else []
    reading = read_register(document(*parts, REGISTER, name=name), {})
    assert (reading.council, reading.series) == (council, series)


def test_a_configured_name_wins_over_the_text():
    kent = Council(id="kcc", name="Kent County Council")
    reading = read_register(
        document(block("Kent County Council Corporate Risk Register", "heading"), REGISTER, name="x/y.xlsx"),
        {"kcc": kent},
    )
    assert reading.council == "kcc"


def test_the_welsh_entries_of_a_register_are_kept_and_said_to_be_unjudged():
    rows = grid(
        [
            ["Cyf", "Risg", "Rheolaethau presennol", "Tebygolrwydd", "Effaith"],
            [
                "1",
                "Mae risg na fydd arbedion yn cael eu cyflawni mewn pryd.",
                "Caiff cyllidebau eu monitro bob mis.",
                "3",
                "4",
            ],
        ]
    )
    reading = read_register(document(rows), {})
    assert (reading.language, [i["code"] for i in reading.issues]) == ("cy", ["language_not_judged"])
    assert (reading.entries[0]["likelihood_residual"], reading.entries[0]["impact_residual"]) == (3, 4)


def test_names_in_metadata_are_dropped_from_the_text():
    rows = grid([["Ref", "Risk", "Controls", "Score"], ["1", "Gap", "Joanna Bloggs checks.", "4"]])
    reading = read_register(replace(document(rows), properties={"author": "Joanna Bloggs"}), {})
    assert reading.entries[0]["controls"] == "[name] checks."
    assert [i["code"] for i in reading.issues] == ["name_dropped"]
