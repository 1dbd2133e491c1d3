"""How SQL files meet tables: an in-memory DuckDB per step, macros loaded, frames or Parquet as views.

No stage holds a database file open; the one publishable `riskshift.duckdb` is built last by `build`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from pipelines.errors import SqlFailed
from pipelines.settings import SQL

Source = pl.DataFrame | Path
REMEDY = "Run the file in DuckDB over OUT/riskshift.duckdb."


@contextmanager
def connection(tables: Mapping[str, Source] | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory DuckDB with every macro of sql/macros and one view per given table.

    Args:
        tables: table name to Polars frame, or to the path of a Parquet file.
    """
    connected = duckdb.connect(":memory:", config={"autoinstall_known_extensions": False})
    try:
        connected.execute("set timezone = 'UTC'")
        # DuckDB 1.5 pushes the Bloom filters of joins into Arrow scans, which cannot take them and fail.
        connected.execute("set disabled_optimizers = 'join_filter_pushdown'")
        for macro in sorted((SQL / "macros").glob("*.sql")):
            execute(connected, macro.read_text(encoding="utf-8"), str(macro.relative_to(SQL.parent)))
        for name, source in (tables or {}).items():
            add_table(connected, name, source)
        yield connected
    finally:
        connected.close()


def add_table(connected: duckdb.DuckDBPyConnection, name: str, source: Source) -> None:
    """Make a frame or a Parquet file queryable under a table's name."""
    if isinstance(source, Path):
        escaped = str(source).replace("'", "''")
        connected.execute(f"create or replace view {name} as select * from read_parquet('{escaped}')")  # noqa: S608
    else:
        connected.register(f"_{name}", source.to_arrow())
        connected.execute(f"create or replace view {name} as select * from _{name}")  # noqa: S608


def execute(connected: duckdb.DuckDBPyConnection, sql: str, where: str) -> duckdb.DuckDBPyConnection:
    """Run one statement or script; a failure names the file it stands in.

    Raises:
        SqlFailed: with DuckDB's own words.
    """
    try:
        return connected.execute(sql)
    except duckdb.Error as error:
        raise SqlFailed(str(error), where=where, remedy=REMEDY) from error


def query(connected: duckdb.DuckDBPyConnection, sql: str, where: str) -> pl.DataFrame:
    """The rows of one `select`, the same on DuckDB 1.5 and 2.0; a failure names the file it stands in.

    Raises:
        SqlFailed: with DuckDB's own words.
    """
    try:
        return connected.sql(sql).pl()
    except duckdb.Error as error:
        raise SqlFailed(str(error), where=where, remedy=REMEDY) from error


def select_file(connected: duckdb.DuckDBPyConnection, path: Path) -> pl.DataFrame:
    """The rows of one `select` file under sql/."""
    return query(connected, path.read_text(encoding="utf-8"), str(path.relative_to(SQL.parent)))
