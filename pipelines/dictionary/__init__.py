"""The data dictionary: what every table and column is, once, for schemas, suites, docs and downloads.

A table's file `tables/NAME.yml` is the single source of its columns, types, units, keys and caveats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl
import yaml

from pipelines.errors import BadTable
from pipelines.settings import DICTIONARY

TYPES: dict[str, pl.DataType] = {
    "string": pl.String(),
    "bigint": pl.Int64(),
    "double": pl.Float64(),
    "date": pl.Date(),
    "boolean": pl.Boolean(),
}
SQL_TYPES = {
    "string": "VARCHAR",
    "bigint": "BIGINT",
    "double": "DOUBLE",
    "date": "DATE",
    "boolean": "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type is a key of `TYPES`."""

    name: str
    type: str
    nullable: bool
    description: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns that must be found as `references` in another table unless one of them is null."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the contract."""

    name: str
    grain: str
    description: str
    primary_key: tuple[str, ...]
    caveats: tuple[str, ...]
    columns: tuple[Column, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Column name to Polars type, in order."""
        return {column.name: TYPES[column.type] for column in self.columns}

    def empty(self) -> pl.DataFrame:
        """A frame without rows in this table's schema."""
        return pl.DataFrame(schema=self.schema)

    def frame(self, rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
        """Rows to a frame of this schema; a key that is no column raises BadTable."""
        known = {column.name for column in self.columns}
        unknown = sorted({key for row in rows for key in row} - known)
        if unknown:
            raise BadTable(
                f"columns {unknown} are not in the dictionary.",
                where=self.name,
                remedy=f"Add them to pipelines/dictionary/tables/{self.name}.yml.",
            )
        return pl.DataFrame([{c.name: row.get(c.name) for c in self.columns} for row in rows], schema=self.schema)

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Order and type a frame's columns as the dictionary says.

        Raises:
            BadTable: columns are missing or surplus, a value does not fit its type, a required one is null.
        """
        names = [column.name for column in self.columns]
        missing = [name for name in names if name not in frame.columns]
        surplus = [name for name in frame.columns if name not in names]
        if missing or surplus:
            raise BadTable(
                f"missing columns {missing}, surplus columns {surplus}.",
                where=self.name,
                remedy=f"Make the stage and pipelines/dictionary/tables/{self.name}.yml agree.",
            )
        try:
            frame = frame.select(names).cast(self.schema)  # type: ignore[arg-type]
        except pl.exceptions.PolarsError as error:
            raise BadTable(
                f"a value does not fit its type ({error}).",
                where=self.name,
                remedy="Mend the stage that made the table.",
            ) from error
        nulls = [c.name for c in self.columns if not c.nullable and frame[c.name].null_count()]
        if nulls:
            raise BadTable(
                f"required columns {nulls} hold nulls.",
                where=self.name,
                remedy="Mend the stage that made the table, or mark the column nullable.",
            )
        return frame


@cache
def table(name: str) -> Table:
    """One table by name.

    Raises:
        BadTable: there is no such table.
    """
    path = DICTIONARY / f"{name}.yml"
    if not path.exists():
        raise BadTable("no such table.", where=name, remedy=f"The dictionary holds: {', '.join(names())}.")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same in C, ten times as fast, where it was built
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both are safe
    return Table(
        name=raw["table"],
        grain=raw["grain"],
        description=raw["description"],
        primary_key=tuple(raw["primary_key"]),
        caveats=tuple(raw["caveats"]),
        columns=tuple(Column(**column) for column in raw["columns"]),
        foreign_keys=tuple(
            ForeignKey(tuple(key["columns"]), key["table"], tuple(key.get("references", key["columns"])))
            for key in raw.get("foreign_keys", ())
        ),
    )


@cache
def names() -> tuple[str, ...]:
    """Every table name, sorted."""
    return tuple(sorted(path.stem for path in DICTIONARY.glob("*.yml")))
