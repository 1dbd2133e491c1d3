"""Tables that print a risk over two rows, each under a header row of its own, folded to one row a risk.

"Ref | Title | Score | Owner" over "Description | Controls | Actions", and so on down the page: the two header
rows and the two rows of each risk are told by their cells' edges.
"""

from __future__ import annotations

from dataclasses import replace

from pipelines.records import Cell, Grid, Row
from pipelines.shape.headers import Matcher
from pipelines.shape.layout import Line, header_like, lay
from pipelines.shape.text import header_key

_FIT = 0.8


def folded(grid: Grid, matcher: Matcher) -> Grid | None:
    """The grid with two rows made one, None where it prints no such pairs."""
    lines = lay(grid)
    at = next((i for i, line in enumerate(lines[:-1]) if _headers(line, lines[i + 1], matcher)), None)
    if at is None:
        return None
    upper, lower = _edges(lines[at]), _edges(lines[at + 1])
    printed = {_words(lines[at]), _words(lines[at + 1])}
    body = [line for line in lines[at + 2 :] if not line.blank and _words(line) not in printed]
    pairs = _pairs(body, upper, lower)
    if not pairs or sum(2 for first, second in pairs if first and second) < _FIT * len(body):
        return None
    rows = [grid.rows[i] for i in range(at)] + [_joined(lines[at], lines[at + 1], upper, lower)]
    width = len(upper) + len(lower)
    rows = [_wide(row, width) for row in rows]
    rows += [_joined(first, second, upper, lower) for first, second in pairs]
    return replace(grid, rows=tuple(rows), column_x=())


def _headers(first: Line, second: Line, matcher: Matcher) -> bool:
    if _edges(first) == _edges(second) or any(second.above) or any(first.above):
        return False
    if not header_like(first, matcher) or not header_like(second, matcher):
        return False
    fields = [{m.field for i in line.filled if (m := matcher.match(line.texts[i]))} for line in (first, second)]
    return not fields[0] & fields[1] - {""}


def _edges(line: Line) -> tuple[int, ...]:
    """Where the row's cells begin."""
    return tuple(i for i, cell in enumerate(line.row.cells) if not cell.covered)


def _words(line: Line) -> str:
    return " | ".join(header_key(line.texts[i]) for i in line.filled)


def _pairs(body: list[Line], upper: tuple[int, ...], lower: tuple[int, ...]) -> list[tuple[Line | None, Line | None]]:
    pairs: list[tuple[Line | None, Line | None]] = []
    for line in body:
        edges = _edges(line)
        if edges == upper:
            pairs.append((line, None))
        elif edges == lower and pairs and pairs[-1][1] is None:
            pairs[-1] = (pairs[-1][0], line)
        elif edges == lower:
            pairs.append((None, line))
        else:
            return []
    return pairs


def _joined(first: Line | None, second: Line | None, upper: tuple[int, ...], lower: tuple[int, ...]) -> Row:
    cells = [_cell(first, i) for i in upper] + [_cell(second, i) for i in lower]
    held = [line.row for line in (first, second) if line is not None]
    return Row(tuple(cells), "; ".join(row.locator for row in held), held[0].page)


def _cell(line: Line | None, place: int) -> Cell:
    return Cell("") if line is None else replace(line.row.cells[place], row_span=1, col_span=1)


def _wide(row: Row, width: int) -> Row:
    cells = [replace(cell, row_span=1, col_span=1, covered=False) for cell in row.cells if not cell.covered]
    return replace(row, cells=tuple((cells + [Cell("")] * width)[:width]))
