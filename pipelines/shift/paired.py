"""Exact tests on counts of moves, and false discovery rates over lists of them, by scipy."""

from __future__ import annotations

import polars as pl
from scipy.stats import binomtest, false_discovery_control

KEY = ["council", "series", "area", "span", "from_as_at", "to_as_at"]


def paired_tests(moves: pl.DataFrame) -> pl.DataFrame:
    """Exact two-sided sign test (McNemar's exact test) of each distinct count of moves.

    Args:
        moves: with the columns to_enablement and to_avoidance (counts of stayers).

    Returns:
        to_enablement, to_avoidance, p_value: one row a distinct pair with any move; none without moves,
        since nothing was tested then.
    """
    pairs = (
        moves.select("to_enablement", "to_avoidance")
        .unique()
        .filter(pl.col("to_enablement") + pl.col("to_avoidance") > 0)
        .sort("to_enablement", "to_avoidance")
    )
    tested = [binomtest(up, up + down, 0.5).pvalue for up, down in pairs.iter_rows()]
    return pairs.with_columns(pl.Series("p_value", tested, dtype=pl.Float64))


def false_discovery(parts: pl.DataFrame, tests: pl.DataFrame) -> pl.DataFrame:
    """Benjamini & Hochberg's (1995) rate among the shifts of one span and one area over all councils.

    Shifts without any move are no tests and stand outside the family: they could never have been
    significant, whatever the truth (Tarone 1990).

    Args:
        parts: rows of `shift_parts`.
        tests: what `paired_tests` gives for them.

    Returns:
        The key of `shifts` and q_value, one row a tested shift.
    """
    tested = parts.select(*KEY, "to_enablement", "to_avoidance").join(
        tests, on=["to_enablement", "to_avoidance"], how="inner"
    )
    families = [
        family.select(*KEY).with_columns(
            pl.Series("q_value", false_discovery_control(family["p_value"].to_numpy()), dtype=pl.Float64)
        )
        for family in tested.sort(KEY).partition_by("span", "area", maintain_order=True)
    ]
    empty = tested.select(*KEY).clear().with_columns(pl.lit(None, pl.Float64).alias("q_value"))
    return pl.concat([empty, *families])
