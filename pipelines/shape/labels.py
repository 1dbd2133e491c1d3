"""Labels of cards: cells that name a field whose value stands beside or below, and grids that are made of them."""

from __future__ import annotations

import re
from dataclasses import replace

from pipelines.records import Cell, Grid, Row
from pipelines.shape.headers import Match, Matcher
from pipelines.shape.layout import Line
from pipelines.shape.text import header_key, squash

_INLINE = re.compile(r"^\s*([A-Za-z][A-Za-z0-9 /&()'’,.-]{1,60}?)\s*(?::\s*[-–]?|\n)\s*(.+)$", re.DOTALL)
OPENERS = ("risk_ref", "ref_title", "title", "title_text", "risk", "description", "event", "cause")


def label(text: str, matcher: Matcher) -> Match | None:
    """The match of a cell that is a label, else None: short, known, and not a sentence."""
    bare = text.strip().rstrip(":").strip()
    if (
        not bare
        or len(bare) > 90
        or re.search(r":\s*\S", bare)
        or (len(bare) < 3 and bare.upper() not in {"L", "I", "P"})
    ):
        return None
    if re.fullmatch(r"[\d\s.,/-]+", bare) or re.search(r"\(\s*\d{1,2}\s*\)$", bare):
        return None
    match = matcher.match(bare)
    if match is None or (
        match.certainty < (0.7 if text.strip().endswith(":") else 0.84) and (match.field or not match.level)
    ):
        return None
    return match


def inline(text: str, matcher: Matcher) -> tuple[Match, str, str] | None:
    """Label, printed label and value of a cell "Label: value", else None."""
    found = _INLINE.match(text)
    if not found or ("\n" in text and ":" not in text.split("\n")[0] and len(found[1]) > 40):
        return None
    match = matcher.match(found[1])
    if match is None:
        return None
    level = bool(match.level) and not match.field and len(found[2]) <= 60 and bool(re.search(r"\d", found[2]))
    return (match, squash(found[1]), found[2].strip()) if match.certainty >= 0.84 or level else None


def _rows_of_labels(lines: list[Line], matcher: Matcher) -> list[dict[int, Match]]:
    out = []
    for line in lines:
        hits: dict[int, Match] = {}
        for i in line.filled:
            match = label(line.texts[i], matcher)
            pair = None if match else inline(line.texts[i], matcher)
            if match or pair:
                hits[i] = match or pair[0]  # type: ignore[index]
        out.append(hits)
    return out


def _alone(lines: list[Line], matcher: Matcher) -> list[tuple[Line, list[Match]]]:
    """Each line with its labels that stand in cells of their own."""
    return [(line, [m for i in line.filled if (m := label(line.texts[i], matcher))]) for line in lines[:12]]


def card_like(lines: list[Line], matcher: Matcher) -> bool:
    """Whether a grid prints labels down its rows, as a card does, and not across its top, as a table does."""
    filled = [line for line in lines if not line.blank]
    if not 2 <= len(filled) <= 4000:
        return False
    hits = _rows_of_labels(filled[:400], matcher)
    rows = [h for h in hits if h]
    fields = {m.field or m.level for h in hits for m in h.values()}
    text = fields & {*OPENERS, "consequence"}
    leading: set[str] = set()
    below: set[str] = set()
    across = False
    for line, h in zip(filled, hits, strict=False):
        wide = len(line.filled) >= 5 and len(h) >= 0.8 * len(line.filled) and len({m.field for m in h.values()}) >= 4
        across = across or wide
        if line.filled[0] in h:
            key = header_key(line.texts[line.filled[0]].split(":")[0])
            leading.add(key)
            if across and not wide and len(line.filled) <= 2:
                below.add(key)
    if across and len(leading) < 5 and len(below) < 3:
        return False
    headed = any(len(labels) >= 3 and len(labels) >= 0.6 * len(line.filled) for line, labels in _alone(filled, matcher))
    pairs = len(
        {m.field for line, h in zip(filled, hits, strict=False) for i, m in h.items() if inline(line.texts[i], matcher)}
    )
    if not headed and pairs >= 4 and len(filled) <= 12 and text | (fields & {"controls", "actions"}):
        return True
    return len(rows) >= 3 and len(rows) >= 0.34 * len(filled) and len(fields) >= 4 and bool(text) and len(leading) >= 3


def transposed(grid: Grid, matcher: Matcher) -> Grid | None:
    """The grid turned upright when its risks stand in columns under labels in the first column, else None."""
    width = max((len(row.cells) for row in grid.rows), default=0)
    if width < 3 or not 3 <= len(grid.rows) <= 60:
        return None
    rows = [row for row in grid.rows if any(c.text.strip() for c in row.cells)]
    firsts = [label(row.cells[0].text, matcher) for row in rows]
    if sum(1 for m in firsts if m) < max(4, 0.6 * len(rows)) or len({m.field for m in firsts if m}) < 3:
        return None
    beside = sum(1 for row in rows for c in row.cells[1:] if label(c.text, matcher))
    if beside > 0.1 * sum(1 for row in rows for c in row.cells[1:] if c.text.strip()):
        return None
    keys = [row for row, m in zip(rows, firsts, strict=True) if m and m.field in OPENERS]
    if not keys or any(c.col_span > 1 for c in keys[0].cells):
        return None
    distinct = {squash(c.text) for c in keys[0].cells[1:] if c.text.strip()}
    if len(distinct) < 2 or len(distinct) < 0.7 * (width - 1):
        return None
    columns = []
    for i in range(width):
        cells = tuple(row.cells[i] if i < len(row.cells) else Cell("") for row in rows)
        columns.append(
            Row(
                tuple(replace(c, row_span=1, col_span=1, covered=False) for c in cells),
                f"{grid.name} column {i + 1}",
                grid.page,
            )
        )
    return replace(grid, rows=tuple(columns), column_x=())


def label_columns(lines: list[Line], matcher: Matcher) -> frozenset[int]:
    """Positions where labels stand often enough that a label-like cell there is one ("Likely" is a value)."""
    counts: dict[int, list[int]] = {}
    for line in lines[:400]:
        for i in line.filled:
            seen = counts.setdefault(i, [0, 0])
            seen[0] += 1
            seen[1] += 1 if label(line.texts[i], matcher) or inline(line.texts[i], matcher) else 0
    return frozenset(i for i, (n, k) in counts.items() if k >= 0.3 * n)
