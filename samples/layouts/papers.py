"""Word layouts: a table a risk, a register inside a report, tables by directorate, a table cut in two."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from samples import columns as col
from samples.layouts.common import Case, Heads, Layout, areas, entries, plain_columns, sheet_of
from samples.model import Column, Entry
from samples.writers.fixed import repack
from samples.writers.word import document, fill, repeated


def save(made: Any, path: Path) -> None:
    """Save with fixed dates."""
    made.save(str(path))
    repack(path)


def grid(made: Any, columns: list[Column], found: list[Entry], *, header: bool = True) -> None:
    """A plain table of entries."""
    table = made.add_table(rows=len(found) + header, cols=len(columns), style="Table Grid")
    if header:
        for cell, column in zip(table.rows[0].cells, columns, strict=True):
            fill(cell, column.header, bold=True)
        repeated(table.rows[0])
    for row, entry in zip(table.rows[int(header) :], found, strict=True):
        for cell, column in zip(row.cells, columns, strict=True):
            fill(cell, column.text(entry))


def table_a_risk(rng: random.Random, folder: Path) -> Case:
    """Four columns of label, text, label, text; long texts over the whole width."""
    h = Heads(rng)
    columns = [
        col.ref("Risk Ref:"),
        col.owner(f"{h.owner}:"),
        col.title("Risk Title:"),
        col.area(f"{h.area}:"),
        col.product("Current score:", "residual", "{l} x {i} = {s}"),
        col.product("Target score:", "target", "{l} x {i} = {s}"),
        col.description(f"{h.description}:"),
        col.controls(f"{h.controls}:", col.BULLETS),
        col.actions(f"{h.actions}:", col.BULLETS),
    ]
    sheet = sheet_of(rng, columns, entries(rng, 8))
    made = document(sheet)
    for entry in sheet.entries:
        table = made.add_table(rows=6, cols=4, style="Table Grid")
        for at, column in enumerate(columns[:6]):
            cells = table.rows[at // 2].cells
            fill(cells[2 * (at % 2)], column.header, bold=True)
            fill(cells[2 * (at % 2) + 1], column.text(entry))
        for row, column in zip(table.rows[3:], columns[6:], strict=True):
            fill(row.cells[0], column.header, bold=True)
            fill(row.cells[1].merge(row.cells[3]), column.text(entry))
        made.add_paragraph("")
    path = folder / "table-a-risk.docx"
    save(made, path)
    return Case("docx-table-a-risk-four-columns", path, sheet)


def committee_report(rng: random.Random, folder: Path) -> Case:
    """A report to a committee: prose, a table of attendance, the register as appendix, a recommendation."""
    sheet = sheet_of(rng, plain_columns(Heads(rng)), entries(rng, 9))
    made = document(sheet)
    made.add_heading("Report to the Audit Committee", level=2)
    for text in (
        "1. Purpose of report. This report presents the corporate risk register to the committee.",
        "2. The committee is asked to note that two risks have increased and one has been stopped.",
        "3. Members said at the last meeting that the Council should pilot a shorter report.",
    ):
        made.add_paragraph(text)
    table = made.add_table(rows=3, cols=3, style="Table Grid")
    for row, texts in zip(
        table.rows,
        (("Members present", "Role", "Apologies"), ("Chair", "Chair", "No"), ("Vice-chair", "Member", "Yes")),
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            fill(cell, text)
    made.add_heading("Appendix A: Corporate Risk Register", level=2)
    grid(made, list(sheet.columns), list(sheet.entries))
    made.add_heading("Recommendation", level=2)
    made.add_paragraph("That the committee notes the register. Contact: the risk team.")
    path = folder / "committee-report.docx"
    save(made, path)
    return Case("docx-inside-committee-report", path, sheet, "prose and the attendance table hold no entries")


def by_directorate(rng: random.Random, folder: Path) -> Case:
    """A heading and a table with its own header for each directorate."""
    h = Heads(rng)
    sheet = sheet_of(rng, plain_columns(h, scores="score"), entries(rng, 12, by_area=True))
    made = document(sheet)
    for area, found in areas(sheet.entries):
        made.add_heading(f"{area} risks", level=3)
        grid(made, list(sheet.columns), found)
    path = folder / "by-directorate.docx"
    save(made, path)
    return Case("docx-tables-by-directorate", path, sheet, "area stands in headings; not asserted in area_local")


def cut_in_two(rng: random.Random, folder: Path) -> Case:
    """The table was cut by a page break: the second half has no header."""
    sheet = sheet_of(rng, plain_columns(Heads(rng)), entries(rng, 10))
    made = document(sheet)
    half = len(sheet.entries) // 2
    grid(made, list(sheet.columns), list(sheet.entries[:half]))
    made.add_page_break()
    grid(made, list(sheet.columns), list(sheet.entries[half:]), header=False)
    path = folder / "cut-in-two.docx"
    save(made, path)
    return Case("docx-second-half-without-header", path, sheet)


def several_in_a_cell(rng: random.Random, folder: Path) -> Case:
    """Risk and effects in one cell, controls and actions in another, both told apart by printed words."""
    h = Heads(rng)

    def risk(entry: Entry) -> str:
        return f"Risk:- {entry.event}\nCause:- {entry.cause}\nEffects:- {entry.effect}"

    shown = [
        col.ref(h.ref),
        col.title(h.title),
        Column("Risk and effects", risk, ("description",)),
        col.product(f"{h.residual} score", "residual"),
        Column(
            "Mitigation",
            lambda e: "Existing controls: " + " ".join(e.controls) + "\nFurther actions: " + " ".join(e.actions),
        ),
        col.owner(h.owner),
    ]
    meant = [*shown[:4], col.controls(""), col.actions(""), shown[5]]
    sheet = sheet_of(rng, meant, entries(rng, 9))
    made = document(sheet)
    grid(made, shown, list(sheet.entries))
    path = folder / "several-in-a-cell.docx"
    save(made, path)
    return Case(
        "docx-several-fields-in-a-cell",
        path,
        sheet,
        "one cell holds controls and actions under printed words",
    )


LAYOUTS: tuple[Layout, ...] = (table_a_risk, committee_report, by_directorate, cut_in_two, several_in_a_cell)
