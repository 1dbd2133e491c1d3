"""Errors of the kinds that councils really publish, planted one by one and written down in the truth.

Each plant changes a snapshot before it is written, so that the truth holds what is printed. The kinds come
from errors seen in public registers; the instances here are invented.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from samples.model import Entry, Score
from samples.series import Snapshot

NAMES = ("Priya Ormerod", "Tomasz Wrigglesworth", "Aileen Macquoid", "Delroy Fanshawe", "Siân Pritchard-Lowe")


@dataclass(frozen=True)
class Planted:
    """One planted error: kind, where, what is printed and which issue code (an idea) should name it."""

    kind: str
    risk_ref: str
    field: str
    printed: str
    code: str
    note: str


def _swap(snapshot: Snapshot, old: Entry, new: Entry) -> None:
    snapshot.entries[snapshot.entries.index(old)] = new


def cover_count_differs(snapshot: Snapshot, rng: random.Random) -> Planted:
    """The cover says one risk more than the table holds."""
    said = len(snapshot.entries) + 1
    snapshot.preamble.append(f"count:{said}")
    return Planted(
        "cover_count_differs", "", "", str(said), "count_differs", f"the table holds {len(snapshot.entries)}"
    )


def factors_do_not_multiply(snapshot: Snapshot, rng: random.Random) -> Planted:
    """Likelihood times impact is not the printed score."""
    entry = rng.choice([e for e in snapshot.entries if e.residual.score is not None])
    right = entry.residual
    wrong = replace(right, score=right.likelihood * right.impact + rng.choice((1, 2)))
    _swap(snapshot, entry, replace(entry, residual=wrong))
    printed = f"{wrong.likelihood:g}x{wrong.impact:g}={wrong.score:g}"
    note = f"the factors give {right.likelihood * right.impact:g}"
    return Planted("factors_do_not_multiply", entry.ref, "score_residual", printed, "score_not_product", note)


def factor_off_scale(snapshot: Snapshot, rng: random.Random) -> Planted:
    """A likelihood that the scale does not have."""
    entry = rng.choice(snapshot.entries)
    wrong = Score(7, entry.residual.impact, 7 * entry.residual.impact)
    _swap(snapshot, entry, replace(entry, residual=wrong))
    return Planted(
        "factor_off_scale",
        entry.ref,
        "likelihood_residual",
        "7",
        "factor_off_scale",
        "the scale ends before 7",
    )


def direction_contradicts_score(snapshot: Snapshot, rng: random.Random) -> Planted:
    """The arrow says up where the score fell, or down where it rose."""
    moved = [e for e in snapshot.entries if e.direction in {"up", "down"}]
    entry = rng.choice(moved or [e for e in snapshot.entries if e.direction == "same"])
    wrong = {"up": "down", "down": "up", "same": "up"}[entry.direction]
    _swap(snapshot, entry, replace(entry, direction=wrong))
    return Planted(
        "direction_contradicts_score",
        entry.ref,
        "direction",
        wrong,
        "direction_contradicts_score",
        f"against the register before, the score went {entry.direction}",
    )


def repeated_reference(snapshot: Snapshot, rng: random.Random) -> Planted:
    """Two risks carry one reference."""
    at = rng.randrange(1, len(snapshot.entries))
    right, wrong = snapshot.entries[at].ref, snapshot.entries[at - 1].ref
    snapshot.entries[at] = replace(snapshot.entries[at], ref=wrong)
    return Planted(
        "repeated_reference", wrong, "risk_ref", wrong, "repeated_reference", f"the second should be {right}"
    )


def owner_missing(snapshot: Snapshot, rng: random.Random) -> Planted:
    """No owner is printed."""
    entry = rng.choice([e for e in snapshot.entries if not e.owner_name])
    _swap(snapshot, entry, replace(entry, owner=""))
    return Planted("owner_missing", entry.ref, "owner_role", "", "owner_missing", "")


def response_missing(snapshot: Snapshot, rng: random.Random) -> Planted:
    """Controls and actions are blank, so that the entry is a bare threat: unclear."""
    entry = rng.choice([e for e in snapshot.entries if e.stance == "containment"])
    bare = replace(entry, controls=(), actions=(), response="", stance="unclear")
    _swap(snapshot, entry, bare)
    return Planted("response_missing", entry.ref, "controls", "", "response_missing", "stance is unclear here")


def action_repeats_control(snapshot: Snapshot, rng: random.Random) -> Planted:
    """The action is the control's text again."""
    entry = rng.choice([e for e in snapshot.entries if e.stance == "containment"])
    _swap(snapshot, entry, replace(entry, actions=entry.controls))
    return Planted(
        "action_repeats_control", entry.ref, "actions", " ".join(entry.controls), "near_duplicate_fields", ""
    )


def named_owner(snapshot: Snapshot, rng: random.Random) -> Planted:
    """An invented person's name stands beside the owner's role."""
    entry = rng.choice([e for e in snapshot.entries if e.owner])
    name = rng.choice(NAMES)
    _swap(snapshot, entry, replace(entry, owner_name=name))
    return Planted("named_owner", entry.ref, "owner_role", name, "name_dropped", "an invented person")


def named_in_text(snapshot: Snapshot, rng: random.Random) -> Planted:
    """An invented councillor is named in an action."""
    entry = rng.choice([e for e in snapshot.entries if e.actions])
    name = rng.choice(NAMES).split()[-1]
    said = f"Report the outcome to Cllr {name} before the next meeting."
    _swap(snapshot, entry, replace(entry, actions=(*entry.actions, said)))
    return Planted(
        "named_in_text",
        entry.ref,
        "actions",
        f"Cllr {name}",
        "name_dropped",
        "an invented person; truth holds [name]",
    )


def previous_score_misprinted(snapshot: Snapshot, rng: random.Random) -> Planted:
    """The previous score is not what the register before printed."""
    entry = rng.choice([e for e in snapshot.entries if e.previous is not None])
    right = entry.previous or entry.residual
    wrong = replace(right, score=(right.score or 0) // 2 + 1)
    _swap(snapshot, entry, replace(entry, previous=wrong))
    note = f"the register before printed {right.score:g}"
    return Planted("previous_score_misprinted", entry.ref, "other", f"{wrong.score:g}", "previous_score_differs", note)


def welsh_alone(snapshot: Snapshot, rng: random.Random) -> Planted:
    """One entry of the English register stands in Welsh alone: kept, and unclear."""
    at = rng.choice([i for i, e in enumerate(snapshot.entries) if e.stance == "containment"])
    welsh = replace(snapshot.twins[at], stance="unclear")
    snapshot.entries[at] = welsh
    return Planted("welsh_alone", welsh.ref, "", welsh.title, "language_not_judged", "stance is unclear here")


KINDS: dict[str, Callable[[Snapshot, random.Random], Planted]] = {
    f.__name__: f
    for f in (
        cover_count_differs,
        factors_do_not_multiply,
        factor_off_scale,
        direction_contradicts_score,
        repeated_reference,
        owner_missing,
        response_missing,
        action_repeats_control,
        named_owner,
        named_in_text,
        previous_score_misprinted,
        welsh_alone,
    )
}
