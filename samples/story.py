"""What a series is meant to show: its story with exact counts and steps from the true stances.

They are worked out from the entries as told, apart from the code that measures registers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from samples.house import Told
from samples.model import Entry
from samples.series import Snapshot

ORDER = {"avoidance": 0, "containment": 1, "mixed": 2, "enablement": 3}
SHARE = {"avoidance": 0.0, "containment": 0.0, "mixed": 0.5, "enablement": 1.0}


def broad(entries: Iterable[Entry]) -> float:
    """The broad share of true stances; 0 where nothing is judged."""
    values = [SHARE[e.stance] for e in entries if e.stance in SHARE]
    return sum(values) / len(values) if values else 0.0


def story_row(council: str, series: str, told: Told, snapshots: Sequence[Snapshot]) -> dict[str, object]:
    """What the story says, with the change of the broad share and its steps from the true stances.

    The steps are those of the shift's definition: leavers out, stayers reworded, new ones in.
    """
    first = next(s for s in snapshots if s.as_at == told.from_as_at)
    last = next(s for s in snapshots if s.as_at == told.to_as_at and s.status != "withdrawn")
    now = {uid: e for e in last.entries for uid in {e.uid, *_origins(e, snapshots)}}
    then = {e.uid: e for e in first.entries}
    stay = [uid for uid in then if uid in now]
    stayers = [now[uid] for uid in stay]
    step_left = broad(then[uid] for uid in stay) - broad(first.entries)
    step_reworded = broad(stayers) - broad(then[uid] for uid in stay)
    step_entered = broad(last.entries) - broad(stayers)
    moves = [(then[uid].stance, now[uid].stance) for uid in stay]
    ranked = [(ORDER[a], ORDER[b]) for a, b in moves if a in ORDER and b in ORDER]
    return {
        "council": council,
        "series": series,
        "story": told.story,
        "from_as_at": told.from_as_at.isoformat(),
        "to_as_at": told.to_as_at.isoformat(),
        "direction": told.direction,
        "dominant": told.dominant,
        "verdict": told.verdict,
        "n_from": len(first.entries),
        "n_to": len(last.entries),
        "share_from": round(broad(first.entries), 6),
        "share_to": round(broad(last.entries), 6),
        "left_register": round(step_left, 6),
        "reworded": round(step_reworded, 6),
        "entered": round(step_entered, 6),
        "to_enablement": sum(b > a for a, b in ranked),
        "to_avoidance": sum(b < a for a, b in ranked),
        "words": told.words,
        "notes": told.notes,
    }


def _origins(entry: Entry, snapshots: Sequence[Snapshot]) -> set[str]:
    """Identities that an entry continues through mergers and splits."""
    known = {entry.uid}
    for snapshot in reversed(snapshots):
        for other in snapshot.entries:
            if other.uid in known:
                known |= set(other.predecessors)
    return known
