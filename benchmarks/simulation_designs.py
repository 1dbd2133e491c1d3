"""The designs of the simulation: invented councils with known shifts, drawn as registers.

Belongs here: what is planted, and how registers come of it. What is counted stands in `benchmarks.simulation`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines import dictionary
from pipelines.shift.accuracy import STANCES

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DATES = (date(2024, 3, 31), date(2024, 9, 30))
WORTH = np.array([0.0, 0.0, 0.5, 1.0, 0.0])
UNCLEAR = STANCES.index("unclear")
ENABLEMENT = STANCES.index("enablement")
DRIFT = 0.05
SIZES = {"none": 0.0, "small": 0.10, "large": 0.30}
BASES = {
    "low": np.array([0.17, 0.70, 0.04, 0.07, 0.02]),
    "middle": np.array([0.15, 0.54, 0.06, 0.23, 0.02]),
}


@dataclass(frozen=True)
class Design:
    """One cell: how many entries, how many leave, what is planted and how well the rulebook judges."""

    n: int
    base: str
    shift: str
    way: str
    turnover: float
    noise: bool

    @property
    def entrants(self) -> Floats:
        """The stances from which new entries are drawn."""
        gain = SIZES[self.shift] * {"turnover": 1.0, "both": 0.5}.get(self.way, 0.0)
        return raised(BASES[self.base], gain / self.turnover if gain else 0.0)

    @property
    def rewritten(self) -> float:
        """The probability that a stayer that did not enable is rewritten so that it does."""
        gain = SIZES[self.shift] * {"rewording": 1.0, "both": 0.5}.get(self.way, 0.0)
        return lifted(BASES[self.base], gain / (1 - self.turnover)) if gain else 0.0

    @property
    def later(self) -> Floats:
        """The true stances from which the later register is drawn."""
        stayers = moved(BASES[self.base], self.rewritten)
        return (1 - self.turnover) * stayers + self.turnover * self.entrants


def share(stances: Floats) -> float:
    """The broad share of a distribution over the stances."""
    return float(stances @ WORTH / (1 - stances[UNCLEAR]))


def moved(stances: Floats, rewritten: float) -> Floats:
    """The distribution after a part of every other judged stance has turned to enablement."""
    turned = stances * rewritten
    turned[[ENABLEMENT, UNCLEAR]] = 0.0
    after = stances - turned
    after[ENABLEMENT] += turned.sum()
    return after


def lifted(stances: Floats, gain: float) -> float:
    """The part that must turn for the broad share to rise by `gain`."""
    return gain / (share(moved(stances, 1.0)) - share(stances))


def raised(stances: Floats, gain: float) -> Floats:
    """A distribution whose broad share is higher by `gain`."""
    return moved(stances, lifted(stances, gain)) if gain else stances


def designs() -> list[Design]:
    """Every cell: nothing planted over sizes, levels and turnover; shifts by rewording, turnover and both."""
    null = [
        Design(n, base, "none", "none", turnover, noise)
        for n in (12, 20, 30, 60)
        for base in BASES
        for turnover in (0.1, 0.5)
        for noise in (False, True)
    ]
    planted = [
        Design(n, "middle", size, way, turnover, noise)
        for n in (12, 20, 30, 60)
        for size in ("small", "large")
        for way, turnover in (("rewording", 0.1), ("turnover", 0.5), ("both", 0.5))
        for noise in (False, True)
    ]
    return null + planted


@dataclass(frozen=True)
class Registers:
    """Both registers of every council of one design: risk number and judged stance, councils x entries."""

    design: Design
    first: Ints
    second: Ints
    risks: Ints


def draw(design: Design, councils: int, rates: Floats, rng: np.random.Generator) -> Registers:
    """Registers of `councils` councils.

    A stayer drifts with probability DRIFT to a stance drawn afresh (which favours no direction), and its
    text is touched then or by a rewrite, or with probability one half for no reason; the rulebook errs
    anew on a touched text and repeats itself on an untouched one.
    """
    base = BASES[design.base]
    shape = (councils, design.n)
    true = rng.choice(5, size=shape, p=base)
    stays = rng.random(shape) >= design.turnover
    drifts = rng.random(shape) < DRIFT
    after = np.where(drifts, rng.choice(5, size=shape, p=base), true)
    turns = (rng.random(shape) < design.rewritten) & (after != UNCLEAR)
    after = np.where(turns, ENABLEMENT, after)
    touched = drifts | turns | (rng.random(shape) < 0.5)
    after = np.where(stays, after, rng.choice(5, size=shape, p=design.entrants))
    confusion = rates if design.noise else np.eye(5)
    first = judged(true, confusion, rng)
    second = np.where(stays & ~touched, first, judged(after, confusion, rng))
    numbers = np.broadcast_to(np.arange(design.n), shape)
    return Registers(design, first, second, np.where(stays, numbers, numbers + design.n))


def judged(true: Ints, confusion: Floats, rng: np.random.Generator) -> Ints:
    """Stances as the rulebook gives them: a draw from the row of the true stance."""
    bounds = np.cumsum(confusion, axis=1)[true]
    return (rng.random(true.shape)[..., None] > bounds).sum(axis=-1).clip(0, 4)


def tables(drawn: Sequence[Registers]) -> dict[str, pl.DataFrame]:
    """The drawn registers as the tables that `measure` takes; council `dD-C` is council C of design D."""
    frames = [
        pl.DataFrame({
            "design": np.full(r.first.size, number),
            "c": np.repeat(np.arange(r.first.shape[0]), r.first.shape[1]),
            "risk": risks.ravel(),
            "code": stances.ravel(),
            "as_at": pl.repeat(day, r.first.size, eager=True),
        })
        for number, r in enumerate(drawn)
        for day, stances, risks in (
            (DATES[0], r.first, np.broadcast_to(np.arange(r.design.n), r.first.shape)),
            (DATES[1], r.second, r.risks),
        )
    ]  # fmt: skip
    made = pl.concat(frames).with_columns(
        council=pl.format("d{}-{}", "design", "c"),
        series=pl.lit("corporate"),
        area=pl.lit("Operations"),
        other=pl.lit("{}"),
        title_changed=pl.lit(False),
        text_changed=pl.lit(False),
        stance=pl.col("code").replace_strict(dict(enumerate(STANCES)), return_dtype=pl.String),
    )
    made = made.with_columns(register_id=pl.format("{}.{}", "council", "as_at")).with_columns(
        entry_id=pl.format("{}.{}", "register_id", "risk"), risk_id=pl.format("{}.{}", "council", "risk")
    )
    registers = made.group_by("register_id", "council", "series", "as_at").agg(pl.len().alias("entries"))
    return {
        "registers": filled("registers", registers),
        "entries": filled("entries", made),
        "classifications": filled("classifications", made),
        "links": filled("links", made),
        "evidence": dictionary.table("evidence").empty(),
        "departures": dictionary.table("departures").empty(),
    }


def filled(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """A table's columns; those that the simulation does not draw hold nothing."""
    table = dictionary.table(name)
    return frame.select(
        (pl.col(c.name) if c.name in frame.columns else pl.lit(None)).cast(table.schema[c.name]).alias(c.name)
        for c in table.columns
    )
