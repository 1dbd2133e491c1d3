"""Cards printed as plain paragraphs: "Risk: …", "Cause: …", "Existing controls: …", one risk after another."""

from __future__ import annotations

from itertools import pairwise

from pipelines.records import Document
from pipelines.shape.cards import CardReader, Cards
from pipelines.shape.headers import Match, Matcher
from pipelines.shape.labels import inline, label
from pipelines.shape.raw import Fate


def paragraph_cards(document: Document, matcher: Matcher) -> list[Cards]:
    """The cards among a document's paragraphs; [] when fewer than three labels stand there."""
    reader = CardReader("text", matcher)
    last: tuple[Match, str] | None = None
    fates: list[tuple[str, int]] = []
    labels = 0
    for block in document.blocks:
        if block.kind in ("header", "footer", "property", "sheet_name"):
            continue
        for text in _lines(block.text, matcher):
            pair = inline(text, matcher)
            alone = label(text, matcher) if pair is None and text.rstrip().endswith(":") else None
            if pair:
                last = (pair[0], pair[1])
                reader.put(pair[0], pair[1], pair[2])
                labels += 1
            elif alone:
                last = (alone, text.rstrip(": "))
                labels += 1
            elif last and block.kind != "heading":
                reader.more(text, *last)
            else:
                last = None
                continue
            fates.append((block.locator, len(reader.out.raws)))
            raw = reader.out.raws[-1] if reader.out.raws else None
            if raw is not None and block.locator not in raw.rows:
                raw.rows.append(block.locator)
    if labels < 3:
        return []
    cards = reader.finish()
    opened: set[int] = set()
    for locator, number in dict(fates).items():
        place = max(number - 1, 0)
        cards.fates.append(Fate(locator, "part" if place in opened else "entry", place))
        opened.add(place)
    return [cards]


def _lines(text: str, matcher: Matcher) -> list[str]:
    """A paragraph's text, taken apart where its lines are labels of their own."""
    lines = [line for line in text.split("\n") if line.strip()]
    starts = [i for i, line in enumerate(lines) if inline(line, matcher)]
    if len(starts) < 2 and not (starts and starts[0] > 0):
        return ["\n".join(lines)] if lines else []
    bounds = [0, *[s for s in starts if s > 0], len(lines)]
    return ["\n".join(lines[a:b]) for a, b in pairwise(bounds) if a < b]
