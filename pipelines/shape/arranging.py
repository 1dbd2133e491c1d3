"""Grids put into the arrangement that the rest of this stage reads: risks side by side one under another, and
several small tables under one risk's heading as one card."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from pipelines.records import Cell, Grid, Row
from pipelines.shape.headers import Matcher
from pipelines.shape.labels import label
from pipelines.shape.layout import header_like, lay
from pipelines.shape.splits import split_ref
from pipelines.shape.text import header_key

_FIT = 0.8
_LOOKED_AT = 40


def arranged(grids: list[Grid], matcher: Matcher) -> list[Grid]:
    """The grids in reading order, split or joined where their risks stand side by side or in pieces."""
    split = [part for grid in grids for part in _halves(grid, matcher)]
    groups = [(heading, list(group)) for heading, group in groupby(split, key=lambda grid: grid.heading)]
    pieces = [heading for heading, group in groups if _in_pieces(heading, group, matcher)]
    if len(pieces) < 2:
        return split
    return [
        grid for heading, group in groups for grid in ([_one(group)] if _in_pieces(heading, group, matcher) else group)
    ]


def _in_pieces(heading: str, group: list[Grid], matcher: Matcher) -> bool:
    """Whether tables of one row each, under headers of their own, stand under a heading that names a risk."""
    if len(group) < 2 or not split_ref(heading)[0]:
        return False
    return all(
        len(grid.rows) <= 3
        and not grid.hidden
        and all(label(cell.text, matcher) for cell in grid.rows[0].cells if cell.text.strip())
        for grid in group
    )


def _one(group: list[Grid]) -> Grid:
    width = max(len(row.cells) for grid in group for row in grid.rows)
    rows = [
        replace(row, cells=(*row.cells, *[Cell("")] * (width - len(row.cells)))) for grid in group for row in grid.rows
    ]
    return replace(group[0], rows=tuple(rows), column_x=())


def _halves(grid: Grid, matcher: Matcher) -> list[Grid]:
    """The parts of a grid that print the same labels or the same header beside one another, else the grid."""
    width = max((len(row.cells) for row in grid.rows), default=0)
    for count in (2, 3):
        if width % count or width // count < 2 or len(grid.rows) < 2 or grid.hidden:
            continue
        size, rows = width // count, grid.rows[:_LOOKED_AT]
        firsts = [[header_key(row.cells[k * size].text) for k in range(count)] for row in rows]
        named = [keys for row, keys in zip(rows, firsts, strict=True) if label(row.cells[0].text, matcher)]
        cards = len(named) >= 3 and len(named) >= 0.6 * len(rows)
        alike = cards and sum(1 for keys in named if len(set(keys)) == 1) >= _FIT * len(named)
        if alike or _same_headers(grid, size, count, matcher):
            return [_part(grid, k, size) for k in range(count)]
    return [grid]


def _same_headers(grid: Grid, size: int, count: int, matcher: Matcher) -> bool:
    line = lay(replace(grid, rows=grid.rows[:1]))[0]
    parts = [[header_key(text) for text in line.texts[k * size : (k + 1) * size]] for k in range(count)]
    return size >= 3 and all(part == parts[0] for part in parts) and header_like(line, matcher)


def _part(grid: Grid, k: int, size: int) -> Grid:
    rows = tuple(
        Row(row.cells[k * size : (k + 1) * size], f"{row.locator} part {k + 1}", row.page) for row in grid.rows
    )
    return replace(grid, rows=rows, column_x=grid.column_x[k * size : (k + 1) * size] if grid.column_x else ())
