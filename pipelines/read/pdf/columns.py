"""Tables without vertical rulings: columns from white gutters, rows from lines, references, gaps and baselines.

Method: lines with wide gaps between words make a region; the strips of white that no word of it crosses are
its gutters; what a line holds between two gutters is one column's. A row starts at a horizontal rule, at the
edge of a coloured band, at a reference in the first column, or after a gap wider than the leading; which of
these a table uses is read off the table. A line that runs across the gutters is a row of one cell.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import Final

from pipelines.read.build import Placed, lay_out
from pipelines.read.pdf.gutters import crosses, find_gutters, is_wide, starts_of
from pipelines.read.pdf.lines import Line, Vocabulary, compose
from pipelines.read.pdf.page import Draft, Table
from pipelines.read.pdf.rows import Region, drawn_starts, row_starts
from pipelines.records import Cell

_LEAST_LINES: Final = 3
_SAME: Final = 2.0  # points


@dataclass(slots=True)
class Earlier:
    """What the pages before told: left edges of the columns of tables whose rows were drawn."""

    drawn: list[tuple[float, ...]] = field(default_factory=list)

    def knows(self, lefts: tuple[float, ...]) -> bool:
        """Whether a table with these columns was among them."""
        return any(
            len(known) == len(lefts) and all(abs(a - b) < _SAME for a, b in zip(known, lefts, strict=True))
            for known in self.drawn
        )


def find_tables(
    lines: list[Line], draft: Draft, vocabulary: Vocabulary, earlier: Earlier
) -> tuple[list[Table], list[Line]]:
    """Tables among the lines outside ruled ones, and the lines that are left."""
    upright = sorted((line for line in lines if line.turn == 0), key=lambda line: line.v)
    turned = [line for line in lines if line.turn != 0]
    tables: list[Table] = []
    rest: list[Line] = []
    for chunk in _chunks(upright, draft):
        _search(chunk, draft, vocabulary, earlier, tables, rest)
    for table in tables:
        turned = _turned_head(table, turned, vocabulary)
    return tables, rest + turned


def _turned_head(table: Table, turned: list[Line], vocabulary: Vocabulary) -> list[Line]:
    """Give a table the turned headers that stand above it; returns the turned lines that are left."""
    left, top, right, _ = table.box
    size = turned[0].size if turned else 0.0
    head = [
        line for line in turned
        if line.box[0] >= left - size and line.box[2] <= right + size and top - 150 < line.box[3] <= top + size
    ]  # fmt: skip
    held: dict[int, list[Line]] = {}
    for line in head:
        middle = (line.box[0] + line.box[2]) / 2
        held.setdefault(max(bisect_right(table.column_x, middle + 1) - 1, 0), []).append(line)
    if len(held) < 2:
        return turned
    cells = [Cell(compose(held[c], vocabulary)) if c in held else Cell("") for c in range(len(table.column_x))]
    table.rows.insert(0, cells)
    table.box = (left, min(line.box[1] for line in head), right, table.box[3])
    return [line for line in turned if line not in head]


def _chunks(lines: list[Line], draft: Draft) -> list[list[Line]]:
    """Lines between ruled tables and wide white spaces; white within a high row of a table parts nothing."""
    chunks: list[list[Line]] = []
    starts: set[int] = set()
    for line in lines:
        last = chunks[-1][-1] if chunks else None
        own = starts_of(line)
        parted = last is None or any(
            last.v <= table.box[1] + 2 and line.v >= table.box[3] - 2 for table in draft.tables
        )
        if last is not None and line.v - last.v > 6.5 * max(line.size, last.size):
            parted = parted or len([x for x in own if starts & {x - 1, x, x + 1}]) < 3
        if parted:
            chunks.append([line])
            starts = set()
        else:
            chunks[-1].append(line)
        starts |= own if len(own) > 1 else set()
    return chunks


def _search(
    lines: list[Line],
    draft: Draft,
    vocabulary: Vocabulary,
    earlier: Earlier,
    tables: list[Table],
    rest: list[Line],
    depth: int = 0,
) -> None:
    region = _region(lines)
    if region is not None:
        first, last = lines.index(region.lines[0]), lines.index(region.lines[-1])
        table = _table(region, draft, vocabulary, earlier)
        if table is not None:
            tables.append(table)
            for outside in (lines[:first], lines[last + 1 :]):
                if outside and depth < 8:
                    _search(outside, draft, vocabulary, earlier, tables, rest, depth + 1)
                else:
                    rest += outside
            return
    if depth < 8 and len(lines) >= 2 * _LEAST_LINES and sum(map(is_wide, lines)) >= _LEAST_LINES:
        steps = [b.v - a.v for a, b in itertools.pairwise(lines)]
        inner = range(_LEAST_LINES - 1, len(steps) - _LEAST_LINES + 1)
        at = max(inner, key=lambda i: steps[i], default=None)
        if at is not None and steps[at] > 1.25 * sorted(steps)[len(steps) // 2]:
            for half in (lines[: at + 1], lines[at + 1 :]):
                _search(half, draft, vocabulary, earlier, tables, rest, depth + 1)
            return
    rest += lines


def _region(lines: list[Line]) -> Region | None:
    """The stretch from the first line with a wide gap to the last, with what wraps below it."""
    wide = [i for i, line in enumerate(lines) if is_wide(line)]
    if len(wide) < _LEAST_LINES:
        return None
    gutters = find_gutters([lines[i] for i in wide], lines)
    if not gutters:
        return None
    first, last = wide[0], wide[-1]
    while last + 1 < len(lines) and _fits(lines[last], lines[last + 1], gutters):
        last += 1
    while first and _fits(lines[first], lines[first - 1], gutters) and lines[first].size >= lines[first - 1].size - 0.6:
        first -= 1
    chosen = lines[first : last + 1]
    left, right = min(line.u0 for line in chosen), max(line.u1 for line in chosen)
    return Region(chosen, gutters, left, right)


def _fits(line: Line, other: Line, gutters: list[tuple[float, float]]) -> bool:
    """Whether a line next to a table's outermost is a wrapped line of one of its columns."""
    return abs(other.v - line.v) < 1.5 * line.size and not crosses(other, gutters)


def _columns_of(line: Line, region: Region) -> dict[int, Line]:
    found: dict[int, list[int]] = {}
    edges = region.edges
    for i, word in enumerate(line.words):
        found.setdefault(bisect_right(edges, (word.u0 + word.u1) / 2), []).append(i)
    cut: dict[int, Line] = {}
    for column, indexes in found.items():
        words = [line.words[i] for i in indexes]
        box = (words[0].u0, line.box[1], words[-1].u1, line.box[3])
        cut[column] = replace(line, words=words, box=box, bold=all(word.bold for word in words))
    return cut


def _table(region: Region, draft: Draft, vocabulary: Vocabulary, earlier: Earlier) -> Table | None:
    cells = [_columns_of(line, region) for line in region.lines]
    across = [crosses(line, region.gutters) for line in region.lines]
    count = len(region.gutters) + 1
    if sum(across) > 0.3 * len(across) or _is_prose(region, cells):
        return None
    bounds = [region.left, *region.edges, region.right]
    lefts = _lefts(cells, across, count, bounds)
    region.drawn = earlier.knows(lefts)
    if drawn_starts(region, draft) and not region.drawn:
        earlier.drawn.append(lefts)
    starts = row_starts(region, cells, across, draft)
    groups: list[list[int]] = []
    for i in range(len(region.lines)):
        if not groups or i in starts:
            groups.append([i])
        else:
            groups[-1].append(i)
    if len(groups) < 2:
        return None
    placed: list[Placed] = []
    for row, group in enumerate(groups):
        bold = region.lines[group[0]].index in draft.bold
        if across[group[0]]:
            text = compose([region.lines[i] for i in group], vocabulary)
            placed.append(Placed(row, 0, Cell(text, col_span=count, bold=bold)))
            continue
        for column in range(count):
            held = [cells[i][column] for i in group if column in cells[i]]
            if held:
                extent = (min(h.u0 for h in held) - 2.0, bounds[column + 1])
                placed.append(Placed(row, column, Cell(compose(held, vocabulary, extent), bold=bold)))
    rows = lay_out(placed, len(groups), count)
    box = (region.left, region.lines[0].box[1], region.right, region.lines[-1].box[3])
    return Table(box, rows, lefts)


def _lefts(cells: list[dict[int, Line]], across: list[bool], count: int, bounds: list[float]) -> tuple[float, ...]:
    lefts = []
    for column in range(count):
        starts = [held[column].u0 for held, spans in zip(cells, across, strict=True) if column in held and not spans]
        lefts.append(round(min(starts, default=bounds[column]), 1))
    return tuple(lefts)


def _is_prose(region: Region, cells: list[dict[int, Line]]) -> bool:
    """Two wide columns whose lines are full to the edge are a page set in columns, no table."""
    if len(region.gutters) != 1 or len(cells) < 8:
        return False
    for column in (0, 1):
        held = [c[column] for c in cells if column in c]
        if len(held) < 0.7 * len(cells):
            return False
        widest = max(h.u1 - h.u0 for h in held)
        if widest < 0.33 * (region.right - region.left):
            return False
        if sum(h.u1 - h.u0 > 0.8 * widest for h in held) < 0.6 * len(held):
            return False
    return True
