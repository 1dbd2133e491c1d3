"""What a sample register is made of: scores, entries, columns, sheets.

Belongs here: records that both the story-telling part and the file writers know. A `Sheet` is a register
laid out as text, ready for any writer; an `Entry` is what stands in it and what its stance truly is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

INVENTED = "Invented sample register – not a real council"

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


WELSH_MONTHS = (
    "Ionawr",
    "Chwefror",
    "Mawrth",
    "Ebrill",
    "Mai",
    "Mehefin",
    "Gorffennaf",
    "Awst",
    "Medi",
    "Hydref",
    "Tachwedd",
    "Rhagfyr",
)
INVENTED_CY = "Cofrestr enghreifftiol ddychmygol – nid cyngor go iawn"


def in_words(day: date) -> str:
    """A date as a register prints it: 30 June 2024."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True)
class Matrix:
    """A scoring scale: sizes, words, and for a weighted scale what each impact step counts."""

    likelihood: int = 5
    impact: int = 5
    weights: tuple[int, ...] = ()
    likelihood_words: tuple[str, ...] = ()
    impact_words: tuple[str, ...] = ()
    letters: bool = False

    def score(self, likelihood: int, impact: int) -> Score:
        """The printed score of a step of likelihood and a step of impact, both from 1."""
        weight = self.weights[impact - 1] if self.weights else impact
        return Score(likelihood, weight, None if self.letters else likelihood * weight)

    def word(self, score: Score, factor: str) -> str:
        """The word printed for likelihood or impact."""
        if factor == "likelihood":
            return self.likelihood_words[int(score.likelihood) - 1]
        step = self.weights.index(int(score.impact)) if self.weights else int(score.impact) - 1
        return self.impact_words[step]

    def letter(self, score: Score) -> str:
        """Letter and number where A is almost certain and 1 is very high, as "B2"."""
        return "ABCDE"[self.likelihood - int(score.likelihood)] + str(self.impact + 1 - int(score.impact))


@dataclass(frozen=True)
class Score:
    """Likelihood, impact and their score in the council's printed scale; higher is worse."""

    likelihood: float
    impact: float
    score: float | None


@dataclass(frozen=True)
class Entry:
    """One register entry and its true stance.

    `controls` and `actions` are sentences; `uid` is the risk's identity through all registers of a series.
    """

    uid: str
    ref: str
    title: str
    cause: str
    event: str
    effect: str
    controls: tuple[str, ...]
    actions: tuple[str, ...]
    stance: str
    response: str = "Treat"
    appetite: str = ""
    area: str = ""
    owner: str = ""
    owner_name: str = ""
    inherent: Score = field(default_factory=lambda: Score(4, 4, 16))
    residual: Score = field(default_factory=lambda: Score(3, 4, 12))
    target: Score = field(default_factory=lambda: Score(2, 3, 6))
    previous: Score | None = None
    direction: str = "same"
    predecessors: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True)
class Column:
    """One column of a layout: printed header, an upper header above it, the entry's text, and what it holds.

    `fields` names the columns of table `entries` that a reader can know from this column.
    """

    header: str
    text: Callable[[Entry], str]
    fields: tuple[str, ...] = ()
    group: str = ""
    width: float = 1.0


@dataclass(frozen=True)
class Sheet:
    """A register laid out: title lines, columns, entries, closing lines; any writer can write it."""

    council: str
    title: str
    as_at: date
    columns: tuple[Column, ...]
    entries: tuple[Entry, ...]
    preamble: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    label: str = INVENTED
    language: str = "en"

    def rows(self) -> list[list[str]]:
        """The body as text, one list an entry."""
        return [[column.text(entry) for column in self.columns] for entry in self.entries]

    def known(self) -> frozenset[str]:
        """Columns of table `entries` that this layout prints."""
        return frozenset(name for column in self.columns for name in column.fields)
