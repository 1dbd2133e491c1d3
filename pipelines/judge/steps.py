"""The steps of the judgement: each view of sql/judge a table of one connection, under its own name.

So `explain`, tests and a curious reader query the same steps that decided.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from pipelines import warehouse
from pipelines.judge.rulebook import GENERATED, Rulebook


@contextmanager
def steps(
    tables: Mapping[str, pl.DataFrame], rulebook: Rulebook, last: str = "", threads: int = 0
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which each step is a table, and so is `spotted`: the statements that each rule must see.

    Frames go there as Parquet: DuckDB takes an Arrow table only with pyarrow's datasets, which import pandas, and
    that takes longer than judging a register.

    Args:
        tables: `entries` as `prepare` gives them, and whatever else is to be queried beside the steps.
        rulebook: whose steps.
        last: the step after which to stop; all by default.
        threads: threads of DuckDB, all cores by default.
    """
    with tempfile.TemporaryDirectory(prefix="riskshift-") as folder:
        files = {name: _file(Path(folder), name, frame) for name, frame in {"rules": rulebook.rules, **tables}.items()}
        with warehouse.connection(files) as connected:
            if threads:
                connected.execute(f"set threads = {threads}")
            for name, sql in _until(rulebook, last):
                if name == "candidates":
                    spotted = rulebook.spotter.spot(connected.sql("select clause_id, clause from clauses").pl())
                    warehouse.add_table(connected, "spotted", _file(Path(folder), "spotted", spotted))
                made = _of_used(sql, name, rulebook, connected)
                warehouse.execute(connected, f"create temp table {name} as {made}", f"sql/judge/{name}.sql")
            yield connected


def _file(folder: Path, name: str, frame: pl.DataFrame) -> Path:
    frame.write_parquet(folder / f"{name}.parquet", compression="uncompressed")
    return folder / f"{name}.parquet"


def _until(rulebook: Rulebook, last: str) -> Iterator[tuple[str, str]]:
    for name, sql in rulebook.steps:
        yield name, sql
        if name == last:
            return


def _of_used(sql: str, name: str, rulebook: Rulebook, connected: duckdb.DuckDBPyConnection) -> str:
    """A compiled step without the rules that see no statement, whose patterns take long to compile for nothing."""
    if name not in GENERATED or sql != GENERATED[name](rulebook.compiled):
        return sql
    seen = {rule_id for (rule_id,) in connected.execute("select distinct rule_id from spotted").fetchall()}
    return GENERATED[name]([row for row in rulebook.compiled if row["rule_id"] in seen])


def failing_cases(rulebook: Rulebook) -> pl.DataFrame:
    """The rules' own cases that do not turn out as written, each run through the real views.

    Returns:
        rule_id, text, expected: empty when every rule matches what it must and nothing that it must not.
    """
    numbered = rulebook.cases.with_row_index("number").with_columns(entry_id=pl.col("number").cast(pl.String))
    empty = [pl.lit("").alias(c) for c in ("title", "controls", "actions", "response", "appetite")]
    entries = numbered.select("entry_id", pl.col("text").alias("description"), *empty)
    with steps({"entries": entries, "cases": numbered}, rulebook, last="hits") as connected:
        return connected.sql(
            """
            select c.rule_id, c.text, c.expected
            from cases as c
            left join (
                select distinct f.entry_id, h.rule_id
                from hits as h
                inner join clauses using (clause_id)
                inner join places using (clause)
                inner join texts using (text_id)
                inner join fields as f using (text)
            ) as found using (entry_id, rule_id)
            where (found.entry_id is not null) <> c.expected
            order by all
            """
        ).pl()
