"""Run everything that is expected of a table: what the dictionary demands, its suite, its SQL checks.

The one entrance to this package. Callers wrap the findings (Dagster asset checks, pages, `issues`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import polars as pl

from expectations import context, great, sql_checks, structure
from expectations.findings import Finding, checks_frame, failing_rows, issues_from
from expectations.suites import suite
from pipelines import dictionary, warehouse
from pipelines.catalogue.council import Council
from pipelines.errors import BadTable

__all__ = ["Finding", "checks_frame", "failing_rows", "issues_from", "needs", "run"]


def needs(table_name: str) -> tuple[str, ...]:
    """The other tables that a table's checks read; give them to `run`, or these checks count as crashed."""
    read = {name for check in sql_checks.for_table(table_name) for name in check.needs}
    read |= {key.table for key in dictionary.table(table_name).foreign_keys}
    located_by = {"entry_id": {"entries", "registers"}, "register_id": {"registers"}}
    for column, tables in located_by.items():
        if column in dictionary.table(table_name).schema:
            read |= tables
    return tuple(sorted(read - {table_name}))


def run(
    table_name: str,
    tables: Mapping[str, pl.DataFrame],
    previous: Mapping[str, pl.DataFrame] | None = None,
    councils: Mapping[str, Council] | None = None,
    today: date | None = None,
) -> list[Finding]:
    """Every expectation of one table.

    Args:
        table_name: a table of the dictionary.
        tables: at least that table and those of `needs(table_name)`, by name.
        previous: the tables as last published; None before the first publication.
        councils: configured councils, for the matrix of a register that does not carry one.
        today: the day that "in the future" is counted from; UTC's by default.

    Returns:
        One finding per expectation, passed ones too. A check that cannot be run is `crashed`, never passed.

    Raises:
        BadTable: there is no such table, or `tables` lacks it.
    """
    dictionary.table(table_name)
    if table_name not in tables:
        raise BadTable("was not given to its checks.", where=table_name, remedy="Pass it in `tables`.")
    checks = sql_checks.for_table(table_name)
    wanted = {table_name, *needs(table_name)} | {f"previous_{n}" for check in checks for n in check.previous}
    views = context.views(tables, previous, councils, today or datetime.now(tz=UTC).date())
    kept = {name: frame for name, frame in views.items() if name in wanted or name in context.ALWAYS}
    with warehouse.connection(kept) as connected:
        findings = structure.run(table_name, connected, tables)
        findings += [sql_checks.run(check, connected, tables) for check in checks]
    return findings + great.run(suite(table_name), tables)
