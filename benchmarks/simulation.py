"""How often the shift verdicts cry wolf, how often they see what is there, and whether intervals hold.

    python -m benchmarks.simulation [--councils N] [--seed N] [--out docs/simulation.md]

Plants known shifts in invented councils of two registers each (`benchmarks.simulation_designs`), runs them
through the very SQL and verdicts of the product (`pipelines.shift.measure`), and writes the page
docs/simulation.md. Belongs here: what is counted. Nothing is tuned here, and no figure is typed in.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.simulation_designs import (
    BASES,
    DATES,
    DRIFT,
    Design,
    Floats,
    Registers,
    designs,
    draw,
    share,
    tables,
)
from pipelines.shift import measure, read_accuracy, verdicts
from pipelines.shift.accuracy import STANCES

NAIVE = 0.10
ASSUMED = np.array([
    [0.88, 0.09, 0.02, 0.01, 0.00],
    [0.02, 0.95, 0.00, 0.02, 0.01],
    [0.10, 0.06, 0.74, 0.10, 0.00],
    [0.01, 0.07, 0.03, 0.89, 0.00],
    [0.00, 0.08, 0.00, 0.00, 0.92],
]) * 100  # fmt: skip
"""Confusion counts in per cent, used only where sql/accuracy.csv does not stand; the page says so."""


@dataclass(frozen=True)
class Result:
    """Rates of one design: verdicts and the naive rule; coverage of the three kinds of interval."""

    design: Design
    councils: int
    up: float
    down: float
    naive: float
    naive_up: float
    share_coverage: float
    change_coverage: float | None
    corrected_coverage: float | None
    discoveries: int


def evaluate(drawn: Sequence[Registers], rates: Floats, accuracy: pl.DataFrame) -> list[Result]:
    """Run the product over the drawn registers and count."""
    found = measure(tables(drawn), {}, accuracy=accuracy)
    of_all = {name: found[name].filter(area="all") for name in ("shifts", "stance_by_period", "stance_corrected")}
    directions = {code: verdict.direction for code, verdict in verdicts().items()}
    return [
        result(r, {name: of_design(frame, number) for name, frame in of_all.items()}, rates, directions)
        for number, r in enumerate(drawn)
    ]


def of_design(frame: pl.DataFrame, number: int) -> pl.DataFrame:
    """The rows of one design's councils."""
    return frame.filter(pl.col("council").str.starts_with(f"d{number}-"))


def result(drawn: Registers, found: dict[str, pl.DataFrame], rates: Floats, directions: dict[str, str]) -> Result:
    """The rates of one design from its rows of the product's tables."""
    design = drawn.design
    confusion = rates if design.noise else np.eye(5)
    before, after = share(BASES[design.base] @ confusion), share(design.later @ confusion)
    shifts = found["shifts"].filter(span="consecutive")
    said = shifts["verdict"].replace_strict(directions)
    change = shifts["change"] - shifts["rules_changed"]
    later = found["stance_by_period"].filter(as_at=DATES[1])
    corrected = found["stance_corrected"].filter(as_at=DATES[1])
    covered = later.select(within("broad_low", "broad_high", after, "enablement_share_broad").alias("share"))["share"]
    held = shifts.select(within("change_low", "change_high", after - before, "change_low").alias("held"))["held"]
    true = corrected.select(
        within("corrected_low", "corrected_high", share(design.later), "share_corrected").alias("true")
    )["true"]
    return Result(
        design=design,
        councils=shifts.height,
        up=float((said == "enablement").mean() or 0.0),
        down=float((said == "avoidance").mean() or 0.0),
        naive=float((change.abs() >= NAIVE - 1e-9).mean() or 0.0),
        naive_up=float((change >= NAIVE - 1e-9).mean() or 0.0),
        share_coverage=mean(covered) or 0.0,
        change_coverage=mean(held) if design.n > 20 else None,
        corrected_coverage=mean(true) if design.noise else None,
        discoveries=shifts.filter(pl.col("q_value") < 0.05).height,
    )


def within(low: str, high: str, value: float, shown: str) -> pl.Expr:
    """Whether an interval holds a value; null where nothing is shown."""
    return pl.when(pl.col(shown).is_not_null()).then((pl.col(low) <= value) & (pl.col(high) >= value))


def mean(values: pl.Series) -> float | None:
    """The share of true values among those that are not null."""
    return float(values.mean()) if values.drop_nulls().len() else None  # type: ignore[arg-type]


def confusion_rates(accuracy: pl.DataFrame) -> Floats:
    """How often each true stance (rows) is judged as each (columns)."""
    counts = np.zeros((5, 5))
    for truth, verdict, n in accuracy.select("truth", "verdict", "n").iter_rows():
        counts[STANCES.index(truth), STANCES.index(verdict)] += n
    counts[counts.sum(axis=1) == 0] = np.eye(5)[counts.sum(axis=1) == 0]
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def assumed_accuracy() -> pl.DataFrame:
    """The assumed confusion counts in the form of sql/accuracy.csv."""
    rows = [(t, v, int(ASSUMED[i, j])) for i, t in enumerate(STANCES) for j, v in enumerate(STANCES)]
    counts = pl.DataFrame(rows, schema=["truth", "verdict", "n"], orient="row")
    return counts.with_columns(data_hash=pl.lit("none"), date=pl.lit(DATES[0]), source=pl.lit("assumed"))


def run(councils: int, seed: int) -> tuple[list[Result], str]:
    """Results of every design, and the source of the error rates."""
    read = read_accuracy()
    accuracy = assumed_accuracy() if read is None else read
    source = "assumed rates (no sql/accuracy.csv)" if read is None else ", ".join(sorted(set(read["source"])))
    rates = confusion_rates(accuracy)
    cells = designs()
    per_cell = max(20, councils // len(cells))
    results = []
    for at in range(0, len(cells), 10):
        rng = np.random.default_rng([seed, at])
        drawn = [draw(design, per_cell, rates, rng) for design in cells[at : at + 10]]
        results += evaluate(drawn, rates, accuracy)
    return results, source


def percent(value: float | None) -> str:
    """A share as a percentage with one decimal."""
    return "–" if value is None else f"{100 * value:.1f} %"


def average(values: Sequence[float | None]) -> float:
    """The mean of what is there."""
    return float(np.mean([value for value in values if value is not None]))


def cell(design: Design) -> str:
    """A design in words."""
    judged_by = "with label noise" if design.noise else "without label noise"
    planted = "nothing planted" if design.shift == "none" else f"{design.shift} by {design.way}"
    return f"n = {design.n}, {design.base} share, {planted}, turnover {design.turnover:.0%}, {judged_by}"


def page(results: Sequence[Result], source: str, seed: int) -> str:
    """The page in Markdown."""
    null = [r for r in results if r.design.shift == "none"]
    planted = [r for r in results if r.design.shift != "none"]
    worst = max(null, key=lambda r: r.up + r.down)
    false, listed = sum(r.discoveries for r in null), sum(r.discoveries for r in results)
    command = f"python -m benchmarks.simulation --councils {sum(r.councils for r in results)} --seed {seed}"
    return f"""# Simulation: false alarms, power and coverage

Written by `{command}`:
{len(results)} designs of {results[0].councils} invented councils each, two registers a council. Known shifts
are planted; the registers then go through the same SQL and verdicts as real ones. The naive rule calls a
shift when the share moves by {100 * NAIVE:.0f} points or more.

Label noise: {source}. Planted shifts raise the broad share by 10 points (small) or 30 (large).
In every design {DRIFT:.0%} of the stayers drift to a stance drawn afresh, which favours no direction.

## In short

| measure | verdicts | naive rule |
|---|---|---|
{summary(null, planted)}

Worst design for false alarms: {cell(worst.design)}.

In a list by false discovery rate below 5 %: {listed} councils, {false} of them without a planted shift.

| 95 % interval of | mean coverage | worst cell | where |
|---|---|---|---|
{coverage(results)}

Raw intervals are for the measured share, corrected ones for the true share.

## Nothing planted: how often a direction is called

| entries | share | turnover | label noise | verdicts | naive rule |
|---|---|---|---|---|---|
{table([[*named(r.design, "base"), r.up + r.down, r.naive] for r in null])}

## Shifts planted: how often the right direction is called

| entries | shift | way | turnover | label noise | verdicts | naive rule |
|---|---|---|---|---|---|---|
{table([[*named(r.design, "shift", "way"), r.up, r.naive_up] for r in planted])}
"""


def summary(null: Sequence[Result], planted: Sequence[Result]) -> str:
    """The rows of the first table."""
    alarms, naive = [r.up + r.down for r in null], [r.naive for r in null]
    wrong = [r.naive - r.naive_up for r in planted]
    return table([
        [f"false alarms, nothing planted, mean of {len(null)} designs", average(alarms), average(naive)],
        ["false alarms, worst design", max(alarms), max(naive)],
        ["right direction, small shifts", power(planted, "small"), power(planted, "small", naive=True)],
        ["right direction, large shifts", power(planted, "large"), power(planted, "large", naive=True)],
        ["wrong direction where a shift is planted", average([r.down for r in planted]), average(wrong)],
    ])  # fmt: skip


def table(rows: Sequence[Sequence[str | float]]) -> str:
    """Rows of a Markdown table; numbers are shares."""
    cells = [[value if isinstance(value, str) else percent(value) for value in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def named(design: Design, *columns: str) -> list[str]:
    """What tells a design apart, as cells of a table."""
    named_by = [str(getattr(design, column)) for column in columns]
    return [str(design.n), *named_by, f"{design.turnover:.0%}", "yes" if design.noise else "no"]


def power(planted: Sequence[Result], size: str, *, naive: bool = False) -> float:
    """Mean rate of the right direction over the designs of one size of shift."""
    return average([r.naive_up if naive else r.up for r in planted if r.design.shift == size])


def coverage(results: Sequence[Result]) -> str:
    """One row a kind of interval: mean coverage, and the worst cell."""
    rows: list[list[str | float]] = []
    for label, name in (
        ("the share at one date", "share_coverage"),
        ("the change between two dates", "change_coverage"),
        ("the corrected share", "corrected_coverage"),
    ):
        counted = {r.design: float(getattr(r, name)) for r in results if getattr(r, name) is not None}
        worst = min(counted, key=lambda design: counted[design])
        rows.append([label, average(list(counted.values())), counted[worst], cell(worst)])
    return table(rows)


def main() -> None:
    """Run and write the page."""
    parser = argparse.ArgumentParser(description="Simulate known shifts and write docs/simulation.md.")
    parser.add_argument("--councils", type=int, default=32_000, help="invented councils over all designs")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "docs" / "simulation.md")
    given = parser.parse_args()
    results, source = run(given.councils, given.seed)
    text = page(results, source, given.seed)
    given.out.write_text(text, encoding="utf-8")
    print(text[: text.index("## Nothing planted")])
    print(f"Written to {given.out}.")


if __name__ == "__main__":
    main()
