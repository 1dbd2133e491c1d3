"""What all layouts share: invented entries, header words as councils print them, and the record of a file."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from samples import columns as col
from samples.bank import Voice, load
from samples.model import Column, Entry, Matrix, Sheet, in_words
from samples.series import Series

FIVE = Matrix(5, 5)
COUNCILS = (
    "Brackenholt District Council",
    "Sallowby Borough Council",
    "Ostmere County Council",
    "City of Quillford Council",
    "Netherwick Council",
    "Royal Borough of Hazelcombe",
    "Fenbridge City Council",
    "Aldermarsh District Council",
    "Corrimhor Council",
    "Thornaby Wold Combined Authority",
)
WORDS = {
    "ref": ("Ref", "Risk ID", "Risk No.", "Risk Ref", "Risk Number"),
    "title": ("Risk title", "Title", "Risk name", "Title of risk"),
    "description": ("Risk description", "Description", "Description of risk"),
    "controls": (
        "Existing controls",
        "Controls in place",
        "Current controls",
        "What we have done",
        "Current mitigation",
    ),
    "actions": (
        "Further actions",
        "Planned actions",
        "What we are doing",
        "Actions required",
        "Further mitigation",
    ),
    "owner": ("Risk owner", "Responsible officer", "Lead officer", "Owner"),
    "response": ("Risk approach", "Treatment", "Response"),
    "inherent": ("Inherent", "Gross", "Unmanaged", "Initial"),
    "residual": ("Residual", "Current", "Net", "Managed"),
    "target": ("Target", "Tolerance", "Year-end target"),
    "direction": ("Direction of travel", "Trend", "Movement"),
    "area": ("Directorate", "Service area", "Service", "Department"),
    "cause": ("Cause", "Causes", "Cause of risk", "Vulnerability"),
    "event": ("Event", "Risk event", "Potential event"),
    "effect": ("Effect", "Consequence", "Impact and consequences"),
}
DIRECTIONS = ("up", "down", "same", "same", "new")


@dataclass(frozen=True)
class Case:
    """One file as written: its layout's name, what stands in it, and remarks."""

    layout: str
    path: Path
    sheet: Sheet
    notes: str = ""


Layout = Callable[[random.Random, Path], Case]


class Heads:
    """Header words drawn once a file."""

    def __init__(self, rng: random.Random) -> None:
        self.words = {name: rng.choice(choices) for name, choices in WORDS.items()}

    def __getattr__(self, name: str) -> str:
        return self.words[name]


def entries(
    rng: random.Random,
    count: int,
    matrix: Matrix = FIVE,
    ref: Callable[[int], str] = lambda n: f"CR{n:02d}",
    *,
    by_area: bool = False,
) -> tuple[Entry, ...]:
    """So many invented entries of all stances; sorted by area where the layout has sections."""
    topics = [t for t in load().values() if t.kinds != "fire"]
    rng.shuffle(topics)
    series = Series(rng, topics, Voice(), matrix, ref, progress=0.3)
    for _ in range(count):
        series.enter(rng.choice(("containment", "containment", "avoidance", "enablement")))
    if by_area:
        series.risks.sort(key=lambda r: r.topic.area)
        series.renumber(ref)
    for risk in series.risks:
        risk.direction = rng.choice(DIRECTIONS)
    series.tick(date(2021, 12, 31))
    return tuple(series.entry(risk) for risk in series.risks)


def quarter(rng: random.Random) -> date:
    """A quarter's end between 2022 and 2026."""
    month, last = rng.choice(((3, 31), (6, 30), (9, 30), (12, 31)))
    return date(rng.randint(2022, 2025), month, last)


def sheet_of(
    rng: random.Random,
    columns: Sequence[Column],
    found: Sequence[Entry],
    *,
    title: str = "Corporate Risk Register",
    preamble: tuple[str, ...] = (),
    closing: tuple[str, ...] = (),
) -> Sheet:
    """A sheet of a random invented council at a random quarter."""
    council, day = rng.choice(COUNCILS), quarter(rng)
    return Sheet(council, f"{council} {title}, {in_words(day)}", day, tuple(columns), tuple(found), preamble, closing)


def plain_columns(h: Heads, *, scores: str = "product") -> list[Column]:
    """A usual set of columns in one header row."""
    made = [col.ref(h.ref), col.title(h.title), col.description(h.description)]
    if scores == "product":
        made += [
            col.product(f"{h.inherent} score (LxI)", "inherent"),
            col.controls(h.controls),
            col.product(f"{h.residual} score (LxI)", "residual"),
        ]
    else:
        made += [
            col.factor(f"{h.inherent} score", "inherent", "score", width=1.0),
            col.controls(h.controls),
            col.factor(f"{h.residual} score", "residual", "score", width=1.0),
        ]
    return [*made, col.actions(h.actions), col.owner(h.owner, 1.5)]


def areas(found: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Entries by area, in order of first appearance."""
    groups: dict[str, list[Entry]] = {}
    for entry in found:
        groups.setdefault(entry.area, []).append(entry)
    return list(groups.items())
