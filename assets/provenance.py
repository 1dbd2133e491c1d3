"""What Dagster shows of an asset beside its graph: schema, lineage, samples, versions, links, in its own keys."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import dagster as dg
import polars as pl

from assets import lineage
from pipelines import chain, dictionary
from pipelines.publish.identity import hash_tree
from pipelines.settings import ROOT

OWNERS = ["team:riskshift"]
SAMPLE_ROWS = 5
SAMPLE_WIDTH = 160
CORE, SQL = ROOT / "pipelines", ROOT / "sql"
MADE_BY = {
    "readings": (CORE / "read", CORE / "shape"),
    "documents": (CORE / "read", CORE / "shape", CORE / "catalogue", SQL / "tags"),
    "classification": (CORE / "judge", SQL / "judge", SQL / "rules", SQL / "macros"),
    "entries": (CORE / "link", CORE / "judge"),
    "measures": (CORE / "shift", SQL / "tables", SQL / "steps", SQL / "macros"),
    "quality": (ROOT / "expectations", SQL / "checks"),
    "publication": (CORE / "publish", CORE / "site", CORE / "charts", CORE / "warehouse"),
}
"""Group of assets to the folders whose code makes them."""


@cache
def code_version(group: str) -> str:
    """A hash of the code and SQL behind a group of assets."""
    return hash_tree(*MADE_BY[group], CORE / "dictionary")[:12]


def type_name(column: dictionary.Column) -> str:
    """A column's type as SQL names it."""
    return dictionary.SQL_TYPES[column.type]


def schema(name: str) -> dg.TableSchema:
    """A table's columns with descriptions, units and constraints, out of the dictionary."""
    table = chain.schema_of(name)
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                c.name,
                type_name(c),
                description=c.description + (f" Unit: {c.unit}." if c.unit else ""),
                constraints=dg.TableColumnConstraints(nullable=c.nullable, unique=table.primary_key == (c.name,)),
            )
            for c in table.columns
        ]
    )


def about(name: str) -> str:
    """What a table is, in plain English."""
    table = chain.schema_of(name)
    inner = " Handed between stages, not published." if name in chain.INTERNAL else ""
    return f"{table.description}\n\nOne row is {table.grain}. Key: {', '.join(table.primary_key)}.{inner}"


def fixed(name: str) -> dict[str, Any]:
    """Metadata of an asset's definition: schema, lineage as Dagster keeps it and as a table that people can read."""
    metadata: dict[str, Any] = {"dagster/column_schema": schema(name), "dagster/table_name": f"main.{name}"}
    deps = lineage.of(name)
    if deps:
        metadata["dagster/column_lineage"] = dg.TableColumnLineage(
            {
                column: [dg.TableColumnDep(asset_key=dg.AssetKey(t), column_name=c) for t, c in sources]
                for column, sources in deps.items()
            }
        )
        metadata["column lineage"] = dg.MetadataValue.md(lineage.markdown(deps))
    return metadata


def out(name: str, group: str) -> dg.AssetOut:
    """One table as an output of an asset function."""
    return dg.AssetOut(
        key=name,
        description=about(name),
        group_name=group,
        owners=OWNERS,
        kinds={"polars", "parquet"},
        code_version=code_version(group),
        metadata=fixed(name),
        is_required=True,
    )


def outs(group: str, *names: str) -> dict[str, dg.AssetOut]:
    """Several tables as outputs of one asset function."""
    return {name: out(name, group) for name in names}


def ins(*names: str) -> dict[str, dg.AssetIn]:
    """Tables as inputs of an asset function."""
    return {name: dg.AssetIn(key=name) for name in names}


def emit(made: Mapping[str, pl.DataFrame], notes: Mapping[str, Any] | None = None) -> Iterator[dg.Output[Any]]:
    """Made tables as outputs, with row counts, a sample, and a data version that follows the content."""
    for name, frame in made.items():
        shown = chain.ordered(name, frame)
        yield dg.Output(
            shown,
            output_name=name,
            metadata={"dagster/row_count": shown.height, "sample": dg.MetadataValue.md(sample(shown)), **(notes or {})},
            data_version=dg.DataVersion(content_hash(shown)),
        )


def content_hash(frame: pl.DataFrame) -> str:
    """A hash of a table's columns and rows, the same for the same content."""
    return hashlib.sha256(frame.write_ipc(None).getvalue()).hexdigest()[:16]


def sample(frame: pl.DataFrame, rows: int = SAMPLE_ROWS) -> str:
    """The first rows as a markdown table, long texts cut short."""
    head = frame.head(rows)
    lines = ["| " + " | ".join(head.columns) + " |", "|" + "---|" * head.width]
    for row in head.iter_rows():
        lines.append("| " + " | ".join(cell(value) for value in row) + " |")
    return "\n".join(lines)


def cell(value: object) -> str:
    """A value inside a markdown table: one line, no markup of its own, cut short."""
    text = "" if value is None else " ".join(str(value).split())
    text = text if len(text) <= SAMPLE_WIDTH else text[: SAMPLE_WIDTH - 1] + "…"
    for mark in "\\|`*_[]<>":
        text = text.replace(mark, "\\" + mark)
    return text
