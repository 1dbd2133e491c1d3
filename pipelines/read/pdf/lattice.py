"""Cells from ruling lines: which lines belong together, and which areas they close in.

Method: collinear pieces are joined, crossing lines form a component, its distinct x and y make elementary
cells, and neighbours without a line between them are one merged cell. A component's outline counts as closed,
so tables without outer borders, or cut by the end of a page, keep their outer cells.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Final

Segment = tuple[float, float, float]
SNAP: Final = 3.0  # lines closer than this are one edge
_TOUCH: Final = 2.2  # an end this close to another line meets it
_GAP: Final = 4.0
_SHORTEST: Final = 7.0
_MAX_CELLS: Final = 40_000


@dataclass(slots=True)
class Area:
    """One cell, merged or not: first row, first column, and the row and column after its last."""

    row: int
    column: int
    row_end: int
    column_end: int


@dataclass(slots=True)
class Lattice:
    """Cells closed in by lines; `xs`, `ys` are the edges of its columns and rows, `areas` the cells."""

    xs: list[float]
    ys: list[float]
    areas: list[Area] = field(default_factory=list)
    owner: list[list[int]] = field(default_factory=list)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def at(self, x: float, y: float) -> int | None:
        """Index of the area that holds a point, None outside."""
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        column = min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)
        row = min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)
        return self.owner[row][column]

    def box_of(self, area: Area) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of a cell."""
        return self.xs[area.column], self.ys[area.row], self.xs[area.column_end], self.ys[area.row_end]


def join_collinear(segments: list[Segment]) -> list[Segment]:
    """Pieces of one line as one segment; what stays shorter than a letter is dropped."""
    joined: list[Segment] = []
    group: list[Segment] = []
    for segment in sorted(segments):
        if group and segment[0] - group[-1][0] > 1.2:
            joined += _merge(group)
            group = []
        group.append(segment)
    if group:
        joined += _merge(group)
    return joined


def _merge(group: list[Segment]) -> list[Segment]:
    position = sum(s[0] for s in group) / len(group)
    merged: list[Segment] = []
    start, end = 0.0, -1e9
    for _, a, b in sorted(group, key=lambda s: s[1]):
        if a - end > _GAP:
            if end - start >= _SHORTEST:
                merged.append((position, start, end))
            start, end = a, b
        end = max(end, b)
    if end - start >= _SHORTEST:
        merged.append((position, start, end))
    return merged


def components(horizontal: list[Segment], vertical: list[Segment]) -> list[tuple[list[Segment], list[Segment]]]:
    """Lines that touch one another, directly or through others."""
    total = len(horizontal) + len(vertical)
    parent = list(range(total))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    order = sorted(range(len(vertical)), key=lambda i: vertical[i][0])
    positions = [vertical[i][0] for i in order]
    for h, (y, x0, x1) in enumerate(horizontal):
        for k in range(bisect_left(positions, x0 - _TOUCH), bisect_right(positions, x1 + _TOUCH)):
            v = order[k]
            if vertical[v][1] - _TOUCH <= y <= vertical[v][2] + _TOUCH:
                parent[root(h)] = root(len(horizontal) + v)
    groups: dict[int, tuple[list[Segment], list[Segment]]] = {}
    for i, line in enumerate(horizontal):
        groups.setdefault(root(i), ([], []))[0].append(line)
    for i, line in enumerate(vertical):
        groups.setdefault(root(len(horizontal) + i), ([], []))[1].append(line)
    return list(groups.values())


def _snapped(values: list[float]) -> list[float]:
    edges: list[list[float]] = []
    for value in sorted(values):
        if edges and value - sum(edges[-1]) / len(edges[-1]) <= SNAP:
            edges[-1].append(value)
        else:
            edges.append([value])
    return [sum(edge) / len(edge) for edge in edges]


def _nearest(edges: list[float], value: float) -> int:
    i = bisect_left(edges, value)
    if i == len(edges) or (i and value - edges[i - 1] < edges[i] - value):
        i -= 1
    return i


def build(horizontal: list[Segment], vertical: list[Segment]) -> Lattice | None:
    """The lattice of one component; None where its lines close in nothing."""
    if not horizontal or not vertical:
        return None
    xs = _snapped([v[0] for v in vertical] + _ends(horizontal))
    ys = _snapped([h[0] for h in horizontal] + _ends(vertical))
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns > _MAX_CELLS:
        return None
    below = [[False] * columns for _ in range(rows + 1)]
    for y, x0, x1 in horizontal:
        _mark(below[_nearest(ys, y)], xs, x0, x1)
    beside = [[False] * rows for _ in range(columns + 1)]
    for x, y0, y1 in vertical:
        _mark(beside[_nearest(xs, x)], ys, y0, y1)
    lattice = Lattice(xs, ys)
    _fill(lattice, below, beside)
    return lattice


def _ends(lines: list[Segment]) -> list[float]:
    """Outermost ends of lines, twice each so that they weigh little against a drawn edge."""
    return [min(line[1] for line in lines), max(line[2] for line in lines)]


def _mark(edges: list[bool], at: list[float], start: float, end: float) -> None:
    for i in range(len(edges)):
        length = at[i + 1] - at[i]
        if min(end, at[i + 1]) - max(start, at[i]) >= 0.6 * length:
            edges[i] = True


def _fill(lattice: Lattice, below: list[list[bool]], beside: list[list[bool]]) -> None:
    """Merge elementary cells without a line between them; a merged shape that is no rectangle is squared."""
    rows, columns = len(lattice.ys) - 1, len(lattice.xs) - 1
    owner = [[-1] * columns for _ in range(rows)]
    for row in range(rows):
        for column in range(columns):
            if owner[row][column] >= 0:
                continue
            column_end = column + 1
            while column_end < columns and owner[row][column_end] < 0 and not beside[column_end][row]:
                column_end += 1
            row_end = row + 1
            while (
                row_end < rows
                and all(owner[row_end][c] < 0 and not below[row_end][c] for c in range(column, column_end))
                and all(not beside[c][row_end] for c in range(column + 1, column_end))
            ):
                row_end += 1
            index = len(lattice.areas)
            lattice.areas.append(Area(row, column, row_end, column_end))
            for r in range(row, row_end):
                for c in range(column, column_end):
                    owner[r][c] = index
    lattice.owner = owner
