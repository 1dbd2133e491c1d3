"""PDF: ruled tables that run over pages, unruled landscape tables, and one card a page.

Standard fonts only, so that nothing has to be embedded; `invariant` fixes dates and ids.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from samples.model import Sheet, in_words

CELL = ParagraphStyle("cell", fontName="Helvetica", fontSize=7, leading=8.4)
HEAD = ParagraphStyle("head", parent=CELL, fontName="Helvetica-Bold")
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=9.5, leading=12)
BOLD = ParagraphStyle("bold", parent=BODY, fontName="Helvetica-Bold")
TITLE = ParagraphStyle("title", parent=BODY, fontName="Helvetica-Bold", fontSize=15, leading=19, spaceAfter=4)
MARGIN = 14 * mm
RULED = (
    ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
)


def paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    """Text as a paragraph: markup escaped, line breaks kept."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br/>")
    return Paragraph(safe, style)


class Turned(Flowable):  # type: ignore[misc]
    """Text that reads upwards in its cell."""

    def __init__(self, text: str, length: float = 62) -> None:
        super().__init__()
        self.text, self.length = text, length

    def wrap(self, *_: float) -> tuple[float, float]:
        """Width and height in points."""
        return 9, self.length

    def draw(self) -> None:
        """Draw the text turned by ninety degrees."""
        self.canv.saveState()
        self.canv.rotate(90)
        self.canv.setFont("Helvetica-Bold", 7)
        self.canv.drawString(2, -7, self.text)
        self.canv.restoreState()


def build(path: Path, sheet: Sheet, story: list[Any], *, page: tuple[float, float]) -> None:
    """Lay the story out with a footer of title, label and page number on every page."""

    def footer(canvas: Any, _: Any) -> None:
        canvas.setFont("Helvetica", 7)
        canvas.drawString(MARGIN, 8 * mm, f"{sheet.title} | {sheet.label}")
        canvas.drawRightString(page[0] - MARGIN, 8 * mm, f"Page {canvas.getPageNumber()}")

    document = SimpleDocTemplate(
        str(path),
        pagesize=page,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
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


def narrowest(sheet: Sheet) -> list[float]:
    """For each column the width in points that its longest word needs."""
    texts = zip(*[[c.header for c in sheet.columns], *sheet.rows()], strict=True)
    return [
        max((stringWidth(word, HEAD.fontName, 7) for text in column for word in text.split()), default=0) + 13
        for column in texts
    ]


def paper(sheet: Sheet) -> tuple[float, float]:
    """Landscape A4, or A3 where the columns would hardly fit."""
    small: tuple[float, float] = landscape(A4)
    large: tuple[float, float] = landscape(A3)
    return small if sum(narrowest(sheet)) < 0.75 * (small[0] - 2 * MARGIN) else large


def fitted(sheet: Sheet, usable: float) -> list[float]:
    """Column widths in points: shares of the usable width, none so narrow that a word would break."""
    least = narrowest(sheet)
    total = sum(c.width for c in sheet.columns)
    spare = max(0.0, usable - sum(least))
    wanted = [max(0.0, usable * c.width / total - low) for c, low in zip(sheet.columns, least, strict=True)]
    return [low + spare * more / (sum(wanted) or 1) for low, more in zip(least, wanted, strict=True)]


def table(sheet: Sheet, style: tuple[tuple[Any, ...], ...], usable: float, *, shade: bool) -> Table:
    """The register as one long table whose header repeats on each page."""
    head, spans = header(sheet)
    rows = [[paragraph(text, CELL) for text in row] for row in sheet.rows()]
    made = Table([*head, *rows], colWidths=fitted(sheet, usable), repeatRows=len(head))
    colour = [("BACKGROUND", (0, 0), (-1, len(head) - 1), colors.HexColor("#d9e2ec"))] if shade else []
    made.setStyle(TableStyle([*style, *spans, *colour]))
    return made


def ruled(sheet: Sheet, path: Path) -> None:
    """Landscape, every cell ruled, header on each page."""
    page = paper(sheet)
    story = [*opening(sheet), table(sheet, RULED, page[0] - 2 * MARGIN, shade=True), *closing(sheet)]
    build(path, sheet, story, page=page)


def unruled(sheet: Sheet, path: Path) -> None:
    """Landscape, no lines at all; columns stand by their position alone."""
    page = paper(sheet)
    style = (("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOTTOMPADDING", (0, 0), (-1, -1), 7))
    story = [*opening(sheet), table(sheet, style, page[0] - 2 * MARGIN, shade=False), *closing(sheet)]
    build(path, sheet, story, page=page)


def cards(sheet: Sheet, path: Path) -> None:
    """One risk a page: printed labels on the left, text on the right, after a page of title lines."""
    usable = A4[0] - 2 * MARGIN
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
    build(path, sheet, story, page=A4)
