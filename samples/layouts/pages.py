"""Web layouts: definition lists, boxes of labelled paragraphs, spans over rows, tables inside tables."""

from __future__ import annotations

import random
from html import escape
from pathlib import Path

from samples import columns as col
from samples.layouts.common import Case, Heads, Layout, entries, plain_columns, sheet_of
from samples.model import Sheet, in_words


def page(sheet: Sheet, body: list[str], path: Path) -> None:
    """A page around a body."""
    text = [
        "<!DOCTYPE html>",
        '<html lang="en-GB"><head><meta charset="utf-8">',
        f"<title>{escape(sheet.title)}</title></head><body>",
        '<nav><ul><li><a href="#">Home</a></li><li><a href="#">Your council</a></li></ul></nav>',
        f"<main><h1>{escape(sheet.title)}</h1>",
        f"<p>{escape(sheet.label)}</p>",
        f"<p>Position as at {in_words(sheet.as_at)}.</p>",
        *body,
        "</main><footer><p>Accessibility statement | Privacy notice</p></footer></body></html>",
        "",
    ]
    path.write_text("\n".join(text), encoding="utf-8", newline="\n")


def cell(text: str, tag: str = "td", spans: str = "") -> str:
    """One cell with line breaks."""
    return f"<{tag}{spans}>{escape(text, quote=False).replace(chr(10), '<br>')}</{tag}>"


def definitions(rng: random.Random, folder: Path) -> Case:
    """A heading and a definition list a risk."""
    h = Heads(rng)
    columns = (
        col.description(h.description),
        col.controls(h.controls),
        col.product("Current risk score (LxI)", "residual"),
        col.actions(h.actions),
        col.product("Target risk score (LxI)", "target"),
        col.owner(h.owner),
    )
    found = entries(rng, 8, ref=lambda n: f"SR{n:02d}")
    sheet = sheet_of(rng, (col.ref("Reference"), col.title("Title"), *columns), found)
    body: list[str] = []
    for entry in found:
        pairs = [f"<dt>{escape(c.header)}</dt>{cell(c.text(entry), 'dd')}" for c in columns]
        body += [f"<h3>{entry.ref}: {escape(entry.title)}</h3>", "<dl>", *pairs, "</dl>"]
    path = folder / "definitions.html"
    page(sheet, body, path)
    return Case("html-definition-lists", path, sheet, "reference and title stand in the heading")


def boxes(rng: random.Random, folder: Path) -> Case:
    """A box a risk with bold labels inside paragraphs."""
    h = Heads(rng)
    columns = (
        col.ref("Risk reference"),
        col.title("Risk title"),
        col.part("Cause", "cause"),
        col.part("Event", "event"),
        col.part("Effect", "effect"),
        col.controls("Existing controls"),
        col.factor("Current likelihood", "residual", "likelihood"),
        col.factor("Current impact", "residual", "impact"),
        col.factor("Current score", "residual", "score"),
        col.actions("Planned actions"),
        col.owner(h.owner),
        col.direction(h.direction),
    )
    sheet = sheet_of(rng, columns, entries(rng, 7))
    body: list[str] = []
    for entry in sheet.entries:
        body.append('<div class="risk-card">')
        body += [f"<p><strong>{escape(c.header)}:</strong> {escape(c.text(entry), quote=False)}</p>" for c in columns]
        body.append("</div>")
    path = folder / "boxes.html"
    page(sheet, body, path)
    return Case("html-boxes-of-paragraphs", path, sheet)


def spanned_actions(rng: random.Random, folder: Path) -> Case:
    """A row an action; the risk's cells span them."""
    h = Heads(rng)
    columns = (
        col.ref(h.ref),
        col.title(h.title),
        col.description(h.description),
        col.controls(h.controls),
        col.product(f"{h.residual} score", "residual"),
        col.owner(h.owner),
        col.actions(h.actions, col.BULLETS),
    )
    sheet = sheet_of(rng, columns, entries(rng, 9))
    body = ["<table border=1>", "<tr>", *(cell(c.header, "th") for c in columns), "<th>By when</th></tr>"]
    for entry in sheet.entries:
        spans = f' rowspan="{len(entry.actions)}"'
        body += ["<tr>", *(cell(c.text(entry), "td", spans) for c in columns[:-1])]
        for at, action in enumerate(entry.actions):
            body += ["<tr>" if at else "", cell(action), cell(f"Month {rng.randint(1, 12)} of 2027"), "</tr>"]
    body.append("</table>")
    path = folder / "spanned-actions.html"
    page(sheet, body, path)
    return Case("html-rowspan-actions", path, sheet, "the dates of actions belong to other")


def nested(rng: random.Random, folder: Path) -> Case:
    """The register is a table inside a table that only lays out the page; a key stands in another."""
    sheet = sheet_of(rng, plain_columns(Heads(rng), scores="score"), entries(rng, 9))
    key = ["<table>", "<tr><th>RAG</th><th>Meaning</th></tr>"]
    key += [f"<tr><td>{c}</td><td>{t}</td></tr>" for c, t in (("Red", "15-25"), ("Amber", "8-14"), ("Green", "1-7"))]
    inner = [
        "<table border=1><thead><tr>",
        *(cell(c.header, "th") for c in sheet.columns),
        "</tr></thead><tbody>",
    ]
    for texts in sheet.rows():
        inner += ["<tr>", *(cell(text) for text in texts), "</tr>"]
    inner.append("</tbody></table>")
    body = ["<table width=100%><tr><td>Menu</td><td>", *key, "</table>", *inner, "</td></tr></table>"]
    path = folder / "nested.html"
    page(sheet, body, path)
    return Case("html-table-in-table", path, sheet, "menu and key hold no entries")


def two_headers(rng: random.Random, folder: Path) -> Case:
    """Two header rows with spans, impact before likelihood, arrows."""
    h = Heads(rng)
    columns = (
        col.ref(h.ref),
        col.title(h.title),
        col.description(h.description),
        col.factor("Impact", "inherent", "impact", h.inherent),
        col.factor("Likelihood", "inherent", "likelihood", h.inherent),
        col.factor("Score", "inherent", "score", h.inherent),
        col.controls(h.controls),
        col.factor("Impact", "residual", "impact", h.residual),
        col.factor("Likelihood", "residual", "likelihood", h.residual),
        col.factor("Score", "residual", "score", h.residual),
        col.actions(h.actions),
        col.direction(h.direction, col.ARROWS),
        col.owner(h.owner),
    )
    sheet = sheet_of(rng, columns, entries(rng, 10))
    upper, lower, seen = [], [], set()
    for column in columns:
        if not column.group:
            upper.append(cell(column.header, "th", " rowspan=2"))
            continue
        if column.group not in seen:
            upper.append(cell(column.group, "th", " colspan=3"))
            seen.add(column.group)
        lower.append(cell(column.header, "th"))
    body = ["<table border=1><thead><tr>", *upper, "</tr><tr>", *lower, "</tr></thead><tbody>"]
    for texts in sheet.rows():
        body += ["<tr>", *(cell(text) for text in texts), "</tr>"]
    body.append("</tbody></table>")
    path = folder / "two-headers.html"
    page(sheet, body, path)
    return Case("html-two-header-rows-impact-first", path, sheet)


LAYOUTS: tuple[Layout, ...] = (definitions, boxes, spanned_actions, nested, two_headers)
