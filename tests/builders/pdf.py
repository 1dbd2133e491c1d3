"""PDFs built in code, layout by layout, from rows of text that say that they are invented."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

_SMALL = ParagraphStyle("small", fontName="Helvetica", fontSize=8, leading=9.6)
_HEAD = ParagraphStyle("head", fontName="Helvetica-Bold", fontSize=8, leading=9.6)
_TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=14, leading=18)

HEADER = ["Ref", "Risk", "Existing controls", "Score", "Further actions", "Owner"]


def invented(count: int) -> list[list[str]]:
    """Rows of an invented register, no two alike, with text that wraps."""
    nouns = [
        "bridge",
        "library",
        "ferry",
        "orchard",
        "archive",
        "pier",
        "tramway",
        "market",
        "canal",
        "theatre",
    ]
    rows = []
    for i in range(count):
        noun, other = nouns[i % 10], nouns[(i * 3 + 1) % 10]
        rows.append(
            [
                f"R{i + 1}",
                f"The invented {noun} number {i + 1} may close before the {other} opens, and visitors stay away",
                f"Invented control {i + 1}: a weekly look at the {noun} by two wardens, reported in writing",
                str((i * 7) % 25 + 1),
                f"Try a shared {other} with neighbours in quarter {i % 4 + 1}; learn from the first season",
                f"Head of {noun.title()}s",
            ]
        )
    return rows


def text_cells(rows: Sequence[Sequence[str]]) -> list[list[Any]]:
    return [
        [Paragraph(text.replace("\n", "<br/>"), _HEAD if i == 0 else _SMALL) for text in row]
        for i, row in enumerate(rows)
    ]


def table_pdf(
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    style: Sequence[tuple[Any, ...]],
    title: str = "Invented Risk Register",
    repeat: int = 1,
    footer: str = "",
    head: Sequence[Flowable] = (),
    flowables: Sequence[Sequence[Any]] = (),
) -> bytes:
    """A landscape document of one table in the given style, over as many pages as it takes.

    `head` is a header row of flowables; `flowables` are whole rows of them in place of `rows`.
    """
    target = io.BytesIO()

    def foot(canvas: Canvas, document: Any) -> None:
        if footer:
            canvas.setFont("Helvetica", 7)
            canvas.drawString(40, 20, f"{footer} page {document.page}")

    document = SimpleDocTemplate(
        target,
        pagesize=landscape(A4),
        leftMargin=40,
        rightMargin=40,
        topMargin=40,
        bottomMargin=40,
        invariant=1,
    )
    cells = [list(row) for row in flowables] or text_cells(rows)
    if head:
        cells = [list(head), *text_cells([[], *rows])[1:]]
    table = Table(
        cells,
        colWidths=list(widths),
        repeatRows=repeat,
        style=[("VALIGN", (0, 0), (-1, -1), "TOP"), *style],
    )
    document.build([Paragraph(title, _TITLE), Spacer(1, 8), table], onFirstPage=foot, onLaterPages=foot)
    return target.getvalue()


GRID = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
LINES_BELOW = [("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.grey)]
BANDS = [("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.whitesmoke, colors.lightblue])]
PLAIN: list[tuple[Any, ...]] = []
OUTLINE = [("BOX", (0, 0), (-1, -1), 0.5, colors.black)]
NO_OUTLINE = [("INNERGRID", (0, 0), (-1, -1), 0.5, colors.black)]
WIDTHS = [40, 210, 190, 50, 190, 80]


class Upright(Flowable):  # type: ignore[misc]
    """Text set sideways, reading upwards, as in narrow header cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lines = text.split("\n")

    def wrap(self, *available: float) -> tuple[float, float]:
        return 9.0 * len(self.lines), 60.0

    def draw(self) -> None:
        self.canv.saveState()
        self.canv.rotate(90)
        self.canv.setFont("Helvetica-Bold", 8)
        for number, line in enumerate(self.lines):
            self.canv.drawString(2, -8 - 9 * number, line)
        self.canv.restoreState()


def cards_pdf(cards: Sequence[Sequence[tuple[str, str]]], ruled: bool) -> bytes:
    """One risk a page, each a stack of label and value."""
    target = io.BytesIO()
    document = SimpleDocTemplate(target, pagesize=A4, invariant=1)
    story: list[Any] = []
    for number, card in enumerate(cards):
        story.append(Paragraph(f"Invented risk card {number + 1}", _TITLE))
        story.append(Spacer(1, 8))
        rows = [[Paragraph(label, _HEAD), Paragraph(value, _SMALL)] for label, value in card]
        style = GRID if ruled else []
        story.append(Table(rows, colWidths=[110, 330], style=[("VALIGN", (0, 0), (-1, -1), "TOP"), *style]))
        story.append(PageBreak())
    document.build(story)
    return target.getvalue()


def drawn_pdf(draw: Any, pagesize: tuple[float, float] = A4, pages: int = 1, **options: Any) -> bytes:
    """A document whose pages `draw(canvas, number)` draws."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=pagesize, invariant=1, **options)
    for number in range(pages):
        draw(canvas, number)
        canvas.showPage()
    canvas.save()
    return target.getvalue()
