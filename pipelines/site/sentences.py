"""The sentences above charts: made from the figures' own rows and from verdict codes, never beyond their tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.charts.palette import STANCES
from pipelines.site.model import bears_stance, judged
from pipelines.site.words import Catalogue

Row = Mapping[str, Any]


def told_counts(row: Row, words: Catalogue) -> str:
    """ "3 avoidance, 12 containment, ..." with every stance that occurs."""
    return ", ".join(
        words("chart.counts.part", count=row[s], stance=words(f"stance.{s}.small")) for s in STANCES if row[s]
    ) or words("none")


def stance(row: Row, words: Catalogue) -> str:
    """What one register says: a share with its interval, or counts where fewer than ten entries are judged."""
    if row["broad"] is None:
        return words("finding.counts", date=words.date(row["as_at"]), parts=told_counts(row, words), count=judged(row))
    return words(
        "finding.share" if row["strict"] is not None else "finding.share_alone",
        date=words.date(row["as_at"]),
        share=words.percent(row["broad"]),
        interval=words.interval(row["broad_low"], row["broad_high"]),
        count=judged(row),
        strict=words.percent(row["strict"]),
    )


def counts(row: Row, words: Catalogue) -> str:
    """Every entry of one register by stance, none left out."""
    return words("finding.counts_all", date=words.date(row["as_at"]), parts=told_counts(row, words))


def shift(row: Row, words: Catalogue) -> str:
    """The verdict on one pair of dates, in the words that its test supports."""
    return words(
        "finding.shift",
        start=words.date(row["from_as_at"]),
        end=words.date(row["to_as_at"]),
        verdict=words(f"verdict.{row['verdict']}"),
    )


def moves(row: Row, words: Catalogue) -> str:
    """How many stayers moved which way, as counts."""
    return (
        words(
            "finding.moves",
            up=words.number(row["to_enablement"]),
            down=words.number(row["to_avoidance"]),
            unclear=words.number(row["to_or_from_unclear"]),
            p=words.decimal(row["p_value"]),
            q=words.decimal(row["q_value"]),
        )
        if row["p_value"] is not None
        else words(
            "finding.no_moves",
            up=words.number(row["to_enablement"]),
            down=words.number(row["to_avoidance"]),
            unclear=words.number(row["to_or_from_unclear"]),
        )
    )


def waterfall(row: Row, words: Catalogue) -> str:
    """Which of the five parts is the largest, and that parts describe and do not explain."""
    parts = {p: row[p] for p in ("rules_changed", "left_register", "reworded", "area_mix", "entered") if row[p]}
    if not parts:
        return words("finding.parts.none")
    name, size = max(parts.items(), key=lambda item: (abs(item[1]), item[0]))
    return words(
        "finding.parts", change=words.points(row["change"]), part=words(f"part.{name}.small"), size=words.points(size)
    )


def emptiness(counts: Row, words: Catalogue) -> str:
    """No entry bears a stance: how many there are, of what kind, and how many lack a response."""
    return words(
        "finding.empty",
        count=counts["n"],
        containment=words.number(counts["containment"]),
        unclear=words.number(counts["unclear"]),
        silent=words.number(counts["silent"]),
    )


def areas(rows: list[dict[str, Any]], words: Catalogue) -> str:
    """How many areas hold enough entries for a share."""
    enough = sum(1 for r in rows if r["n"] >= 10)
    return words("finding.areas", count=len(rows), enough=words.number(enough))


def gaps(rows: list[dict[str, Any]], words: Catalogue) -> str:
    """In how many areas the interval of the language stance lies off the stated level; an ordinal comparison."""
    compared = [r for r in rows if r["gap"] is not None]
    if not compared:
        return words("finding.gaps.none", count=len([r for r in rows if r["stated_level"] is not None]))
    below = sum(1 for r in compared if r["language_high"] is not None and r["language_high"] < r["stated_position"])
    above = sum(1 for r in compared if r["language_low"] is not None and r["language_low"] > r["stated_position"])
    return words("finding.gaps", count=len(compared), below=words.number(below), above=words.number(above))


def themes(rows: list[dict[str, Any]], words: Catalogue) -> str:
    """How many themes of either pole are voiced."""
    up = sum(1 for r in rows if r["pole"] == "enablement" and r["entries"])
    down = sum(1 for r in rows if r["pole"] == "avoidance" and r["entries"])
    return words("finding.themes", up=words.number(up), down=words.number(down))


def oceans(rows: list[dict[str, Any]], words: Catalogue) -> str:
    """How many needs nobody enables."""
    still = sum(1 for r in rows if r["councils_enabling"] == 0)
    return words("finding.oceans", count=len(rows), still=words.number(still))


def council_line(counts: Row | None, last_shift: Row | None, words: Catalogue) -> str:
    """One line on a council for lists: its verdict where there is one, else what its register holds."""
    if counts is None:
        return words("finding.no_register")
    if not bears_stance(counts):
        return words("finding.empty.short", count=counts["n"])
    if last_shift is not None:
        return words(f"verdict.{last_shift['verdict']}")
    return words("finding.first")
