"""Descriptors that travel with the published CSV files: a Frictionless data package and CSVW metadata.

Both are written from the dictionary, so that types, units, keys, references and caveats cannot drift from the
tables. An empty cell is null; an empty text is printed as "" and reads as null in both, so a text column is
never marked as required.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.dictionary import Column, Table, names, table
from pipelines.errors import BadTable

FRICTIONLESS = {
    "string": "string",
    "bigint": "integer",
    "double": "number",
    "date": "date",
    "boolean": "boolean",
}
CSVW = {"string": "string", "bigint": "long", "double": "double", "date": "date", "boolean": "boolean"}
TITLE = "Stance toward risk in councils' published risk registers"
LICENCE = "Derived data; each register keeps its council's licence, named in registers.licence."
CONTEXT = "http://www.w3.org/ns/csvw"


@cache
def caveats() -> dict[str, str]:
    """Caveat code to the sentence that it stands for."""
    with Path(__file__).with_name("caveats.csv").open(encoding="utf-8", newline="") as handle:
        return {row["code"]: row["text"] for row in csv.DictReader(handle)}


def write(folder: Path, publication_id: str) -> list[Path]:
    """Describe every table whose NAME.csv stands in a folder; returns the files written.

    `datapackage.json` (Frictionless), `csv-metadata.json` (CSVW, all tables with their references) and
    NAME.csv-metadata.json (CSVW, one table).

    Raises:
        BadTable: a CSV file bears the name of no table, or its header is not that of the dictionary.
    """
    told = [_described(path) for path in sorted(folder.glob("*.csv"))]
    written = {
        "datapackage.json": datapackage(told, publication_id),
        "csv-metadata.json": csvw_group(told),
        **{f"{one.name}.csv-metadata.json": csvw(one) for one in told},
    }
    for name, value in written.items():
        (folder / name).write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return [folder / name for name in written]


def _described(path: Path) -> Table:
    if path.stem not in names():
        raise BadTable("is no table of the dictionary.", where=str(path), remedy="Move it out of the package.")
    with path.open(encoding="utf-8", newline="") as handle:
        header = next(csv.reader(handle), [])
    if header != list(table(path.stem).schema):
        raise BadTable("its header is not that of the dictionary.", where=str(path), remedy="Write it again.")
    return table(path.stem)


def _about(told: Table) -> str:
    return " ".join([told.description, *(caveats()[code] for code in told.caveats)])


def datapackage(tables: Iterable[Table], publication_id: str) -> dict[str, Any]:
    """A Frictionless data package (v1) over the CSV files of these tables."""
    tables = list(tables)
    known = {told.name for told in tables}
    return {
        "profile": "tabular-data-package",
        "name": "riskshift",
        "id": publication_id,
        "title": TITLE,
        "description": LICENCE,
        "resources": [
            {
                "name": told.name,
                "path": f"{told.name}.csv",
                "profile": "tabular-data-resource",
                "title": told.grain,
                "description": _about(told),
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [_field(column) for column in told.columns],
                    "primaryKey": list(told.primary_key),
                    "foreignKeys": [
                        {
                            "fields": list(key.columns),
                            "reference": {"resource": key.table, "fields": list(key.references)},
                        }
                        for key in told.foreign_keys
                        if key.table in known
                    ],
                    "missingValues": [""],
                },
            }
            for told in tables
        ],
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": FRICTIONLESS[column.type],
        "description": column.description,
    }
    if column.unit:
        field["unit"] = column.unit
    if _required(column):
        field["constraints"] = {"required": True}
    return field


def _required(column: Column) -> bool:
    return not column.nullable and column.type != "string"


def csvw(told: Table, references: Iterable[str] = ()) -> dict[str, Any]:
    """CSV on the Web metadata of one table; `references` are the tables that its foreign keys may name."""
    known = set(references)
    keys = [
        {
            "columnReference": list(key.columns),
            "reference": {"resource": f"{key.table}.csv", "columnReference": list(key.references)},
        }
        for key in told.foreign_keys
        if key.table in known
    ]
    schema: dict[str, Any] = {"columns": [_column(column) for column in told.columns]}
    schema["primaryKey"] = list(told.primary_key)
    if keys:
        schema["foreignKeys"] = keys
    return {
        "@context": CONTEXT,
        "url": f"{told.name}.csv",
        "dc:title": told.grain,
        "dc:description": _about(told),
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ","},
        "tableSchema": schema,
    }


def csvw_group(tables: Iterable[Table]) -> dict[str, Any]:
    """CSV on the Web metadata of all tables together, with the references between them."""
    tables = list(tables)
    known = [told.name for told in tables]
    parts = [{k: v for k, v in csvw(told, known).items() if k != "@context"} for told in tables]
    return {"@context": CONTEXT, "dc:title": TITLE, "dc:description": LICENCE, "tables": parts}


def _column(column: Column) -> dict[str, Any]:
    unit = f" Unit: {column.unit}." if column.unit else ""
    return {
        "name": column.name,
        "titles": column.name,
        "datatype": CSVW[column.type],
        "dc:description": f"{column.description}{unit}",
        "required": _required(column),
    }
