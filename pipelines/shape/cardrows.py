"""Rows of a card: which cells are labels, and whether their values stand beside, below or in the same cell.

`cards` collects what is read here. "Likelihood | Impact | Score" over rows "Inherent", "Residual" is read as a
cross table, and "Inherent | Residual" over "Likelihood | Impact" as labels of two rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipelines.records import Grid
from pipelines.shape.cards import CardReader, Cards
from pipelines.shape.columns import REFERENCE
from pipelines.shape.headers import SCORES, TEXTS, Match, Matcher
from pipelines.shape.labels import inline, label, label_columns
from pipelines.shape.layout import Line
from pipelines.shape.raw import Fate
from pipelines.shape.splits import TEXT_LABELS
from pipelines.shape.text import squash

Labels = dict[int, tuple[Match, str]]
Last = tuple[Match, str] | None
Pairs = dict[int, list[tuple[Match, str, str]]]
_UNKNOWN = re.compile(r"^[A-Z][A-Za-z /&'’()-]{2,38}:?$")


@dataclass(slots=True)
class Place:
    """Where reading stands: the labels that the next row stands under, the row of levels above them, the last label."""

    header: Labels = field(default_factory=dict)
    groups: Labels = field(default_factory=dict)
    last: Last = None


def read_cards(grid: Grid, lines: list[Line], matcher: Matcher, place: Place) -> Cards:
    """Every card of one grid; `place` is where the card before it stopped, when a page break fell inside."""
    reader = CardReader(grid.name, grid.page, grid.heading)
    fates: list[tuple[str, str, int]] = []
    columns = label_columns(lines, matcher)
    for line in lines:
        if line.blank:
            fates.append((line.row.locator, "blank", len(reader.out.raws)))
            continue
        before = len(reader.out.raws)
        _row(line, reader, matcher, place, columns)
        reader.raw().rows.append(line.row.locator)
        fates.append(
            (line.row.locator, "entry" if len(reader.out.raws) > before or not before else "part", len(reader.out.raws))
        )
    cards = reader.finish()
    opened: set[int] = set()
    for locator, fate, number in fates:
        at = max(number - 1, 0)
        if fate != "blank":
            fate = "part" if at in opened else "entry"
            opened.add(at)
        cards.fates.append(Fate(locator, fate, at if fate != "blank" else None))
    return cards


def _row(line: Line, reader: CardReader, matcher: Matcher, place: Place, columns: frozenset[int]) -> None:
    filled = line.filled
    labels = {i: m for i in filled if (m := label(line.texts[i], matcher))}
    if len(labels) < 3 or len(labels) < len(filled):
        labels = {i: m for i, m in labels.items() if i in columns}
    if not labels and (_titled(line, reader) or reader.opens(line)):
        reader.lead(line.texts[filled[0]]) if len(filled) == 1 or len(set(line.texts)) <= 2 else reader.identity(
            line.texts[filled[0]], line.texts[filled[1]]
        )
        place.header, place.groups, place.last = {}, {}, None
        return
    pairs = _pairs(line, labels, matcher)
    across = _level_row(labels, place.header)
    if labels and not pairs and len(labels) == len(filled) and not across:
        _header(line, labels, place)
        return
    alone = bool(labels) and filled[0] not in place.header and len(place.header) == 1
    if place.header and not pairs and (not labels or across) and not alone:
        _under(line, reader, labels, place)
        return
    if place.header and pairs and not labels and _levelled(line, reader, pairs, place):
        return
    place.header, place.groups = {}, {}
    _beside(line, reader, labels, pairs, place, columns)


def _titled(line: Line, reader: CardReader) -> bool:
    """Whether a row is a reference and, beside it, a title: "SR4 | Failure of a supplier" at the head of a card."""
    filled = line.filled
    if len(filled) != 2 or not REFERENCE.match(line.texts[filled[0]]) or len(line.texts[filled[1]]) > 200:
        return False
    if not re.search(r"\d", line.texts[filled[0]]) or not re.search(r"[A-Za-z]{3}", line.texts[filled[1]]):
        return False
    return reader.fresh()


def _pairs(line: Line, labels: dict[int, Match], matcher: Matcher) -> Pairs:
    """Cells that hold labels with their values; a value beside a label of texts keeps its own "Cause: …"."""
    pairs: Pairs = {}
    before: Match | None = None
    for i in line.filled:
        held = labels.get(i)
        if held is None:
            found = _inside(line.texts[i], matcher)
            if found and len(line.filled) == 1 and all(match.field.startswith("other") for match, *_ in found):
                found = []  # "Update: …" under controls goes on with them
            if found and not (before is not None and before.field and _belongs(before, found)):
                pairs[i] = found
        before = held
    return pairs


def _belongs(before: Match, found: list[tuple[Match, str, str]]) -> bool:
    fields = {match.field for match, *_ in found}
    return (before.field in TEXTS and fields <= {*TEXTS, *TEXT_LABELS, "impact"}) or before.field in (
        "controls",
        "actions",
        "mitigation",
    )


def _inside(text: str, matcher: Matcher) -> list[tuple[Match, str, str]]:
    """Labels and values in one cell: "Label: value", or several of them on lines of their own."""
    lines = [line for line in text.split("\n") if line.strip()]
    starts = [i for i, line in enumerate(lines) if label(line, matcher) or _short_pair(line, matcher, first=not i)]
    if len(starts) >= 2:
        bounds = [*starts, len(lines)]
        bounds[0] = 0
        out = []
        level = ""
        for a, b in pairwise(bounds):
            piece = "\n".join(lines[a:b])
            alone = label(piece, matcher)
            if alone and alone.level:
                level = alone.level
            found = inline(piece, matcher)
            if found:
                match, printed, value = found
                level = match.level or level
                out.append((replace(match, level=level) if match.field in SCORES else match, printed, value))
        if out:
            return out
    whole = inline(text, matcher)
    return [whole] if whole else []


def _short_pair(line: str, matcher: Matcher, *, first: bool) -> bool:
    """Whether a line is a label and its value; "Progress: …" below another label belongs to that one's text."""
    found = inline(line, matcher) if len(line) <= 160 else None
    return found is not None and (first or not found[0].field.startswith("other"))


def _header(line: Line, labels: dict[int, Match], place: Place) -> None:
    """A row of labels only; under a row of levels ("Inherent | Residual") each takes the level over it."""
    levels = {i: (m, p) for i, (m, p) in place.header.items() if m.level and m.field in ("", "score")}
    nested = bool(levels) and len(labels) > len(levels) and all(m.field in SCORES for m in labels.values())
    header: Labels = {}
    for i, match in labels.items():
        printed = squash(line.texts[i]).rstrip(":")
        over = [j for j in levels if j <= i] if nested else []
        if over and not match.level:
            match, printed = replace(match, level=levels[max(over)][0].level), f"{levels[max(over)][1]} {printed}"
        header[i] = (match, printed)
    place.groups = levels if nested else {}
    place.header = header


def _under(line: Line, reader: CardReader, labels: dict[int, Match], place: Place) -> None:
    """Values under a row of labels; a level in front of them ("Inherent") holds for the whole row."""
    level = next((m.level for m in labels.values()), "")
    for i in line.filled:
        if i in labels:
            continue
        under = [j for j in place.header if j <= i]
        if not under:
            continue
        wide = i in place.groups and line.row.cells[i].col_span > 1
        match, printed = place.groups[i] if wide else place.header[max(under)]
        if wide:
            match = replace(match, field="score")
        place.last = (replace(match, level=match.level or level), f"{level.title()} {printed}".strip())
        reader.put(*place.last, line.texts[i])


def _levelled(line: Line, reader: CardReader, pairs: Pairs, place: Place) -> bool:
    """Cells "Likelihood: 4 / Impact: 5" under a row of levels ("Inherent | Current"): each takes the level over it."""
    over = {i: max((j for j in place.header if j <= i), default=-1) for i in pairs}
    if set(pairs) != set(line.filled) or any(j < 0 or not place.header[j][0].level for j in over.values()):
        return False
    if any(match.field not in SCORES for found in pairs.values() for match, *_ in found):
        return False
    for i, found in pairs.items():
        level, above = place.header[over[i]][0].level, place.header[over[i]][1]
        for match, printed, value in found:
            reader.put(replace(match, level=match.level or level), f"{above} {printed}", value)
    return True


def _beside(
    line: Line, reader: CardReader, labels: dict[int, Match], pairs: Pairs, place: Place, columns: frozenset[int]
) -> None:
    """Labels with their values to the right, pairs in one cell, and texts that go on from the last label."""
    level = place.last[0].level if place.last and not place.last[0].field else ""
    filled = line.filled
    for i in filled:
        if i in pairs:
            for match, printed, value in pairs[i]:
                place.last = (match, printed)
                reader.put(match, printed, value)
            continue
        if i not in labels:
            before = filled[filled.index(i) - 1] if filled.index(i) else -1
            if i == filled[0] and _unknown_label(line, columns, place):
                place.last = (Match("other:unknown", "", 0.0, "none", "no variant of the dictionary"), line.texts[i])
            elif place.last:
                reader.put(*place.last, line.texts[i], fresh=before in labels)
            else:
                reader.lead(line.texts[i])
            continue
        match, printed = labels[i], squash(line.texts[i]).rstrip(":")
        if match.level and match.field in ("", "score"):
            level = match.level
        elif match.field in SCORES and not match.level and level:
            match = replace(match, level=level)
        place.last = (match, printed)
        right = [j for j in filled if j > i]
        if not right or right[0] in labels:
            reader.put(*place.last, "")


def _unknown_label(line: Line, columns: frozenset[int], place: Place) -> bool:
    """Whether a row's first cell stands where labels stand, reads like one, and has its value beside it."""
    first, filled = line.filled[0], line.filled
    return (
        len(filled) == 2
        and first in columns
        and place.last is not None
        and bool(_UNKNOWN.match(squash(line.texts[first])))
    )


def _level_row(labels: dict[int, Match], header: Labels) -> bool:
    """Whether a row's only label says a level ("Inherent") under a header of factors."""
    return (
        len(labels) == 1
        and bool(header)
        and all(m.level and m.field in ("", "score") for m in labels.values())
        and any(m.field in SCORES for m, _ in header.values())
    )
