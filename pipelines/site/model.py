"""The tables as pages look things up in them: grouped once, so that a page costs look-ups and no scan."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import polars as pl

from pipelines import dictionary
from pipelines.catalogue.rulings import holding
from pipelines.charts.queries import Grouped, Rows, group, load

SAFE = re.compile(r"[^a-z0-9._-]+")
BEARING = ("avoidance", "mixed", "enablement")
JUDGED = ("avoidance", "containment", "mixed", "enablement")


def slug(text: str) -> str:
    """A name that can stand in an address: lower case, letters, digits, dot, dash."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return SAFE.sub("-", plain).strip("-.") or "x"


class Model:
    """The tables of a publication, indexed for pages. A table that is absent counts as empty."""

    def __init__(self, tables: Mapping[str, pl.DataFrame]) -> None:
        self.tables = {name: tables.get(name, dictionary.table(name).empty()) for name in dictionary.names()}
        self.charts = load(self.tables)
        self.names = {row["council"]: row["name"] or row["council"] for row in self.rows("councils")}
        for council in self.tables["registers"]["council"].unique():
            self.names.setdefault(council, council)

    def rows(self, name: str) -> Rows:
        """A table's rows."""
        return self.tables[name].to_dicts()

    def by(self, name: str, *keys: str) -> Grouped:
        """A table grouped by columns."""
        return group(self.tables[name], *keys)

    @cached_property
    def councils(self) -> list[str]:
        """Council ids in order of their names: never in order of a figure."""
        return sorted(self.names, key=lambda c: (self.names[c].lower(), c))

    @cached_property
    def council_rows(self) -> dict[str, dict[str, Any]]:
        """Rows of `councils` by id."""
        return {row["council"]: row for row in self.rows("councils")}

    @cached_property
    def registers(self) -> dict[str, dict[str, Any]]:
        """Registers by id."""
        return {row["register_id"]: row for row in self.rows("registers")}

    @cached_property
    def council_registers(self) -> Grouped:
        """Registers by council, oldest first, undated last."""
        return group(self.tables["registers"].sort("as_at", "series", "register_id", nulls_last=True), "council")

    @cached_property
    def entries(self) -> Grouped:
        """Entries by register, in the register's own order."""
        return self.by("entries", "register_id")

    @cached_property
    def entry(self) -> dict[str, dict[str, Any]]:
        """Entries by id."""
        return {row["entry_id"]: row for group_ in self.entries.rows.values() for row in group_}

    @cached_property
    def verdict(self) -> dict[str, dict[str, Any]]:
        """Rows of `classifications` by entry."""
        return {row["entry_id"]: row for row in self.rows("classifications")}

    @cached_property
    def ruling(self) -> dict[str, dict[str, Any]]:
        """The stance ruling that holds for an entry, by entry."""
        worded = (
            self.tables["entries"].select("entry_id", "council").join(self.tables["classifications"], on="entry_id")
        )
        return {row["entry_id"]: row for row in holding(self.tables["rulings"], worded).to_dicts()}

    @cached_property
    def hits(self) -> Grouped:
        """Rows of `evidence` by entry."""
        return group(self.tables["evidence"].sort("entry_id", "field", "span_start", "rule_id"), "entry_id")

    @cached_property
    def rules(self) -> dict[str, dict[str, Any]]:
        """Rules by id."""
        return {row["rule_id"]: row for row in self.rows("rules")}

    @cached_property
    def links(self) -> dict[str, dict[str, Any]]:
        """Rows of `links` by entry."""
        return {row["entry_id"]: row for row in self.rows("links")}

    @cached_property
    def stance(self) -> Grouped:
        """Chart rows `stance_over_time` by council, series, area."""
        return group(self.charts["stance_over_time"], "council", "series", "area")

    @cached_property
    def areas_of(self) -> dict[tuple[str, str], list[str]]:
        """Areas with figures, by council and series, without `all`."""
        found: dict[tuple[str, str], list[str]] = {}
        for council, series, area in self.stance.rows:
            if area != "all":
                found.setdefault((council, series), []).append(area)
        return found

    @cached_property
    def areas(self) -> list[str]:
        """Every area of the common scheme that an entry stands in."""
        return sorted(self.tables["entries"]["area"].unique().to_list())

    @cached_property
    def shifts(self) -> Grouped:
        """Shifts of whole registers (area `all`) by council, series and span, oldest first."""
        frame = self.tables["shifts"].filter(pl.col("area") == "all").sort("to_as_at", "from_as_at")
        return group(frame, "council", "series", "span")

    @cached_property
    def waterfall(self) -> Grouped:
        """Chart rows `shift_waterfall` of whole registers by council, series, span and the two dates."""
        frame = self.charts["shift_waterfall"].filter(pl.col("area") == "all")
        return group(frame, "council", "series", "span", "from_as_at", "to_as_at")

    def events_of(self, council: str) -> Rows:
        """Events for everybody and for one council."""
        return self._events.of(None) + (self._events.of(council) if council != "all" else [])

    @cached_property
    def _events(self) -> Grouped:
        return group(self.tables["events"].sort("date", "label"), "council")

    def series_of(self, council: str) -> list[str]:
        """A council's series, corporate first, then in order of name."""
        found = {r["series"] for r in self.council_registers.of(council)}
        return sorted(found, key=lambda s: (s != "corporate", s))

    @cached_property
    def issues_of_register(self) -> Grouped:
        """Issues by register, gravest first."""
        return group(self._issues, "register_id")

    @cached_property
    def issues_of_council(self) -> Mapping[str, pl.DataFrame]:
        """Issues of a council's registers as frames in the dictionary's columns, gravest first."""
        known = self.tables["registers"].select("register_id", "council")
        joined = self._issues.join(known, on="register_id", how="inner", maintain_order="left")
        parts = joined.partition_by("council", as_dict=True, include_key=False)
        return {str(key[0]): frame for key, frame in parts.items()}

    @cached_property
    def _issues(self) -> pl.DataFrame:
        order = pl.col("severity").replace_strict({"error": 0, "warning": 1, "info": 2}, default=3)
        return self.tables["issues"].sort(order, "source_file", "locator", "field", "code", "value")

    def counts(self, register_id: str) -> dict[str, int]:
        """Entries by stance in one register, entries in all (`n`), and those without any response text (`silent`)."""
        rows = self.entries.of(register_id)
        stances = [self.verdict[r["entry_id"]]["stance"] for r in rows if r["entry_id"] in self.verdict]
        told = {s: stances.count(s) for s in (*JUDGED, "unclear")}
        told["silent"] = sum(1 for r in rows if not (r["controls"] or r["actions"] or r["response"]))
        return {**told, "n": len(rows)}


def bears_stance(counts: Mapping[str, Any]) -> bool:
    """Whether any entry bears a stance at all."""
    return any(counts[s] for s in BEARING)


def judged(counts: Mapping[str, Any]) -> int:
    """Entries that a share is taken of: all but unclear."""
    return int(sum(counts[s] for s in JUDGED))
