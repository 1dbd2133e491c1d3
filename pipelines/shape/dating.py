"""The as-at date of a whole document: every text that may name it is asked, then `dates.choose` decides."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath

from pipelines.catalogue.council import DocumentEntry
from pipelines.records import Document, Issue
from pipelines.shape.dates import Candidate, Chosen, candidates, choose, contradicts
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


def oddities(chosen: Chosen, name: str) -> list[Issue]:
    """What the council should know of its dates: none, ahead of today, unreadable, or at odds; `name` is the file's."""
    issues: list[Issue] = []
    day = chosen.day
    if day is None:
        issues.append(
            Issue(
                "no_as_at_date",
                "The register prints no date that it stands at; it stays out of tables over time. "
                f"Say it with [[documents]] match = {name!r}, as_at = YYYY-MM-DD.",
                field="as_at",
            )
        )
    for candidate in (c for c in chosen.future if day is None or contradicts(c, day)):
        issues.append(
            Issue(
                "date_in_future",
                f"{candidate.words!r} lies ahead and was not taken as the register's date.",
                candidate.locator,
                "as_at",
                candidate.day.isoformat(),
            )
        )
    for text in dict.fromkeys(chosen.unreadable):
        issues.append(
            Issue(
                "date_unreadable",
                f"{text!r} is no date with the day first; it was not turned round.",
                field="as_at",
                value=text,
            )
        )
    against = [c for c in chosen.disagree if day is not None and contradicts(c, day)]
    if against and not chosen.basis.startswith("configuration"):
        seen = sorted({c.day.isoformat() for c in against})
        issues.append(
            Issue(
                "as_at_disagrees",
                f"The dates in the document disagree; {chosen.basis}.",
                field="as_at",
                value="; ".join(seen)[:200],
            )
        )
    return issues
