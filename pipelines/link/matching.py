"""Which entries of a register continue which risks: one-to-one matches first, then mergers and splits.

References are believed as far as the register as a whole bears them out: where most numbers that two
registers share stand over alike texts, a shared number speaks for a match; where they do not, the council
has renumbered, and text alone decides. Matches are the best overall assignment (scipy's
linear_sum_assignment), not the first that will do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linear_sum_assignment

from pipelines.link.texts import Entry, covered, similarity

ALIKE = 0.6
"""Two texts this similar are the same risk, measured on the sample stories (tests/unit/link)."""
CLEARLY_ALIKE = 0.75
SHARED_REFERENCE = 0.15
"""What a shared reference adds to similarity in a register that kept its numbering."""
GAP = 0.1
"""What a risk that was not in the register before loses: the nearer predecessor wins a tie."""
TAKEN_IN = 0.8
"""Share of a gone risk's words that the entry which took it in must hold."""
FOREIGN = 0.55
"""With this share of its words in the entry before already, a text proves no merger."""


@dataclass
class Matches:
    """Matches of one register.

    pairs: index of an entry to the index of its predecessor among the candidates.
    merged: index of an entry to the indexes of further predecessors that it took in.
    split: index of an entry to the index of a predecessor that another entry also continues.
    similarity: index of an entry to its similarity to the predecessor.
    """

    pairs: dict[int, int] = field(default_factory=dict)
    merged: dict[int, list[int]] = field(default_factory=dict)
    split: dict[int, int] = field(default_factory=dict)
    similarity: dict[int, float] = field(default_factory=dict)


def match(
    entries: Sequence[Entry],
    candidates: Sequence[Entry],
    present: Sequence[bool],
    ruled: Mapping[int, int | None],
) -> Matches:
    """Match a register's entries with the risks known before it.

    Args:
        entries: the register's.
        candidates: the last entry of every risk known so far.
        present: for each candidate, whether it stood in the register before.
        ruled: entries that a person has ruled on: their candidate, or None for a new risk.
    """
    found = Matches()
    taken = set()
    for at, candidate in ruled.items():
        if candidate is None:
            continue
        found.similarity[at] = float(similarity([entries[at]], [candidates[candidate]])[0, 0])
        if candidate in taken:
            found.split[at] = candidate
        else:
            found.pairs[at] = candidate
            taken.add(candidate)
    free = [at for at in range(len(entries)) if at not in ruled]
    open_ = [c for c in range(len(candidates)) if c not in taken]
    kept_numbers = _by_reference(entries, candidates, present, free, open_, found)
    free = [at for at in free if at not in found.pairs]
    open_ = [c for c in open_ if c not in found.pairs.values()]
    _by_text(entries, candidates, present, free, open_, kept_numbers, found)
    _mergers(entries, candidates, present, ruled, found)
    _splits(entries, candidates, present, ruled, found)
    return found


def _by_reference(
    entries: Sequence[Entry], candidates: Sequence[Entry], present: Sequence[bool],
    free: Sequence[int], open_: Sequence[int], found: Matches,
) -> bool:  # fmt: skip
    """Match entries that keep number and text; tell whether the register kept its numbering."""
    numbered: dict[str, list[int]] = {}
    for c in open_:
        if present[c] and candidates[c].reference:
            numbered.setdefault(candidates[c].reference, []).append(c)
    printed = [entries[at].reference for at in free]
    shared = {
        at: numbered[entries[at].reference][0]
        for at in free
        if printed.count(entries[at].reference) == 1 and len(numbered.get(entries[at].reference, ())) == 1
    }
    alike = {at: _similar(entries[at], candidates[c]) for at, c in shared.items()}
    kept_numbers = 2 * sum(value >= ALIKE for value in alike.values()) >= len(alike)
    if kept_numbers:
        for at, value in alike.items():
            if value >= CLEARLY_ALIKE:
                found.pairs[at], found.similarity[at] = shared[at], value
    return kept_numbers


def _similar(entry: Entry, candidate: Entry) -> float:
    if (entry.title, entry.description) == (candidate.title, candidate.description):
        return 1.0
    return float(similarity([entry], [candidate])[0, 0])


def _by_text(
    entries: Sequence[Entry], candidates: Sequence[Entry], present: Sequence[bool],
    free: Sequence[int], open_: Sequence[int], kept_numbers: bool, found: Matches,
) -> None:  # fmt: skip
    if not free or not open_:
        return
    alike = similarity([entries[at] for at in free], [candidates[c] for c in open_])
    same_number = np.array(
        [
            [bool(entries[at].reference) and entries[at].reference == candidates[c].reference for c in open_]
            for at in free
        ]
    )
    gap = np.array([0.0 if present[c] else GAP for c in open_])
    score = alike + (SHARED_REFERENCE * same_number if kept_numbers else 0.0) - gap
    if kept_numbers:
        # Texts in two languages cannot be compared; then the reference decides.
        foreign = np.array([[entries[at].english != candidates[c].english for c in open_] for at in free])
        score = np.where(foreign & same_number & (gap == 0), np.maximum(score, ALIKE), score)
    score = np.where(score >= ALIKE, score, 0.0)
    for row, column in zip(*linear_sum_assignment(score, maximize=True), strict=True):
        if score[row, column] > 0:
            found.pairs[free[row]] = open_[column]
            found.similarity[free[row]] = float(alike[row, column])


def _mergers(
    entries: Sequence[Entry], candidates: Sequence[Entry], present: Sequence[bool],
    ruled: Mapping[int, int | None], found: Matches,
) -> None:  # fmt: skip
    """A risk gone since the last register whose words now stand in an entry that did not hold them before."""
    gone = [c for c in range(len(candidates)) if present[c] and c not in found.pairs.values()]
    for c in gone:
        best = max(
            ((covered(candidates[c], entries[at]), at) for at in found.pairs if found.similarity[at] < 1),
            default=(0.0, -1),
        )
        share, at = best
        if share < TAKEN_IN:
            continue
        own = candidates[found.pairs[at]]
        # Both must speak in the entry, and the gone one must not have spoken in the other already.
        if covered(own, entries[at]) >= FOREIGN > covered(candidates[c], own):
            found.merged.setdefault(at, []).append(c)
            if at not in ruled:
                lead(entries[at], candidates, at, found)


def lead(entry: Entry, candidates: Sequence[Entry], at: int, found: Matches) -> None:
    """Of the risks that an entry took in, the one that its title begins with goes on as its predecessor."""
    own = found.pairs[at]
    for c in found.merged[at]:
        title, first = candidates[c].title, candidates[own].title
        if title and entry.title.startswith(title) and not (first and entry.title.startswith(first)):
            found.merged[at] = [own if other == c else other for other in found.merged[at]]
            found.pairs[at] = c
            found.similarity[at] = float(similarity([entry], [candidates[c]])[0, 0])
            return


def _splits(
    entries: Sequence[Entry], candidates: Sequence[Entry], present: Sequence[bool],
    ruled: Mapping[int, int | None], found: Matches,
) -> None:  # fmt: skip
    """An entry without predecessor that shares one, much like both, with an entry that changed."""
    heirs = {c: at for at, c in found.pairs.items() if present[c] and found.similarity[at] < 1}
    if not heirs:
        return
    for at in range(len(entries)):
        if at in found.pairs or at in found.split or at in ruled:
            continue
        alike = {c: float(similarity([entries[at]], [candidates[c]])[0, 0]) for c in heirs}
        c = max(alike, key=lambda known: alike[known])
        if alike[c] >= ALIKE and entries[at].title != entries[heirs[c]].title:
            found.split[at], found.similarity[at] = c, alike[c]
