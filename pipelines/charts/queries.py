"""Runs the select of every chart once, for all councils, and hands out the rows of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines import dictionary
from pipelines.settings import SQL
from pipelines.warehouse import connection, select_file

Rows = list[dict[str, Any]]


def load(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Chart name to the rows of sql/charts/NAME.sql over all councils.

    Args:
        tables: frames by table name; a table that is absent counts as empty.

    Raises:
        SqlFailed: naming the file.
    """
    full = {name: tables.get(name, dictionary.table(name).empty()) for name in dictionary.names()}
    with connection(full) as connected:
        return {path.stem: select_file(connected, path) for path in sorted((SQL / "charts").glob("*.sql"))}


@dataclass(frozen=True, slots=True)
class Grouped:
    """Rows of a frame by key, made once so that a page costs a lookup and not a scan."""

    rows: Mapping[tuple[Any, ...], Rows]

    def of(self, *key: Any) -> Rows:
        """The rows of one key, in the query's order; none when there are none."""
        return self.rows.get(key, [])


def group(frame: pl.DataFrame, *keys: str) -> Grouped:
    """Group a frame's rows by columns, order kept."""
    grouped: dict[tuple[Any, ...], Rows] = {}
    for row in frame.iter_rows(named=True):
        grouped.setdefault(tuple(row[k] for k in keys), []).append(row)
    return Grouped(grouped)
