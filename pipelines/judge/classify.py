"""The stance of each entry: the rulebook's views run over entries in DuckDB, and a person's rulings on top.

Each view of sql/judge is a table of the judging connection under its own name, so `explain`, tests and a
curious reader query the same steps that decided.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import polars as pl

from pipelines import dictionary, warehouse
from pipelines.judge.rulebook import Rulebook

TEXT_COLUMNS = ("title", "description", "controls", "actions", "response")
POLE_OF = {"avoidance": "avoidance", "enablement": "enablement"}


@dataclass(frozen=True)
class Judged:
    """classifications and evidence as in the dictionary; rulings with `applied` and `outcome` filled in."""

    classifications: pl.DataFrame
    evidence: pl.DataFrame
    rulings: pl.DataFrame


def prepare(entries: pl.DataFrame) -> pl.DataFrame:
    """Entries in the columns that are judged: entry_id, the text fields, appetite; missing ones are empty.

    The appetite may stand in `appetite` or, as in the table `entries`, in `appetite_word`.
    """
    appetite = "appetite" if "appetite" in entries.columns else "appetite_word"
    columns = [pl.col("entry_id").cast(pl.String)]
    for target, source in [*zip(TEXT_COLUMNS, TEXT_COLUMNS, strict=True), ("appetite", appetite)]:
        present = pl.col(source).cast(pl.String).fill_null("") if source in entries.columns else pl.lit("")
        columns.append(present.alias(target))
    return entries.select(columns)


def text_sha256(entries: pl.DataFrame) -> pl.Series:
    """Hash of each prepared entry's judged text, which a ruling's `expect` guards."""

    def digest(row: tuple[str, ...]) -> str:
        return hashlib.sha256("\x1f".join(row).encode()).hexdigest()

    rows = entries.select(*TEXT_COLUMNS, "appetite").iter_rows()
    return pl.Series("text_sha256", [digest(row) for row in rows], dtype=pl.String)


@contextmanager
def judging(entries: pl.DataFrame, rulebook: Rulebook) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which every step of the judgement is a table, for prepared entries."""
    with warehouse.connection({"entries": entries, "rules": rulebook.rules}) as connected:
        for name, sql in rulebook.steps:
            warehouse.execute(connected, f"create temp table {name} as {sql}", f"sql/judge/{name}.sql")
        yield connected


def classify(entries: pl.DataFrame, rulebook: Rulebook, rulings: pl.DataFrame | None = None) -> Judged:
    """Judge every entry, then let rulings replace verdicts whose text they still fit.

    Args:
        entries: with entry_id and any of title, description, controls, actions, response, appetite.
        rulings: table `rulings` without, or with, `applied` and `outcome`; only kind "stance" is used here.

    Returns:
        Judged, each frame as the dictionary says; one classification an entry, in the order given.
    """
    prepared = prepare(entries)
    with judging(prepared, rulebook) as connected:
        verdicts = connected.execute(
            "select entry_id, stance, confidence, decision_step, whose_risk from verdicts"
        ).pl()
        evidence = connected.execute(
            "select entry_id, rule_id, theme, pole, field, span_start, span_end, matched_text, effect from placed "
            "order by entry_id, field, span_start, rule_id"
        ).pl()
    classifications = (
        prepared.select("entry_id")
        .with_columns(text_sha256(prepared))
        .join(verdicts, on="entry_id", how="left", maintain_order="left")
        .with_columns(
            pole=pl.col("stance").replace_strict(POLE_OF, default="none"),
            rulebook_version=pl.lit(rulebook.version),
            ruled=pl.lit(False),
        )
    )
    ruled, outcomes = _apply(classifications, rulings)
    return Judged(
        dictionary.table("classifications").conform(ruled),
        dictionary.table("evidence").conform(evidence),
        dictionary.table("rulings").conform(outcomes),
    )


def _apply(classifications: pl.DataFrame, rulings: pl.DataFrame | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rulings of kind stance whose `expect` is the present text's hash replace the verdict; each outcome is told."""
    if rulings is None:
        return classifications, dictionary.table("rulings").empty()
    stances = rulings.filter(pl.col("kind") == "stance").drop("applied", "outcome", strict=False)
    joined = stances.join(
        classifications.select("entry_id", "stance", "text_sha256"), on="entry_id", how="left"
    ).with_columns(
        applied=(pl.col("expect") == pl.col("text_sha256")).fill_null(False),
        outcome=pl.when(pl.col("text_sha256").is_null())
        .then(pl.lit("No such entry in this run."))
        .when(pl.col("expect") != pl.col("text_sha256"))
        .then(pl.lit("The entry's text has changed since; rule on it again."))
        .when(pl.col("stance") == pl.col("value"))
        .then(pl.lit("Applied; the rules say the same."))
        .otherwise(pl.format("Applied; the rules say {}.", pl.col("stance"))),
    )
    verdicts = joined.filter("applied").sort("date").unique("entry_id", keep="last").select("entry_id", "value")
    ruled = (
        classifications.join(verdicts, on="entry_id", how="left", maintain_order="left")
        .with_columns(
            ruled=pl.col("value").is_not_null(),
            stance=pl.coalesce("value", "stance"),
            confidence=pl.when(pl.col("value").is_not_null()).then(pl.lit("high")).otherwise("confidence"),
            decision_step=pl.when(pl.col("value").is_not_null())
            .then(pl.lit("a_persons_ruling"))
            .otherwise("decision_step"),
        )
        .with_columns(pole=pl.col("stance").replace_strict(POLE_OF, default="none"))
        .drop("value")
    )
    return ruled, joined.drop("stance", "text_sha256")
