"""The register tables of a document: which grids belong together, and which of them are no register.

A grid that repeats a header, or has none and the same columns, continues the table before it. Each table is
judged by its columns; one that names too little of a risk (a key, an action log, a budget) is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.records import Document, Grid
from pipelines.shape.arranging import arranged
from pipelines.shape.cardrows import Place, read_cards
from pipelines.shape.cards import Cards
from pipelines.shape.columns import Column, assign, evidence
from pipelines.shape.folding import folded
from pipelines.shape.headers import Matcher
from pipelines.shape.labels import card_like, label, transposed
from pipelines.shape.layout import Header, Line, column_values, find_header, header_like, lay, repeats
from pipelines.shape.raw import Body, Fate, Raw
from pipelines.shape.rows import Joiner, each_row
from pipelines.shape.splits import split_ref
from pipelines.shape.text import squash

SHEETS = ("xlsx", "xls", "ods")
ENOUGH = 3.5
"""Evidence that makes a table a register; see `columns.evidence`."""


@dataclass(slots=True)
class Draft:
    """A table under one header, perhaps over several grids, before anybody says whether it is a register."""

    header: Header
    lines: list[Line]
    starts: list[bool]
    grid: Grid
    own: list[Line]
    set_aside: list[tuple[Line, str]] = field(default_factory=list)
    order: int = 0
    titles: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Found:
    """A register table or a set of cards: raw entries, the fate of each row, and what its columns are."""

    name: str
    raws: list[Raw]
    fates: list[Fate]
    columns: list[Column]
    weight: float
    order: int
    header_at: str = ""
    cards: bool = False
    loose: list[Raw] = field(default_factory=list)
    loose_fates: list[Fate] = field(default_factory=list)


def drafts(document: Document, matcher: Matcher) -> tuple[list[Draft], list[tuple[int, Cards]], list[tuple[int, Grid]]]:
    """Every table with a header, every grid of cards, and the grids that are neither, in reading order."""
    tables: list[Draft] = []
    cards: list[tuple[int, Cards]] = []
    rest: list[tuple[int, Grid]] = []
    current: Draft | None = None
    carded = -2
    place = Place()
    for order, grid in enumerate(arranged(list(document.grids), matcher)):
        if grid.hidden or not grid.rows:
            continue
        turned = transposed(grid, matcher) or folded(grid, matcher)
        lines = lay(turned or grid)
        going_on = carded == order - 1 and _goes_on(lines, matcher)
        if turned is None and (card_like(lines, matcher) or going_on):
            place = place if going_on else Place()
            cards.append((order, read_cards(grid, lines, matcher, place)))
            carded = order
            continue
        if document.format in SHEETS:
            current = None  # a sheet never goes on on the next one
        walked = _walk(turned or grid, lines, order, current, tables, matcher)
        if walked is None:
            rest.append((order, grid))
        current = walked or current
    return tables, cards, rest


def _goes_on(lines: list[Line], matcher: Matcher) -> bool:
    """Whether a grid straight after a card begins with the card's next label, as after a page break."""
    first = next((line for line in lines if not line.blank), None)
    if first is None or len(first.filled) > 4 or header_like(first, matcher):
        return False
    match = label(first.texts[first.filled[0]], matcher)
    return match is not None and match.field not in ("risk_ref", "ref_title", "title", "title_text", "risk")


def _walk(
    grid: Grid, lines: list[Line], order: int, current: Draft | None, tables: list[Draft], matcher: Matcher
) -> Draft | None:
    """Add one grid's lines to the table they continue, or to new ones under their own headers."""
    header = find_header(lines, 0, matcher)
    fresh = True
    if header is None:
        if current is None or not _continues(current, grid, lines):
            return None
        _extend(current, lines, fresh=True)
        return current
    if header.first and current is not None and _continues(current, grid, lines[: header.first]):
        _extend(current, lines[: header.first], fresh=True)
        aside: list[Line] = []
    else:
        aside = lines[: header.first]
    aside, lead = _lead(aside)
    while header is not None:
        following = _next_header(lines, header, matcher)
        body = lead + lines[header.last + 1 : following.first if following else len(lines)]
        own = lines[header.first : header.last + 1]
        titled = len(current.lines) if current is not None and _same_header(current.header, header) else 0
        if current is not None and _same_header(current.header, header):
            current.set_aside += [(line, "heading") for line in aside] + [(line, "header") for line in own]
            _extend(current, body, fresh=fresh)
        else:
            current = Draft(header, [], [], grid, own, order=order)
            current.set_aside += [(line, "heading") for line in aside] + [(line, "header") for line in own]
            _extend(current, body, fresh=False)
            tables.append(current)
        if fresh and grid.heading:
            current.titles[titled] = grid.heading
        header, aside, lead, fresh = following, [], [], False
    return current


def _lead(aside: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines above a header, without the last one when it is the reference and title of a risk."""
    last = next((i for i in range(len(aside) - 1, -1, -1) if not aside[i].blank), None)
    if last is None:
        return aside, []
    texts = {squash(aside[last].texts[i]) for i in aside[last].filled}
    if len(texts) == 1 and split_ref(texts.copy().pop())[0]:
        return aside[:last] + aside[last + 1 :], [aside[last]]
    return aside, []


def _next_header(lines: list[Line], header: Header, matcher: Matcher) -> Header | None:
    """A different header further down the same grid, under which another table stands."""
    at = header.last + 1
    while True:
        found = find_header(lines, at, matcher)
        if found is None:
            return None
        top = Header(found.first, found.last, found.paths)
        if repeats(lines[top.last], header, lines) or _same_header(header, top):
            at = top.last + 1
            continue
        known = sum(1 for path in top.paths if path and matcher.match(path[-1]))
        if known >= 3 and known >= 0.6 * sum(1 for path in top.paths if path):
            return top
        at = top.last + 1


def _same_header(a: Header, b: Header) -> bool:
    mine, theirs = [k for k in a.keys if k], [k for k in b.keys if k]
    return mine == theirs or (
        len(a.keys) == len(b.keys) and sum(x == y for x, y in zip(a.keys, b.keys, strict=True)) >= 0.8 * len(a.keys)
    )


def _continues(current: Draft, grid: Grid, lines: list[Line]) -> bool:
    """Whether a grid without a header of its own goes on with the table before it."""
    width = max((len(line.texts) for line in lines), default=0)
    if not lines or width != len(current.header.paths):
        return False
    a, b = current.grid.column_x, grid.column_x
    if a and b:
        return len(a) == len(b) and all(abs(x - y) <= 12 for x, y in zip(a, b, strict=True))
    return bool(grid.page) or grid.name == current.grid.name or _alike(current.lines, lines)


def _alike(held: list[Line], more: list[Line]) -> bool:
    """Whether rows without a header hold, column by column, what the table before them holds: references or
    scores where it has them, short words and sentences where it has those."""
    width = len(more[0].texts)
    if width < 4:
        return False
    mine, theirs = column_values(held, width), column_values(more, width)
    both = [(a, b) for a, b in zip(mine, theirs, strict=True) if a and b]
    same = sum(1 for a, b in both if (_median(a) > 40) == (_median(b) > 40))
    coded = sum(1 for a, b in both if _coded(a) and _coded(b))
    return len(both) >= 0.7 * width and same == len(both) and coded >= 1 and any(_median(b) > 40 for _, b in both)


def _median(values: list[str]) -> int:
    return sorted(map(len, values))[len(values) // 2]


def _coded(values: list[str]) -> bool:
    return sum(1 for v in values if len(v) <= 14 and re.search(r"\d", v)) >= 0.8 * len(values)


def _extend(draft: Draft, lines: list[Line], *, fresh: bool) -> None:
    first = fresh
    for line in lines:
        if repeats(line, draft.header, [*_padded(draft)]):
            draft.set_aside.append((line, "header"))
            continue
        draft.lines.append(line)
        draft.starts.append(first and not line.blank)
        first = first and line.blank


def _padded(draft: Draft) -> list[Line]:
    return [draft.own[0]] * draft.header.first + draft.own


def all_found(made: list[Draft], matcher: Matcher) -> list[Found]:
    """Columns, raw entries and fates of every table; tables under one header are judged by all their values."""
    pooled: dict[tuple[str, ...], list[Line]] = {}
    for draft in made:
        pooled.setdefault(draft.header.keys, []).extend(draft.lines)
    columns: dict[tuple[str, ...], list[Column]] = {}
    for draft in made:
        key = draft.header.keys
        if key not in columns:
            width = len(draft.header.paths)
            columns[key] = assign(draft.header.paths, column_values(pooled[key], width), matcher)
    return [_found(draft, columns[draft.header.keys]) for draft in made]


def _found(draft: Draft, columns: list[Column]) -> Found:
    weight, _ = evidence(columns)
    where = " and ".join(dict.fromkeys(line.row.locator for line in draft.own))
    out = Found(draft.grid.name, [], [], columns, weight, draft.order, where)
    body = Body(columns, draft.lines, draft.starts, draft.grid.name, draft.grid.heading, draft.titles)
    aside = [Fate(line.row.locator, "blank" if line.blank else fate) for line, fate in draft.set_aside]
    if weight >= ENOUGH:
        joined = Joiner(body).run()
        out.raws, out.fates = joined.raws, [*aside, *joined.fates]
    elif {c.field for c in columns} & {"actions", "controls"}:
        out.loose, fates = each_row(body)
        out.loose_fates = [*aside, *fates]
    return out
