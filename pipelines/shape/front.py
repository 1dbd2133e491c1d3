"""The front of a document: what stands at its head before any table, and marks that it must not be read.

Council, series, title and date are told from here; the tables themselves are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from pipelines.records import Document, Grid, Row
from pipelines.shape.text import plain, squash


def cover_texts(document: Document, limit: int = 14, entries: frozenset[str] = frozenset()) -> list[str]:
    """What stands at the head of the document: its first blocks and headings, and the first rows of its first
    tables but those (by locator) that hold `entries`."""
    head = [b.text for b in document.blocks if b.kind in ("heading", "header", "paragraph", "footer")][:limit]
    first = [g.heading for g in document.grids[:3] if g.heading]
    top = [
        c.text
        for g in document.grids[:3]
        for row in _above_table(g, entries)
        for c in row.cells
        if c.text.strip() and len(c.text) < 160
    ]
    return [t for t in (*head, *first, *top) if t.strip()]


def _above_table(grid: Grid, entries: frozenset[str]) -> Iterator[Row]:
    """The first rows of a grid, up to the first that is wide enough to be a table's header."""
    for row in grid.rows[:12]:
        if row.locator in entries or sum(1 for c in row.cells if c.text.strip()) >= 4:
            return
        yield row


def exempt(document: Document) -> str:
    """The words that mark a document as exempt from publication, else ""."""
    pattern = re.compile(
        r"\bnot for publication\b|\bpart (?:b|ii|2)\b[^.\n]{0,30}\b(?:exempt|confidential"
        r"|private)|\bexempt (?:from publication|appendix|report|item|information by virtue)"
        r"|\b(?:exempt|confidential)\b[^.\n]{0,80}\bschedule 12a\b|\bschedule 12a\b[^.\n]{0,120}\b(?:exempt"
        r"|paragraph)|^\W*part b\W*$|\bnid i w gyhoeddi\b",
        re.IGNORECASE,
    )
    texts: Sequence[str] = [
        *cover_texts(document, 12),
        *(b.text for b in document.blocks if b.kind in ("header", "footer")),
    ]
    for text in texts:
        found = pattern.search(squash(text))
        if found and len(text) < 600:
            return squash(text)[:160]
    name = plain(PurePosixPath(document.source_file).name)
    found = re.search(r"\b(?:exempt|part b|restricted|confidential)\b", name)
    return found[0] if found else ""
