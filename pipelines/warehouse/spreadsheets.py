"""CSV text that no spreadsheet program takes for a formula.

A text cell that begins with = + - @ (or their full-width forms), a tab or a line end gets an apostrophe before it; a
number, and text that is a plain number, is left as it is. data.html and every README beside a download say so.
"""

from __future__ import annotations

import re

import polars as pl

RISKY = r"^[=+\-@\t\r\n＝＋－＠]"
NUMBER = r"^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?%?$"


def neutral(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame whose text cells cannot run as formulas; other types and column names are untouched."""
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(RISKY) & ~pl.col(name).str.contains(NUMBER))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name, kind in frame.schema.items()
        if kind == pl.String
    )


def safe(frame: pl.DataFrame) -> pl.DataFrame:
    """As `neutral`, column names too: for tables whose columns a stranger named."""
    risky = [name for name in frame.columns if re.match(RISKY, name)]
    return neutral(frame).rename({name: f"'{name}" for name in risky})


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """UTF-8 CSV with a header, LF line ends, formulas neutralised; dates as ISO days, nulls as nothing."""
    return neutral(frame).write_csv().encode("utf-8")
