"""The as-at date of a whole document: every text that may name it is asked, then `dates.choose` decides."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath

from pipelines.catalogue.council import DocumentEntry
from pipelines.records import Document
from pipelines.shape.dates import Candidate, Chosen, candidates, choose
from pipelines.shape.front import cover_texts


def as_at(document: Document, entry: DocumentEntry | None, today: date | None, entries: frozenset[str]) -> Chosen:
    """The document's as-at date: configuration, or the best of what the document, its name and folder say.

    Rows (by locator) that hold `entries` say nothing of the register's own date.
    """
    found: list[Candidate] = []
    bad: list[str] = []
    if entry and entry.as_at:
        found.append(Candidate(entry.as_at, "configuration", ""))
    cover = dict.fromkeys(cover_texts(document, entries=entries))
    texts = [(t, "cover", "") for t in cover if len(t) < 400]
    for block in document.blocks:
        place = "footer" if block.kind in ("footer", "header") else "text"
        if (block.text not in cover or place == "footer") and block.locator not in entries:
            texts.append((block.text, place, block.locator))
    texts += [(b.text, "cover", b.locator) for b in document.blocks if b.kind == "sheet_name"]
    texts += [(g.heading, "text", g.name) for g in document.grids if g.heading]
    texts += [(g.name, "cover", g.name) for g in document.grids if document.format in ("xlsx", "xls", "ods")]
    texts.append((document.properties.get("title", ""), "cover", "metadata title"))
    path = PurePosixPath(document.source_file.replace("!", "/"))
    texts.append((path.name, "file name", ""))
    texts += [(part, "folder", "") for part in path.parts[:-1]]
    for text, place, locator in texts:
        more, odd = candidates(text.replace("_", " ") if place in ("file name", "folder") else text, place, locator)
        found += more
        bad += odd
    return choose(found, bad, today)
