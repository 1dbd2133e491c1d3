"""PDF layouts: report cards of risk systems, rows over a page's end, turned headers, heat maps."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import PageBreak, Spacer, Table, TableStyle

from samples import columns as col
from samples.layouts.common import Case, Heads, Layout, areas, entries, plain_columns, sheet_of
from samples.model import Column, Score, in_words
from samples.writers import pdf
from samples.writers.pdf import BODY, BOLD, CELL, HEAD, RULED, Turned, build, opening, paragraph

LANDSCAPE = landscape(A4)
WIDE = LANDSCAPE[0] - 28 * mm
TALL = A4[0] - 28 * mm


def ruled(rows: Sequence[Sequence[Any]], widths: Sequence[float], *more: tuple[Any, ...], repeat: int = 0) -> Table:
    """A table with every cell ruled."""
    made = Table(list(map(list, rows)), colWidths=list(widths), repeatRows=repeat)
    made.setStyle(TableStyle([*RULED, *more]))
    return made


def shares(columns: Sequence[Column], usable: float) -> list[float]:
    """Column widths in points."""
    total = sum(c.width for c in columns)
    return [usable * c.width / total for c in columns]


def pentana(rng: random.Random, folder: Path) -> Case:
    """In the manner of a Pentana report: code and title, description, current and target score, actions."""
    columns = (
        col.ref("Risk Code"),
        col.title("Risk Title"),
        col.description("Description", ("Cause:", "Event:", "Effect:")),
        col.factor("Current Risk Score", "residual", "score"),
        col.factor("Target Risk Score", "target", "score"),
        col.response("Risk Approach"),
        col.controls("Internal Controls", col.BULLETS),
        col.actions("Linked Actions", col.BULLETS),
        col.owner("Managed By"),
    )
    sheet = sheet_of(rng, columns, entries(rng, 9, ref=lambda n: f"CR{n:02d}"), title="Detailed risk report")
    ordered = tuple(sorted(sheet.entries, key=lambda e: -(e.residual.score or 0)))
    sheet = replace(sheet, entries=ordered)
    story = [
        *opening(sheet),
        paragraph(f"Report Author: Risk Team. Generated on: {in_words(sheet.as_at)}", BODY),
        paragraph("Rows are sorted by Risk Score", BODY),
        Spacer(1, 8),
    ]
    for entry in ordered:
        text = {c.header: c.text(entry) for c in columns}
        top = [paragraph(f"Code & Title: {entry.ref} {entry.title}", BOLD), "", "", ""]
        rows = [
            top,
            [paragraph("Description", BOLD), paragraph(text["Description"], BODY), "", ""],
            [
                paragraph("Current Risk Score", BOLD),
                paragraph(text["Current Risk Score"], BODY),
                paragraph("Target Risk Score", BOLD),
                paragraph(text["Target Risk Score"], BODY),
            ],
            [
                paragraph("Risk Approach", BOLD),
                paragraph(text["Risk Approach"], BODY),
                paragraph("Managed By", BOLD),
                paragraph(text["Managed By"], BODY),
            ],
            [paragraph("Internal Controls", BOLD), paragraph(text["Internal Controls"], BODY), "", ""],
            [paragraph("Linked Actions", BOLD), paragraph(text["Linked Actions"], BODY), "", ""],
        ]
        spans = [("SPAN", (0, 0), (3, 0)), *(("SPAN", (1, r), (3, r)) for r in (1, 4, 5))]
        colour = ("BACKGROUND", (0, 0), (3, 0), colors.HexColor("#cfd8e3"))
        story += [ruled(rows, [TALL * w for w in (0.2, 0.3, 0.2, 0.3)], *spans, colour), Spacer(1, 10)]
    path = folder / "pentana-cards.pdf"
    build(path, sheet, story, page=A4)
    return Case("pdf-pentana-cards", path, sheet, "reference and title stand in one cell after Code & Title")


def unruled(rng: random.Random, folder: Path) -> Case:
    """Landscape without rulings; footers with page numbers."""
    sheet = sheet_of(rng, plain_columns(Heads(rng)), entries(rng, 12))
    path = folder / "unruled.pdf"
    pdf.unruled(sheet, path)
    return Case("pdf-unruled-landscape", path, sheet)


def over_the_page(rng: random.Random, folder: Path) -> Case:
    """Long rows run over the end of a page: the rest stands under a repeated header with blank reference."""
    h = Heads(rng)
    columns = (
        col.ref(h.ref, 0.7),
        col.title(h.title),
        col.description(h.description),
        col.controls(h.controls, col.BULLETS),
        col.product(f"{h.residual} score (LxI)", "residual"),
        col.actions(h.actions, col.BULLETS),
        col.owner(h.owner),
    )
    sheet = sheet_of(rng, columns, entries(rng, 9))
    head = [paragraph(c.header, HEAD) for c in columns]
    widths = shares(columns, WIDE)
    story: list[Any] = [*opening(sheet)]
    rest: list[str] | None = None
    rows = sheet.rows()
    while rows or rest:
        block = [head]
        if rest:
            block.append([paragraph(t, CELL) for t in rest])
            rest = None
        for texts in rows[:3]:
            block.append([paragraph(t, CELL) for t in texts])
        rows = rows[3:]
        if rows:
            first, rest = halves(rows.pop(0))
            block.append([paragraph(t, CELL) for t in first])
        story += [ruled(block, widths), PageBreak()]
    path = folder / "rows-over-pages.pdf"
    build(path, sheet, story[:-1], page=LANDSCAPE)
    return Case("pdf-rows-over-pages", path, sheet, "the second part of a row has blank reference, title and score")


def halves(texts: list[str]) -> tuple[list[str], list[str]]:
    """A row cut in two: cells of several lines keep the first above, the rest goes below."""
    first = [t.split("\n", 1)[0] for t in texts]
    return first, [t.split("\n", 1)[1] if "\n" in t else "" for t in texts]


def turned_headers(rng: random.Random, folder: Path) -> Case:
    """Score headers turned by ninety degrees in a ruled table."""
    h = Heads(rng)
    columns = (
        col.ref(h.ref, 0.7),
        col.title(h.title),
        col.description(h.description),
        col.factor("Likelihood", "inherent", "likelihood", h.inherent, 0.4),
        col.factor("Impact", "inherent", "impact", h.inherent, 0.4),
        col.factor("Score", "inherent", "score", h.inherent, 0.4),
        col.controls(h.controls),
        col.factor("Likelihood", "residual", "likelihood", h.residual, 0.4),
        col.factor("Impact", "residual", "impact", h.residual, 0.4),
        col.factor("Score", "residual", "score", h.residual, 0.4),
        col.actions(h.actions),
        col.owner(h.owner, 1.5),
    )
    sheet = sheet_of(rng, columns, entries(rng, 10))
    upper = [paragraph(c.group or c.header, HEAD) if not c.group or c.header == "Likelihood" else "" for c in columns]
    lower = [Turned(c.header) if c.group else "" for c in columns]
    spans = [("SPAN", (3, 0), (5, 0)), ("SPAN", (7, 0), (9, 0))]
    spans += [("SPAN", (at, 0), (at, 1)) for at, c in enumerate(columns) if not c.group]
    rows = [upper, lower, *([paragraph(t, CELL) for t in texts] for texts in sheet.rows())]
    path = folder / "turned-headers.pdf"
    build(path, sheet, [*opening(sheet), ruled(rows, shares(columns, WIDE), *spans, repeat=2)], page=LANDSCAPE)
    return Case("pdf-turned-headers", path, sheet)


def heat_map_page(rng: random.Random, folder: Path) -> Case:
    """Page one holds a heat map and a key to the scale; the table follows."""
    sheet = sheet_of(rng, plain_columns(Heads(rng), scores="score"), entries(rng, 10))
    cells = [["", *(f"Impact {i}" for i in range(1, 6))]]
    for likelihood in range(5, 0, -1):
        here = [
            ", ".join(e.ref for e in sheet.entries if (e.residual.likelihood, e.residual.impact) == (likelihood, i))
            for i in range(1, 6)
        ]
        cells.append([f"Likelihood {likelihood}", *here])
    key = [
        ["Level", "Meaning"],
        ["Averse", "Avoid the activity"],
        ["Open", "Consider all options"],
        ["Eager", "Innovate"],
    ]
    story = [
        *opening(sheet),
        ruled(cells, [70] * 6),
        Spacer(1, 14),
        ruled(key, [90, 200]),
        PageBreak(),
        pdf.table(sheet, RULED, WIDE, shade=True),
    ]
    path = folder / "heat-map-page.pdf"
    build(path, sheet, story, page=LANDSCAPE)
    return Case("pdf-heat-map-and-key-first", path, sheet, "heat map and key hold no entries")


def three_cards(rng: random.Random, folder: Path) -> Case:
    """Three small cards a page: a headed row of short fields, then long texts under their labels."""
    h = Heads(rng)

    def marked(score: Score) -> str:
        return f"I{score.impact:g} L{score.likelihood:g} = {score.score:g}"

    names = ("likelihood", "impact", "score")
    short = (
        col.ref(h.ref, 0.6),
        col.title(h.title, 2),
        col.owner(h.owner),
        col.notation(f"{h.residual} score", "residual", marked, names),
        col.notation("Target score", "target", marked, names),
    )
    long = (col.description(h.description), col.controls(h.controls), col.actions(h.actions))
    sheet = sheet_of(rng, (*short, *long), entries(rng, 9))
    story: list[Any] = [*opening(sheet)]
    for at, entry in enumerate(sheet.entries, start=1):
        head = [paragraph(c.header, HEAD) for c in short]
        rows = [head, [paragraph(c.text(entry), CELL) for c in short]]
        spans = []
        for c in long:
            spans.append(("SPAN", (1, len(rows)), (4, len(rows))))
            rows.append([paragraph(c.header, HEAD), paragraph(c.text(entry), CELL), "", "", ""])
        story += [ruled(rows, shares(short, TALL), *spans), Spacer(1, 16)]
        if at % 3 == 0 and at < len(sheet.entries):
            story.append(PageBreak())
    path = folder / "three-cards-a-page.pdf"
    build(path, sheet, story, page=A4)
    return Case("pdf-three-cards-a-page", path, sheet)


def sections_without_repeat(rng: random.Random, folder: Path) -> Case:
    """Heading rows by directorate; the header stands on the first page alone."""
    sheet = sheet_of(rng, plain_columns(Heads(rng)), entries(rng, 13, by_area=True))
    rows: list[list[Any]] = [[paragraph(c.header, HEAD) for c in sheet.columns]]
    spans: list[tuple[Any, ...]] = []
    for area, found in areas(sheet.entries):
        spans.append(("SPAN", (0, len(rows)), (-1, len(rows))))
        rows.append([paragraph(f"{area} Directorate", HEAD), *[""] * (len(sheet.columns) - 1)])
        rows += [[paragraph(c.text(e), CELL) for c in sheet.columns] for e in found]
    path = folder / "sections-without-repeat.pdf"
    build(path, sheet, [*opening(sheet), ruled(rows, shares(sheet.columns, WIDE), *spans)], page=LANDSCAPE)
    return Case("pdf-sections-header-once", path, sheet, "area stands in heading rows; not asserted in area_local")


def two_rows_a_risk(rng: random.Random, folder: Path) -> Case:
    """Two table rows a risk: short fields above, long texts below, under a header of two rows."""
    h = Heads(rng)
    above = (
        col.ref(h.ref),
        col.title(h.title),
        col.factor(f"{h.residual} score", "residual", "score"),
        col.owner(h.owner),
    )
    below = (col.description(h.description), col.controls(h.controls), col.actions(h.actions))
    sheet = sheet_of(rng, (*above, *below), entries(rng, 8))

    def pair(first: Sequence[str], second: Sequence[str], style: Any) -> list[list[Any]]:
        one = [paragraph(t, style) for t in first]
        two = [paragraph(t, style) for t in second]
        return [[one[0], one[1], "", one[2], one[3], ""], [two[0], "", two[1], "", two[2], ""]]

    rows = pair([c.header for c in above], [c.header for c in below], HEAD)
    for entry in sheet.entries:
        rows += pair([c.text(entry) for c in above], [c.text(entry) for c in below], CELL)
    spans: list[tuple[Any, ...]] = []
    for at in range(len(rows)):
        cut = ((1, 2), (4, 5)) if at % 2 == 0 else ((0, 1), (2, 3), (4, 5))
        spans += [("SPAN", (a, at), (b, at)) for a, b in cut]
    path = folder / "two-rows-a-risk.pdf"
    table = ruled(rows, [TALL / 6] * 6, *spans, repeat=2)
    build(path, sheet, [*opening(sheet), table], page=A4)
    return Case("pdf-two-rows-a-risk", path, sheet)


LAYOUTS: tuple[Layout, ...] = (
    pentana,
    unruled,
    over_the_page,
    turned_headers,
    heat_map_page,
    three_cards,
    sections_without_repeat,
    two_rows_a_risk,
)
