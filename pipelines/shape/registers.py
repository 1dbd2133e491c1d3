"""The register of a document: its tables and cards put together, summaries joined to details, fates kept.

A document without a table or card that names enough of a risk is no register; `refusal` says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.records import Document, Grid, Issue
from pipelines.shape.cards import Cards
from pipelines.shape.columns import Column, evidence
from pipelines.shape.entries import has_words
from pipelines.shape.headers import Matcher
from pipelines.shape.inferring import infer_table
from pipelines.shape.joining import (
    Register,
    follows,
    join_by_ref,
    join_split_cards,
    join_to_last,
    why_not,
)
from pipelines.shape.naming import refs_from_titles, titles_from_texts
from pipelines.shape.paragraphs import paragraph_cards
from pipelines.shape.printed import join_by_place, joins_by_place, spread_order
from pipelines.shape.raw import Fate
from pipelines.shape.settling import areas_from_sheets, older_sheets, settle
from pipelines.shape.tables import ENOUGH, Found, all_found, drafts
from pipelines.shape.text import squash

_NO_REGISTER = re.compile(
    r"\b(?:minutes of|timetable|agenda for|performance report|budget monitoring|statement of accounts|action log|"
    r"decision notice|forward plan|work programme)\b",
    re.IGNORECASE,
)


def find_register(document: Document, matcher: Matcher) -> Register:
    """Every register table and card of a document, put together."""
    tables, cards, rest = drafts(document, matcher)
    everything = all_found(tables, matcher)
    everything += [_as_found(order, made) for order, made in cards]
    everything.sort(key=lambda f: f.order)
    everything = join_split_cards(everything)
    named = any(
        re.search(r"\brisks?\b.{0,40}\b(?:register|log)\b|cofrestr risg", squash(t), re.IGNORECASE)
        for t in _names(document)
    )
    register = Register()
    loose: list[Found] = []
    waiting: list[int] = []
    for table in everything:
        if joins_by_place(register, table, waiting):
            join_by_place(register, table, waiting)
            waiting = []
        elif table.loose and follows(register, table, everything):
            join_to_last(register, table)
        elif table.loose:
            loose.append(table)
        elif table.raws and has_words(table.raws) and _register_like(table, document, named=named):
            held = len(register.raws)
            _take(register, table)
            waiting += range(held, len(register.raws))
        else:
            register.left_out.append((table.name, why_not(table)))
    for order, made in [(0, c) for c in paragraph_cards(document, matcher)] if not register.raws else []:
        table = _as_found(order, made)
        if table.weight >= ENOUGH and has_words(table.raws):
            _take(register, table)
    for order, grid in rest if not register.raws else []:
        inferred = infer_table(grid, order)
        if inferred is not None and has_words(inferred.raws):
            _take(register, inferred)
    register.left_out += [(grid.name, "no header of a register was found") for _, grid in rest]
    older_sheets(register, document)
    areas_from_sheets(register, document)
    settle(register)
    for table in loose:
        join_by_ref(register, table)
    refs_from_titles(register)
    titles_from_texts(register)
    spread_order(register, document)
    if not register.raws:
        register.refusal = _refusal(document, register)
    return register


def _names(document: Document) -> Iterator[str]:
    yield document.source_file.replace("-", " ").replace("_", " ")
    yield document.properties.get("title", "")
    for block in document.blocks[:60]:
        yield block.text
    for grid in document.grids:
        yield grid.heading
        yield grid.name
        for row in grid.rows[:4]:
            yield from (cell.text for cell in row.cells if cell.text)


def _register_like(table: Found, document: Document, *, named: bool) -> bool:
    """Whether a table with risk words in its header is a register and not a report's table of implications."""
    fields = {c.field for c in table.columns}
    assessed = any(f.startswith(("likelihood", "impact", "score")) for f in fields) or "risk_ref" in fields
    if _elsewhere(table.name) and not re.search(r"\brisk", table.name, re.IGNORECASE):
        return False
    if named or (assessed and table.weight >= ENOUGH + 0.5):
        return True
    return table.weight >= ENOUGH + 2


def _elsewhere(name: str) -> bool:
    return bool(
        re.search(
            r"\b(?:issues?|actions?|assumptions?|dependenc\w+|decisions?|lessons|lookups?|lists?"
            r"|template|example|guidance|key|criteria|contents|index|version|heat ?map)\b",
            name,
            re.IGNORECASE,
        )
    )


def _as_found(order: int, cards: Cards) -> Found:
    columns = list(cards.columns.values())
    return Found(cards.name, list(cards.raws), list(cards.fates), columns, evidence(columns)[0], order, "", True)


def _take(register: Register, table: Found) -> None:
    offset = len(register.raws)
    kept = {i: n for n, i in enumerate(i for i, raw in enumerate(table.raws) if has_words([raw]))}
    register.raws += [raw for i, raw in enumerate(table.raws) if i in kept]
    for fate in table.fates:
        if fate.entry is None:
            register.fates.append(fate)
        elif fate.entry in kept:
            register.fates.append(Fate(fate.locator, fate.fate, offset + kept[fate.entry], fate.code))
        else:
            register.fates.append(Fate(fate.locator, "issue", None, "row_not_understood"))
            register.issues.append(
                Issue(
                    "row_not_understood", "A row of the register has no words of a risk; it is no entry.", fate.locator
                )
            )
    register.issues += [
        Issue(f.code, "A row above the first entry could not be placed.", f.locator)
        for f in table.fates
        if f.code == "row_not_understood"
    ]
    register.tables.append(table)


def _refusal(document: Document, register: Register) -> str:
    kind = next((m[0].lower() for t in _names(document) if (m := _NO_REGISTER.search(t))), "")
    lead = f"it reads as {kind}; " if kind else ""
    if register.left_out:
        detail = "; ".join(f"{name}: {why}" for name, why in register.left_out[:4])
        return f"{lead}none of its {len(register.left_out)} tables is a register ({detail})"
    return f"{lead}it holds no table and no card of risks"


def describe(columns: list[Column]) -> list[str]:
    """Columns as "printed → field" for notes."""
    return [f"{c.printed or f'column {c.index + 1}'} → {c.field or 'other'}" for c in columns]


def hidden(document: Document) -> list[Grid]:
    """Hidden sheets, which are not read."""
    return [grid for grid in document.grids if grid.hidden]
