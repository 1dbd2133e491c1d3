"""The stance of each entry: the rulebook's views run over entries in DuckDB, and a person's rulings on top.

Each view of sql/judge is a table of the judging connection under its own name, so `explain`, tests and a
curious reader query the same steps that decided.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from pipelines import dictionary
from pipelines.catalogue.rulings import holding
from pipelines.judge import kept
from pipelines.judge.rulebook import Rulebook
from pipelines.judge.steps import steps

TEXT_COLUMNS = ("title", "description", "controls", "actions", "response")
BATCH = 20_000
"""Texts judged at once on a core, which bounds memory whatever the number of entries."""
SMALL = 2_000
"""Texts below which a second core costs more than it spares."""
Engine = Callable[[pl.DataFrame, Rulebook], kept.Verdicts]
"""Judges prepared texts with their hash, each once: `here`, or shards elsewhere."""
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


def judging(entries: pl.DataFrame, rulebook: Rulebook) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    """A connection in which every step of the judgement is a table, for prepared entries."""
    return steps({"entries": entries}, rulebook)


def classify(
    entries: pl.DataFrame,
    rulebook: Rulebook,
    rulings: pl.DataFrame | None = None,
    keep: Path | None = None,
    engine: Engine | None = None,
) -> Judged:
    """Judge every entry, each distinct text once, then let rulings replace verdicts whose text they still fit.

    Args:
        entries: with entry_id and any of title, description, controls, actions, response, appetite; with a
            council a ruling holds for every entry of that council in the same words, without for its own alone.
        rulings: table `rulings` without, or with, `applied` and `outcome`; only kind "stance" is used here.
        keep: folder where verdicts are kept by text and rulebook from run to run; None judges all anew.
        engine: what judges the texts that are not kept; in this process by default.

    Returns:
        Judged, each frame as the dictionary says; one classification an entry, in the order given.
    """
    prepared = prepare(entries)
    prepared = prepared.with_columns(text_sha256(prepared))
    found = judge_texts(prepared, rulebook, keep, engine or here)
    verdicts = found.verdicts
    evidence = (
        found.evidence.join(prepared.select("entry_id", kept.KEY), on=kept.KEY)
        .drop(kept.KEY)
        .sort("entry_id", "field", "span_start", "rule_id")
    )
    classifications = (
        prepared.select("entry_id", kept.KEY)
        .join(verdicts, on=kept.KEY, how="left", maintain_order="left")
        .with_columns(
            pole=pl.col("stance").replace_strict(POLE_OF, default="none"),
            rulebook_version=pl.lit(rulebook.version),
            ruled=pl.lit(False),
        )
    )
    council = entries["council"] if "council" in entries.columns else classifications["entry_id"].alias("council")
    ruled, outcomes = _apply(classifications, council, rulings)
    return Judged(
        dictionary.table("classifications").conform(ruled),
        dictionary.table("evidence").conform(evidence),
        dictionary.table("rulings").conform(outcomes),
    )


def judge_texts(hashed: pl.DataFrame, rulebook: Rulebook, keep: Path | None, engine: Engine) -> kept.Verdicts:
    """The verdict on each distinct text of prepared entries that carry their `text_sha256`.

    Args:
        hashed: prepared entries with their hash.
        keep: as for `classify`; afterwards it holds the verdicts on exactly these texts.
        engine: as for `classify`.
    """
    texts = hashed.unique(kept.KEY, keep="first", maintain_order=True)
    known = kept.load(keep, rulebook).of(texts) if keep else kept.none()
    fresh = texts.join(known.verdicts, on=kept.KEY, how="anti", maintain_order="left")
    found = kept.joined([known, engine(fresh, rulebook)]) if fresh.height else known
    if keep and fresh.height:
        kept.save(keep, rulebook, found)
    return found


def here(texts: pl.DataFrame, rulebook: Rulebook) -> kept.Verdicts:
    """Judge texts with their hash in this process, batch by batch and a core each, as rules compile once a thread."""
    named = texts.with_columns(entry_id=pl.col(kept.KEY)).drop(kept.KEY)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    size = min(BATCH, max(-(-named.height // cores), SMALL))
    with ThreadPoolExecutor(cores) as pool:
        found = list(pool.map(lambda batch: _judged(batch, rulebook), named.iter_slices(size)))
    return kept.joined(found)


def _judged(texts: pl.DataFrame, rulebook: Rulebook) -> kept.Verdicts:
    with steps({"entries": texts}, rulebook, threads=1) as connected:
        verdicts = connected.sql(
            "select entry_id as text_sha256, stance, confidence, decision_step, whose_risk from verdicts"
        ).pl()
        evidence = connected.sql(
            "select entry_id as text_sha256, rule_id, theme, pole, field, span_start, span_end, matched_text, effect "
            "from placed"
        ).pl()
    return kept.Verdicts(verdicts.cast(kept.VERDICTS), evidence.cast(kept.EVIDENCE))


def _apply(
    classifications: pl.DataFrame, council: pl.Series, rulings: pl.DataFrame | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rulings of kind stance whose `expect` is the present text's hash replace the verdict; each outcome is told."""
    if rulings is None:
        return classifications, dictionary.table("rulings").empty()
    worded = classifications.with_columns(council).with_columns(alike=pl.len().over("council", kept.KEY))
    stances = rulings.filter(pl.col("kind") == "stance").drop("applied", "outcome", strict=False)
    joined = stances.join(
        worded.select("entry_id", "stance", kept.KEY, "alike"), on="entry_id", how="left"
    ).with_columns(
        applied=(pl.col("expect") == pl.col(kept.KEY)).fill_null(False),
        outcome=pl.when(pl.col(kept.KEY).is_null())
        .then(pl.lit("No such entry in this run."))
        .when(pl.col("expect") != pl.col(kept.KEY))
        .then(pl.lit("The entry's text has changed since; rule on it again."))
        .otherwise(
            pl.concat_str(
                pl.lit("Applied"),
                pl.when(pl.col("alike") > 1)
                .then(pl.format(" to {} entries in these words", "alike"))
                .otherwise(pl.lit("")),
                pl.when(pl.col("stance") == pl.col("value"))
                .then(pl.lit("; the rules say the same."))
                .otherwise(pl.format("; the rules say {}.", "stance")),
            )
        ),
    )
    verdicts = holding(joined, worded).select("entry_id", "value")
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
    return ruled, joined.drop("stance", kept.KEY, "alike")
