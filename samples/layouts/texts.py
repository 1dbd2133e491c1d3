"""Delimited text as programs export it: preambles, semicolons, other encodings, an archive."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from samples import columns as col
from samples.layouts.common import Case, Heads, Layout, entries, plain_columns, sheet_of
from samples.model import Sheet, in_words
from samples.writers.fixed import archive


def lines(rows: Sequence[Sequence[str]], delimiter: str, quoting: Literal[0, 1] = csv.QUOTE_MINIMAL) -> str:
    """Rows as delimited text."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def table(sheet: Sheet) -> list[list[str]]:
    """Header and body."""
    return [[c.header for c in sheet.columns], *sheet.rows()]


def semicolons(rng: random.Random, folder: Path) -> Case:
    """Six preamble lines, semicolons, the Windows code page."""
    sheet = sheet_of(rng, plain_columns(Heads(rng)), entries(rng, 12))
    top = [
        ["Council:", sheet.council],
        ["Report:", "Corporate Risk Register"],
        ["As at:", in_words(sheet.as_at)],
        ["Status:", "Published"],
        ["Note:", "Invented sample register - not a real council"],
        [],
    ]
    path = folder / "semicolons.csv"
    path.write_bytes(lines([*top, *table(sheet)], ";").encode("cp1252"))
    return Case("csv-preamble-semicolons-cp1252", path, sheet)


def utf16(rng: random.Random, folder: Path) -> Case:
    """Tabs in UTF-16 with a byte order mark, as a spreadsheet program saves Unicode text."""
    h = Heads(rng)
    sheet = sheet_of(rng, [*plain_columns(h, scores="score"), col.direction(h.direction, col.ARROWS)], entries(rng, 10))
    path = folder / "unicode-text.csv"
    rows = [[sheet.title], [sheet.label], *table(sheet)]
    path.write_bytes(lines(rows, "\t").encode("utf-16"))
    return Case("csv-utf16-tabs", path, sheet)


def multiline(rng: random.Random, folder: Path) -> Case:
    """Every field quoted, bullets on lines of their own inside the cells, a counting line at the end."""
    h = Heads(rng)
    columns = (
        col.ref(h.ref),
        col.title(h.title),
        col.description(h.description, ("Cause:", "Event:", "Effect:")),
        col.controls(h.controls, "\n- "),
        col.factor(f"{h.residual} likelihood", "residual", "likelihood"),
        col.factor(f"{h.residual} impact", "residual", "impact"),
        col.factor(f"{h.residual} score", "residual", "score"),
        col.actions(h.actions, "\n- "),
        col.response(h.response),
        col.owner(h.owner),
    )
    sheet = sheet_of(rng, columns, entries(rng, 10))
    rows = [[sheet.title, sheet.label], *table(sheet), [f"{len(sheet.entries)} risks listed"]]
    path = folder / "multiline-cells.csv"
    path.write_bytes(lines(rows, ",", csv.QUOTE_ALL).encode("utf-8"))
    return Case("csv-multiline-quoted", path, sheet)


def zipped(rng: random.Random, folder: Path) -> Case:
    """An archive that holds one register and a note that is none."""
    sheet = sheet_of(rng, plain_columns(Heads(rng)), entries(rng, 8))
    content = lines([[sheet.title], [sheet.label], [], *table(sheet)], ",").encode("utf-8-sig")
    path = folder / "download.zip"
    note = b"Files in this download were made for testing. They are invented.\r\n"
    archive({"documents/corporate-risk-register.csv": content, "readme.txt": note}, path)
    return Case("zip-with-csv", path, sheet, "the text file in the archive is no register")


LAYOUTS: tuple[Layout, ...] = (semicolons, utf16, multiline, zipped)
