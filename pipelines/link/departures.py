"""Why a risk is no longer shown: from printed words or a ruling, never from its absence.

Words may stand in the last entry's own cells (a status column), or in what the register that lacks the
risk prints beside its table: a line under it, kept as an issue or with the entry above it in `other`, or a
list of closed risks. The words are data (`departure_words.csv`), tried in its order.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from pipelines.link.texts import Entry, normal

NOT_SHOWN = ("not_shown", "Not in the register; nothing printed says why.")
_SHORT = 60
_STATUS = re.compile(
    r"status|state|closed|outcome|decision|recommend|proposal|movement|change|direction", re.IGNORECASE
)


@cache
def departure_words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Kind of departure and the pattern of words that say so, in the order they are tried."""
    with Path(__file__).with_name("departure_words.csv").open(encoding="utf-8", newline="") as lines:
        return tuple((row["kind"], re.compile(row["pattern"], re.IGNORECASE)) for row in csv.DictReader(lines))


def tells_of_departure(text: str) -> bool:
    """Whether a line holds words that tell of a risk that left."""
    return any(pattern.search(text) for _, pattern in departure_words())


def lines_beside(entries: Sequence[Entry]) -> list[str]:
    """Lines about departures that stand among the unnamed columns of a register's entries."""
    values = [str(value or "") for e in entries for value in _other(e).values()]
    return [value for value in values if tells_of_departure(value)]


def told(last: Entry, notes: Sequence[str]) -> tuple[str, str]:
    """Kind and basis of a departure; `not_shown` where no words speak of the risk.

    Args:
        last: where the risk last stood.
        notes: lines that the register without it prints outside its entries.
    """
    for note in notes:
        if speaks_of(note, last):
            for kind, pattern in departure_words():
                if pattern.search(note):
                    return kind, note
    for text in _status_cells(last):
        for kind, pattern in departure_words():
            if pattern.search(text):
                return kind, f"{text} ({last.entry_id})"
    return NOT_SHOWN


def speaks_of(note: str, entry: Entry) -> bool:
    """Whether a line names an entry by its printed reference or its title."""
    printed = entry.printed_reference.strip()
    if printed and re.search(rf"(?<![\w.-]){re.escape(printed)}(?![\w-])", note, re.IGNORECASE):
        return True
    return len(entry.title.split()) >= 2 and f" {entry.title} " in f" {normal(note)} "


def _other(entry: Entry) -> dict[str, object]:
    held = entry.row["other"] or "{}"
    read: dict[str, object] = json.loads(held) if len(held) > 2 else {}
    return read


def _status_cells(entry: Entry) -> Iterable[str]:
    for header, value in _other(entry).items():
        text = str(value or "").strip()
        if text and len(text) <= _SHORT and _STATUS.search(header):
            yield text
    for name in ("direction", "response"):
        text = str(entry.row[name] or "").strip()
        if text and len(text) <= _SHORT:
            yield text
