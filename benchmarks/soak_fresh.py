"""Registers damaged in what they say rather than in their bytes: cells that bait patterns, tables turned about, files
crossed with one another. Every sample's tables are taken apart, changed by a seeded hand, and written anew in some
format, so that a fault in making entries is met in files that every parser finds sound."""

from __future__ import annotations

import csv
import html
import io
import random
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import xlsxwriter

from benchmarks.soak_files import LIMITS, Mutant, samples
from pipelines.read import open_file
from pipelines.settings import SAMPLES

Table = list[list[str]]
LARGE = 20_000
BAITS: tuple[Callable[[random.Random], str], ...] = (
    lambda c: "a" * c.choice([1_000, LARGE]),
    lambda c: " " * c.choice([1_000, LARGE]) + "x",
    lambda c: "31 March 2025 " * c.choice([50, 2_000]),
    lambda c: "as at " * c.choice([50, 3_000]) + "31/03/25",
    lambda c: "1/" * c.choice([500, 10_000]),
    lambda c: "(" * c.choice([500, LARGE]),
    lambda c: "[" * 500 + "]" * 500,
    lambda c: "L4 x I5 = 20 " * c.choice([50, 2_000]),
    lambda c: "4 " * c.choice([500, 10_000]),
    lambda c: "Mr A. B. " * c.choice([50, 3_000]),
    lambda c: "Director of " * c.choice([50, 2_000]),
    lambda c: "\u0301" * c.choice([500, LARGE]) + "e",
    lambda c: "\n" * c.choice([500, LARGE]) + "R1",
    lambda c: "- item\n" * c.choice([50, 3_000]),
    lambda c: "1. " * c.choice([500, 5_000]),
    lambda c: "".join(chr(c.choice([c.randrange(32, 0xD800), c.randrange(0xE000, 0x110000)])) for _ in range(500)),
    lambda c: "risk " * c.choice([500, 5_000]),
    lambda c: "Not applicable; see above; as CR" + str(c.randrange(40)),
    lambda c: "9" * c.choice([20, 400, 5_000]),
    lambda c: c.choice(["-1", "0", "1e308", "NaN", "inf", "½", "٣", "①", "IV", "25%", "£1,000,000m", "--", "?"]),
)  # fmt: skip


@cache
def tables() -> tuple[tuple[str, Table], ...]:
    """Every table of more than three rows in the samples, with the sample's name."""
    found = []
    for path in samples():
        name = path.relative_to(SAMPLES).as_posix()
        for document in open_file(path, name, LIMITS):
            for grid in document.grids:
                rows = [[cell.text for cell in row.cells] for row in grid.rows]
                if len(rows) > 3:
                    found.append((name, rows))
    return tuple(found)


def baited(table: Table, chance: random.Random) -> Table:
    """Some cells replaced by, or grown by, what patterns are slow on or numbers are not."""
    for _ in range(chance.choice([1, 3, 10])):
        row = chance.choice(table)
        if row:
            at, bait = chance.randrange(len(row)), chance.choice(BAITS)(chance)
            row[at] = chance.choice([bait, f"{row[at]} {bait}", f"{bait} {row[at]}"])
    return table


def turned(table: Table, chance: random.Random) -> Table:
    """Rows and columns exchanged."""
    width = max(len(row) for row in table)
    return [list(column) for column in zip(*(row + [""] * (width - len(row)) for row in table), strict=True)]


def shuffled(table: Table, chance: random.Random) -> Table:
    """Columns, or rows with their header, in another order."""
    if chance.random() < 0.5:
        return chance.sample(table, len(table))
    width = max(len(row) for row in table)
    order = chance.sample(range(width), width)
    return [[row[at] if at < len(row) else "" for at in order] for row in table]


def thinned(table: Table, chance: random.Random) -> Table:
    """Cells, rows or columns left out."""
    share = chance.choice([0.05, 0.3, 0.8])
    kind = chance.randrange(3)
    if kind == 0:
        return [[cell for cell in row if chance.random() > share] for row in table]
    if kind == 1:
        return [row for row in table if chance.random() > share] or table[:1]
    return [["" if chance.random() < share else cell for cell in row] for row in table]


def repeated(table: Table, chance: random.Random) -> Table:
    """The header among the rows, rows many times over, or columns many times over."""
    kind = chance.randrange(3)
    if kind == 0:
        return [row for line in table for row in (table[0], line)]
    if kind == 1:
        return table * chance.choice([2, 20])
    return [row * chance.choice([2, 20, 200]) for row in table]


def crossed(table: Table, chance: random.Random) -> Table:
    """Rows or columns of two registers in one."""
    other = [list(row) for row in chance.choice(tables())[1]]
    if chance.random() < 0.5:
        return [row for pair in zip(table, other, strict=False) for row in pair]
    return [[*row, *more] for row, more in zip(table, other, strict=False)]


def headed(table: Table, chance: random.Random) -> Table:
    """The words of one header all over the table."""
    words = [cell for cell in table[0] if cell] or ["Risk"]
    return [[chance.choice(words) if chance.random() < 0.2 else cell for cell in row] for row in table]


HANDS: dict[str, Callable[[Table, random.Random], Table]] = {
    "baited": baited,
    "turned": turned,
    "shuffled": shuffled,
    "thinned": thinned,
    "repeated": repeated,
    "crossed": crossed,
    "headers everywhere": headed,
}


def fit(text: str) -> str:
    """A text without what XML cannot hold."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and not ord(c) & 0xFFFF >= 0xFFFE))


def as_csv(table: Table) -> bytes:
    """Comma separated."""
    target = io.StringIO()
    csv.writer(target).writerows(table)
    return target.getvalue().encode("utf-8", "replace")


def as_html(table: Table) -> bytes:
    """A page of one table."""
    rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in table)
    return f"<!doctype html><meta charset=utf-8><table>{rows}</table>".encode("utf-8", "replace")


def as_xlsx(table: Table) -> bytes:
    """A workbook of one sheet."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Register")
    for r, row in enumerate(table):
        for c, cell in enumerate(row[:16_000]):
            sheet.write_string(r, c, fit(cell)[:32_000])
    book.close()
    return target.getvalue()


def as_docx(table: Table) -> bytes:
    """A Word document of one table."""
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{html.escape(fit(c))}</w:t></w:r></w:p></w:tc>" for c in row) + "</w:tr>"
        for row in table
    )  # fmt: skip
    body = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:tbl>{rows}'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"{body}</w:tbl></w:body></w:document>".encode("utf-8", "replace"))
    return target.getvalue()


WRITERS: dict[str, Callable[[Table], bytes]] = {".csv": as_csv, ".html": as_html, ".xlsx": as_xlsx, ".docx": as_docx}


def fresh(count: int, seed: int = 1) -> Iterator[Mutant]:
    """Cases in turn over the tables of the samples, each by one or two hands and in one format."""
    every = tables()
    for number in range(count):
        chance = random.Random(f"fresh {seed} {number}")
        name, rows = every[number % len(every)]
        table = [list(row) for row in rows]
        hands = [chance.choice(list(HANDS)) for _ in range(chance.choice([1, 1, 2]))]
        for hand in hands:
            table = HANDS[hand](table, chance) or [[""]]
        if sum(len(row) for row in table) > 200_000:
            table = table[:200]
        suffix = chance.choice(list(WRITERS))
        yield Mutant(number, name, suffix, hands[0], WRITERS[suffix](table))


def written(mutant: Mutant, folder: Path) -> Path:
    """A case as a file."""
    path = folder / f"case{mutant.suffix}"
    path.write_bytes(mutant.content)
    return path
