"""Lines beside a register's table that say what happened to risks, or what the register leaves out.

Such a line is no entry, yet it is the only place where many registers say that a risk was closed, moved
down, merged or withheld, or that only risks outside appetite are listed. It is kept, quoted, as an issue;
what it means for a risk is for later stages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.records import Document, Issue

CODE = "line_beside_table"
LONGEST = 400
_RISK = r"\b(?:risks?|[A-Z]{1,5}[ -]?\d{1,4})\b"
_LEFT = (
    r"\b(?:clos(?:ed|ure)|de-?\s?escalat\w+|merged|combined|amalgamated|consolidated|subsumed|absorbed|incorporated"
    r"|archived|deleted|retired|removed from|exempt|withheld|not for publication|part (?:b|2|ii))\b"
)
_OUTSIDE = r"\b(?:above|outside|beyond|exceed\w*|out of)\b.{0,40}\b(?:appetite|tolerance)\b"
_TOLD = re.compile(rf"{_RISK}.*{_LEFT}|{_LEFT}.*{_RISK}|{_OUTSIDE}", re.IGNORECASE | re.DOTALL)


def lines_beside(document: Document, entries: frozenset[str]) -> Iterator[Issue]:
    """One issue for each such line outside tables.

    Args:
        document: the document.
        entries: locators of what became entries; a block there is no line beside them.
    """
    for block in document.blocks:
        text = " ".join(block.text.split())
        beside = block.kind in ("paragraph", "heading") and block.locator not in entries
        if beside and len(text) <= LONGEST and _TOLD.search(text):
            yield Issue(
                CODE,
                "The register says beside its table what became of risks, or what it leaves out.",
                block.locator,
                value=text,
            )
