"""Tables without vertical rulings: columns from white gutters, rows from lines, references, gaps and baselines.

Method: lines with wide gaps between words make a region; the strips of white that no word of it crosses are
its gutters; what a line holds between two gutters is one column's. A row starts at a horizontal rule, at the
edge of a coloured band, at a reference in the first column, or after a gap wider than the leading; which of
these a table uses is read off the table. A line that runs across the gutters is a row of one cell.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from pipelines.read.build import Placed, lay_out
from pipelines.read.pdf.lines import Line, Vocabulary, compose
from pipelines.read.pdf.page import Draft, Table
from pipelines.read.pdf.splitting import REFERENCE
from pipelines.records import Cell

_WIDE: Final = 0.95  # ems between two words from which on they may stand in two columns
_LEAST_GUTTER: Final = 0.36  # ems
_LEAST_LINES: Final = 3


@dataclass(slots=True)
class _Region:
    """Lines that may be a table, and the white strips between its columns as (left, right)."""

    lines: list[Line]
    gutters: list[tuple[float, float]]
    left: float
    right: float

    @property
    def edges(self) -> list[float]:
        """Middles of the gutters."""
        return [(a + b) / 2 for a, b in self.gutters]


def find_tables(lines: list[Line], draft: Draft, vocabulary: Vocabulary) -> tuple[list[Table], list[Line]]:
    """Tables among the lines outside ruled ones, and the lines that are left."""
    upright = sorted((line for line in lines if line.turn == 0), key=lambda line: line.v)
    turned = [line for line in lines if line.turn != 0]
    tables: list[Table] = []
    rest: list[Line] = []
    for chunk in _chunks(upright, draft):
        _search(chunk, draft, vocabulary, tables, rest)
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
    """Lines between ruled tables and wide white spaces."""
    chunks: list[list[Line]] = []
    for line in lines:
        last = chunks[-1][-1] if chunks else None
        parted = last is None or any(
            last.v <= table.box[1] + 2 and line.v >= table.box[3] - 2 for table in draft.tables
        )
        if parted or last is None or line.v - last.v > 6.5 * max(line.size, last.size):
            chunks.append([line])
        else:
            chunks[-1].append(line)
    return chunks


def _search(
    lines: list[Line],
    draft: Draft,
    vocabulary: Vocabulary,
    tables: list[Table],
    rest: list[Line],
    depth: int = 0,
) -> None:
    region = _region(lines)
    if region is not None:
        first, last = lines.index(region.lines[0]), lines.index(region.lines[-1])
        table = _table(region, draft, vocabulary)
        if table is not None:
            tables.append(table)
            for outside in (lines[:first], lines[last + 1 :]):
                if outside and depth < 8:
                    _search(outside, draft, vocabulary, tables, rest, depth + 1)
                else:
                    rest += outside
            return
    if depth < 8 and len(lines) >= 2 * _LEAST_LINES and sum(map(_is_wide, lines)) >= _LEAST_LINES:
        steps = [b.v - a.v for a, b in itertools.pairwise(lines)]
        inner = range(_LEAST_LINES - 1, len(steps) - _LEAST_LINES + 1)
        at = max(inner, key=lambda i: steps[i], default=None)
        if at is not None and steps[at] > 1.25 * sorted(steps)[len(steps) // 2]:
            for half in (lines[: at + 1], lines[at + 1 :]):
                _search(half, draft, vocabulary, tables, rest, depth + 1)
            return
    rest += lines


def _is_wide(line: Line) -> bool:
    return any(b.u0 - a.u1 > _WIDE * line.size for a, b in zip(line.words, line.words[1:], strict=False))


def _region(lines: list[Line]) -> _Region | None:
    """The stretch from the first line with a wide gap to the last, with what wraps below it."""
    wide = [i for i, line in enumerate(lines) if _is_wide(line)]
    if len(wide) < _LEAST_LINES:
        return None
    gutters = _gutters([lines[i] for i in wide], lines)
    if not gutters:
        return None
    first, last = wide[0], wide[-1]
    while last + 1 < len(lines) and _fits(lines[last], lines[last + 1], gutters):
        last += 1
    while first and _fits(lines[first], lines[first - 1], gutters) and lines[first].size >= lines[first - 1].size - 0.6:
        first -= 1
    chosen = lines[first : last + 1]
    left, right = min(line.u0 for line in chosen), max(line.u1 for line in chosen)
    return _Region(chosen, gutters, left, right)


def _fits(line: Line, other: Line, gutters: list[tuple[float, float]]) -> bool:
    """Whether a line next to a table's outermost is a wrapped line of one of its columns."""
    return abs(other.v - line.v) < 1.5 * line.size and not _crosses(other, gutters)


def _crosses(line: Line, gutters: list[tuple[float, float]]) -> bool:
    """Whether running text of a line covers a gutter."""
    pieces = _pieces(line)
    return any(a < (g0 + g1) / 2 < b for a, b in pieces for g0, g1 in gutters)


def _pieces(line: Line) -> list[tuple[float, float]]:
    pieces: list[tuple[float, float]] = []
    for word in line.words:
        if pieces and word.u0 - pieces[-1][1] < _LEAST_GUTTER * line.size:
            pieces[-1] = (pieces[-1][0], max(word.u1, pieces[-1][1]))
        else:
            pieces.append((word.u0, word.u1))
    return pieces


def _gutters(wide: list[Line], lines: list[Line]) -> list[tuple[float, float]]:
    """White strips that all but a few of the wide lines leave free, and that part words on several lines."""
    size = sorted(line.size for line in wide)[len(wide) // 2]
    events: dict[float, int] = {}
    for line in wide:
        for a, b in _pieces(line):
            events[round(a, 1)] = events.get(round(a, 1), 0) + 1
            events[round(b, 1)] = events.get(round(b, 1), 0) - 1
    allowed = len(wide) // 25
    strips: list[tuple[float, float]] = []
    depth, start = 0, None
    for x in sorted(events):
        if start is not None and depth <= allowed and x - start >= _LEAST_GUTTER * size:
            strips.append((start, x))
        depth += events[x]
        start = (start if depth <= allowed and start is not None else x) if depth <= allowed else None
    return [strip for strip in _joined(strips) if _parts(strip, wide)]


def _joined(strips: list[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for a, b in strips:
        if joined and a <= joined[-1][1] + 0.2:
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return joined


def _parts(strip: tuple[float, float], wide: list[Line]) -> bool:
    """Whether text stands on both sides of the strip, on two lines at least and on most that reach across."""
    middle = (strip[0] + strip[1]) / 2
    parted = covering = 0
    for line in wide:
        if line.u0 < middle < line.u1:
            if any(a < middle < b for a, b in _pieces(line)):
                covering += 1
            else:
                parted += 1
    return parted >= 2 and parted > 2 * covering


def _columns_of(line: Line, region: _Region) -> dict[int, Line]:
    found: dict[int, list[int]] = {}
    edges = region.edges
    for i, word in enumerate(line.words):
        found.setdefault(bisect_right(edges, (word.u0 + word.u1) / 2), []).append(i)
    cut: dict[int, Line] = {}
    for column, indexes in found.items():
        words = [line.words[i] for i in indexes]
        box = (words[0].u0, line.box[1], words[-1].u1, line.box[3])
        cut[column] = Line(words, line.v, line.size, line.turn, line.index, box)
    return cut


def _table(region: _Region, draft: Draft, vocabulary: Vocabulary) -> Table | None:
    cells = [_columns_of(line, region) for line in region.lines]
    across = [_crosses(line, region.gutters) for line in region.lines]
    count = len(region.gutters) + 1
    if sum(across) > 0.3 * len(across) or _is_prose(region, cells):
        return None
    starts = _starts(region, cells, across, draft)
    groups: list[list[int]] = []
    for i in range(len(region.lines)):
        if not groups or i in starts:
            groups.append([i])
        else:
            groups[-1].append(i)
    if len(groups) < 2:
        return None
    bounds = [region.left, *region.edges, region.right]
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
    lefts = _lefts(cells, across, count, bounds)
    box = (region.left, region.lines[0].box[1], region.right, region.lines[-1].box[3])
    return Table(box, rows, lefts)


def _lefts(cells: list[dict[int, Line]], across: list[bool], count: int, bounds: list[float]) -> tuple[float, ...]:
    lefts = []
    for column in range(count):
        starts = [held[column].u0 for held, spans in zip(cells, across, strict=True) if column in held and not spans]
        lefts.append(round(min(starts, default=bounds[column]), 1))
    return tuple(lefts)


def _is_prose(region: _Region, cells: list[dict[int, Line]]) -> bool:
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


def _starts(region: _Region, cells: list[dict[int, Line]], across: list[bool], draft: Draft) -> set[int]:
    """Indexes of the lines that begin a row."""
    forced = {i for i in range(len(cells)) if across[i] or (i and across[i - 1])}
    for i in range(1, len(cells)):  # wrapped lines of a row that runs across stay one cell
        if across[i] and across[i - 1] and region.lines[i].v - region.lines[i - 1].v < 1.5 * region.lines[i].size:
            forced.discard(i)
    ruled = _by_rules(region, draft)
    if ruled is not None:
        return ruled | forced
    gaps = _by_gaps(region, cells)
    references = [i for i, held in enumerate(cells) if 0 in held and not across[i] and REFERENCE.match(held[0].text)]
    filled = [i for i, held in enumerate(cells) if 0 in held and not across[i]]
    if len(references) >= 2 and len(references) >= 0.5 * len([i for i in filled if i >= references[0]]):
        return _by_references(references, gaps, region, cells, draft) | forced
    body = len(cells) - sum(across)
    if len(gaps) >= 2:
        return {i for i in gaps if len(cells[i]) > 1 or 0 in cells[i]} | forced
    anchors = _by_anchor(cells, across, body)
    if anchors:
        return anchors | _after_head(region, draft) | forced
    if len(filled) >= 0.9 * body and sum(len(held) > 1 for held in cells) >= 0.8 * body:
        return set(filled) | forced
    return {i for i in filled if not cells[i][0].text[:1].islower()} | _after_head(region, draft) | forced


def _by_anchor(cells: list[dict[int, Line]], across: list[bool], body: int) -> set[int]:
    """Row starts by a column that holds one line a row, such as a score, where no gap parts the rows."""
    columns = {column for held in cells for column in held}
    best: set[int] = set()
    for column in columns - {0}:
        at = [i for i, held in enumerate(cells) if column in held and not across[i]]
        heads = [i for i in at if 0 in cells[i] and not cells[i][0].text[:1].islower()]
        if 3 <= len(at) <= 0.7 * body and len(heads) >= 0.95 * len(at) and len(at) > len(best):
            best = set(at)
    return best


def _by_rules(region: _Region, draft: Draft) -> set[int] | None:
    """Row starts by horizontal rules or band edges across most of the table, if it has them throughout."""
    width = region.right - region.left
    top, bottom = region.lines[0].box[1], region.lines[-1].box[3]
    edges = [y for y, x0, x1 in draft.rules if x1 - x0 > 0.6 * width and top < y < bottom]
    for (x0, y0, x1, y1), _ in draft.bands:
        if x1 - x0 > 0.6 * width and y1 - y0 > 0.8 * region.lines[0].size:
            edges += [y for y in (y0, y1) if top < y < bottom]
    starts: set[int] = set()
    for y in edges:
        below = [i for i, line in enumerate(region.lines) if (line.box[1] + line.box[3]) / 2 > y]
        if below and below[0]:
            starts.add(below[0])
    lines_a_row = len(region.lines) / (len(starts) + 1)
    return starts if len(starts) >= 3 and lines_a_row <= 25 else None


def _by_gaps(region: _Region, cells: list[dict[int, Line]]) -> set[int]:
    """Lines that stand further below the one above than lines of one column do."""
    lines = region.lines
    steps = [b.v - a.v for a, b in itertools.pairwise(lines)]
    size = sorted(line.size for line in lines)[len(lines) // 2]
    last: dict[int, float] = {}
    within: list[float] = []
    for line, held in zip(lines, cells, strict=True):
        for column in held:
            if column in last and line.v - last[column] > 0.75 * size:
                within.append(line.v - last[column])
            last[column] = line.v
    leading = min(within, default=size)
    return {i + 1 for i, step in enumerate(steps) if step > 1.28 * leading}


def _by_references(
    references: list[int], gaps: set[int], region: _Region, cells: list[dict[int, Line]], draft: Draft
) -> set[int]:
    """Rows that begin at references; where gaps part the rows, a reference set lower still finds its row."""
    starts: set[int] = set()
    bounds = sorted(gaps | {0, len(cells)})
    for start, end in itertools.pairwise(bounds):
        within = [i for i in references if start <= i < end]
        if len(within) == 1 and start and (within[0] == start or _one_head(start, within[0], cells)):
            starts.add(start)
        else:
            starts |= {i for i in within if i}
    first = min(references)
    starts |= {i for i in _after_head(region, draft) if i <= first}
    return starts


def _one_head(start: int, reference: int, cells: list[dict[int, Line]]) -> bool:
    """Whether the lines between a gap and a reference below it are the row's own, set above its middle."""
    return reference - start <= 12 and not any(0 in cells[i] for i in range(start, reference))


def _after_head(region: _Region, draft: Draft) -> set[int]:
    """The first line below a head of bold lines."""
    for i, line in enumerate(region.lines):
        if line.index not in draft.bold:
            return {i} if 0 < i <= 6 else set()
    return set()
