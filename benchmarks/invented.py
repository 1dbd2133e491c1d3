"""Invented inputs of any size for the measurements of speed: folders of registers, and frames of entries.

Registers are the stories of the sample councils told anew under other seeds, names and folders, as CSV so that
reading them costs little beside what is measured. Entries recombine the texts of the sample registers.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pdfplumber
import polars as pl

from pipelines.judge.classify import TEXT_COLUMNS
from pipelines.settings import ROOT
from samples.councils import HOUSES
from samples.generate import told_series, write_as
from samples.model import Entry

BANK = ROOT / "samples" / "truth" / "entries.csv"


def registers(folder: Path, count: int) -> list[Path]:
    """Write `count` registers of as many invented councils as that takes, oldest first within each."""
    written: list[Path] = []
    number = 0
    while len(written) < count:
        series, _ = told_series(HOUSES[number % len(HOUSES)], 1_000 + number)
        council = f"invented-{number:04}"
        (folder / council).mkdir(parents=True)
        for snapshot in series.snapshots[: count - len(written)]:
            day = snapshot.as_at.isoformat()
            path = folder / council / f"{council}-{day}.csv"
            write_as("csv", snapshot.entries, path, council=f"Invented {number:04} Borough Council", as_at=day)
            written.append(path)
        number += 1
    (folder / "riskshift").mkdir(exist_ok=True)
    return written


def numbered(text: str, number: int) -> str:
    """A text with a number in each statement, as statements too are judged once each."""
    return f"{text.replace('. ', f' {number}. ').rstrip('.')} {number}." if text else ""


def entries(count: int, *, distinct: bool) -> pl.DataFrame:
    """Invented entries in the columns that are judged.

    Args:
        count: how many.
        distinct: each statement holds a number of its own; otherwise texts repeat as registers repeat theirs, each
            entry standing unchanged in ten registers.
    """
    random = np.random.default_rng(11)
    bank = pl.read_csv(BANK, infer_schema=False).filter(pl.col("language") == "en").fill_null("")
    kinds = count if distinct else max(count // 10, 1)
    present = [name for name in TEXT_COLUMNS if name in bank.columns]
    made = bank.select(present)[random.integers(0, bank.height, kinds)]
    made = made.with_columns(
        pl.Series(name, [numbered(text, number) for number, text in enumerate(made[name])])
        for name in present
        if name != "response"
    )
    rows = made if distinct else made[np.arange(count) % kinds]
    return rows.with_columns(entry_id=pl.format("e{}", pl.Series(np.arange(count))), appetite=pl.lit(""))


def large(folder: Path, kind: str, rows: int) -> Path:
    """Write one register of many rows, of as many sample councils' stories as that takes; a PDF of a fifth of them."""
    told: list[Entry] = []
    for number in itertools.count():
        if len(told) >= rows:
            break
        series, _ = told_series(HOUSES[number % len(HOUSES)], 2_000 + number)
        told += [entry for snapshot in series.snapshots for entry in snapshot.entries]
    path = folder / f"large.{kind}"
    write_as(kind, told[: rows // 5 if kind == "pdf" else rows], path, council="Invented Large Borough Council")
    return path


def pages(path: Path) -> int:
    """Pages of a PDF."""
    with pdfplumber.open(path) as opened:
        return len(opened.pages)
