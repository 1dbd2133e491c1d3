"""The labelled entries that figures and weights come from: rows, whose they are, what they hash to.

`tests/labelled/roles.csv` says whose entries were read while rules were written (`development`) and whose were
only ever scored (`unseen`); an author who does not stand there is unseen.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pipelines.settings import ROOT

LABELLED = ROOT / "tests" / "labelled"
UNSEEN, DEVELOPMENT = "unseen", "development"

Rows = list[dict[str, str]]


def files() -> list[Path]:
    """The labelled files of the repository, one an author."""
    return sorted(path for path in LABELLED.glob("*.csv") if path.name != "roles.csv")


def load(paths: Sequence[Path]) -> Rows:
    """Labelled rows of every file, each with its author's `role`."""
    with (LABELLED / "roles.csv").open(encoding="utf-8", newline="") as handle:
        roles = {row["author"]: row["role"] for row in csv.DictReader(handle)}
    rows: Rows = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as handle:
            rows += [row | {"role": roles.get(row["author"], UNSEEN)} for row in csv.DictReader(handle)]
    return rows


def data_hash(rows: Rows) -> str:
    """Twelve hex digits of all that the rows say, in whatever order they stand."""
    told = sorted("\x1f".join(f"{key}={row[key]}" for key in sorted(row) if key != "role") for row in rows)
    return hashlib.sha256("\x1e".join(told).encode()).hexdigest()[:12]


def today() -> str:
    """The day a figure was taken."""
    return datetime.now(tz=UTC).date().isoformat()


def threat(row: dict[str, str]) -> str:
    """What the entry fears."""
    return f"{row['title']} {row['description']}"


def answer(row: dict[str, str]) -> str:
    """What the council does about it."""
    return " ".join(row[field] for field in ("controls", "actions", "response"))


def text(row: dict[str, str]) -> str:
    """All that an entry says, as one text."""
    return f"{threat(row)} {answer(row)}"
