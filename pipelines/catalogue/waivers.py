"""`waivers.csv`: findings that a person lets pass for a while, each dated, reasoned and expiring.

A waiver says why and until when. One that has expired, or that nothing needs any more, is told as such in the
table `waivers`, so that the file does not fill with the forgotten.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines import dictionary
from pipelines.catalogue.owned import read_owned


@dataclass(frozen=True, slots=True)
class Waiver:
    """One row of the file; an empty `row_key` covers every failing row of the expectation."""

    waiver_id: str
    table_name: str
    expectation: str
    row_key: str
    expires: datetime.date
    date: datetime.date
    by: str
    reason: str

    def in_force(self, today: datetime.date) -> bool:
        """Whether it covers findings on a day; its last day counts."""
        return self.date <= today <= self.expires


def load_waivers(path: Path) -> tuple[Waiver, ...]:
    """The waivers of one file; () when there is none.

    Raises:
        BadConfiguration: naming every faulty line.
    """
    return tuple(Waiver(**row) for row in read_owned(path, "waivers", optional=("row_key",)))


def covering(waivers: Iterable[Waiver], table_name: str, expectation: str, today: datetime.date) -> list[Waiver]:
    """The waivers in force for one expectation."""
    return [w for w in waivers if (w.table_name, w.expectation) == (table_name, expectation) and w.in_force(today)]


def frame(waivers: Iterable[Waiver], failed: dict[tuple[str, str], set[str]], today: datetime.date) -> pl.DataFrame:
    """The table `waivers`.

    Args:
        waivers: as loaded.
        failed: keys of failing rows by (table, expectation), for every expectation that failed.
        today: the day that expiry is judged on.
    """
    table = dictionary.table("waivers")
    rows = []
    for waiver in waivers:
        keys = failed.get((waiver.table_name, waiver.expectation))
        needed = keys is not None and (not waiver.row_key or waiver.row_key in keys)
        if today > waiver.expires:
            outcome = f"expired on {waiver.expires.isoformat()}" + ("; the finding stands" if needed else "")
        elif today < waiver.date:
            outcome = f"not yet in force before {waiver.date.isoformat()}"
        else:
            outcome = "applied" if needed else "not needed: nothing failed that it covers; remove it"
        rows.append(
            {
                "waiver_id": waiver.waiver_id,
                "table_name": waiver.table_name,
                "expectation": waiver.expectation,
                "row_key": waiver.row_key,
                "expires": waiver.expires,
                "date": waiver.date,
                "by": waiver.by,
                "reason": waiver.reason,
                "applied": outcome == "applied",
                "outcome": outcome,
            }
        )
    return table.conform(table.frame(rows))
