"""Parquet between assets: one file per table under OUT/staging, written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from pipelines import chain


class ParquetTables(dg.IOManager):
    """Frames as `STAGING/NAME.parquet`; the asset's name decides schema and order, by the dictionary."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """Where a table stands."""
        return self.folder / f"{name}.parquet"

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame) -> None:
        """Check a frame against the dictionary and replace the table by it in one rename."""
        name = context.asset_key.path[-1]
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = self.path(name).with_suffix(".tmp")
        chain.ordered(name, obj).write_parquet(temporary)
        temporary.replace(self.path(name))

    def load_input(self, context: dg.InputContext) -> Any:
        """A table that an asset upstream wrote."""
        return pl.read_parquet(self.path(context.asset_key.path[-1]))
