"""The entries a person should rule on, most worth it first, as rows of rulings.csv to fill in.

An entry is worth a ruling when the rules are unsure of it, and more so when hits stand on both sides or the
stance differs from the risk's last one. Columns that begin with "_" are there to read; the loader of rulings
passes over them.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

RULING = ("ruling_id", "kind", "entry_id", "value", "expect", "date", "by", "reason")
SHOWN = (
    "_stance",
    "_why_asked",
    "_decision_step",
    "_evidence",
    "_title",
    "_description",
    "_controls",
    "_actions",
    "_locator",
)


def review(tables: Mapping[str, pl.DataFrame], limit: int = 50) -> pl.DataFrame:
    """Entries without a ruling that the rules are unsure of.

    Args:
        tables: entries, classifications, evidence and links, each as the dictionary has it.
        limit: how many rows at most.

    Returns:
        Columns `RULING` (value, date, by and reason empty) and `SHOWN`, all text. Entries in the newest
        registers come first among equals.
    """
    judged = tables["classifications"].filter(pl.col("confidence") == "low", ~pl.col("ruled"))
    counted = tables["evidence"].filter(pl.col("effect").is_in(["counted", "flipped", "guarded", "framing"]))
    sides = counted.group_by("entry_id").agg(
        pl.col("pole").filter(pl.col("pole") != "none").n_unique().alias("sides"),
        pl.format("{}: {}", "rule_id", "matched_text").sort().str.join("; ").alias("_evidence"),
    )
    stances = tables["classifications"].select(previous_entry_id="entry_id", before="stance")
    before = tables["links"].select("entry_id", "previous_entry_id").join(stances, on="previous_entry_id", how="left")
    both, moved = pl.col("sides") > 1, pl.col("before").is_not_null() & (pl.col("before") != pl.col("stance"))
    asked = (
        judged.join(tables["entries"], on="entry_id")
        .join(sides, on="entry_id", how="left")
        .join(before.select("entry_id", "before"), on="entry_id", how="left")
        .with_columns(pl.col("sides").fill_null(0), pl.col("_evidence").fill_null(""))
        .with_columns(weight=both.cast(pl.Int64) * 2 + moved.fill_null(False).cast(pl.Int64))
        .sort("weight", "as_at", "entry_id", descending=[True, True, False], nulls_last=True)
        .head(limit)
    )
    why = pl.concat_str(
        pl.lit("the rules are unsure"),
        pl.when(both).then(pl.lit("; words stand on both sides")).otherwise(pl.lit("")),
        pl.when(moved.fill_null(False)).then(pl.format("; it was {} before", "before")).otherwise(pl.lit("")),
    )
    blank = pl.lit("")
    return asked.with_columns(
        ruling_id=pl.format("review-{}", "entry_id"),
        kind=pl.lit("stance"),
        value=blank,
        expect="text_sha256",
        date=blank,
        by=blank,
        reason=blank,
        _stance="stance",
        _why_asked=why,
        _decision_step="decision_step",
        _title="title",
        _description="description",
        _controls="controls",
        _actions="actions",
        _locator="locator",
    ).select(*RULING, *SHOWN)
