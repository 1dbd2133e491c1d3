"""What a sample council is: its name, voice, scale, layout, files, story and planted errors.

Belongs here: `House`, which each module of `samples/councils/` fills in, and `Told`, what a story says.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from samples.bank import Topic, Voice, load
from samples.model import Column, Matrix, Sheet
from samples.series import Series, Snapshot, quarter_ends


def fiscal(day: date) -> tuple[int, str]:
    """Quarter and financial year of a date: 30 June 2023 is (1, "2023-24")."""
    start = day.year if day.month > 3 else day.year - 1
    quarter = {6: 1, 9: 2, 12: 3, 3: 4}[day.month]
    return quarter, f"{start}-{(start + 1) % 100:02d}"


@dataclass(frozen=True)
class Told:
    """What a story says happened, before anybody measures it.

    `direction` is to_enablement, to_avoidance or none; `dominant` the step of the change that should lead
    (reworded, left_and_entered or none); `verdict` the class of words that is right.
    """

    story: str
    words: str
    from_as_at: date
    to_as_at: date
    direction: str
    dominant: str
    verdict: str
    notes: str = ""


@dataclass(frozen=True)
class Plant:
    """A published-error kind to plant in the register of one quarter (an index, negative from the end)."""

    kind: str
    quarter: int


@dataclass(frozen=True)
class House:
    """One invented council.

    `twin` gives file name and sheet of a Welsh twin; `withdrawn` is the quarter whose register was first
    published wrongly, withdrawn and corrected.
    """

    id: str
    name: str
    kind: str
    nation: str
    voice: Voice
    matrix: Matrix
    pool: Callable[[Topic], bool]
    title: str
    ref_form: Callable[[int], str]
    days: Callable[[random.Random], list[date]]
    tell: Callable[[Series, list[date]], Told]
    columns: Callable[[date, list[date]], tuple[Column, ...]]
    file_name: Callable[[date, list[date]], str]
    layout: Callable[[date, list[date]], str]
    preamble: Callable[[date, int], tuple[str, ...]] = lambda day, count: ()
    bank: Callable[[], Mapping[str, Topic]] = load
    twins: Callable[[], Mapping[str, Topic]] | None = None
    twin: Callable[[Snapshot], tuple[str, Sheet]] | None = None
    withdrawn: int | None = None
    progress: float = 0.3
    appetites: Callable[[Topic, str], str] = lambda topic, stance: ""
    plants: tuple[Plant, ...] = ()
    configuration: Callable[[list[date]], str] | None = None
    events: Callable[[list[date], Told], list[tuple[date, str, str]]] = lambda days, told: []


def between(earliest: date, latest: date, shortest: int, longest: int) -> Callable[[random.Random], list[date]]:
    """Quarters from a random first one up to at most `latest`, so many of them."""

    def days(rng: random.Random) -> list[date]:
        count = rng.randint(shortest, longest)
        firsts = [d for d in quarter_ends(earliest, 40) if quarter_ends(d, count)[-1] <= latest]
        return quarter_ends(rng.choice(firsts), count)

    return days


def upper(topic: Topic) -> bool:
    """Topics of councils with social care and schools."""
    return topic.kinds in {"all", "all-councils", "upper", "place"}


def lower(topic: Topic) -> bool:
    """Topics of district councils."""
    return topic.kinds in {"all", "all-councils", "lower", "place"}


def fire(topic: Topic) -> bool:
    """Topics of fire and rescue authorities."""
    return topic.kinds in {"all", "fire"}
