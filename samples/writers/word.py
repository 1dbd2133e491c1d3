"""Word files: one landscape table with a repeated header row, as councils attach them to reports."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from samples.model import Sheet, in_words
from samples.writers.fixed import repack

CREATED = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def document(sheet: Sheet) -> Any:
    """An empty landscape document with fixed properties, title lines and a footer."""
    made = docx.Document()
    made.styles["Normal"].font.name = "Arial"
    made.styles["Normal"].font.size = Pt(8)
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.5)
    section.footer.paragraphs[0].text = sheet.label
    properties = made.core_properties
    properties.title, properties.author, properties.comments = sheet.title, sheet.council, sheet.label
    properties.created = properties.modified = CREATED
    made.add_heading(sheet.council, level=1)
    made.add_heading(sheet.title, level=2)
    for line in (f"Position as at {in_words(sheet.as_at)}", *sheet.preamble, sheet.label):
        made.add_paragraph(line)
    return made


def repeated(row: Any) -> None:
    """Mark a table row as a header that repeats on each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def fill(cell: Any, text: str, *, bold: bool = False) -> None:
    """Put text into a cell: one paragraph a line."""
    for at, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.add_run(line).bold = bold


def header(table: Any, sheet: Sheet) -> int:
    """One header row, or two with merged cells where columns have groups; returns how many."""
    grouped = any(c.group for c in sheet.columns)
    if not grouped:
        for cell, column in zip(table.rows[0].cells, sheet.columns, strict=True):
            fill(cell, column.header, bold=True)
        repeated(table.rows[0])
        return 1
    upper, lower = list(table.rows[0].cells), list(table.rows[1].cells)
    for group, members in groupby(enumerate(sheet.columns), key=lambda pair: pair[1].group):
        places = list(members)
        if group:
            fill(upper[places[0][0]].merge(upper[places[-1][0]]), group, bold=True)
            for at, column in places:
                fill(lower[at], column.header, bold=True)
        else:
            for at, column in places:
                fill(upper[at].merge(lower[at]), column.header, bold=True)
    repeated(table.rows[0])
    repeated(table.rows[1])
    return 2


def docx_table(sheet: Sheet, path: Path) -> None:
    """One table with every risk a row."""
    made = document(sheet)
    heads = 2 if any(c.group for c in sheet.columns) else 1
    table = made.add_table(rows=heads + len(sheet.entries), cols=len(sheet.columns), style="Table Grid")
    header(table, sheet)
    for row, texts in zip(table.rows[heads:], sheet.rows(), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            fill(cell, text)
    for line in sheet.closing:
        made.add_paragraph(line)
    made.save(str(path))
    repack(path)


def docx_cards(sheet: Sheet, path: Path) -> None:
    """One small table of labels and text a risk, each under its own heading."""
    made = document(sheet)
    for line in sheet.closing:
        made.add_paragraph(line)
    for entry, texts in zip(sheet.entries, sheet.rows(), strict=True):
        made.add_heading(f"{entry.ref} {entry.title}".strip(), level=3)
        table = made.add_table(rows=len(texts), cols=2, style="Table Grid")
        for row, column, text in zip(table.rows, sheet.columns, texts, strict=True):
            fill(row.cells[0], f"{column.group} {column.header}".strip(), bold=True)
            fill(row.cells[1], text)
    made.save(str(path))
    repack(path)
