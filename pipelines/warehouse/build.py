"""The one database file that people open: every table, typed and described, written in one go.

It is built last, inside the new publication folder, because DuckDB lets one process alone write a file.
Two builds of the same tables give the same bytes: one thread, and no compression, as DuckDB's compressors leave
uninitialised memory in a block's unused tail. The Parquet downloads are the small files.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from pipelines import dictionary
from pipelines.warehouse import execute

REPRODUCIBLE: dict[str, str | bool | int | float | list[str]] = {"threads": 1, "force_compression": "uncompressed"}


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def statements(table: dictionary.Table, parquet: Path) -> list[str]:
    """The SQL that makes one table of a Parquet file, with a comment on it and on every column."""
    columns = ", ".join(
        f'"{c.name}" {dictionary.SQL_TYPES[c.type]}{"" if c.nullable else " not null"}' for c in table.columns
    )
    about = f"{table.description} One row is {table.grain}; key: {', '.join(table.primary_key)}."
    return [
        f"create table {table.name} ({columns})",
        f"insert into {table.name} by name select * from read_parquet({quoted(str(parquet))})",  # noqa: S608
        f"comment on table {table.name} is {quoted(about)}",
        *(
            f'comment on column {table.name}."{c.name}" is '
            + quoted(c.description + (f" Unit: {c.unit}." if c.unit else ""))
            for c in table.columns
        ),
    ]


def build(parquets: Mapping[str, Path], target: Path) -> None:
    """Write a DuckDB file with one table per Parquet file, under their names.

    Raises:
        SqlFailed: naming the table that could not be written.
    """
    with duckdb.connect(target, config=REPRODUCIBLE) as connected:
        for name in sorted(parquets):
            for statement in statements(dictionary.table(name), parquets[name]):
                execute(connected, statement, f"{target.name}, table {name}")
        connected.execute("checkpoint")
