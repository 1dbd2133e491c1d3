"""How well judged stances agree with a person's labels, with what chance alone would give taken off.

Figures: confusion matrix; precision, recall and F1 a class; macro-F1 over the classes that the labels hold;
raw agreement; Krippendorff's alpha for two coders and nominal data (Krippendorff 2011, "Computing
Krippendorff's Alpha-Reliability"), each with a percentile bootstrap interval over entries (Efron 1979).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from pipelines.errors import RiskshiftError
from pipelines.judge.classify import classify
from pipelines.judge.rulebook import Rulebook

STANCES = ("avoidance", "containment", "mixed", "enablement", "unclear")
BOOTSTRAPS = 1000
SEED = 20261122


class BadLabels(RiskshiftError):
    """The labelled table lacks a column or holds a label that is no stance."""


def evaluate(labelled: pl.DataFrame, rulebook: Rulebook) -> dict[str, Any]:
    """Judge labelled entries and compare.

    Args:
        labelled: entries as for `classify` with a column `label`; `council` and `author` are used where present.

    Returns:
        {"rulebook_version", "n", "all": figures, "by_council": {name: figures}, "by_author": {name: figures},
        "leave_one_council_out": {name: macro-F1 over every other council}, "disagreements": [rows]}.
        Figures: {"n", "confusion": {label: {judged: count}}, "classes": {label: {precision, recall, f1, support,
        judged}}, "macro_f1", "agreement", "alpha", each interval as [low, high] under "intervals"}. A figure
        without a denominator is None.

    Raises:
        BadLabels: naming the column or the labels.
    """
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
    judged = classify(labelled, rulebook).classifications
    joined = labelled.join(
        judged.select("entry_id", "stance", "decision_step", judged_confidence="confidence"),
        on="entry_id",
        how="left",
        maintain_order="left",
    )
    return {
        "rulebook_version": rulebook.version,
        "n": len(joined),
        "all": figures(joined["label"].to_list(), joined["stance"].to_list()),
        "by_council": _grouped(joined, "council"),
        "by_author": _grouped(joined, "author"),
        "leave_one_council_out": _left_out(joined),
        "disagreements": joined.filter(pl.col("label") != pl.col("stance"))
        .select("entry_id", "label", "stance", "decision_step")
        .to_dicts(),
    }


def _grouped(joined: pl.DataFrame, column: str) -> dict[str, Any]:
    if column not in joined.columns:
        return {}
    groups = joined.with_columns(pl.col(column).fill_null("")).partition_by(column, maintain_order=True, as_dict=True)
    return {
        str(key[0]): figures(part["label"].to_list(), part["stance"].to_list(), bootstraps=0)
        for key, part in sorted(groups.items())
    }


def _left_out(joined: pl.DataFrame) -> dict[str, float | None]:
    """Macro-F1 with each council left out in turn: how far one council carries the figure.

    The rules are not fitted, so leaving a council out changes what is measured, never what is learnt.
    """
    if "council" not in joined.columns:
        return {}
    result = {}
    for council in sorted(set(joined["council"].fill_null(""))):
        rest = joined.filter(pl.col("council").fill_null("") != council)
        result[council] = _macro_f1(rest["label"].to_list(), rest["stance"].to_list())
    return result


def figures(labels: Sequence[str], judged: Sequence[str], bootstraps: int = BOOTSTRAPS) -> dict[str, Any]:
    """Every figure for two equally long sequences of stances; no intervals with `bootstraps` 0."""
    confusion = {a: dict.fromkeys(STANCES, 0) for a in STANCES}
    for a, b in zip(labels, judged, strict=True):
        confusion[a][b] += 1
    result: dict[str, Any] = {
        "n": len(labels),
        "confusion": confusion,
        "classes": {stance: _class_figures(confusion, stance) for stance in STANCES},
        "macro_f1": _macro_f1(labels, judged),
        "agreement": _agreement(labels, judged),
        "alpha": alpha(labels, judged),
    }
    if bootstraps and labels:
        result["intervals"] = _intervals(labels, judged, bootstraps)
    return result


def _class_figures(confusion: dict[str, dict[str, int]], stance: str) -> dict[str, float | int | None]:
    hit = confusion[stance][stance]
    support = sum(confusion[stance].values())
    said = sum(row[stance] for row in confusion.values())
    return {
        "precision": hit / said if said else None,
        "recall": hit / support if support else None,
        "f1": 2 * hit / (said + support) if said + support else None,
        "support": support,
        "judged": said,
    }


def _macro_f1(labels: Sequence[str], judged: Sequence[str]) -> float | None:
    """Mean F1 over the stances that the labels hold."""
    scores = []
    for stance in STANCES:
        support = sum(label == stance for label in labels)
        if support:
            said = sum(value == stance for value in judged)
            hit = sum(a == b == stance for a, b in zip(labels, judged, strict=True))
            scores.append(2 * hit / (said + support))
    return sum(scores) / len(scores) if scores else None


def _agreement(labels: Sequence[str], judged: Sequence[str]) -> float | None:
    return sum(a == b for a, b in zip(labels, judged, strict=True)) / len(labels) if labels else None


def alpha(labels: Sequence[str], judged: Sequence[str]) -> float | None:
    """Krippendorff's alpha, two coders, nominal: 1 - observed / expected disagreement; None when undefined."""
    values = [*labels, *judged]
    n = len(values)
    if n < 4:
        return None
    observed = sum(a != b for a, b in zip(labels, judged, strict=True)) / len(labels)
    counts = [values.count(stance) for stance in STANCES]
    expected = 1 - sum(count * (count - 1) for count in counts) / (n * (n - 1))
    return 1 - observed / expected if expected else None


def _intervals(labels: Sequence[str], judged: Sequence[str], bootstraps: int) -> dict[str, list[float] | None]:
    generator = np.random.default_rng(SEED)
    draws: dict[str, list[float]] = {"macro_f1": [], "agreement": [], "alpha": []}
    for _ in range(bootstraps):
        picked = generator.integers(0, len(labels), len(labels))
        a, b = [labels[i] for i in picked], [judged[i] for i in picked]
        for name, value in (("macro_f1", _macro_f1(a, b)), ("agreement", _agreement(a, b)), ("alpha", alpha(a, b))):
            if value is not None:
                draws[name].append(value)
    return {
        name: [float(bound) for bound in np.quantile(values, [0.025, 0.975])] if values else None
        for name, values in draws.items()
    }


def as_json(result: dict[str, Any]) -> str:
    """The result as `--format json` prints it: the structure of `evaluate`, keys in order, two blanks deep."""
    return json.dumps(result, indent=2, ensure_ascii=False)


def as_text(result: dict[str, Any]) -> str:
    """The result for a reader at a terminal."""
    figure = result["all"]

    def cell(value: float | None) -> str:
        return "   –" if value is None else f"{value:.2f}"

    lines = [
        f"{result['n']} entries, rulebook {result['rulebook_version']}",
        "",
        "label \\ judged " + "".join(f"{stance:>13}" for stance in STANCES),
    ]
    lines += [f"{label:<15}" + "".join(f"{figure['confusion'][label][s]:>13}" for s in STANCES) for label in STANCES]
    lines += ["", f"{'':<15}{'precision':>13}{'recall':>13}{'F1':>13}{'entries':>13}"]
    lines += [
        f"{s:<15}" + "".join(f"{cell(c[k]):>13}" for k in ("precision", "recall", "f1")) + f"{c['support']:>13}"
        for s, c in figure["classes"].items()
    ]
    lines.append("")
    for key, name in (("macro_f1", "macro-F1"), ("agreement", "raw agreement"), ("alpha", "Krippendorff's alpha")):
        bounds = figure.get("intervals", {}).get(key)
        tail = f"  (95 % bootstrap interval {bounds[0]:.2f} to {bounds[1]:.2f})" if bounds else ""
        lines.append(f"{name:<22}{cell(figure[key])}{tail}")
    for key, name in (("by_author", "author"), ("by_council", "council")):
        if result[key]:
            lines += ["", f"{name:<45}{'entries':>9}{'macro-F1':>10}{'agreement':>11}"]
            lines += [
                f"{group[:44]:<45}{f['n']:>9}{cell(f['macro_f1']):>10}{cell(f['agreement']):>11}"
                for group, f in result[key].items()
            ]
    return "\n".join(lines) + "\n"
