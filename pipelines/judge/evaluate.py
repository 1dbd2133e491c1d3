"""How well judged stances agree with a person's labels, overall, for each council and author, and when abstaining.

The rules are not fitted to what they are measured on here, so leaving a council out changes what is measured and
never what is learnt: each council is its own test, and the spread between councils says how far a figure carries.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from typing import Any

import polars as pl

from pipelines.errors import RiskshiftError
from pipelines.judge.classify import classify
from pipelines.judge.figures import STANCES, coverage, figures, kept_row, macro_f1, table
from pipelines.judge.opinion import load_terms, second_opinion
from pipelines.judge.rulebook import Rulebook

SHOWN = 20
"""Disagreements printed for a reader at a terminal; JSON holds all."""


class BadLabels(RiskshiftError):
    """The labelled table lacks a column or holds a label that is no stance."""


def evaluate(labelled: pl.DataFrame, rulebook: Rulebook) -> dict[str, Any]:
    """Judge labelled entries and compare.

    Args:
        labelled: entries as for `classify` with a column `label`; `council` and `author` are used where present.

    Returns:
        {"rulebook_version", "n", "all": figures, "by_council": {name: figures}, "by_author": {name: figures},
        "leave_one_council_out": {name: macro-F1 over every other council}, "council_spread": {figure: {lowest,
        median, highest}}, "coverage": rows, "disagreements": [rows]}. Figures are those of
        `pipelines.judge.figures.figures`. Coverage rows: all entries; those of high confidence alone; and the
        shares that the second opinion doubts least.

    Raises:
        BadLabels: naming the column or the labels.
    """
    joined = _judged(_checked(labelled), rulebook)
    by_council = _grouped(joined, "council")
    return {
        "rulebook_version": rulebook.version,
        "n": len(joined),
        "all": figures(joined["label"].to_list(), joined["stance"].to_list()),
        "by_council": by_council,
        "by_author": _grouped(joined, "author"),
        "leave_one_council_out": _left_out(joined),
        "council_spread": _spread(by_council),
        "coverage": _coverage(joined),
        "disagreements": joined.filter(pl.col("label") != pl.col("stance"))
        .select("entry_id", "label", "stance", "decision_step")
        .to_dicts(),
    }


def _checked(labelled: pl.DataFrame) -> pl.DataFrame:
    for column in ("entry_id", "label"):
        if column not in labelled.columns:
            raise BadLabels(f"no column {column!r}.", where="the labelled table", remedy="Add it and try again.")
    labelled = labelled.with_columns(pl.col("label").fill_null("").str.strip_chars().str.to_lowercase())
    unknown = sorted(set(labelled["label"]) - set(STANCES))
    if unknown:
        raise BadLabels(
            f"labels {unknown} are no stances.", where="the labelled table", remedy=f"Use {', '.join(STANCES)}."
        )
    if labelled["entry_id"].n_unique() < len(labelled):
        raise BadLabels("entry_id repeats.", where="the labelled table", remedy="Give each entry its own id.")
    return labelled


def _judged(labelled: pl.DataFrame, rulebook: Rulebook) -> pl.DataFrame:
    """Labelled rows with the rules' verdict, and how likely the second opinion holds it, as `held`."""
    judged = classify(labelled, rulebook).classifications
    held = pl.coalesce(pl.when(pl.col("stance") == stance).then(f"p_{stance}") for stance in STANCES)
    opinions = second_opinion(labelled, load_terms()).select("entry_id", pl.col(STANCES).name.prefix("p_"))
    verdicts = judged.select("entry_id", "stance", "decision_step", judged_confidence="confidence")
    kept = labelled.select("entry_id", "label", *(c for c in ("council", "author") if c in labelled.columns))
    return (
        kept.join(verdicts, on="entry_id", how="left", maintain_order="left")
        .join(opinions, on="entry_id", how="left", maintain_order="left")
        .with_columns(held=held)
    )


def _grouped(joined: pl.DataFrame, column: str) -> dict[str, Any]:
    if column not in joined.columns:
        return {}
    groups = joined.with_columns(pl.col(column).fill_null("")).partition_by(column, maintain_order=True, as_dict=True)
    return {
        str(key[0]): figures(part["label"].to_list(), part["stance"].to_list()) for key, part in sorted(groups.items())
    }


def _left_out(joined: pl.DataFrame) -> dict[str, float | None]:
    """Macro-F1 with each council left out in turn: how far one council carries the figure."""
    if "council" not in joined.columns:
        return {}
    result = {}
    for council in sorted(set(joined["council"].fill_null(""))):
        rest = joined.filter(pl.col("council").fill_null("") != council)
        result[council] = macro_f1(table(rest["label"].to_list(), rest["stance"].to_list()))
    return result


def _spread(groups: dict[str, Any]) -> dict[str, dict[str, float]]:
    """How far the councils lie apart; empty with fewer than two."""
    found = {}
    for name in ("macro_f1", "agreement"):
        values = [group[name] for group in groups.values() if group[name] is not None]
        if len(values) > 1:
            found[name] = {"lowest": min(values), "median": statistics.median(values), "highest": max(values)}
    return found


def _coverage(joined: pl.DataFrame) -> list[dict[str, Any]]:
    if joined.is_empty():
        return []
    high = joined.filter(pl.col("judged_confidence") == "high")
    whole, *fewer = coverage(joined["label"].to_list(), joined["stance"].to_list(), joined["held"].to_list())
    return [
        whole | {"kept": "all"},
        kept_row("high confidence", table(high["label"].to_list(), high["stance"].to_list())),
        *({**row, "kept": f"least doubted {float(row['kept']):.0%}"} for row in fewer),
    ]


def as_json(result: dict[str, Any]) -> str:
    """The result as `--format json` prints it: the structure of `evaluate`, keys in order, two blanks deep."""
    return json.dumps(result, indent=2, ensure_ascii=False)


def as_text(result: dict[str, Any]) -> str:
    """The result for a reader at a terminal."""
    return "\n".join([*_overall(result), *_groups(result), *_abstaining(result), *_differing(result)]) + "\n"


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _bounds(figure: dict[str, Any], name: str) -> str:
    bounds = figure.get("intervals", {}).get(name)
    return f"{bounds[0]:.2f} to {bounds[1]:.2f}" if bounds else ""


def _overall(result: dict[str, Any]) -> Iterator[str]:
    figure = result["all"]
    yield f"{result['n']} entries, rulebook {result['rulebook_version']}"
    yield ""
    yield "label \\ judged " + "".join(f"{stance:>13}" for stance in STANCES)
    for label in STANCES:
        yield f"{label:<15}" + "".join(f"{figure['confusion'][label][s]:>13}" for s in STANCES)
    yield ""
    yield f"{'':<15}{'precision':>13}{'recall':>13}{'F1':>13}{'entries':>13}"
    for stance, c in figure["classes"].items():
        yield (
            f"{stance:<15}"
            + "".join(f"{_cell(c[k]):>13}" for k in ("precision", "recall", "f1"))
            + (f"{c['support']:>13}")
        )
    yield ""
    for key, name in (("macro_f1", "macro-F1"), ("agreement", "raw agreement"), ("alpha", "Krippendorff's alpha")):
        bounds = _bounds(figure, key)
        yield f"{name:<22}{_cell(figure[key]):>5}" + (f"  (95 % bootstrap interval {bounds})" if bounds else "")
    yield f"{'false stances':<22}{figure['false_stances']:>5}  of {figure['without_stance']} entries without one"


def _groups(result: dict[str, Any]) -> Iterator[str]:
    for key, name in (("by_author", "author"), ("by_council", "council")):
        if result[key]:
            yield ""
            yield f"{name:<41}{'entries':>9}{'macro-F1':>10}{'(interval)':>15}{'agreement':>11}{'(interval)':>15}"
            for group, f in result[key].items():
                yield (
                    f"{group[:40]:<41}{f['n']:>9}{_cell(f['macro_f1']):>10}{_bounds(f, 'macro_f1'):>15}"
                    f"{_cell(f['agreement']):>11}{_bounds(f, 'agreement'):>15}"
                )
    for key, name in (("macro_f1", "macro-F1"), ("agreement", "agreement")):
        if spread := result["council_spread"].get(key):
            yield (
                f"councils, {name}: lowest {_cell(spread['lowest'])}, median {_cell(spread['median'])}, "
                f"highest {_cell(spread['highest'])}"
            )
    left = [value for value in result["leave_one_council_out"].values() if value is not None]
    if len(left) > 1:
        yield f"macro-F1 of the rest with any one council left out: {min(left):.2f} to {max(left):.2f}"


def _abstaining(result: dict[str, Any]) -> Iterator[str]:
    if result["coverage"]:
        yield ""
        header = ("if it judged only", "entries", "agreement", "precision: avoidance", "enablement", "false stances")
        yield "".join(
            [f"{header[0]:<22}", *(f"{h:>{w}}" for h, w in zip(header[1:], (9, 11, 22, 12, 15), strict=True))]
        )
        for row in result["coverage"]:
            yield (
                f"{row['kept']:<22}{row['n']:>9}{_cell(row['agreement']):>11}{_cell(row['precision_avoidance']):>22}"
                f"{_cell(row['precision_enablement']):>12}{row['false_stances']:>15}"
            )
        yield "Doubt is the second opinion's; on the project's own labelled entries, from which it learnt, it flatters."


def _differing(result: dict[str, Any]) -> Iterator[str]:
    if result["disagreements"]:
        yield ""
        yield f"{'differs on':<41}{'label':>13}{'judged':>13}  because"
        for row in result["disagreements"][:SHOWN]:
            yield f"{row['entry_id'][:40]:<41}{row['label']:>13}{row['stance']:>13}  {row['decision_step']}"
        if len(result["disagreements"]) > SHOWN:
            yield f"and {len(result['disagreements']) - SHOWN} more: --format json"
