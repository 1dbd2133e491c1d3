"""Which of several files of one register counts: byte-equal copies, Welsh twins, replaced and corrected files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rapidfuzz import fuzz

from pipelines.shape.reading import Reading
from pipelines.shape.text import plain


@dataclass(slots=True)
class Kept:
    """A reading with what became of it among the others."""

    reading: Reading
    status: str
    reason: str
    register_id: str | None = None
    entry_ids: list[str] = field(default_factory=list)
    extra: list[dict[str, str]] = field(default_factory=list)


def still_read(kept: Sequence[Kept]) -> list[Kept]:
    """The readings that still count."""
    return [k for k in kept if k.status == "read"]


def tell_projects_apart(kept: list[Kept]) -> None:
    """Two projects of one council are two series; a single one is "project"."""
    names: dict[str, set[str]] = {}
    for k in still_read(kept):
        if k.reading.series == "project" and k.reading.project:
            names.setdefault(k.reading.council, set()).add(k.reading.project)
    for k in still_read(kept):
        if k.reading.series == "project" and len(names.get(k.reading.council, ())) > 1 and k.reading.project:
            k.reading = replace(k.reading, series=f"project: {k.reading.project}")


def mark_duplicates(kept: list[Kept]) -> None:
    """Byte-equal files: the first by path is read, the others are duplicates."""
    first: dict[str, Kept] = {}
    for k in kept:
        seen = first.setdefault(k.reading.source_sha256, k)
        if seen is not k and k.status == "read":
            k.status, k.reason = "duplicate", f"the same bytes as {seen.reading.source_file}"
            k.extra.append(
                {
                    "code": "duplicate_file",
                    "message": f"The file has the same bytes as {seen.reading.source_file} and was not counted again.",
                    "locator": "",
                    "field": "",
                    "value": seen.reading.source_file,
                }
            )


def mark_twins(kept: list[Kept]) -> None:
    """A Welsh copy of an English register of the same council, date and size is not counted twice."""
    for k in still_read(kept):
        if k.reading.language != "cy":
            continue
        for other in still_read(kept):
            a, b = k.reading, other.reading
            if other is k or b.language == "cy" or a.as_at != b.as_at:
                continue
            if a.council != b.council and not _paired_names(a, b):
                continue
            if _twin_entries(a, b):
                k.status, k.reason = "twin", f"the Welsh copy of {b.source_file}"
                k.extra.append(
                    {
                        "code": "welsh_twin",
                        "message": f"The file is the Welsh copy of {b.source_file} and was not counted again.",
                        "locator": "",
                        "field": "",
                        "value": b.source_file,
                    }
                )
                break


def _paired_names(a: Reading, b: Reading) -> bool:
    """Whether two files lie in one folder under names that differ in language alone."""
    fa, fb = a.source_file.rpartition("/"), b.source_file.rpartition("/")
    return fa[0] == fb[0] and fuzz.ratio(plain(fa[2]), plain(fb[2])) >= 60


def _twin_entries(a: Reading, b: Reading) -> bool:
    mine = {plain(str(e["risk_ref"])) for e in a.entries if e["risk_ref"]}
    theirs = {plain(str(e["risk_ref"])) for e in b.entries if e["risk_ref"]}
    if mine and theirs:
        return len(mine & theirs) >= 0.8 * len(mine)
    scores = [[e[f] for f in ("likelihood_residual", "impact_residual", "score_residual")] for e in a.entries]
    return len(a.entries) == len(b.entries) and scores == [
        [e[f] for f in ("likelihood_residual", "impact_residual", "score_residual")] for e in b.entries
    ]


def mark_revisions(kept: list[Kept]) -> None:
    """Two files for one register: one configured as replaced yields, a corrected one wins, else the last by name."""
    groups: dict[tuple[str, str, Any], list[Kept]] = {}
    for k in still_read(kept):
        if k.reading.as_at is not None:
            groups.setdefault((k.reading.council, k.reading.series, k.reading.as_at), []).append(k)
    for group in groups.values():
        if len(group) < 2:
            continue
        if not any(k.reading.revision for k in group) and _disjoint(group):
            continue
        order = {"replaced": 0, None: 1, "": 1, "corrected": 2}
        group.sort(key=lambda k: (order.get(k.reading.revision, 1), k.reading.source_file))
        winner = group[-1]
        for k in group[:-1]:
            k.status, k.reason = (
                "duplicate",
                f"another file of the same register and date; {winner.reading.source_file} was taken",
            )
            k.extra.append(
                {
                    "code": "register_twice",
                    "message": f"{winner.reading.source_file} is a register of the same council, series and date "
                    f"and was taken; "
                    'say which one counts with [[documents]] match = "…", status = "replaced" or series = "…".',
                    "locator": "",
                    "field": "",
                    "value": winner.reading.source_file,
                }
            )


def _disjoint(group: list[Kept]) -> bool:
    """Whether files of one date share no risk: parts of one publication that the series does not tell apart."""
    seen: set[str] = set()
    for k in group:
        mine = {plain(f"{e['title'] or str(e['description'])[:80]}") for e in k.reading.entries}
        if mine & seen:
            return False
        seen |= mine
    return True
