"""Which columns a column is made of: derived from the SQL by sqlglot, declared where no SQL shows it.

Deriving takes a while, so the result is kept in `column_lineage.json` beside this file and a test holds it to
the SQL; `python -m assets.lineage` writes it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines import chain, dictionary
from pipelines.settings import SQL

HERE = Path(__file__).parent
DERIVED = HERE / "column_lineage.json"
DECLARED = HERE / "declared_lineage.yml"
JOINS = "through_joins"
Column = tuple[str, str]
Deps = dict[str, list[Column]]


def of(table_name: str) -> Deps:
    """Column to the columns of other tables that it is made of; columns read from a document have none."""
    return {
        column: [(t, c) for t, c in (name.split(".", 1) for name in sources)]
        for column, sources in _kept().get(table_name, {}).items()
    }


@cache
def _kept() -> dict[str, dict[str, list[str]]]:
    kept: dict[str, dict[str, list[str]]] = json.loads(DERIVED.read_text(encoding="utf-8"))
    return kept


def markdown(deps: Deps) -> str:
    """The lineage as a table, because Dagster's open-source pages do not draw it."""
    lines = ["| column | made of |", "|---|---|"]
    lines += [f"| {column} | {', '.join(f'{t}.{c}' for t, c in sources)} |" for column, sources in deps.items()]
    return "\n".join(lines)


def declared() -> dict[str, dict[str, list[str]]]:
    """The declared part, "same" written out."""
    raw = yaml.safe_load(DECLARED.read_text(encoding="utf-8"))
    written: dict[str, dict[str, list[str]]] = {}
    for name, columns in raw.items():
        if name == JOINS:
            continue
        if "same" in columns:
            other = columns["same"]
            columns = {c.name: [f"{other}.{c.name}"] for c in chain.schema_of(other).columns}
        written[name] = columns
    return written


def selects() -> dict[str, str]:
    """The `select` files whose columns are derived, by name."""
    files = [*sorted((SQL / "steps").glob("*.sql")), *sorted((SQL / "tables").glob("*.sql"))]
    return {path.stem: path.read_text(encoding="utf-8") for path in files}


def one_step(name: str, sql: str, known: Mapping[str, Mapping[str, str]]) -> dict[str, set[Column]]:
    """The columns that each column of one file takes from the tables it reads."""
    from sqlglot import exp
    from sqlglot.lineage import lineage
    from sqlglot.optimizer.qualify import qualify

    tree = qualify(
        exp.maybe_parse(sql, dialect="duckdb"), schema=dict(known), dialect="duckdb", validate_qualify_columns=False
    )
    _align(tree)
    found: dict[str, set[Column]] = {}
    for column in tree.named_selects:
        node = lineage(column, tree.copy(), schema=dict(known), dialect="duckdb")
        leaves = {(leaf.source, leaf.name.rpartition(".")[2]) for leaf in node.walk() if not leaf.downstream}
        found[column] = {
            (source.name, leaf.strip('"')) for source, leaf in leaves if isinstance(source, exp.Table) and source.name
        }
    return found


def _align(tree: Any) -> None:
    """Give every branch of a `union by name` all columns in one order, as sqlglot follows them by position."""
    from sqlglot import exp

    for union in reversed(list(tree.find_all(exp.SetOperation))):
        branches, rest = [], [union]
        while rest:
            branch = rest.pop()
            rest += [branch.right, branch.left] if isinstance(branch, exp.SetOperation) else []
            branches += [] if isinstance(branch, exp.SetOperation) else [branch.unnest()]
        names = list(dict.fromkeys(name for branch in branches for name in branch.named_selects))
        for branch in branches if union.args.get("by_name") else ():
            have = dict(zip(branch.named_selects, branch.selects, strict=True))
            branch.set("expressions", [have.get(n) or exp.alias_(exp.null(), n) for n in names])


def derive() -> dict[str, dict[str, list[str]]]:
    """Every table's lineage: hop by hop through the SQL, then led back to tables of the dictionary.

    Columns that come from configuration alone have no source and are left out.
    """
    tables = {
        n: {c.name: dictionary.SQL_TYPES[c.type] for c in chain.schema_of(n).columns}
        for n in (*dictionary.names(), *chain.INTERNAL)
    }
    hops: dict[str, dict[str, set[Column]]] = {
        name: {column: {(t, c) for t, c in (s.split(".", 1) for s in sources)} for column, sources in columns.items()}
        for name, columns in declared().items()
    }
    known: dict[str, dict[str, str]] = {**tables, "published": tables["stance_by_period"]}
    pending = selects()
    for name, columns in hops.items():
        known.setdefault(name, dict.fromkeys(columns, "VARCHAR"))
    while pending:
        ready = [n for n, sql in pending.items() if not (_read(sql) & set(pending)) - {n}]
        if not ready:
            raise ValueError(f"these files read one another in a circle: {sorted(pending)}")
        for name in ready:
            hops[name] = one_step(name, pending.pop(name), known)
            known.setdefault(name, dict.fromkeys(hops[name], "VARCHAR"))
    joined = yaml.safe_load(DECLARED.read_text(encoding="utf-8"))[JOINS]
    result = {}
    for name in tables:
        columns = {
            column: sorted(
                _roots(hops[name][column], hops, tables, name)
                | {tuple(other.split(".", 1)) for other in joined.get(name, {}).get(column, [])}
            )
            for column in hops.get(name, {})
        }
        result[name] = {column: [f"{t}.{c}" for t, c in roots] for column, roots in columns.items() if roots}
    return {name: columns for name, columns in sorted(result.items()) if columns}


def _read(sql: str) -> set[str]:
    from sqlglot import exp, parse_one

    return {table.name for table in parse_one(sql, dialect="duckdb").find_all(exp.Table)}


def _roots(
    columns: set[Column], hops: Mapping[str, Mapping[str, set[Column]]], tables: Mapping[str, object], own: str
) -> set[Column]:
    """Columns of dictionary tables behind some columns, other files between them followed."""
    found: set[Column] = set()
    for table, column in columns:
        if table in tables and table != own:
            found.add((table, column))
        elif table != own:
            found |= _roots(hops.get(table, {}).get(column, set()), hops, tables, own)
    return found


if __name__ == "__main__":
    DERIVED.write_text(json.dumps(derive(), indent=1) + "\n", encoding="utf-8")
