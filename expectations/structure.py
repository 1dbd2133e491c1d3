"""What the dictionary itself demands of a table: its columns and types, required values, key, references.

Pushed down to DuckDB, so that a million rows cost little; nothing here is written twice by hand.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import polars as pl

from expectations.findings import Finding, Result, located, no_rows, worded
from pipelines import dictionary
from pipelines.dictionary import Table

PLACES = ("entry_id", "register_id", "source_file", "locator")
KEPT = 1_000
"""Failing rows kept of one structural failure: every one is our fault, the first thousand show it."""


def run(table_name: str, connected: duckdb.DuckDBPyConnection, tables: Mapping[str, pl.DataFrame]) -> list[Finding]:
    """Findings `columns`, `required`, `key` and one `references_TABLE` per foreign key column.

    Where the columns themselves are wrong the rest cannot be asked and is reported as crashed.
    """
    table = dictionary.table(table_name)
    columns = _columns(table, tables[table_name])
    rest = {"required": _required_sql(table), "key": _key_sql(table)}
    rest |= {
        f"references_{key.table}_by_{'_'.join(key.columns)}": _reference_sql(table, key) for key in table.foreign_keys
    }
    needs = {f"references_{key.table}_by_{'_'.join(key.columns)}": key.table for key in table.foreign_keys}
    codes = {"required": "required_value_null", "key": "key_not_unique"}
    findings = [columns]
    for name, sql in rest.items():
        code = codes.get(name, "reference_broken")
        if columns.result != "passed":
            findings.append(_finding(table, name, code, "crashed", 0, no_rows(), "the columns differ, see `columns`."))
        elif name in needs and needs[name] not in tables:
            message = f"needs {needs[name]}, which the caller did not give."
            findings.append(_finding(table, name, code, "crashed", 0, no_rows(), message))
        else:
            findings.append(_asked(table, name, code, sql, connected, tables))
    return findings


def _finding(
    table: Table, expectation: str, code: str, result: Result, failing: int, rows: pl.DataFrame, message: str
) -> Finding:
    source = f"pipelines/dictionary/tables/{table.name}.yml"
    return Finding(table.name, expectation, "critical", "riskshift", result, failing, rows, code, message, source)


def _columns(table: Table, frame: pl.DataFrame) -> Finding:
    wanted = {name: str(kind) for name, kind in table.schema.items()}
    found = {name: str(kind) for name, kind in frame.schema.items()}
    faults = [(n, "missing", kind) for n, kind in wanted.items() if n not in found]
    faults += [(n, "not in the dictionary", kind) for n, kind in found.items() if n not in wanted]
    faults += [(n, f"{found[n]} instead of {kind}", kind) for n, kind in wanted.items() if found.get(n, kind) != kind]
    rows = pl.DataFrame(faults, schema={"field": pl.String(), "value": pl.String(), "kind": pl.String()}, orient="row")
    rows = worded(located(rows, ("field",), {}), f"Column {{field}} of {table.name} is {{value}}.")
    message = "The columns and their types are those of the dictionary."
    return _finding(table, "columns", "columns_differ", "failed" if faults else "passed", len(faults), rows, message)


def _asked(
    table: Table,
    name: str,
    code: str,
    sql: str,
    connected: duckdb.DuckDBPyConnection,
    tables: Mapping[str, pl.DataFrame],
) -> Finding:
    messages = {
        "required": "Column {field} is empty where the dictionary demands a value.",
        "key": f"The key of {table.name} stands more than once.",
    }
    message = messages.get(name, "{field} points at {value}, which is not there.")
    try:
        failing = connected.sql(sql).pl()
        count = failing.height
        rows = worded(located(failing.head(KEPT), table.primary_key, tables), message)
    except (duckdb.Error, pl.exceptions.PolarsError) as error:
        return _finding(table, name, code, "crashed", 0, no_rows(), f"could not be run: {error}")
    return _finding(table, name, code, "failed" if count else "passed", count, rows, message.format_map(_Plain()))


class _Plain(dict[str, str]):
    """Leaves the places of a template as the names of their columns."""

    def __missing__(self, key: str) -> str:
        return key


def _which(table: Table) -> str:
    """What a failing row is called and where it stands, as far as the table's own columns tell."""
    key = ", ".join(f"coalesce(t.\"{name}\"::varchar, '')" for name in table.primary_key)
    places = [name for name in PLACES if name in table.schema]
    return ", ".join([f"concat_ws('|', {key}) as row_key", *(f't."{name}"' for name in places)])


def _required_sql(table: Table) -> str:
    names = [column.name for column in table.columns if not column.nullable]
    parts = [
        f"select {_which(table)}, '{name}' as field, '' as value"  # noqa: S608
        f' from {table.name} as t where t."{name}" is null'
        for name in names
    ]
    return " union all ".join(parts)


def _key_sql(table: Table) -> str:
    key = ", ".join(f'"{name}"' for name in table.primary_key)
    same = " and ".join(f't."{name}" is not distinct from g."{name}"' for name in table.primary_key)
    return (
        f"with g as (select {key}, count(*) as times from {table.name} group by {key} having count(*) > 1)"  # noqa: S608
        f" select {_which(table)}, '' as field, g.times as value from {table.name} as t join g on {same}"
    )


def _reference_sql(table: Table, key: dictionary.ForeignKey) -> str:
    pairs = list(zip(key.columns, key.references, strict=True))
    joined = " and ".join(f't."{own}" = r."{theirs}"' for own, theirs in pairs)
    known = " and ".join(f't."{own}" is not null' for own in key.columns)
    value = " || '|' || ".join(f't."{own}"' for own in key.columns)
    return (
        f"select {_which(table)}, '{key.columns[0]}' as field, {value} as value"  # noqa: S608
        f" from {table.name} as t anti join {key.table} as r on {joined} where {known}"
    )
