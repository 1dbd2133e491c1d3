"""One PDF page, first look: ruled tables with their text, and the lines of text outside them.

Nothing here depends on other pages but the vocabulary; what does (running headers, tables without rulings
that continue) is decided in `layout`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium

from pipelines.read.build import Placed, lay_out
from pipelines.read.pdf.glyphs import Fonts, Glyph, View, read_glyphs
from pipelines.read.pdf.lattice import Lattice, Segment, build, components, join_collinear
from pipelines.read.pdf.lines import Line, Vocabulary, compose, to_lines
from pipelines.read.pdf.rulings import Box, Rulings, read_rulings
from pipelines.read.pdf.splitting import row_starts
from pipelines.records import Cell


@dataclass(slots=True)
class Table:
    """A table on a page: its box, its rows and the left edge of each column, in points."""

    box: Box
    rows: list[list[Cell]]
    column_x: tuple[float, ...]


@dataclass(slots=True)
class Draft:
    """What the first look at a page found.

    `rules` are horizontal lines that belong to no ruled table; `bands` are filled boxes; `bold` holds the
    indexes of lines set in bold from end to end.
    """

    number: int
    view: View
    tables: list[Table] = field(default_factory=list)
    loose: list[Line] = field(default_factory=list)
    rules: list[Segment] = field(default_factory=list)
    bands: list[tuple[Box, str]] = field(default_factory=list)
    bold: set[int] = field(default_factory=set)
    characters: int = 0
    unmapped: int = 0
    hidden: str = ""
    image_share: float = 0.0
    cut: bool = False


def first_look(page: pdfium.PdfPage, number: int, vocabulary: Vocabulary) -> Draft:
    """Read one page; `number` counts from 1."""
    text_page = page.get_textpage()
    try:
        text = read_glyphs(page, text_page)
        glyphs, view = text.glyphs, text.view
        rulings = read_rulings(page, view)
        draft = Draft(number, view, unmapped=text.unmapped, hidden=text.hidden, cut=rulings.cut)
        draft.bands = rulings.fills
        draft.characters = sum(1 for g in glyphs if not g.space)
        area = view.width * view.height
        draft.image_share = min(1.0, rulings.image_area / area) if area > 0 else 0.0
        lattices, draft.rules = find_lattices(rulings, view)
        _take(draft, glyphs, lattices, rulings, vocabulary, Fonts(text_page.raw))
    finally:
        text_page.close()
    return draft


def find_lattices(rulings: Rulings, view: View) -> tuple[list[Lattice], list[Segment]]:
    """Outermost ruled tables of two cells or more, and the horizontal lines outside them."""
    horizontal, vertical = join_collinear(rulings.horizontal), join_collinear(rulings.vertical)
    found: list[Lattice] = []
    rules: list[Segment] = []
    for across, down in components(horizontal, vertical):
        lattice = build(across, down)
        if lattice is None or len(lattice.areas) < 2 or _tiny(lattice):
            rules += across
            continue
        found.append(lattice)
    found.sort(key=lambda one: _area(one.box), reverse=True)
    outer: list[Lattice] = []
    for lattice in found:
        if not any(_inside(lattice.box, other.box) for other in outer):
            outer.append(lattice)
    rules = [r for r in rules if not any(_inside((r[1], r[0], r[2], r[0]), one.box) for one in outer)]
    return sorted(outer, key=lambda one: (one.ys[0], one.xs[0])), rules


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _inside(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3] and _area(inner) <= _area(outer)


def _tiny(lattice: Lattice) -> bool:
    left, top, right, bottom = lattice.box
    return right - left < 20 or bottom - top < 8


def _runs(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs set one after another without a gap: they share a cell even where they overrun its border."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if glyph.space:
            runs.append([glyph])
            continue
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and not last.space
            and last.turn == glyph.turn
            and (
                abs(last.base_y - glyph.base_y) < 1 and -1 < glyph.x0 - last.x1 < 0.12 * (glyph.y1 - glyph.y0)
                if glyph.turn % 2 == 0
                else abs(last.base_x - glyph.base_x) < 1
            )
        ):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return runs


def _take(
    draft: Draft,
    glyphs: list[Glyph],
    lattices: list[Lattice],
    rulings: Rulings,
    vocabulary: Vocabulary,
    fonts: Fonts,
) -> None:
    held: dict[tuple[int, int], list[Glyph]] = {}
    loose: list[Glyph] = []
    for run in _runs(glyphs):
        place = _place(run, lattices)
        if place is None:
            loose += run
        else:
            held.setdefault(place, []).extend(run)
    texts = {place: to_lines(found) for place, found in held.items()}
    draft.loose = to_lines(loose)
    for lines in texts.values():
        vocabulary.learn(lines)
    vocabulary.learn(draft.loose)
    for line in draft.loose:
        for word in line.words:
            word.bold = fonts.bold(word.index)
        line.bold = all(word.bold for word in line.words)
    for line in (line for lines in texts.values() for line in lines):
        line.bold = fonts.bold(line.words[0].index) and fonts.bold(line.words[-1].index)
    draft.bold = {line.index for line in draft.loose if line.bold}
    for number, lattice in enumerate(lattices):
        lines_of = {area: lines for (n, area), lines in texts.items() if n == number and lines}
        if lines_of:
            draft.tables.append(_table(lattice, lines_of, rulings, vocabulary, fonts))
    draft.tables = _stacked(draft.tables, draft.loose)


def _stacked(tables: list[Table], loose: list[Line]) -> list[Table]:
    """Boxes of one width set close below one another, nothing between them, are rows of one table (a card)."""
    stacked: list[Table] = []
    for table in sorted(tables, key=lambda one: one.box[1]):
        above = next((t for t in reversed(stacked) if _continues(t, table, loose)), None)
        if above is None:
            stacked.append(table)
        else:
            above.rows += table.rows
            above.box = (above.box[0], above.box[1], above.box[2], table.box[3])
    return stacked


def _continues(above: Table, below: Table, loose: list[Line]) -> bool:
    gap = below.box[1] - above.box[3]
    return (
        -1 <= gap <= 14
        and len(above.column_x) == len(below.column_x)
        and all(abs(a - b) < 2 for a, b in zip(above.column_x, below.column_x, strict=True))
        and abs(above.box[2] - below.box[2]) < 2
        and not any(above.box[3] - 1 < (line.box[1] + line.box[3]) / 2 < below.box[1] + 1 for line in loose)
    )


def _place(run: list[Glyph], lattices: list[Lattice]) -> tuple[int, int] | None:
    votes: dict[tuple[int, int] | None, int] = {}
    if not lattices:
        return None
    for glyph in run:
        x, y = glyph.home or ((glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2)
        place = None
        for number, lattice in enumerate(lattices):
            area = lattice.at(x, y)
            if area is not None:
                place = (number, area)
                break
        votes[place] = votes.get(place, 0) + 1
    return max(votes, key=lambda key: votes[key])


def _table(
    lattice: Lattice,
    lines_of: dict[int, list[Line]],
    rulings: Rulings,
    vocabulary: Vocabulary,
    fonts: Fonts,
) -> Table:
    keep_rows, keep_columns = _kept(lattice, lines_of)
    column_of = {edge: i for i, edge in enumerate(keep_columns)}
    splits = _splits(lattice, lines_of, keep_rows)
    row_of: dict[int, int] = {}
    height = 0
    for edge in keep_rows:
        row_of[edge] = height
        height += 1 + len(splits.get(edge, ()))
    fills = _fills(lattice, rulings.fills)
    placed: list[Placed] = []
    for index, area in enumerate(lattice.areas):
        rows = [r for r in range(area.row, area.row_end) if r in row_of]
        columns = [column_of[c] for c in range(area.column, area.column_end) if c in column_of]
        if not rows or not columns:
            continue
        left, _, right, _ = lattice.box_of(area)
        starts = splits.get(rows[0], []) if len(rows) == 1 else []
        span = sum(1 + len(splits.get(r, ())) for r in rows) - len(starts)
        for below, lines in enumerate(_parted(lines_of.get(index, []), starts)):
            cell = Cell(
                text=compose(lines, vocabulary, (left, right)) if lines else "",
                row_span=span,
                col_span=len(columns),
                fill=fills.get(index, ""),
                bold=bool(lines) and lines[0].bold,
            )
            placed.append(Placed(row_of[rows[0]] + below, columns[0], cell))
    edges = tuple(round(lattice.xs[c], 1) for c in keep_columns)
    return Table(lattice.box, lay_out(placed, height, len(keep_columns)), edges)


def _splits(lattice: Lattice, lines_of: dict[int, list[Line]], rows: list[int]) -> dict[int, list[float]]:
    """Where rows without a ruling between them begin, by the ruled row that holds them."""
    found: dict[int, list[float]] = {}
    by_row: dict[int, list[int]] = {}
    for index, area in enumerate(lattice.areas):
        if area.row_end == area.row + 1:
            by_row.setdefault(area.row, []).append(index)
    for row in rows:
        cells = [lines_of.get(i, []) for i in sorted(by_row.get(row, []), key=lambda i: lattice.areas[i].column)]
        first = next((n for n, lines in enumerate(cells) if lines), None)
        if first is not None:
            starts = row_starts(cells[first], cells[first + 1 :])
            if starts:
                found[row] = starts
    return found


def _parted(lines: list[Line], starts: list[float]) -> list[list[Line]]:
    parted: list[list[Line]] = [[] for _ in range(len(starts) + 1)]
    for line in lines:
        parted[bisect_right(starts, line.v + 0.5)].append(line)
    return parted


def _kept(lattice: Lattice, lines_of: dict[int, list[Line]]) -> tuple[list[int], list[int]]:
    """Rows and columns that are more than the space between two lines of a double border."""
    holding_rows = {lattice.areas[i].row for i in lines_of}
    holding_columns = {lattice.areas[i].column for i in lines_of}
    rows = [
        r for r in range(len(lattice.ys) - 1)
        if r in holding_rows or lattice.ys[r + 1] - lattice.ys[r] >= 5.0
    ]  # fmt: skip
    columns = [
        c for c in range(len(lattice.xs) - 1)
        if c in holding_columns or lattice.xs[c + 1] - lattice.xs[c] >= 5.0
    ]  # fmt: skip
    return rows, columns


def _fills(lattice: Lattice, fills: list[tuple[Box, str]]) -> dict[int, str]:
    """Background colour by area: the last fill drawn over its middle that is not a mere highlight."""
    left, top, right, bottom = lattice.box
    near = [(b, c) for b, c in fills if b[0] < right and b[2] > left and b[1] < bottom and b[3] > top][-2000:]
    found: dict[int, str] = {}
    if not near:
        return found
    for index, area in enumerate(lattice.areas):
        box = lattice.box_of(area)
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        for (x0, y0, x1, y1), colour in reversed(near):
            if x0 <= x <= x1 and y0 <= y <= y1 and y1 - y0 >= 0.4 * (box[3] - box[1]):
                if colour and colour != "#ffffff":
                    found[index] = colour
                break
    return found
