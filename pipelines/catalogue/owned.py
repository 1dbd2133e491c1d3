"""Reading the CSV files that users own: whole-file checks, every fault at once with its line, no guessing."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pipelines import dictionary
from pipelines.errors import BadConfiguration

OUTCOME = ("applied", "outcome")
"""Columns that a run fills in; they are not in the file."""
CONTEXT = "_"
"""Columns that begin so are there to read, as `riskshift review` writes them; they are passed over."""


def read_owned(path: Path, table_name: str, optional: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The rows of one file in the columns of its table, dates as dates; [] when there is no such file.

    Args:
        path: the CSV file: UTF-8 (a byte-order mark is allowed), a header, one row a line.
        table_name: the dictionary's table whose columns (but `applied` and `outcome`) the header must hold.
        optional: columns whose value may be empty.

    Raises:
        BadConfiguration: naming every faulty line.
    """
    if not path.exists():
        return []
    columns = {c.name: c.type for c in dictionary.table(table_name).columns if c.name not in OUTCOME}
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle, strict=True)
            header = [name for name in reader.fieldnames or [] if not name.startswith(CONTEXT)]
            lines = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadConfiguration(
            f"cannot be read as CSV ({error}).", where=str(path), remedy="Save it as UTF-8 CSV."
        ) from error
    if sorted(header) != sorted(columns):
        raise BadConfiguration(f"its header must be {','.join(columns)}.", where=str(path), remedy="Mend line 1.")
    rows, faults = [], []
    key = dictionary.table(table_name).primary_key
    seen: set[tuple[Any, ...]] = set()
    for number, raw in lines:
        row: dict[str, Any] = {}
        for name, kind in columns.items():
            try:
                row[name] = _value(raw, name, kind)
            except ValueError as error:
                faults.append(f"line {number}: {error}")
        faults += [f"line {number}: {fault}" for fault in _gaps(row, raw, optional)]
        identity = tuple(row.get(name) for name in key)
        if identity in seen:
            faults.append(f"line {number}: {', '.join(key)} stands twice")
        seen.add(identity)
        rows.append(row)
    if faults:
        raise BadConfiguration("; ".join(faults) + ".", where=str(path), remedy="Mend these lines.")
    return rows


def _value(raw: dict[str, str], name: str, kind: str) -> str | date | None:
    text = (raw.get(name) or "").strip()
    if kind != "date":
        return text
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{name} must be a date such as 2026-04-01, not {text!r}") from error


def _gaps(row: dict[str, Any], raw: dict[Any, Any], optional: tuple[str, ...]) -> Iterator[str]:
    if None in raw or None in raw.values():
        yield "has more or fewer fields than the header"
    for name, value in row.items():
        if name not in optional and value in ("", None):
            yield f"{name} is empty"
