"""A grid laid out as lines of plain texts, with merged areas resolved, and its header rows found.

A header is one to three rows, anywhere in the sheet, possibly repeated; a group row ("Inherent risk" over
"L", "I", "Score") is joined to the row under it. What the columns mean is decided in `columns`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.records import Grid, Row
from pipelines.shape.headers import SCORES, Match, Matcher
from pipelines.shape.text import header_key, squash

_UNIT = re.compile(
    r"^\s*(?:[£%(]|£?[mk]|£?000s?|\d\s*[-–]\s*\d+|[(\[].*[)\]])[^A-Za-z]{0,3}(?:m|k|000s?|\d.*|.*[)\]])?\s*$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row: `texts` as printed, `above` where a merged cell reaches down from above, whose text stands in
    `reach`; `left` marks cells covered from the left, whose anchor's text stands in `reach` too."""

    texts: tuple[str, ...]
    reach: tuple[str, ...]
    above: tuple[bool, ...]
    left: tuple[bool, ...]
    row: Row

    @property
    def filled(self) -> list[int]:
        """Positions that hold text of their own."""
        return [i for i, text in enumerate(self.texts) if text.strip()]

    @property
    def blank(self) -> bool:
        """Whether nothing is printed in the row."""
        return not any(text.strip() for text in self.texts)


@dataclass(frozen=True, slots=True)
class Header:
    """Header rows `first`..`last` (inclusive positions in the lines) and the printed path of every column."""

    first: int
    last: int
    paths: tuple[tuple[str, ...], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The paths as comparable words."""
        return tuple(header_key(" ".join(path)) for path in self.paths)


def lay(grid: Grid) -> list[Line]:
    """The grid's rows as lines, each cell covered by a merged area knowing its anchor's text."""
    width = max((len(row.cells) for row in grid.rows), default=0)
    down: dict[int, tuple[int, str]] = {}
    lines: list[Line] = []
    for row in grid.rows:
        texts, reach, above, left = [""] * width, [""] * width, [False] * width, [False] * width
        anchor, span = "", 0
        for i, cell in enumerate(row.cells):
            texts[i] = "" if cell.covered else cell.text.strip()
            rows_left, text = down.get(i, (0, ""))
            if cell.covered and rows_left > 0:
                above[i], reach[i] = True, text
                down[i] = (rows_left - 1, text)
            elif cell.covered and span > 0:
                left[i], reach[i] = True, anchor
                span -= 1
            if cell.covered:
                continue
            anchor, span = texts[i], cell.col_span - 1
            for j in range(i, min(width, i + cell.col_span)):
                down[j] = (cell.row_span - 1, texts[i] if j == i else "")
        lines.append(Line(tuple(texts), tuple(reach), tuple(above), tuple(left), row))
    return lines


def is_unit(text: str) -> bool:
    """Whether a header cell only prints a unit or scale, such as "£m" or "(1-5)"."""
    return bool(_UNIT.match(text)) and len(text) < 12


def _hits(line: Line, matcher: Matcher) -> dict[int, Match]:
    found = {i: matcher.match(line.texts[i]) for i in line.filled}
    return {i: match for i, match in found.items() if match}


def header_like(line: Line, matcher: Matcher) -> bool:
    """Whether a row reads as printed headers: at least two of them, known, short, and few numbers."""
    filled = line.filled
    if len(filled) < 2 or any(len(line.texts[i]) > 220 for i in filled):
        return False
    numbers = sum(1 for i in filled if re.fullmatch(r"[\d.,\s]+", line.texts[i]))
    if numbers > 0.2 * len(filled) or sum(len(line.texts[i]) for i in filled) > 90 * len(filled):
        return False
    hits = _hits(line, matcher)
    strong = {(m.field, m.level) for m in hits.values() if m.certainty >= 0.7}
    return len(strong) >= 2 and len(hits) >= 0.5 * len(filled)


def _sub_header(line: Line, above: Line, matcher: Matcher) -> bool:
    filled = line.filled
    if not filled or any(len(line.texts[i]) > 60 for i in filled):
        return False
    hits = _hits(line, matcher)
    if all(is_unit(line.texts[i]) for i in filled):
        return True
    if all(
        line.above[i] or (line.texts[i].strip() and (above.left[i] or _spans(above, i))) for i in range(len(line.texts))
    ):
        return not any(re.fullmatch(r"\d+(\.\d+)?", line.texts[i]) for i in filled)
    if any(re.fullmatch(r"\d+(\.\d+)?", line.texts[i]) for i in filled):
        return False
    under_group = sum(1 for i in filled if above.left[i] or not above.texts[i].strip() or _spans(above, i))
    scores = sum(1 for m in hits.values() if m.field in SCORES or m.level or m.field.startswith("other"))
    merged = any(line.above)
    return len(hits) >= 0.5 * len(filled) and (scores >= 0.5 * len(filled) or merged) and under_group >= 1


def _spans(line: Line, i: int) -> bool:
    return i + 1 < len(line.left) and line.left[i + 1]


def _group_row(line: Line, matcher: Matcher) -> bool:
    filled = line.filled
    if not filled or len(filled) > 0.8 * len(line.texts) or any(len(line.texts[i]) > 80 for i in filled):
        return False
    return any(m.level or m.field in SCORES for m in _hits(line, matcher).values())


def _inherit(line: Line, i: int, matcher: Matcher) -> str:
    """A group's text for a column to its right that the sheet left blank instead of merging."""
    for j in range(i, -1, -1):
        if line.left[j]:
            return line.reach[j]
        if line.texts[j]:
            match = matcher.match(line.texts[j])
            return line.texts[j] if j == i or (match and match.level and match.field in ("", "score")) else ""
    return ""


def find_header(lines: list[Line], start: int, matcher: Matcher) -> Header | None:
    """The first header at or after position `start`, with its group and sub-header rows, or None."""
    for i in range(start, len(lines)):
        if header_like(lines[i], matcher):
            return _header(lines, i, start, matcher)
    return None


def _header(lines: list[Line], i: int, start: int, matcher: Matcher) -> Header:
    first = last = i
    if i - 1 >= start and _group_row(lines[i - 1], matcher):
        first = i - 1
    while last + 1 < len(lines) and last - first < 2 and _sub_header(lines[last + 1], lines[last], matcher):
        last += 1
    paths = []
    for c in range(len(lines[i].texts)):
        path: list[str] = []
        for r in range(first, last + 1):
            line = lines[r]
            below = r < last and any(lines[s].texts[c].strip() for s in range(r + 1, last + 1))
            text = line.texts[c] or (line.reach[c] if line.left[c] and below else "")
            if not text and below:
                text = _inherit(line, c, matcher)
            if text and (not path or squash(text) != path[-1]):
                path.append(squash(text))
        paths.append(tuple(path))
    return Header(first, last, tuple(paths))


def repeats(line: Line, header: Header, lines: list[Line]) -> bool:
    """Whether a body row prints one of the header's rows again (as at the top of each page)."""
    own = [(i, header_key(line.texts[i])) for i in line.filled]
    if not own:
        return False
    for r in range(header.first, header.last + 1):
        printed = {header_key(lines[r].texts[i]) for i in lines[r].filled}
        same = sum(1 for _, key in own if key and key in printed)
        if printed and same >= 0.8 * len(own) and same >= 0.6 * len(printed):
            return True
    return False


def column_values(lines: Sequence[Line], width: int) -> list[list[str]]:
    """Each column's non-blank texts, squashed."""
    return [
        [squash(line.texts[i]) for line in lines if i < len(line.texts) and line.texts[i].strip()] for i in range(width)
    ]
