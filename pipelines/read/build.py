"""Grids from loose cells: the one place that pads rows, marks covered cells and names locators.

Belongs here: what turns any format's cells into `pipelines.records.Grid`. Where cells came from stays with
the format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipelines.records import Block, Cell, Grid, Row

BLANK: Final = Cell("")
COVERED: Final = Cell("", covered=True)


@dataclass(slots=True)
class Placed:
    """A cell and where its top left corner stands, counted from 0."""

    row: int
    column: int
    cell: Cell


def plain(text: str, known: dict[str, Cell]) -> Cell:
    """A cell of nothing but text; `known` keeps those made before, for columns repeat themselves."""
    cell = known.get(text)
    if cell is None:
        cell = known[text] = Cell(text)
    return cell


def lay_out(placed: Iterable[Placed], height: int, width: int) -> list[list[Cell]]:
    """Rows of one width: merged areas start with their cell, the rest of them is covered.

    Spans that overrun the table or run into another cell are cut down to what is free.
    """
    rows: list[list[Cell | None]] = [[None] * width for _ in range(height)]
    for item in sorted(placed, key=lambda p: (p.row, p.column)):
        if item.row >= height or item.column >= width:
            continue
        if rows[item.row][item.column] is not None:
            continue
        down = min(item.cell.row_span, height - item.row)
        across = min(item.cell.col_span, width - item.column)
        while across > 1 and any(rows[item.row][item.column + k] is not None for k in range(1, across)):
            across -= 1
        for r in range(item.row, item.row + down):
            for c in range(item.column, item.column + across):
                rows[r][c] = COVERED
        whole = item.cell.row_span == down and item.cell.col_span == across
        rows[item.row][item.column] = item.cell if whole else replace(item.cell, row_span=down, col_span=across)
    return [[cell or BLANK for cell in row] for row in rows]


def grid(
    rows: Sequence[Sequence[Cell]],
    name: str,
    locate: Callable[[int], str],
    *,
    page: int | None = None,
    column_x: tuple[float, ...] = (),
    hidden: bool = False,
    heading: str = "",
) -> Grid:
    """A `Grid` of `rows`; `locate` names a row by its index."""
    return Grid(
        name=name,
        rows=tuple(Row(tuple(cells), locate(i), page) for i, cells in enumerate(rows)),
        heading=heading,
        page=page,
        column_x=column_x,
        hidden=hidden,
    )


def with_headings(parts: Sequence[Block | Grid]) -> tuple[Block | Grid, ...]:
    """Every grid without a heading takes the heading, or short paragraph, that stands nearest above it."""
    result: list[Block | Grid] = []
    heading, caption = "", ""
    for part in parts:
        if isinstance(part, Grid):
            result.append(part if part.heading else replace(part, heading=caption or heading))
            caption = ""
            continue
        if part.kind == "heading":
            heading, caption = part.text, ""
        elif part.kind == "paragraph":
            caption = part.text if len(part.text) <= 150 and "\n" not in part.text else ""
        result.append(part)
    return tuple(result)
