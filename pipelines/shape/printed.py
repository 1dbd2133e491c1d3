"""What the printing of a register hides: columns that run over to further pages, an order said once for all scores."""

from __future__ import annotations

import re

from pipelines.records import Document
from pipelines.shape.headers import TEXTS, score_order
from pipelines.shape.joining import Register
from pipelines.shape.raw import Fate, ref_of
from pipelines.shape.tables import Found

_KEY = re.compile(
    r"\b(likelihood|probability|impact|severity)\b(?:\s*\([^)]*\))?\s*(?:x|×|\*|multiplied by|times)\s*(?:the )?"
    r"\b(likelihood|probability|impact|severity)\b",
    re.IGNORECASE,
)


def joins_by_place(register: Register, table: Found, waiting: list[int]) -> bool:
    """Whether a table without references and texts of risks has one row for each entry before it.

    So a wide sheet prints: its last columns on pages of their own, where only the order of rows says whose they are.
    """
    fields = {column.field for column in table.columns} - {""}
    return (
        len(waiting) > 1
        and len(table.loose) == len(waiting)
        and not fields & {*TEXTS, "risk_ref"}
        and len(fields) >= 2
        and not any(ref_of(raw) for raw in table.loose)
        and not fields & _held(register, waiting)
    )


def _held(register: Register, places: list[int]) -> set[str]:
    return {name for place in places for name, values in register.raws[place].pieces.items() if values}


def join_by_place(register: Register, table: Found, waiting: list[int]) -> None:
    """Give each entry the row of `table` that stands at its place."""
    for place, raw in zip(waiting, table.loose, strict=True):
        into = register.raws[place]
        for name, values in raw.pieces.items():
            for value in values:
                into.add(name, value)
            into.printed.setdefault(name, raw.printed.get(name, name))
            into.orders.setdefault(name, raw.orders.get(name, ""))
        for name, values in raw.other.items():
            into.other.setdefault(name, []).extend(values)
        into.rows += raw.rows
    for fate in table.loose_fates:
        entry = None if fate.entry is None else waiting[fate.entry]
        register.fates.append(Fate(fate.locator, fate.fate if entry is None else "part", entry, fate.code))
    register.tables.append(table)


def spread_order(register: Register, document: Document) -> None:
    """The order of factors printed over one score column, or in the text, holds for the others too."""
    said = {order for raw in register.raws for order in raw.orders.values() if order}
    if not said:
        texts = (block.text for block in document.blocks if len(block.text) < 600)
        said = {score_order(f"{found[1]} x {found[2]}") for text in texts for found in _KEY.finditer(text)} - {""}
    if len(said) != 1:
        return
    order = said.pop()
    for raw in register.raws:
        for name in raw.pieces:
            if name.startswith("score_"):
                raw.orders[name] = raw.orders.get(name) or order
