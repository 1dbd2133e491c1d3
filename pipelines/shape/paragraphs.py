"""Cards printed as plain text: "Risk: …", "Cause: …", or headings with lists under them, one risk after another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pipelines.records import Block, Document, Grid
from pipelines.shape.cards import CardReader, Cards
from pipelines.shape.headers import SCORES, Match, Matcher
from pipelines.shape.labels import inline, label
from pipelines.shape.raw import Fate, Raw
from pipelines.shape.splits import split_ref

_BULLET = re.compile(r"^\W{0,3}$|^\(?(?:\d{1,2}|[a-z])[.)]$")
_NEXT = re.compile(r"(?<=\S)\s+(?=[A-Z][A-Za-z]+(?: [a-z]+){0,3}:\s)")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph, or one bullet of a list that was read as a table."""

    text: str
    locator: str
    heading: bool


def _pieces(document: Document) -> Iterator[_Piece]:
    for part in document.parts:
        if isinstance(part, Block):
            if part.kind not in ("header", "footer", "property", "sheet_name"):
                yield _Piece(part.text, part.locator, part.kind == "heading")
        elif _is_list(part):
            for row in part.rows:
                text = " ".join(cell.text for cell in row.cells if cell.text.strip())
                if text.strip():
                    yield _Piece(text, row.locator, False)


def _is_list(grid: Grid) -> bool:
    firsts = [row.cells[0].text.strip() for row in grid.rows if row.cells]
    width = max((len(row.cells) for row in grid.rows), default=0)
    return not grid.hidden and width == 2 and bool(firsts) and all(_BULLET.match(first) for first in firsts)


def paragraph_cards(document: Document, matcher: Matcher) -> list[Cards]:
    """The cards among a document's paragraphs; [] when fewer than three labels stand there."""
    reader = CardReader("text")
    pieces = list(_pieces(document))
    printed = Counter(piece.text.strip().rstrip(":") for piece in pieces)
    last: tuple[Match, str] | None = None
    titled = False
    fates: list[tuple[str, Raw]] = []
    labelled: set[int] = set()
    for piece in pieces:
        for text in _lines(piece.text, matcher):
            pairs = _pairs(text, matcher)
            alone = None if pairs else _alone(text, piece, printed, matcher)
            ref, title = split_ref(text) if piece.heading and not pairs and not alone else ("", "")
            if pairs:
                for match, name, value in pairs:
                    last = (match, name)
                    reader.put(match, name, value)
            elif alone:
                last = (alone, text.rstrip(": "))
            elif ref and len(title) <= 160:
                reader.identity(ref, title)
                last, titled = None, True
            elif last and not piece.heading:
                reader.more(text, *last)
            elif titled and last is None and not piece.heading:
                reader.put(Match("description", "", 1.0, "inferred", "text under the title"), "text", text)
            else:
                last = None
                continue
            if pairs or alone or ref or reader.out.raws:
                raw = reader.raw()
                fates.append((piece.locator, raw))
                labelled |= {id(raw)} if pairs or alone else set()
    return _finished(reader, fates, labelled)


def _finished(reader: CardReader, fates: list[tuple[str, Raw]], labelled: set[int]) -> list[Cards]:
    """The cards that hold labels; a numbered heading over plain text ("2. Recommendation") was none."""
    kept = [raw for raw in reader.out.raws if id(raw) in labelled]
    if sum(len(raw.pieces) + len(raw.other) for raw in kept) < 3:
        return []
    reader.out.raws[:] = kept
    place = {id(raw): i for i, raw in enumerate(kept)}
    cards = reader.finish()
    opened: set[int] = set()
    for locator, raw in dict(fates).items():
        at = place.get(id(raw))
        if at is None:
            continue
        raw.rows.append(locator)
        cards.fates.append(Fate(locator, "part" if at in opened else "entry", at))
        opened.add(at)
    return [cards]


def _alone(text: str, piece: _Piece, printed: Counter[str], matcher: Matcher) -> Match | None:
    """A label without a value beside it: with a colon, as a heading, or printed again for other risks."""
    bare = text.strip().rstrip(":")
    if not (text.rstrip().endswith(":") or piece.heading or printed[bare] >= 2) or len(bare) > 90:
        return None
    found = label(bare, matcher)
    if found is None and printed[bare] >= 2:
        found = matcher.match(bare)
    return found if found is not None and (found.field or found.level) else None


def _pairs(text: str, matcher: Matcher) -> list[tuple[Match, str, str]]:
    """Labels with their values in one line: "Impact: 4", also several ("Current impact: 4 Current score: 12")."""
    parts = _NEXT.split(text)
    if len(parts) > 1 and "\n" not in text:
        found = [inline(part, matcher) for part in parts]
        if all(pair is not None and (n == 0 or pair[0].field in SCORES) for n, pair in enumerate(found)):
            return [pair for pair in found if pair is not None]
    whole = inline(text, matcher)
    return [whole] if whole else []


def _lines(text: str, matcher: Matcher) -> list[str]:
    """A paragraph's text, taken apart where its lines are labels of their own."""
    lines = [line for line in text.split("\n") if line.strip()]
    starts = [i for i, line in enumerate(lines) if inline(line, matcher)]
    if len(starts) < 2 and not (starts and starts[0] > 0):
        return ["\n".join(lines)] if lines else []
    bounds = [0, *[s for s in starts if s > 0], len(lines)]
    return ["\n".join(lines[a:b]) for a, b in pairwise(bounds) if a < b]
