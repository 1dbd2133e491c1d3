"""How many of the rules' errors the review list holds, by leaving one author out: list length against errors.

The weights that ask about an author's entries were learnt from development authors other than that one. Each
author's entries go through `riskshift review` itself, and lists are cut at the same share of each author's entries.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from benchmarks.labelled import DEVELOPMENT, Rows
from benchmarks.methods import folds
from benchmarks.opinion import learn
from pipelines.judge import Rulebook, classify
from pipelines.judge.figures import macro_f1, table
from pipelines.judge.review import review, weighed

SHARES = (0.05, 0.1, 0.2, 0.3, 1.0)
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
FOLLOWED = (0.5, 0.6, 0.7, 0.8, 0.9)


def asked(rows: Rows, rulebook: Rulebook) -> pl.DataFrame:
    """Each labelled entry with what `review` makes of it.

    Returns:
        The columns of `pipelines.judge.review.weighed`, and: role, label, wrong (the rules differ from the label),
        place (on its author's list, from 0; null when not asked about), of (entries of the author).
    """
    judged = classify(pl.DataFrame(rows), rulebook)
    parts = []
    for _, others, test in folds(rows, "author"):
        terms = learn([row for row in others if row["role"] == DEVELOPMENT])
        ids = pl.DataFrame({"entry_id": [row["entry_id"] for row in test]})
        entries = pl.DataFrame(test).select(
            pl.exclude("role", "label", "author", "confidence", "span", "why", "appetite"),
            appetite_word="appetite",
            as_at=pl.lit(None, pl.Date),
            locator=pl.lit(""),
        )
        tables = {
            "entries": entries,
            "classifications": judged.classifications.join(ids, on="entry_id", how="semi"),
            "evidence": judged.evidence.join(ids, on="entry_id", how="semi"),
            "links": ids.with_columns(risk_id="entry_id", previous_entry_id=pl.lit(None, pl.String)),
        }
        order = review(tables, len(test), terms).select("entry_id").with_row_index("place")
        truth = pl.DataFrame(test).select("entry_id", "role", "label")
        found = weighed(tables, terms).join(truth, on="entry_id").join(order, on="entry_id", how="left")
        parts.append(found.with_columns(wrong=pl.col("label") != pl.col("stance"), of=pl.lit(len(test))))
    return pl.concat(parts)


def by_length(asked: pl.DataFrame) -> list[dict[str, Any]]:
    """List length against errors caught: a row a share of the entries; the last is the whole list."""
    errors = asked["wrong"].sum()
    rows = []
    for share in SHARES:
        listed = asked.filter(pl.col("place") < (pl.col("of") * share).round())
        rows.append(
            {
                "length": "the whole list" if share == 1 else f"{share:.0%} of the entries",
                "listed": listed.height,
                "caught": listed["wrong"].sum(),
                "errors": errors,
            }
        )
    return rows


def by_reason(asked: pl.DataFrame) -> list[dict[str, Any]]:
    """How often each reason to ask means an error; an entry may have several."""
    low = pl.col("confidence") == "low"
    reasons = {
        "a second opinion contradicts the rules": pl.col("contradicted"),
        "words stand on both sides": pl.col("both"),
        "the rules are unsure, and nothing else": low & ~pl.col("contradicted") & ~pl.col("both"),
        "none: not asked about": ~low & ~pl.col("contradicted") & ~pl.col("both"),
    }
    return [
        {"reason": reason, "entries": (part := asked.filter(holds)).height, "wrong": part["wrong"].sum()}
        for reason, holds in reasons.items()
    ]


def by_threshold(asked: pl.DataFrame) -> list[dict[str, Any]]:
    """What each threshold on the second opinion's likelihood would list, and how much of that are errors."""
    rows = []
    for least in THRESHOLDS:
        part = asked.filter("differs", pl.col("sure") >= least)
        rows.append({"threshold": least, "entries": part.height, "wrong": part["wrong"].sum()})
    return rows


def together(asked: pl.DataFrame) -> list[dict[str, Any]]:
    """Macro-F1 if the second opinion were followed wherever it differs and is this sure; it is not."""
    labels = asked["label"].to_list()
    rows = [{"followed": "never: the rules alone", "macro_f1": macro_f1(table(labels, asked["stance"].to_list()))}]
    for least in FOLLOWED:
        followed = pl.col("differs") & (pl.col("sure") >= least)
        stances = asked.select(pl.when(followed).then("opinion").otherwise("stance")).to_series().to_list()
        rows.append({"followed": f"from {least} on", "macro_f1": macro_f1(table(labels, stances))})
    return rows
