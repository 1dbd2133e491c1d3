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
from pipelines.settings import from_environment

SCANNED = 4
"""How often searches of words go over the text, so that building their automaton is not what is measured."""
SPACY_ENTRIES, SLOW_ENTRIES, SLOWEST_ENTRIES = 500, 50, 4
"""Entries for the searches that would take minutes on more."""
LARGE = "csv xlsx xls ods html docx pdf"


def patterns(rulebook: judge.Rulebook) -> list[str]:
    """The compiled expressions of the rulebook, as DuckDB is given them."""
    return [row[name] for row in rulebook.compiled for name in ("pattern", "near", "not_near") if row[name]]


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


def spacy_matcher(texts: pl.Series, literal: list[str]) -> Cost | None:
    """spaCy's phrase matcher over its plain English tokens; None where spaCy is not installed."""
    if find_spec("spacy") is None:
        return None
    import spacy
    from spacy.matcher import PhraseMatcher

    language = spacy.blank("en")
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    matcher.add("words", list(language.tokenizer.pipe(literal)))
    return inside(lambda: [matcher(language.make_doc(text)) for text in texts], 2)


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
    some = lines(distinct.head(SPACY_ENTRIES))
    spacy = spacy_matcher(some, literal)
    if spacy:
        note("spaCy, PhraseMatcher", megabytes(some), SPACY_ENTRIES, spacy)
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
    absent = "" if spacy else " spaCy's matcher is left out, as spaCy is not installed here."
    return (
        f"{count:,} invented entries; {len(found)} patterns of the rulebook, made of {len(literal):,} words. "
        f"The word searches only find those words; classification reads each statement, settles what the hits mean and "
        f"keeps where each stands.{absent}\n\n{shown}\n\n{goals(rows, limit)}"
    )


def goals(rows: list[dict[str, Any]], limit: dict[str, Any]) -> str:
    """What the goals of classification came to, in words."""

    def speed(row: dict[str, Any]) -> float:
        return float(row["mb"] / row["cpu"])

    share = speed(rows[0]) / speed(limit)
    told = [f"Goal of a third of the word search where every text is distinct: {share:.1%}, {verdict(share >= 1 / 3)}."]
    for start, name in (("spaCy", "spaCy's matcher"), ("pandas", "pandas with compiled `re`")):
        for row in rows:
            if row["name"].startswith(start):
                times = speed(rows[0]) / speed(row)
                told.append(f"Goal of 20 times {name}: {times:,.1f} times, {verdict(times >= 20)}.")
    return " ".join(told)


def verdict(reached: bool) -> str:
    """Met or missed."""
    return "met" if reached else "missed"


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


def reading(rows: int) -> str:
    """The table of reading: documents opened, and registers made of them, beside the bare parser on the same files."""
    settings = from_environment()
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for kind in LARGE.split():
            path = invented.large(Path(folder), kind, rows)
            parse = inside(bare(path), 2)
            opened = inside(lambda p=path: open_file(p, p.name, settings), 2)
            shaped = inside(lambda d=opened.said: [shape.read_register(document, {}) for document in d])
            entries = sum(len(made.entries) for made in shaped.said)
            pages = f"{invented.pages(path) / opened.cpu:,.0f}" if kind == "pdf" else ""
            seconds = (f"{cost.cpu:.3f}" for cost in (parse, opened, shaped))
            both = f"{entries / (opened.cpu + shaped.cpu):,.0f}"
            found.append((kind, f"{entries:,}", *seconds, both, pages, f"{opened.cpu / parse.cpu:.1f}"))
    libraries = "calamine (xlsx, xls, ods), pdfplumber's tables (pdf), selectolax (html), lxml (docx), csv"
    names = ("format", "entries", "bare, s", "opened, s", "made a register, s", "entries/s", "pages/s", "opened ÷ bare")
    met = [row[0] for row in found if float(row[-1]) <= 1.5]
    return (
        f"One file a format, all with the same table. Bare parsers, which give every cell or word and make nothing of "
        f"them: {libraries}.\n\n{table(names, found)}\n\nGoal of 1.5 times the bare parser: met for "
        f"{', '.join(met) or 'none'}. Opening also says where each cell stands, cleans its text, keeps merged cells, "
        f"numbering, hidden rows and colours apart, and bounds what a hostile file may do."
    )
