"""The tables as files to download: Parquet, CSV, and what a machine needs to read the CSV rightly.

`datapackage.json` (Frictionless) and `NAME.csv-metadata.json` (CSVW) are written from the dictionary, so that
types, keys and caveats travel with the data.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.dictionary import Table, table

FRICTIONLESS = {"string": "string", "bigint": "integer", "double": "number", "date": "date", "boolean": "boolean"}
CSVW = {"string": "string", "bigint": "long", "double": "double", "date": "date", "boolean": "boolean"}
LICENCE = "Derived data; each register keeps its council's licence, named in registers.licence."


def write(parquets: Mapping[str, Path], folder: Path, publication_id: str) -> None:
    """Write NAME.parquet, NAME.csv and NAME.csv-metadata.json per table, and datapackage.json."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = [table(name) for name in sorted(parquets)]
    for told in tables:
        shutil.copyfile(parquets[told.name], folder / f"{told.name}.parquet")
        write_csv(pl.read_parquet(parquets[told.name]), folder / f"{told.name}.csv")
        _json(folder / f"{told.name}.csv-metadata.json", csvw(told))
    _json(folder / "datapackage.json", datapackage(tables, publication_id))


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """RFC 4180 with dates as ISO and null as nothing; an empty text is quoted, so it stays apart from null."""
    frame.write_csv(path)


def _json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def datapackage(tables: list[Table], publication_id: str) -> dict[str, Any]:
    """A Frictionless tabular data package over the CSV files."""
    return {
        "profile": "tabular-data-package",
        "name": "riskshift",
        "id": publication_id,
        "title": "Stance toward risk in councils' published risk registers",
        "description": LICENCE,
        "resources": [
            {
                "name": told.name,
                "path": f"{told.name}.csv",
                "profile": "tabular-data-resource",
                "title": told.grain,
                "description": told.description,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {
                            "name": c.name,
                            "type": FRICTIONLESS[c.type],
                            "description": c.description,
                            **({"unit": c.unit} if c.unit else {}),
                            **({} if c.nullable or c.type == "string" else {"constraints": {"required": True}}),
                        }
                        for c in told.columns
                    ],
                    "primaryKey": list(told.primary_key),
                    "missingValues": [""],
                },
                "caveats": list(told.caveats),
            }
            for told in tables
        ],
    }


def csvw(told: Table) -> dict[str, Any]:
    """CSV on the Web metadata of one table."""
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": f"{told.name}.csv",
        "dc:title": told.grain,
        "dc:description": told.description,
        "tableSchema": {
            "columns": [
                {"name": c.name, "titles": c.name, "datatype": CSVW[c.type], "dc:description": c.description,
                 "required": not c.nullable and c.type != "string"}
                for c in told.columns
            ],
            "primaryKey": list(told.primary_key),
        },
    }
