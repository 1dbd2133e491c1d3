"""How well two sequences of stances agree: the figures, each worked out from the table of counts alone.

Confusion matrix; precision, recall and F1 a class; macro-F1 over the classes that the labels hold; raw agreement;
Krippendorff's alpha for two coders and nominal data (Krippendorff 2011, "Computing Krippendorff's
Alpha-Reliability"); percentile bootstrap intervals over entries (Efron 1979); and what abstaining would buy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

STANCES = ("avoidance", "containment", "mixed", "enablement", "unclear")
PLAIN = ("containment", "unclear")
"""Stances of entries that take no side: another one given to them is a false stance."""
BOOTSTRAPS = 1000
SEED = 20261122
KEPT = (1.0, 0.9, 0.8, 0.7, 0.5)
"""Shares of entries that a judge answers on when it may keep silent on the rest."""

Counts = npt.NDArray[np.int64]


def figures(labels: Sequence[str], judged: Sequence[str], bootstraps: int = BOOTSTRAPS) -> dict[str, Any]:
    """Every figure for two equally long sequences of stances; no intervals with `bootstraps` 0.

    Returns:
        {"n", "confusion": {label: {judged: count}}, "classes": {stance: {precision, recall, f1, support, judged}},
        "macro_f1", "agreement", "alpha", "false_stances", "without_stance", "intervals": {name: [low, high]}}. A
        figure without a denominator is None. `false_stances` of the `without_stance` entries labelled
        containment or unclear were judged otherwise than these.
    """
    pairs = _pairs(labels, judged)
    counts = _counted(pairs)
    plain = [STANCES.index(stance) for stance in PLAIN]
    result: dict[str, Any] = {
        "n": len(labels),
        "confusion": {a: {b: int(counts[i, j]) for j, b in enumerate(STANCES)} for i, a in enumerate(STANCES)},
        "classes": {stance: _class_figures(counts, at) for at, stance in enumerate(STANCES)},
        "macro_f1": macro_f1(counts),
        "agreement": agreement(counts),
        "alpha": alpha(counts),
        "false_stances": int(counts[plain].sum() - counts[np.ix_(plain, plain)].sum()),
        "without_stance": int(counts[plain].sum()),
    }
    if bootstraps and labels:
        result["intervals"] = _intervals(pairs, bootstraps)
    return result


def coverage(labels: Sequence[str], judged: Sequence[str], sure: Sequence[float]) -> list[dict[str, Any]]:
    """What a judge would be right on, answering only where it is surest.

    Args:
        sure: how sure of each verdict, in any unit.

    Returns:
        One row a share of `KEPT`: kept, n, agreement, precision_avoidance, precision_enablement, false_stances.
    """
    order = np.argsort(-np.asarray(sure, dtype=float), kind="stable")
    pairs = _pairs(labels, judged)
    return [kept_row(str(share), _counted(pairs[order[: round(share * len(pairs))]])) for share in KEPT]


def kept_row(kept: str, counts: Counts) -> dict[str, Any]:
    """A row of `coverage` for some of the entries."""
    classes = {stance: _class_figures(counts, STANCES.index(stance)) for stance in ("avoidance", "enablement")}
    plain = [STANCES.index(stance) for stance in PLAIN]
    return {
        "kept": kept,
        "n": int(counts.sum()),
        "agreement": agreement(counts),
        "precision_avoidance": classes["avoidance"]["precision"],
        "precision_enablement": classes["enablement"]["precision"],
        "false_stances": int(counts[plain].sum() - counts[np.ix_(plain, plain)].sum()),
    }


def table(labels: Sequence[str], judged: Sequence[str]) -> Counts:
    """Counts by label and judged stance, both in the order of `STANCES`."""
    return _counted(_pairs(labels, judged))


def macro_f1(counts: Counts) -> float | None:
    """Mean F1 over the stances that the labels hold."""
    support, said, hit = counts.sum(axis=1), counts.sum(axis=0), counts.diagonal()
    held = support > 0
    return float(np.mean(2 * hit[held] / (support[held] + said[held]))) if held.any() else None


def agreement(counts: Counts) -> float | None:
    """Share of entries on which both say the same."""
    return float(counts.trace() / counts.sum()) if counts.any() else None


def alpha(counts: Counts) -> float | None:
    """Krippendorff's alpha, two coders, nominal: 1 - observed / expected disagreement; None when undefined."""
    n = 2 * int(counts.sum())
    if n < 4:
        return None
    values = counts.sum(axis=0) + counts.sum(axis=1)
    expected = 1 - int((values * (values - 1)).sum()) / (n * (n - 1))
    observed = 1 - int(counts.trace()) / int(counts.sum())
    return 1 - observed / expected if expected else None


def _pairs(labels: Sequence[str], judged: Sequence[str]) -> Counts:
    number = {stance: at for at, stance in enumerate(STANCES)}
    coded = [number[a] * len(STANCES) + number[b] for a, b in zip(labels, judged, strict=True)]
    return np.array(coded, dtype=np.int64)


def _counted(pairs: Counts) -> Counts:
    return np.bincount(pairs, minlength=len(STANCES) ** 2).reshape(len(STANCES), -1)


def _class_figures(counts: Counts, at: int) -> dict[str, float | int | None]:
    hit, support, said = int(counts[at, at]), int(counts[at].sum()), int(counts[:, at].sum())
    return {
        "precision": hit / said if said else None,
        "recall": hit / support if support else None,
        "f1": 2 * hit / (said + support) if said + support else None,
        "support": support,
        "judged": said,
    }


def _intervals(pairs: Counts, bootstraps: int) -> dict[str, list[float] | None]:
    generator = np.random.default_rng(SEED)
    draws: dict[str, list[float]] = {"macro_f1": [], "agreement": [], "alpha": []}
    for _ in range(bootstraps):
        counts = _counted(pairs[generator.integers(0, len(pairs), len(pairs))])
        for name, value in (("macro_f1", macro_f1(counts)), ("agreement", agreement(counts)), ("alpha", alpha(counts))):
            if value is not None:
                draws[name].append(value)
    return {
        name: [float(bound) for bound in np.quantile(values, [0.025, 0.975])] if values else None
        for name, values in draws.items()
    }
