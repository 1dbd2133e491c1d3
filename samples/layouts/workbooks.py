"""Excel layouts of one risk a row or a few: merged and rotated headers, sections, sub-rows, continuations."""

from __future__ import annotations

import random
from itertools import groupby
from pathlib import Path
from typing import Any

from samples import columns as col
from samples.layouts.common import Case, Heads, Layout, areas, entries, plain_columns, sheet_of
from samples.model import Column, Sheet, in_words
from samples.writers.spreadsheet import body, book, number_or_text


def put(page: Any, row: int, at: int, text: str, form: Any = None) -> None:
    """A number as a number, anything else as text."""
    value = number_or_text(text)
    if isinstance(value, float):
        page.write_number(row, at, value, form)
    else:
        page.write_string(row, at, text, form)


def triples_merged(rng: random.Random, folder: Path) -> Case:
    """Two header rows: inherent, residual and target over likelihood, impact and score; title band above."""
    h = Heads(rng)
    names = rng.choice((("L", "I", "Score"), ("Likelihood", "Impact", "Total"), ("Prob.", "Impact", "Score")))
    columns = (
        col.ref(h.ref),
        col.title(h.title),
        col.description(h.description),
        *col.triple(f"{h.inherent} risk", "inherent", names),
        col.controls(h.controls),
        *col.triple(f"{h.residual} risk", "residual", names),
        col.actions(h.actions),
        *col.triple(f"{h.target} risk", "target", names),
        col.direction(h.direction, col.ARROWS),
        col.owner(h.owner),
    )
    sheet = sheet_of(rng, columns, entries(rng, 12))
    path = folder / "triples-merged.xlsx"
    made = book(path, sheet)
    page = made.add_worksheet("CRR")
    band = made.add_format({"bold": True, "align": "center", "bg_color": "#1f3a5f", "font_color": "#ffffff"})
    page.merge_range(0, 0, 0, len(columns) - 1, sheet.title, band)
    page.merge_range(1, 0, 1, len(columns) - 1, sheet.label)
    body(made, page, sheet, 2)
    made.close()
    return Case("xlsx-triples-merged", path, sheet)


def section_rows(rng: random.Random, folder: Path) -> Case:
    """A heading row for each directorate, merged over the width; the header stands once at the top."""
    h = Heads(rng)
    sheet = sheet_of(rng, plain_columns(h), entries(rng, 14, by_area=True), title="Strategic Risk Register")
    path = folder / "section-rows.xlsx"
    made = book(path, sheet)
    page = made.add_worksheet("Strategic risks")
    bold = made.add_format({"bold": True, "text_wrap": True, "border": 1})
    cell = made.add_format({"text_wrap": True, "valign": "top", "border": 1})
    page.write_string(0, 0, sheet.title)
    page.write_string(1, 0, sheet.label)
    for at, column in enumerate(sheet.columns):
        page.write_string(3, at, column.header, bold)
    row = 4
    for area, found in areas(sheet.entries):
        page.merge_range(row, 0, row, len(sheet.columns) - 1, f"{area.upper()} DIRECTORATE", bold)
        row += 1
        for entry in found:
            for at, column in enumerate(sheet.columns):
                put(page, row, at, column.text(entry), cell)
            row += 1
    made.close()
    return Case("xlsx-section-rows", path, sheet, "area stands in heading rows; not asserted in area_local")


def rotated_headers(rng: random.Random, folder: Path) -> Case:
    """Score headers turned by ninety degrees, three header rows, narrow columns."""
    h = Heads(rng)
    columns = (
        col.ref(h.ref),
        col.title(h.title),
        col.part(h.cause, "cause", "The risk"),
        col.part(h.event, "event", "The risk"),
        col.part(h.effect, "effect", "The risk"),
        *col.triple(h.inherent, "inherent", ("Likelihood", "Impact", "Score")),
        col.controls(h.controls, col.BULLETS),
        *col.triple(h.residual, "residual", ("Likelihood", "Impact", "Score")),
        col.response(h.response),
        col.actions(h.actions, col.BULLETS),
        col.owner(h.owner),
    )
    sheet = sheet_of(rng, columns, entries(rng, 10))
    path = folder / "rotated-headers.xlsx"
    made = book(path, sheet)
    page = made.add_worksheet("Register")
    turned = made.add_format({"bold": True, "rotation": 90, "border": 1})
    head = made.add_format({"bold": True, "text_wrap": True, "border": 1, "align": "center"})
    cell = made.add_format({"text_wrap": True, "valign": "top", "border": 1})
    page.write_string(0, 0, sheet.title)
    page.write_string(1, 0, f"{sheet.label}. Scores out of 25.")
    page.merge_range(2, 0, 2, 4, "IDENTIFICATION", head)
    page.merge_range(2, 5, 2, 11, "ASSESSMENT", head)
    page.merge_range(2, 12, 2, len(columns) - 1, "RESPONSE", head)
    at = 0
    for group, members in groupby(columns, key=lambda c: c.group):
        found = list(members)
        for offset, column in enumerate(found):
            if not group:
                page.merge_range(3, at + offset, 4, at + offset, column.header, head)
            else:
                page.write_string(4, at + offset, column.header, turned if column.width < 1 else head)
        if group:
            page.merge_range(3, at, 3, at + len(found) - 1, group, head)
        at += len(found)
    for row, texts in enumerate(sheet.rows(), start=5):
        for place, text in enumerate(texts):
            put(page, row, place, text, cell)
    made.close()
    return Case("xlsx-rotated-headers", path, sheet, "three header rows; the first only bands")


def action_subrows(rng: random.Random, folder: Path) -> Case:
    """A row an action: the risk's own cells merged over its rows, each action with its owner and date."""
    h = Heads(rng)
    columns = [
        col.ref(h.ref),
        col.title(h.title),
        col.description(h.description),
        col.controls(h.controls),
        *col.triple(h.residual, "residual", ("L", "I", "LxI")),
        col.owner(h.owner),
        col.actions(h.actions, col.BULLETS),
    ]
    flat = [Column(f"{c.group} {c.header}".strip(), c.text, c.fields, width=c.width) for c in columns]
    sheet = sheet_of(rng, flat, entries(rng, 9))
    path = folder / "action-subrows.xlsx"
    made = book(path, sheet)
    page = made.add_worksheet("Risks and actions")
    bold = made.add_format({"bold": True, "text_wrap": True, "border": 1})
    cell = made.add_format({"text_wrap": True, "valign": "top", "border": 1})
    page.write_string(0, 0, sheet.title)
    page.write_string(1, 0, sheet.label)
    heads = [c.header for c in flat] + ["Action owner", "Due date", "% complete"]
    for at, text in enumerate(heads):
        page.write_string(3, at, text, bold)
    row = 4
    for entry in sheet.entries:
        rows = max(1, len(entry.actions))
        for at, column in enumerate(flat[:-1]):
            value = number_or_text(column.text(entry))
            if rows > 1:
                page.merge_range(row, at, row + rows - 1, at, value, cell)
            else:
                page.write(row, at, value, cell)
        for offset, action in enumerate(entry.actions):
            page.write_string(row + offset, len(flat) - 1, action, cell)
            page.write_string(row + offset, len(flat), "Service Manager", cell)
            page.write_string(row + offset, len(flat) + 1, f"{rng.randint(10, 28)}/0{rng.randint(1, 9)}/2027", cell)
            page.write_number(row + offset, len(flat) + 2, rng.choice((0, 25, 50, 75)), cell)
        row += rows
    made.close()
    return Case("xlsx-action-subrows", path, sheet, "action owner, due date and per cent complete belong to other")


def continuation_rows(rng: random.Random, folder: Path) -> Case:
    """Long texts run on in further rows whose reference is blank; nothing is merged."""
    h = Heads(rng)
    columns = [
        col.ref(h.ref),
        col.title(h.title),
        col.part(h.description, "cause"),
        col.controls(h.controls, col.BULLETS),
        col.product(f"{h.residual} score", "residual", "{l} x {i} = {s}"),
        col.actions(h.actions, col.BULLETS),
        col.owner(h.owner),
    ]
    columns[2] = Column(
        h.description, lambda e: "\n".join(p for p in (e.cause, e.event, e.effect) if p), ("description",)
    )
    sheet = sheet_of(rng, columns, entries(rng, 10, ref=lambda n: f"{n}"))
    path = folder / "continuation-rows.xlsx"
    made = book(path, sheet)
    page = made.add_worksheet("Sheet1")
    page.write_string(0, 0, sheet.title)
    page.write_string(1, 0, sheet.label)
    for at, column in enumerate(sheet.columns):
        page.write_string(3, at, column.header)
    row = 4
    for texts in sheet.rows():
        split = [text.split("\n") for text in texts]
        for at, lines in enumerate(split):
            for offset, line in enumerate(lines):
                put(page, row + offset, at, line)
        row += max(len(lines) for lines in split)
    made.close()
    return Case("xlsx-continuation-rows", path, sheet)


def heat_map_first(rng: random.Random, folder: Path) -> Case:
    """Sheets with a heat map and a key come first, a hidden sheet of lists last; a key tops the table."""
    h = Heads(rng)
    sheet = sheet_of(rng, plain_columns(h), entries(rng, 11))
    path = folder / "heat-map-first.xlsx"
    made = book(path, sheet)
    heat(made.add_worksheet("Heat map"), sheet)
    key = made.add_worksheet("Key")
    for row, (word, text) in enumerate(
        (
            ("Score", "Meaning"),
            ("1-4", "Low: accept and monitor"),
            ("5-9", "Medium: review each quarter"),
            ("10-15", "High: action plan needed"),
            ("16-25", "Very high: stop or reduce at once"),
        )
    ):
        key.write_string(row, 0, word)
        key.write_string(row, 1, text)
    page = made.add_worksheet("Register")
    page.write_string(0, 0, sheet.title)
    page.write_string(1, 0, sheet.label)
    page.write_string(2, 0, "Appetite key:")
    for at, word in enumerate(("Averse = avoid", "Cautious = safe options", "Open = consider all options")):
        page.write_string(2, 1 + at, word)
    body(made, page, sheet, 5)
    hidden = made.add_worksheet("Lists")
    for row, word in enumerate(("Risk owner", "Chief Executive", "Treat", "Tolerate", "Transfer", "Terminate")):
        hidden.write_string(row, 0, word)
    hidden.hide()
    made.close()
    return Case("xlsx-heat-map-first", path, sheet, "heat map, keys and the hidden lists hold no entries")


def heat(page: Any, sheet: Sheet) -> None:
    """A five by five grid with references in its cells."""
    page.write_string(0, 0, f"Heat map, position as at {in_words(sheet.as_at)}")
    for likelihood in range(5, 0, -1):
        page.write_string(7 - likelihood, 0, f"Likelihood {likelihood}")
        for impact in range(1, 6):
            here = [e.ref for e in sheet.entries if (e.residual.likelihood, e.residual.impact) == (likelihood, impact)]
            page.write_string(7 - likelihood, impact, ", ".join(here))
    for impact in range(1, 6):
        page.write_string(7, impact, f"Impact {impact}")


LAYOUTS: tuple[Layout, ...] = (
    triples_merged,
    section_rows,
    rotated_headers,
    action_subrows,
    continuation_rows,
    heat_map_first,
)
