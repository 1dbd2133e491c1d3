"""`sql/checks/TABLE__what.sql`: a query whose rows are the failures, with a header that says whose they are.

The header is a comment of `key: text` lines (a line that starts with four spaces continues the one above):

    -- code: score_not_product            a row of pipelines/catalogue/issue_codes.csv
    -- severity: warning                  critical blocks what lies downstream; warning and info stay visible
    -- responsibility: council            must be the code's
    -- message: {entry}: ... {value} ...  one sentence or two, fit to send; {column} of the result, or {entry}
    -- why: what goes wrong where this goes unnoticed

The query names the failing row by `entry_id`, by `register_id`, or by the table's key, and gives `field`
and `value` where one column is at fault. It may read any table of the dictionary, `previous_TABLE` (as last
published, empty before the first time), the views of `expectations.context`, and `sql/checks/views/NAME.sql`:
selects that several checks share.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import cast, get_args

import duckdb
import polars as pl

from expectations.findings import Finding, Level, Result, located, no_rows, worded
from pipelines import dictionary, warehouse
from pipelines.catalogue.issue_codes import issue_code
from pipelines.errors import RiskshiftError, SqlFailed
from pipelines.records import Responsibility
from pipelines.settings import SQL

CHECKS = SQL / "checks"
KEYS = ("code", "severity", "responsibility", "message", "why")


@dataclass(frozen=True, slots=True)
class SqlCheck:
    """One file; `views` are the shared selects that it reads, `needs` the dictionary's tables that it and they
    read, `previous` those as last published."""

    table_name: str
    expectation: str
    path: Path
    code: str
    severity: Level
    responsibility: Responsibility
    message: str
    why: str
    views: tuple[str, ...]
    needs: tuple[str, ...]
    previous: tuple[str, ...]

    @property
    def places(self) -> tuple[str, ...]:
        """The `{column}` places of the message."""
        return tuple(name for _, name, _, _ in Formatter().parse(self.message) if name)


def header(text: str) -> dict[str, str]:
    """The `key: text` lines of the comment that opens a check file."""
    found: dict[str, str] = {}
    last = ""
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        if more := re.match(r"--\s{4,}(\S.*)", line):
            found[last] = f"{found.get(last, '')} {more.group(1).strip()}"
        elif opened := re.match(r"--\s?([a-z]+):\s*(.*)", line):
            last = opened.group(1)
            found[last] = opened.group(2).strip()
    return found


def load(path: Path) -> SqlCheck:
    """One check file.

    Raises:
        SqlFailed: its name or header breaks the rules above; every fault is named.
    """
    table_name, _, expectation = path.stem.partition("__")
    text = path.read_text(encoding="utf-8")
    said = header(text)
    faults = [f"no {key!r} line" for key in KEYS if not said.get(key)]
    faults += [f"unknown line {key!r}" for key in said if key not in KEYS]
    if table_name not in dictionary.names() or not expectation:
        faults.append("the name must be TABLE__what.sql")
    if said.get("severity", "info") not in get_args(Level):
        faults.append(f"severity must be one of {', '.join(get_args(Level))}")
    if said.get("code") and issue_code(said["code"]).responsibility != said.get("responsibility"):
        faults.append(f"responsibility must be that of {said['code']} in issue_codes.csv")
    if faults:
        raise SqlFailed("; ".join(faults) + ".", where=f"sql/checks/{path.name}", remedy="Mend its header.")
    body = re.sub(r"--.*", "", text)
    words = set(re.findall(r"[a-z_]+", body.lower()))
    shared = {name: select for name, select in _views().items() if name in words}
    read = "\n".join([body, *shared.values()])
    return SqlCheck(
        table_name=table_name,
        expectation=expectation,
        path=path,
        code=said["code"],
        severity=cast(Level, said["severity"]),
        responsibility=cast(Responsibility, said["responsibility"]),
        message=said["message"],
        why=said["why"],
        views=tuple(shared),
        needs=tuple(n for n in dictionary.names() if re.search(rf"\b(?:from|join)\s+{n}\b", read)),
        previous=tuple(n for n in dictionary.names() if f"previous_{n}" in words),
    )


@cache
def _views() -> dict[str, str]:
    """The selects of sql/checks/views by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((CHECKS / "views").glob("*.sql"))}


@cache
def for_table(table_name: str) -> tuple[SqlCheck, ...]:
    """The checks of one table, by name."""
    return tuple(load(path) for path in sorted(CHECKS.glob(f"{table_name}__*.sql")))


def run(check: SqlCheck, connected: duckdb.DuckDBPyConnection, tables: Mapping[str, pl.DataFrame]) -> Finding:
    """One check over a connection that has its views; whatever it raises becomes a crashed finding."""
    where = f"sql/checks/{check.path.name}"

    def finding(result: Result, failing: int, rows: pl.DataFrame, message: str) -> Finding:
        return Finding(
            check.table_name,
            check.expectation,
            check.severity,
            check.responsibility,
            result,
            failing,
            rows,
            check.code,
            message,
            where,
        )

    absent = [name for name in check.needs if name not in tables]
    if absent:
        return finding("crashed", 0, no_rows(), f"{where} needs {', '.join(absent)}, which the caller did not give.")
    try:
        for name in check.views:
            view = f"create or replace view {name} as {_views()[name]}"
            warehouse.execute(connected, view, f"sql/checks/views/{name}.sql")
        failing = warehouse.query(connected, check.path.read_text(encoding="utf-8"), where)
        rows = worded(located(failing, dictionary.table(check.table_name).primary_key, tables), check.message)
    except (RiskshiftError, duckdb.Error, pl.exceptions.PolarsError, KeyError) as error:
        return finding("crashed", 0, no_rows(), f"{where} could not be run: {type(error).__name__}: {error}")
    if rows.height:
        return finding("failed", rows.height, rows, f"{rows.height} of {check.table_name}: {check.why}")
    return finding("passed", 0, rows, check.why)
