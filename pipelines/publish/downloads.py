"""The tables as files to download: Parquet, CSV, and what a machine needs to read the CSV rightly.

`datapackage.json` (Frictionless) and `NAME.csv-metadata.json` (CSVW) are written from the dictionary
(`pipelines.dictionary.packages`), so that types, keys and caveats travel with the data.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from pipelines.dictionary import packages
from pipelines.warehouse.spreadsheets import neutral


def write(parquets: Mapping[str, Path], folder: Path, publication_id: str) -> None:
    """Write NAME.parquet and NAME.csv per table, and the descriptors of `pipelines.dictionary.packages`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, parquet in sorted(parquets.items()):
        shutil.copyfile(parquet, folder / f"{name}.parquet")
        write_csv(pl.read_parquet(parquet), folder / f"{name}.csv")
    packages.write(folder, publication_id)


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """RFC 4180 with dates as ISO and null as nothing; an empty text is quoted and so apart from null.

    Text that a spreadsheet program would run as a formula has an apostrophe before it.
    """
    neutral(frame).write_csv(path)
