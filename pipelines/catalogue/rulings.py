"""`rulings.csv`, `events.csv`, `needs.csv`: verdicts of people, marks for charts, and needs that communities name.

Each file is checked as a whole and told back with every fault at once. Whether a ruling still fits the
registers is known only when it is used; the stage that uses it writes the outcome, and a check lists every
ruling that did not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import dictionary
from pipelines.catalogue.owned import read_owned
from pipelines.errors import BadConfiguration

STANCES = ("avoidance", "containment", "mixed", "enablement", "unclear")
DEPARTURES = ("closed", "de_escalated", "exempt", "merged", "not_shown")
EVENTS = ("external", "election", "rulebook", "statement")
VALUES = {"stance": STANCES, "departure": DEPARTURES}


def load_rulings(path: Path) -> pl.DataFrame:
    """The rulings of one file in the columns of the table `rulings`, none applied yet; no rows without a file.

    Raises:
        BadConfiguration: naming every faulty line.
    """
    rows = _checked(path, "rulings", ("expect",), _ruling_faults)
    return dictionary.table("rulings").frame([{**row, "applied": False, "outcome": "Not yet used."} for row in rows])


def holding(rulings: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """Which stance ruling holds for which entry: its own, else one on the same words in the same council.

    Councils print an entry unchanged in register after register; a verdict on its words goes with them, so that a
    ruling on one of them never looks like a shift.

    Args:
        rulings: table `rulings`; those of kind stance that applied count, the latest of several.
        entries: at least entry_id, council, text_sha256.

    Returns:
        The columns of `rulings`, one row an entry that a ruling holds for, `entry_id` being that entry's.
    """
    applied = rulings.filter(pl.col("kind") == "stance", "applied").sort("date", "ruling_id")
    known = entries.select("entry_id", "council", "text_sha256")
    own = applied.unique("entry_id", keep="last", maintain_order=True)
    worded = (
        applied.join(known, on="entry_id")
        .unique(["council", "text_sha256"], keep="last", maintain_order=True)
        .drop("entry_id")
        .join(known, on=["council", "text_sha256"])
        .join(own, on="entry_id", how="anti")
    )
    return pl.concat([own, worded.select(own.columns)]).sort("entry_id")


def load_events(path: Path) -> pl.DataFrame:
    """The events of one file; an empty council stands for all.

    Raises:
        BadConfiguration: naming every faulty line.
    """
    rows = _checked(path, "events", ("council",), _event_faults)
    return dictionary.table("events").frame([{**row, "council": row["council"] or None} for row in rows])


def load_needs(path: Path) -> pl.DataFrame:
    """The needs of one file, each named by a community of a council at a date.

    Raises:
        BadConfiguration: naming every faulty line.
    """
    return dictionary.table("needs").frame(_checked(path, "needs", (), lambda _: iter(())))


def _checked(
    path: Path, table_name: str, optional: tuple[str, ...], faults_of: Callable[[dict[str, Any]], Iterator[str]]
) -> list[dict[str, Any]]:
    rows = read_owned(path, table_name, optional)
    key = dictionary.table(table_name).primary_key[0]
    faults = [f"{row[key]}: {fault}" for row in rows for fault in faults_of(row)]
    if faults:
        raise BadConfiguration("; ".join(faults) + ".", where=str(path), remedy="Mend these lines.")
    return rows


def _ruling_faults(row: dict[str, Any]) -> Iterator[str]:
    kind, value = row["kind"], row["value"]
    if kind not in ("stance", "link", "departure"):
        yield f"kind must be stance, link or departure, not {kind!r}"
    elif kind in VALUES and value not in VALUES[kind]:
        yield f"value of a {kind} ruling must be one of {', '.join(VALUES[kind])}, not {value!r}"
    elif kind == "link" and value == row["entry_id"]:
        yield "an entry cannot continue itself; write new for an entry that continues none"
    if kind in ("link", "departure") and row["expect"]:
        yield f"expect guards the judged text of a stance ruling; leave it empty for a {kind}"


def _event_faults(row: dict[str, Any]) -> Iterator[str]:
    if row["kind"] not in EVENTS:
        yield f"kind must be one of {', '.join(EVENTS)}, not {row['kind']!r}"
