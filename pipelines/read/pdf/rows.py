"""Where the rows of a table without rulings begin.

Method, in this order: rules or coloured bands across the table; references in the first column; gaps wider than
the leading; a column that holds one line a row; else each line with text in the first column.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from pipelines.read.pdf.lines import Line
from pipelines.read.pdf.page import Draft
from pipelines.read.pdf.rulings import Box
from pipelines.read.pdf.splitting import REFERENCE


@dataclass(slots=True)
class Region:
    """Lines that may be a table, and the white strips between its columns as (left, right).

    `drawn` says that rules or colours told the rows of the same columns on an earlier page.
    """

    lines: list[Line]
    gutters: list[tuple[float, float]]
    left: float
    right: float
    drawn: bool = False

    @property
    def edges(self) -> list[float]:
        """Middles of the gutters."""
        return [(a + b) / 2 for a, b in self.gutters]


def row_starts(region: Region, cells: list[dict[int, Line]], across: list[bool], draft: Draft) -> set[int]:
    """Indexes of the lines that begin a row."""
    forced = {i for i in range(len(cells)) if across[i] or (i and across[i - 1])}
    for i in range(1, len(cells)):  # wrapped lines of a row that runs across stay one cell
        if across[i] and across[i - 1] and region.lines[i].v - region.lines[i - 1].v < 1.5 * region.lines[i].size:
            forced.discard(i)
    ruled = drawn_starts(region, draft)
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


def drawn_starts(region: Region, draft: Draft) -> set[int] | None:
    """Row starts by what is drawn: rules or edges of colour across most of the table, or cells of colour stacked.

    None where the drawing does not go through the whole table.
    """
    width = region.right - region.left
    top, bottom = region.lines[0].box[1], region.lines[-1].box[3]
    rules = [y for y, x0, x1 in draft.rules if x1 - x0 > 0.6 * width and top < y < bottom]
    bands = [
        box for box, _ in draft.bands
        if box[3] - box[1] > 0.8 * region.lines[0].size and box[1] < bottom and box[3] > top
        and box[0] < region.right and box[2] > region.left
    ]  # fmt: skip
    edges = [y for box in bands if box[2] - box[0] > 0.6 * width for y in (box[1], box[3]) if top < y < bottom]
    edges += _stacked(bands, region)
    starts: set[int] = set()
    for y in rules + edges:
        below = [i for i, line in enumerate(region.lines) if (line.box[1] + line.box[3]) / 2 > y]
        if below and below[0]:
            starts.add(below[0])
    lines_a_row = len(region.lines) / (len(starts) + 1)
    least = 1 if region.drawn else 3
    return starts if len(starts) >= least and (lines_a_row <= 25 or region.drawn) else None


def _stacked(bands: list[Box], region: Region) -> list[float]:
    """Edges at which one coloured cell stands on another, where they go down most of the table and cut no text."""
    edges = {
        round(y, 1)
        for upper in bands
        for lower in bands
        for y in (upper[1], lower[1], lower[3])
        if abs(upper[3] - lower[1]) < 1 and min(upper[2], lower[2]) - max(upper[0], lower[0]) > 4
    }
    top, bottom = region.lines[0].box[1], region.lines[-1].box[3]
    inside = sorted(y for y in edges if top < y < bottom)
    if len(inside) < 2 or inside[-1] - inside[0] < 0.4 * (bottom - top):
        return []
    cut = any(
        line.box[1] + 0.3 * line.size < y < line.box[3] - 0.3 * line.size for y in inside for line in region.lines
    )
    return [] if cut else inside


def _by_gaps(region: Region, cells: list[dict[int, Line]]) -> set[int]:
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
    references: list[int], gaps: set[int], region: Region, cells: list[dict[int, Line]], draft: Draft
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


def _after_head(region: Region, draft: Draft) -> set[int]:
    """The first line below a head of bold lines."""
    for i, line in enumerate(region.lines):
        if line.index not in draft.bold:
            return {i} if 0 < i <= 6 else set()
    return set()
