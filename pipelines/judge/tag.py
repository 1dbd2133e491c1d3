"""Area, need and appetite level of each entry, by rules in sql/tags/*.csv: its topic, never its stance.

An area comes from the council's own mapping first, then from its printed area word, then from the words of
title and description. Patterns reach DuckDB as constants, and each distinct text is read once.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import polars as pl

from pipelines.catalogue.council import Council
from pipelines.errors import BadRulebook
from pipelines.settings import SQL
from pipelines.warehouse import connection, query

TAGS = SQL / "tags"
OTHER_AREA = "operations"
TITLE_WEIGHT = 3
NEED_THRESHOLD = 2
_HEADERS = {
    "areas": ("area", "name", "local_words", "pattern", "source", "added", "must_match", "must_not_match"),
    "needs": ("need", "pattern", "source", "added", "must_match", "must_not_match"),
    "appetite_scales": ("word", "level", "source"),
}


@cache
def load_tags(name: str, folder: Path = TAGS) -> tuple[dict[str, str], ...]:
    """The rows of one tag file (`areas`, `needs` or `appetite_scales`), checked as a whole.

    Raises:
        BadRulebook: listing every fault of the file at once.
    """
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        rows = tuple(reader)
        faults = [] if tuple(reader.fieldnames or ()) == _HEADERS[name] else [f"columns must be {_HEADERS[name]}"]
    for line, row in enumerate(rows, start=2):
        faults += [f"line {line}: {fault}" for fault in _faults(row)]
    if faults:
        raise BadRulebook("; ".join(faults), where=str(path), remedy="Mend these rows.")
    return rows


def _faults(row: Mapping[str, str]) -> Iterable[str]:
    if "level" in row and row["level"] not in set("12345"):
        yield "level must be 1 to 5"
    if "added" in row:
        try:
            date.fromisoformat(row["added"])
        except ValueError:
            yield f"added must be a date, not {row['added']!r}"
    if "pattern" in row:
        try:
            duckdb.execute("select regexp_matches('', ?)", [bounded(row["pattern"])])
        except duckdb.Error as error:
            yield f"pattern: {error}"


def bounded(pattern: str) -> str:
    """A tag's pattern between word edges, for lower-case text."""
    return rf"(?:^|[^a-z0-9])(?:{pattern})(?:[^a-z0-9]|$)"


def tag(entries: pl.DataFrame, councils: Mapping[str, Council]) -> pl.DataFrame:
    """Fill `area`, `need` and `appetite_level`.

    Args:
        entries: rows of the table `entries`; the three columns may be empty or null.
        councils: configured councils by id; their `areas` map the council's own words.

    Returns:
        The same rows in the same order.
    """
    if entries.is_empty():
        return entries
    words = {word: row["area"] for row in load_tags("areas") for word in row["local_words"].split("|")}
    configured = {(c.id, _key(a.local)): a.area for c in councils.values() for a in c.areas}
    local = entries.select("council", "area_local").unique().rows()
    area_of = {
        (council, text): configured.get((council, _key(text))) or words.get(_key(text))
        for council, text in local
        if text
    }
    read = _read_topics(entries.select("title", "description").unique())
    level = {text: appetite_level(text) for text in entries["appetite_word"].unique().to_list()}
    printed = pl.DataFrame(
        [{"council": council, "area_local": text, "_printed": area} for (council, text), area in area_of.items()],
        schema={"council": pl.String, "area_local": pl.String, "_printed": pl.String},
    )
    return (
        entries.drop("need")
        .join(printed, on=["council", "area_local"], how="left", maintain_order="left")
        .join(read, on=["title", "description"], how="left", maintain_order="left")
        .with_columns(
            area=pl.coalesce("_printed", "_area", pl.lit(OTHER_AREA)),
            appetite_level=pl.col("appetite_word").replace_strict(level, return_dtype=pl.Int64),
        )
        .select(entries.columns)
    )


def appetite_level(word: str | None) -> int | None:
    """A printed appetite word on the common scale, 1 averse to 5 eager; null when on no known scale.

    Args:
        word: as printed, e.g. "Cautious (3)", "Risk appetite: OPEN", "Adverse".
    """
    text = _key(word or "")
    if not text or re.search(r"\b(above|below|within|outside|exceeds?)\b", text):
        return None
    levels = {row["word"]: int(row["level"]) for row in load_tags("appetite_scales")}
    found = [levels[match] for match in re.findall(_scale_pattern(tuple(levels)), text)]
    return found[0] if len(set(found)) == 1 else None


@cache
def _scale_pattern(words: tuple[str, ...]) -> str:
    return r"\b(" + "|".join(sorted(words, key=len, reverse=True)) + r")\b"


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9/']+", " ", text.lower().replace("&", " and ")).strip()


def _read_topics(texts: pl.DataFrame) -> pl.DataFrame:
    """Title, description and the area and need that their words speak of most; ties go to the first rule."""
    weigh = "{w} * len(regexp_extract_all(t, '{p}')) + len(regexp_extract_all(d, '{p}')) as {name}"

    def score(kind: str) -> str:
        return ", ".join(
            weigh.format(w=TITLE_WEIGHT, p=bounded(row["pattern"]).replace("'", "''"), name=f"{kind}{i}")
            for i, row in enumerate(load_tags(f"{kind}s"))
        )

    def best(kind: str, threshold: int) -> str:
        rows = load_tags(f"{kind}s")
        scores = ", ".join(f"{kind}{i}" for i in range(len(rows)))
        names = ", ".join("'" + row[kind].replace("'", "''") + "'" for row in rows)
        return (
            f"case when greatest({scores}) >= {threshold} then "
            f"([{names}])[list_position([{scores}], greatest({scores}))] end"
        )

    sql = (
        "with texts as (select title, description, replace(lower(title), '’', '''') as t, "  # noqa: S608
        "replace(lower(description), '’', '''') as d from topics), "
        f"scored as (select *, {score('area')}, {score('need')} from texts) "
        f"select title, description, {best('area', 1)} as _area, {best('need', NEED_THRESHOLD)} as need "
        "from scored"
    )
    with connection({"topics": texts}) as connected:
        return query(connected, sql, "sql/tags")
