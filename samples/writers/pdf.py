"""PDF: ruled tables that run over pages, unruled landscape tables, and one card a page.

Standard fonts only, so that nothing has to be embedded; `invariant` fixes dates and ids.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from samples.model import Sheet, in_words

CELL = ParagraphStyle("cell", fontName="Helvetica", fontSize=7, leading=8.4)
HEAD = ParagraphStyle("head", parent=CELL, fontName="Helvetica-Bold")
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=9.5, leading=12)
BOLD = ParagraphStyle("bold", parent=BODY, fontName="Helvetica-Bold")
TITLE = ParagraphStyle("title", parent=BODY, fontName="Helvetica-Bold", fontSize=15, leading=19, spaceAfter=4)
RULED = (
    ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
)


def paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    """Text as a paragraph: markup escaped, line breaks kept."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br/>")
    return Paragraph(safe, style)


def build(path: Path, sheet: Sheet, story: list[Any], *, wide: bool) -> None:
    """Lay the story out with a footer of title, label and page number on every page."""

    def footer(canvas: Any, _: Any) -> None:
        canvas.setFont("Helvetica", 7)
        canvas.drawString(14 * mm, 8 * mm, f"{sheet.title} | {sheet.label}")
        canvas.drawRightString((landscape(A4) if wide else A4)[0] - 14 * mm, 8 * mm, f"Page {canvas.getPageNumber()}")

    document = SimpleDocTemplate(
        str(path),
        pagesize=landscape(A4) if wide else A4,
        leftMargin=14 * mm,
        rightMargin=14 * mm,
        topMargin=14 * mm,
        bottomMargin=16 * mm,
        title=sheet.title,
        author=sheet.council,
        subject=sheet.label,
        invariant=1,
    )
    document.build(story, onFirstPage=footer, onLaterPages=footer)


def opening(sheet: Sheet) -> list[Any]:
    """Council, title, date and the other title lines."""
    lines = (f"Position as at {in_words(sheet.as_at)}", *sheet.preamble, sheet.label)
    top = [paragraph(sheet.council, BOLD), paragraph(sheet.title, TITLE)]
    return [*top, *(paragraph(line, BODY) for line in lines), Spacer(1, 6)]


def closing(sheet: Sheet) -> list[Any]:
    """Closing lines after the table."""
    return [Spacer(1, 6), *(paragraph(line, BODY) for line in sheet.closing)] if sheet.closing else []


def header(sheet: Sheet) -> tuple[list[list[Any]], list[tuple[Any, ...]]]:
    """One header row, or two with spans where columns have groups."""
    names = [paragraph(c.header, HEAD) for c in sheet.columns]
    if not any(c.group for c in sheet.columns):
        return [names], []
    upper: list[Any] = []
    lower: list[Any] = []
    spans: list[tuple[Any, ...]] = []
    for group, members in groupby(enumerate(sheet.columns), key=lambda pair: pair[1].group):
        for offset, (at, _) in enumerate(columns := list(members)):
            if group:
                upper.append(paragraph(group, HEAD) if offset == 0 else "")
                lower.append(names[at])
            else:
                upper.append(names[at])
                lower.append("")
                spans.append(("SPAN", (at, 0), (at, 1)))
        if group and len(columns) > 1:
            spans.append(("SPAN", (columns[0][0], 0), (columns[-1][0], 0)))
    return [upper, lower], spans


def table(sheet: Sheet, style: tuple[tuple[Any, ...], ...], usable: float, *, shade: bool) -> Table:
    """The register as one long table whose header repeats on each page."""
    head, spans = header(sheet)
    rows = [[paragraph(text, CELL) for text in row] for row in sheet.rows()]
    total = sum(c.width for c in sheet.columns)
    made = Table(
        [*head, *rows],
        colWidths=[usable * c.width / total for c in sheet.columns],
        repeatRows=len(head),
    )
    colour = [("BACKGROUND", (0, 0), (-1, len(head) - 1), colors.HexColor("#d9e2ec"))] if shade else []
    made.setStyle(TableStyle([*style, *spans, *colour]))
    return made


def ruled(sheet: Sheet, path: Path) -> None:
    """Landscape, every cell ruled, header on each page."""
    usable = landscape(A4)[0] - 28 * mm
    story = [*opening(sheet), table(sheet, RULED, usable, shade=True), *closing(sheet)]
    build(path, sheet, story, wide=True)


def unruled(sheet: Sheet, path: Path) -> None:
    """Landscape, no lines at all; columns stand by their position alone."""
    usable = landscape(A4)[0] - 28 * mm
    style = (("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOTTOMPADDING", (0, 0), (-1, -1), 7))
    story = [*opening(sheet), table(sheet, style, usable, shade=False), *closing(sheet)]
    build(path, sheet, story, wide=True)


def cards(sheet: Sheet, path: Path) -> None:
    """One risk a page: printed labels on the left, text on the right, after a page of title lines."""
    usable = A4[0] - 28 * mm
    story: list[Any] = [*opening(sheet), *closing(sheet)]
    for row in sheet.rows():
        pairs = [
            [
                paragraph(f"{column.group} {column.header}".strip(), BOLD),
                paragraph(text, BODY),
            ]
            for column, text in zip(sheet.columns, row, strict=True)
        ]
        made = Table(pairs, colWidths=[usable * 0.26, usable * 0.74])
        made.setStyle(TableStyle(RULED))
        story += [PageBreak(), made]
    build(path, sheet, story, wide=False)
