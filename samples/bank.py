"""The bank of risk topics: hand-written, invented sentences by stance, kept as data in `samples/topics/`.

A topic holds titles, cause, event and effect, routine controls and actions that bear no stance, and for
avoidance, enablement and sometimes mixed one or two concrete acts a wording. `compose` makes an entry's
text from it in a council's own voice.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "topics"
SINGULAR = re.compile(
    r"\b(the (?:Council|Authority) )(share|learn|pick|stand|help|judge|try|put|look)\b", re.IGNORECASE
)
THIRD = {"try": "tries"}


@dataclass(frozen=True)
class Topic:
    """One risk topic with its wordings."""

    id: str
    kinds: str
    area: str
    owner: str
    titles: tuple[str, ...]
    cause: str
    event: str
    effect: str
    controls: tuple[str, ...]
    actions: tuple[str, ...]
    acts: dict[str, tuple[tuple[str, ...], ...]]
    need: str = ""


@dataclass(frozen=True)
class Voice:
    """How a council speaks of itself; `we` with its verbs, `us`, `our`, its members and its place."""

    we: str = "we"
    us: str = "us"
    our: str = "our"
    plural: bool = True
    members: str = "Cabinet"
    members_plural: bool = False
    place: str = "the Council"
    extra: dict[str, str] = field(default_factory=dict)

    def say(self, text: str) -> str:
        """A sentence of the bank in this voice."""
        words = {
            "we": self.we,
            "We": self.we[0].upper() + self.we[1:],
            "us": self.us,
            "our": self.our,
            "Our": self.our[0].upper() + self.our[1:],
            "have": "have" if self.plural else "has",
            "are": "are" if self.plural else "is",
            "members": self.members,
            "Members": self.members[0].upper() + self.members[1:],
            "have_m": "have" if self.members_plural else "has",
            "place": self.place,
            **self.extra,
        }
        said = text.format_map(words)
        return said if self.plural else SINGULAR.sub(lambda m: m[1] + THIRD.get(m[2], f"{m[2]}s"), said)


def load(folder: Path = FOLDER, pattern: str = "*.toml") -> dict[str, Topic]:
    """Every topic by id, in file order."""
    topics: dict[str, Topic] = {}
    for path in sorted(folder.glob(pattern)):
        for raw in tomllib.loads(path.read_text(encoding="utf-8"))["topic"]:
            topic = Topic(
                id=raw["id"],
                kinds=raw["for"],
                area=raw["area"],
                owner=raw["owner"],
                titles=tuple(raw["titles"]),
                cause=raw["cause"],
                event=raw["event"],
                effect=raw["effect"],
                controls=tuple(raw["controls"]),
                actions=tuple(raw["actions"]),
                acts={
                    stance: tuple(tuple(acts) for acts in raw.get(key, ()))
                    for stance, key in (("avoidance", "avoid"), ("enablement", "enable"), ("mixed", "mixed"))
                },
                need=raw.get("need", ""),
            )
            if topic.id in topics:
                raise ValueError(f"Topic {topic.id!r} stands twice in {folder}.")
            topics[topic.id] = topic
    return topics


def compose(
    topic: Topic, stance: str, wording: int, routine: tuple[Sequence[int], Sequence[int]], voice: Voice
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Controls and actions of one entry.

    `routine` gives the positions of routine controls and of routine actions; acts of the stance stand
    after the first control and before the first action, as in real registers, not always at the end.
    """
    controls = [topic.controls[i] for i in routine[0]]
    actions = [topic.actions[i] for i in routine[1]]
    wordings = topic.acts.get(stance, ())
    for position, act in enumerate(wordings[wording % len(wordings)] if wordings else ()):
        place, _, sentence = act.partition("|")
        if place == "C":
            controls.insert(1, sentence)
        else:
            actions.insert(min(position, 1), sentence)
    return tuple(voice.say(s) for s in controls), tuple(voice.say(s) for s in actions)
