"""A council's risks through its quarters: what a story may do to them, and the record of what it did.

Belongs here: `Series`, which a council's story drives quarter by quarter, and the truth it leaves behind
(who continues whom, who left and how that is known). Nothing here knows file formats.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from samples.bank import Topic, Voice, compose
from samples.model import WELSH_MONTHS, Entry, Matrix, Score

PROGRESS = (
    "Progress at {when}: on course.",
    "Update {when}: first stage complete.",
    "Position at {when}: in hand.",
    "As at {when} this is under way.",
)
PROGRESS_CY = (
    "Diweddariad {when}: ar y trywydd iawn.",
    "Diweddariad {when}: cam cyntaf wedi'i gwblhau.",
    "Diweddariad {when}: ar waith.",
    "Diweddariad {when}: yn parhau.",
)
RESPONSES = ("Treat", "Treat", "Treat", "Treat", "Tolerate")
SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def quarter_ends(first: date, count: int) -> list[date]:
    """The last days of `count` quarters from the one that ends at `first`."""
    days: list[date] = []
    year, month = first.year, first.month
    for _ in range(count):
        days.append(date(year, month, {3: 31, 6: 30, 9: 30, 12: 31}[month]))
        year, month = (year + 1, 3) if month == 12 else (year, month + 3)
    return days


@dataclass
class Risk:
    """One risk as it stands now; `history` of its own is kept in the snapshots."""

    uid: str
    topic: Topic
    ref: str
    title: int
    stance: str
    wording: int
    routine: tuple[list[int], list[int]]
    steps: list[int]
    direction: str = "new"
    appetite: str = ""
    response: str = "Treat"
    owner_name: str = ""
    progress: tuple[int, date] | None = None
    previous: Score | None = None
    predecessors: tuple[str, ...] = ()
    changes: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Departure:
    """A risk that left: kind, and the printed words or ruling that say so; empty basis when nothing does."""

    uid: str
    ref: str
    as_at: date
    last_as_at: date
    kind: str
    basis: str


@dataclass
class Snapshot:
    """A register at one date."""

    as_at: date
    entries: list[Entry]
    closing: list[str]
    preamble: list[str] = field(default_factory=list)
    status: str = ""
    twins: list[Entry] = field(default_factory=list)


class Series:
    """Risks of one council over its quarters."""

    def __init__(
        self,
        rng: random.Random,
        topics: Sequence[Topic],
        voice: Voice,
        matrix: Matrix,
        ref_form: Callable[[int], str],
        *,
        progress: float = 0.3,
        appetites: Callable[[Topic, str], str] = lambda topic, stance: "",
        twins: Mapping[str, Topic] | None = None,
    ) -> None:
        self.rng = rng
        self.pool = list(topics)
        self.voice = voice
        self.matrix = matrix
        self.ref_form = ref_form
        self.progress = progress
        self.appetites = appetites
        self.twins = twins or {}
        self.risks: list[Risk] = []
        self.snapshots: list[Snapshot] = []
        self.departures: list[Departure] = []
        self.closing: list[str] = []
        self.preamble: list[str] = []
        self._refs = 0
        self._uids = 0

    def take(self, stance: str, needs: Sequence[str] = ()) -> Topic:
        """A topic not used before that has wordings for a stance, and for every stance in `needs`."""
        for topic in self.pool:
            if all(s == "containment" or topic.acts.get(s) for s in (stance, *needs)):
                self.pool.remove(topic)
                return topic
        raise ValueError(f"No topic is left with wordings for {stance} and {needs}.")

    def enter(self, stance: str, needs: Sequence[str] = (), topic: Topic | None = None) -> Risk:
        """A new risk; it stays reserved for stances in `needs` that it will turn to later."""
        topic = topic or self.take(stance, needs)
        self._refs += 1
        self._uids += 1
        rng = self.rng
        routine = self.routine(topic)
        top = min(self.matrix.likelihood, self.matrix.impact)
        inherent = [rng.randint(top - 1, top), rng.randint(top - 1, top)]
        residual = [max(2, inherent[0] - rng.randint(0, 1)), max(2, inherent[1] - rng.randint(0, 1))]
        target = [max(1, residual[0] - 1), max(1, residual[1] - rng.randint(0, 1))]
        risk = Risk(
            uid=f"u{self._uids}",
            topic=topic,
            ref=self.ref_form(self._refs),
            title=0,
            stance=stance,
            wording=rng.randint(0, 3),
            routine=routine,
            steps=[*inherent, *residual, *target],
            appetite=self.appetites(topic, stance),
            response=rng.choice(RESPONSES) if stance == "containment" else "Treat",
        )
        self.risks.append(risk)
        return risk

    def routine(self, topic: Topic) -> tuple[list[int], list[int]]:
        """Which routine controls and actions an entry prints: two of each, or the one there is."""
        many, more = len(topic.controls), len(topic.actions)
        return (
            sorted(self.rng.sample(range(many), min(2, many))),
            sorted(self.rng.sample(range(more), min(2, more))),
        )

    def reword(self, risk: Risk) -> None:
        """Other words for the same stance: other routine sentences and another wording of its acts."""
        risk.routine = self.routine(risk.topic)
        risk.wording += 1

    def fill(self, **counts: int) -> None:
        """Start the register: so many risks of each stance, in shuffled order, numbered as printed."""
        for stance, count in counts.items():
            for _ in range(count):
                self.enter(stance)
        self.rng.shuffle(self.risks)
        self._refs = 0
        for risk in self.risks:
            self._refs += 1
            risk.ref = self.ref_form(self._refs)

    def of(self, stance: str, *, can: str = "") -> list[Risk]:
        """Risks of a stance now, that have wordings for `can` too, in register order."""
        return [
            r for r in self.risks if r.stance == stance and (not can or can == "containment" or r.topic.acts.get(can))
        ]

    def flip(self, risk: Risk, stance: str) -> None:
        """The entry is reworded so that its stance changes."""
        risk.stance = stance
        risk.wording = self.rng.randint(0, 3)
        risk.appetite = risk.appetite and self.appetites(risk.topic, stance)

    def leave(self, risk: Risk, kind: str, sentence: str = "", ruled: str = "") -> None:
        """A risk leaves.

        `sentence` ("Closed since the last register: {ref} {title}.") is printed below the table; `ruled` is
        printed nowhere and known from a person's ruling alone.
        """
        self.risks.remove(risk)
        basis = sentence.format(ref=risk.ref, title=self.title(risk))
        if basis:
            self.closing.append(basis)
        last = self.snapshots[-1].as_at
        self.departures.append(
            Departure(risk.uid, risk.ref, date.max, last, kind, basis or (f"ruling: {ruled}" if ruled else ""))
        )

    def title(self, risk: Risk) -> str:
        """The printed title now."""
        if "title" in risk.changes:
            return str(risk.changes["title"])
        return risk.topic.titles[risk.title % len(risk.topic.titles)]

    def rename(self, risk: Risk) -> None:
        """The other title of the topic."""
        risk.title += 1

    def renumber(self, ref_form: Callable[[int], str]) -> None:
        """Every reference changes to a new scheme, in a new order of numbers."""
        self.ref_form = ref_form
        self._refs = 0
        for risk in self.risks:
            self._refs += 1
            risk.ref = ref_form(self._refs)

    def drift(self, share: float = 0.25) -> None:
        """Some residual scores move by one step of likelihood or impact; directions follow the arithmetic."""
        for risk in self.risks:
            risk.direction = "same"
            if self.rng.random() >= share:
                continue
            which = self.rng.choice((2, 3))
            move = self.rng.choice((-1, 1))
            moved = risk.steps[which] + move
            if risk.steps[which + 2] <= moved <= risk.steps[which - 2]:
                risk.steps[which] = moved
                risk.direction = "up" if move > 0 else "down"

    def tick(self, as_at: date) -> None:
        """Light variation of the quarter: progress notes with dates, which bear no stance."""
        for risk in self.risks:
            if self.rng.random() < self.progress:
                risk.progress = (self.rng.randrange(len(PROGRESS)), as_at)

    def entry(self, risk: Risk, language: str = "en") -> Entry:
        """The risk as printed now, in English or in its Welsh twin."""
        topic = risk.topic if language == "en" else self.twins[risk.topic.id]
        voice, steps = self.voice, risk.steps
        controls, actions = compose(topic, risk.stance, risk.wording, risk.routine, voice)
        if risk.progress:
            form, day = risk.progress
            if language == "en":
                note = PROGRESS[form].format(when=f"{SHORT[day.month - 1]} {day.year}")
            else:
                note = PROGRESS_CY[form].format(when=f"{WELSH_MONTHS[day.month - 1]} {day.year}")
            actions = (*actions, note)
        entry = Entry(
            uid=risk.uid,
            ref=risk.ref,
            title=topic.titles[risk.title % len(topic.titles)],
            cause=voice.say(topic.cause),
            event=voice.say(topic.event),
            effect=voice.say(topic.effect),
            controls=controls,
            actions=actions,
            stance=risk.stance,
            response=risk.response,
            appetite=risk.appetite,
            area=topic.area,
            owner=topic.owner,
            owner_name=risk.owner_name,
            inherent=self.matrix.score(steps[0], steps[1]),
            residual=self.matrix.score(steps[2], steps[3]),
            target=self.matrix.score(steps[4], steps[5]),
            previous=risk.previous,
            direction=risk.direction,
            predecessors=risk.predecessors or (risk.uid,),
            language=language,
        )
        return replace(entry, **risk.changes)  # type: ignore[arg-type]

    def rescale(self, matrix: Matrix, steps: Mapping[int, int]) -> None:
        """Another scoring matrix; every step of likelihood and impact is carried over by `steps`."""
        self.matrix = matrix
        for risk in self.risks:
            risk.steps = [steps[s] for s in risk.steps]
            risk.previous = None

    def publish(self, as_at: date) -> Snapshot:
        """The register of this quarter, with what was printed below it; departures get their date."""
        if not self.snapshots:
            for risk in self.risks:
                risk.direction = "same"
        snapshot = Snapshot(as_at, [self.entry(r) for r in self.risks], self.closing, self.preamble)
        if self.twins:
            snapshot.twins = [self.entry(r, "cy") for r in self.risks]
        self.snapshots.append(snapshot)
        self.closing, self.preamble = [], []
        self.departures = [replace(d, as_at=as_at) if d.as_at == date.max else d for d in self.departures]
        for risk in self.risks:
            risk.predecessors = ()
            risk.previous = self.matrix.score(risk.steps[2], risk.steps[3])
        return snapshot
