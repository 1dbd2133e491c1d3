"""What each verdict and caveat code says, in plain words: `verdicts.csv` and `caveats.csv`.

Sites and commands print these sentences; no other place puts a code into words.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Verdict:
    """One verdict: direction is enablement, avoidance or none; `rests_on` names the evidence behind it."""

    code: str
    direction: str
    rests_on: str
    sentence: str


@cache
def verdicts() -> dict[str, Verdict]:
    """Every verdict that `shifts` can carry, by code."""
    return {row["code"]: Verdict(**row) for row in _rows("verdicts.csv")}


@cache
def caveats() -> dict[str, str]:
    """Every caveat code and its sentence."""
    return {row["code"]: row["message"] for row in _rows("caveats.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
