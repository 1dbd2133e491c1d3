"""Texts longer than anybody wrote, cut before they cost every later step its time: a damaged workbook can unpack
thirty megabytes of blanks into one cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipelines.records import Block, Cell, Grid, Issue, Row

LONGEST: Final = 2_000_000
"""Characters of one cell or paragraph that are kept; a whole register has some two hundred thousand."""


def bounded(parts: Sequence[Block | Grid]) -> tuple[tuple[Block | Grid, ...], list[Issue]]:
    """Parts whose texts have `LONGEST` characters at most, and an issue for each text that was cut."""
    issues: list[Issue] = []

    def cut(text: str, locator: str) -> str:
        message = f"A text of {len(text)} characters was cut to its first {LONGEST}."
        issues.append(Issue("text_cut", message, locator, value=str(len(text))))
        return text[:LONGEST]

    def of_row(row: Row) -> Row:
        if all(len(cell.text) <= LONGEST for cell in row.cells):
            return row
        return replace(row, cells=tuple(of_cell(cell, row.locator) for cell in row.cells))

    def of_cell(cell: Cell, locator: str) -> Cell:
        return cell if len(cell.text) <= LONGEST else replace(cell, text=cut(cell.text, locator))

    made: list[Block | Grid] = []
    for part in parts:
        if isinstance(part, Grid):
            rows = tuple(of_row(row) for row in part.rows)
            made.append(replace(part, rows=rows) if issues else part)
        else:
            made.append(part if len(part.text) <= LONGEST else replace(part, text=cut(part.text, part.locator)))
    return tuple(made), issues
