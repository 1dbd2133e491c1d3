"""How fast text is judged, beside searches that only look for words; and files read, beside bare parsers."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl

from benchmarks import invented
from benchmarks.measured import Cost, inside, table
from pipelines import judge, shape
from pipelines.judge.classify import TEXT_COLUMNS
from pipelines.read.open import open_file
from pipelines.settings import ROOT, from_environment

PATTERN = re.compile(r"regexp_matches\(clause, '((?:[^']|'')*)'\)")
SCANNED = 20
"""How often searches of words go over the text, so that building their automaton is not what is measured."""
SLOW_ENTRIES, SLOWEST_ENTRIES = 50, 4
"""Entries for the searches of one pattern after another, which would take minutes on more."""


def patterns(rulebook: judge.Rulebook) -> list[str]:
    """The compiled expressions of the rulebook, as DuckDB is given them."""
    return [found.replace("''", "'") for found in PATTERN.findall(rulebook.hits_sql)]


def words(rulebook: judge.Rulebook) -> list[str]:
    """The literal words of at least four letters that those expressions are made of."""
    return sorted({word for pattern in patterns(rulebook) for word in re.findall(r"[a-z]{4,}", pattern)})


def lines(entries: pl.DataFrame) -> pl.Series:
    """Every text of some entries, one after another, each on one line."""
    present = [entries[name] for name in TEXT_COLUMNS if name in entries.columns]
    texts = pl.concat([column.rename("text") for column in present]).str.replace_all("\n", " ", literal=True)
    return texts.filter(texts != "")


def megabytes(texts: pl.Series) -> float:
    """Size of texts in 10^6 bytes."""
    return float(texts.str.len_bytes().sum()) / 1e6


def grep(texts: pl.Series, literal: list[str], folder: Path) -> tuple[str, Cost]:
    """ripgrep, or grep where that is not installed, counting lines with any of the words."""
    (folder / "texts").write_text(("\n".join(texts) + "\n") * SCANNED, encoding="utf-8")
    (folder / "words").write_text("\n".join(literal) + "\n", encoding="utf-8")
    name = "rg" if shutil.which("rg") else "grep"
    extra = ["--threads", "1", "--no-unicode"] if name == "rg" else []
    command = [name, *extra, "-o", "-i", "-F", "-f", str(folder / "words"), str(folder / "texts")]
    cost = inside(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), 2)
    return {"rg": "ripgrep", "grep": "grep -F (ripgrep is not installed)"}[name], cost


def joined(texts: pl.Series, found: list[str]) -> int:
    """Rules joined to texts on a column of patterns."""
    with duckdb.connect() as connected:
        connected.execute("set enable_progress_bar = false")
        connected.register("texts", pl.DataFrame({"text": texts.str.to_lowercase()}).to_arrow())
        connected.register("patterns", pl.DataFrame({"pattern": found}).to_arrow())
        sql = "select count(*) from texts join patterns on regexp_matches(text, pattern)"
        return int(connected.execute(sql).fetchall()[0][0])


def classification(count: int, rows: list[dict[str, Any]]) -> str:
    """The table of classification; appends plain figures to `rows`."""
    rulebook = judge.load_rulebook()
    literal, found = words(rulebook), patterns(rulebook)
    distinct, repeated = invented.entries(count, distinct=True), invented.entries(count, distinct=False)
    texts, again, few = lines(distinct), lines(repeated), lines(distinct.head(SLOW_ENTRIES))
    size = megabytes(texts)

    def note(name: str, mb: float, entries: int, cost: Cost) -> None:
        rows.append({"name": name, "mb": mb, "entries": entries, "cpu": cost.cpu, "wall": cost.wall})

    judge.classify(distinct.head(10), rulebook)
    note("**riskshift, every text distinct**", size, count, inside(lambda: judge.classify(distinct, rulebook)))
    note(
        "**riskshift, each entry in ten registers**",
        megabytes(again),
        count,
        inside(lambda: judge.classify(repeated, rulebook)),
    )
    with tempfile.TemporaryDirectory() as kept:
        judge.classify(distinct, rulebook, keep=Path(kept))
        note(
            "**riskshift, verdicts kept from the run before**",
            size,
            count,
            inside(lambda: judge.classify(distinct, rulebook, keep=Path(kept))),
        )
        name, cost = grep(texts, literal, Path(kept))
        note(name, size * SCANNED, count * SCANNED, cost)
    longer = pl.concat([texts] * SCANNED)
    note(
        "Polars, Aho-Corasick",
        size * SCANNED,
        count * SCANNED,
        inside(lambda: longer.str.extract_many(literal, ascii_case_insensitive=True, overlapping=False), 2),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # "[[" means a bracket to RE2 and, some day, a set to `re`
        compiled = [re.compile(pattern) for pattern in found]
    series = pd.Series(few.to_list()).str.lower()
    note(
        "pandas, compiled `re`, a pattern at a time",
        megabytes(few),
        SLOW_ENTRIES,
        inside(lambda: [series.map(lambda text, p=p: bool(p.search(text))).sum() for p in compiled]),
    )
    fewest = lines(distinct.head(SLOWEST_ENTRIES))
    note(
        "DuckDB, join on a column of patterns",
        megabytes(fewest),
        SLOWEST_ENTRIES,
        inside(lambda: joined(fewest, found)),
    )
    limit = next(row for row in rows if row["name"].startswith(("ripgrep", "grep")))
    shown = table(
        ("what", "MB", "s (all cores)", "s (clock)", "MB/s a core", "entries/s a core", "÷ word search"),
        [
            (
                row["name"],
                f"{row['mb']:.3f}",
                f"{row['cpu']:.2f}",
                f"{row['wall']:.2f}",
                f"{row['mb'] / row['cpu']:.3g}",
                f"{row['entries'] / row['cpu']:,.0f}",
                f"{(row['mb'] / row['cpu']) / (limit['mb'] / limit['cpu']):.3g}",
            )
            for row in rows
        ],
    )
    spacy = "" if find_spec("spacy") else " spaCy's matcher is left out: it is not part of the environment."
    return (
        f"{count:,} invented entries; {len(found)} patterns of the rulebook, {len(literal):,} literal words. The word "
        f"searches only find the words; classification reads each statement, settles what the hits mean and keeps "
        f"where each stands.{spacy}\n\n{shown}\n\n{goals(rows, limit)}"
    )


def goals(rows: list[dict[str, Any]], limit: dict[str, Any]) -> str:
    """What the goals of classification came to, in words."""
    speed = rows[0]["mb"] / rows[0]["cpu"]
    share = speed / (limit["mb"] / limit["cpu"])
    slow = next(row for row in rows if row["name"].startswith("pandas"))
    times = speed / (slow["mb"] / slow["cpu"])
    return (
        f"Goal of a third of the word search where every text is distinct: {share:.1%}, "
        f"{'met' if share >= 1 / 3 else 'missed'}. Goal of 20 times pandas with compiled `re`: {times:.1f} times, "
        f"{'met' if times >= 20 else 'missed'}. Compiling the rulebook's patterns costs each run about a second, which "
        f"weighs most on few entries; the growth below shows what is left of it at size."
    )


def bare(path: Path) -> Callable[[], object]:
    """The parser library alone, on one file: every cell or word, and nothing made of them."""
    if path.suffix in {".xlsx", ".xls", ".ods"}:
        from python_calamine import CalamineWorkbook

        def sheets() -> object:
            book = CalamineWorkbook.from_path(str(path))
            return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

        return sheets
    if path.suffix == ".pdf":
        import pdfplumber

        def pages() -> object:
            with pdfplumber.open(path) as opened:
                return [page.extract_tables() for page in opened.pages]

        return pages
    if path.suffix == ".html":
        from selectolax.lexbor import LexborHTMLParser

        return lambda: [cell.text() for cell in LexborHTMLParser(path.read_bytes()).css("td,th")]
    if path.suffix == ".docx":
        import zipfile

        from lxml import etree

        return lambda: list(etree.fromstring(zipfile.ZipFile(path).read("word/document.xml")).itertext())
    return lambda: list(csv.reader(path.read_text("utf-8", "replace").splitlines()))


def reading(files: int) -> str:
    """The table of reading: documents opened, and registers recognised, beside the bare parser on the same files."""
    settings = from_environment()
    rows = []
    by_kind: dict[str, list[Path]] = {}
    for path in sorted((ROOT / "samples" / "registers").glob("*/*")):
        by_kind.setdefault(path.suffix, []).append(path)
    for kind in sorted(set(by_kind) & {".csv", ".xlsx", ".xls", ".ods", ".pdf", ".html", ".docx"}):
        taken = by_kind[kind][:files]
        parsers = [bare(path) for path in taken]
        documents = [d for path in taken for d in open_file(path, path.name, settings)]
        [parser() for parser in parsers]
        parse = inside(lambda p=parsers: [parser() for parser in p], 2)
        opened = inside(lambda t=taken: [open_file(path, path.name, settings) for path in t], 2)
        [shape.read_register(document, {}) for document in documents]
        shaped = inside(lambda d=documents: [shape.read_register(document, {}) for document in d])
        entries = sum(len(reading.entries) for reading in shaped.said)
        rows.append(
            (
                kind[1:],
                len(taken),
                entries,
                f"{parse.cpu * 1000:.0f}",
                f"{opened.cpu * 1000:.0f}",
                f"{shaped.cpu * 1000:.0f}",
                f"{entries / max(opened.cpu + shaped.cpu, 1e-9):,.0f}",
                f"{opened.cpu / max(parse.cpu, 1e-9):.1f}",
            )
        )
    libraries = "calamine (xlsx, xls, ods), pdfplumber's tables (pdf), selectolax (html), lxml (docx), csv"
    header = (
        "format",
        "files",
        "entries",
        "bare, ms",
        "opened, ms",
        "made a register, ms",
        "entries/s",
        "opened ÷ bare",
    )
    return f"Bare parsers: {libraries}.\n\n{table(header, rows)}"
