"""A person's rulings on links and departures: what they ask for, and what became of each.

A ruling that does not fit the registers any more is never dropped in silence: its outcome says why, and a
check blocks on rulings that did not apply.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from pipelines import dictionary

NEW = "new"
"""The value of a link ruling that says: this entry continues no earlier one."""
KINDS = ("closed", "de_escalated", "exempt", "merged", "not_shown")


@dataclass
class Rulings:
    """Rulings on links and departures by entry, with outcomes as they become known."""

    rows: list[dict[str, Any]]
    outcomes: dict[str, tuple[bool, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, frame: pl.DataFrame | None) -> Rulings:
        """The link and departure rulings of a frame of `rulings`; None is no ruling."""
        rows = [] if frame is None else frame.filter(pl.col("kind").is_in(["link", "departure"])).to_dicts()
        return cls(rows)

    def on(self, kind: str, entry_id: str) -> dict[str, Any] | None:
        """The latest ruling of a kind on an entry; an earlier one on the same entry is superseded."""
        found = [row for row in self.rows if row["kind"] == kind and row["entry_id"] == entry_id]
        found.sort(key=lambda row: (row["date"], row["ruling_id"]))
        for row in found[:-1]:
            self.settle(row, False, f"Superseded by {found[-1]['ruling_id']}; remove it.")
        return found[-1] if found else None

    def entries(self, kind: str) -> frozenset[str]:
        """The entries that rulings of a kind name."""
        return frozenset(row["entry_id"] for row in self.rows if row["kind"] == kind)

    def settle(self, ruling: dict[str, Any], applied: bool, outcome: str) -> None:
        """Record what became of a ruling."""
        self.outcomes[ruling["ruling_id"]] = (applied, outcome)

    def frame(self, known: frozenset[str]) -> pl.DataFrame:
        """The table's rows with their outcomes.

        Args:
            known: every entry id of a dated register.
        """
        rows = []
        for row in self.rows:
            applied, outcome = self.outcomes.get(row["ruling_id"], (False, self._unsettled(row, known)))
            rows.append({**row, "applied": applied, "outcome": outcome})
        return dictionary.table("rulings").conform(dictionary.table("rulings").frame(rows))

    @staticmethod
    def _unsettled(row: dict[str, Any], known: frozenset[str]) -> str:
        if row["entry_id"] not in known:
            return f"Not applied: no dated register holds the entry {row['entry_id']}."
        if row["kind"] == "departure":
            return f"Not applied: the risk of {row['entry_id']} did not leave after that entry."
        return f"Not applied: {row['entry_id']} is the first register of its series; nothing stands before it."
