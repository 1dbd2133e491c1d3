"""Delimited text: title lines, a header, rows, closing lines."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from samples.model import Sheet


def delimited(sheet: Sheet, delimiter: str) -> str:
    """The sheet as delimited text with Windows line ends, as office programs save it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([sheet.title])
    for line in (*sheet.preamble, sheet.label):
        writer.writerow([line])
    writer.writerow([])
    writer.writerow([c.group + " " + c.header if c.group else c.header for c in sheet.columns])
    writer.writerows(sheet.rows())
    if sheet.closing:
        writer.writerow([])
    for line in sheet.closing:
        writer.writerow([line])
    return out.getvalue()


def csv_file(sheet: Sheet, path: Path) -> None:
    """Commas, UTF-8 with a byte order mark."""
    path.write_bytes(delimited(sheet, ",").encode("utf-8-sig"))


def tsv_file(sheet: Sheet, path: Path) -> None:
    """Tabs, UTF-8."""
    path.write_bytes(delimited(sheet, "\t").encode("utf-8"))
