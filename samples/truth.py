"""The truth beside the sample registers, written from the stories, never from reading the files back.

`entries.csv` holds what each register prints and each entry's stance; `links.csv` who continues whom;
`departures.csv` who left and how it is known; `stories.csv` what each series is meant to show, with exact
counts from the true stances; `planted.csv` the errors planted on purpose; `twins.csv` the
Welsh entries whose English twins stand in `entries.csv`, and which must not be counted a second time.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from samples.model import Entry, Sheet
from samples.plants import NAMES, Planted
from samples.series import Departure, Snapshot

FIELDS = (
    "title",
    "description",
    "controls",
    "actions",
    "response",
    "appetite_word",
    "area_local",
    "owner_role",
    *(f"{n}_{level}" for level in ("inherent", "residual", "target") for n in ("likelihood", "impact", "score")),
    "direction",
)


@dataclass
class Truth:
    """Rows of the six files, gathered council by council."""

    entries: list[dict[str, object]] = field(default_factory=list)
    links: list[dict[str, object]] = field(default_factory=list)
    departures: list[dict[str, object]] = field(default_factory=list)
    stories: list[dict[str, object]] = field(default_factory=list)
    planted: list[dict[str, object]] = field(default_factory=list)
    twins: list[dict[str, object]] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        """Write the six CSV files."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("entries", "links", "departures", "stories", "planted", "twins"):
            write_rows(folder / f"{name}.csv", getattr(self, name))


def write_rows(path: Path, rows: Sequence[dict[str, object]]) -> None:
    """Rows as CSV with the union of their keys as header, in order of first appearance."""
    header = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, header, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)


def slug(text: str) -> str:
    """Lower-case letters and digits joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def without_names(text: str) -> str:
    """Text as the tables must hold it: names of persons are gone."""
    for name in NAMES:
        text = text.replace(name, "[name]").replace(name.split()[-1], "[name]")
    return text


def printed(sheet: Sheet, entry: Entry) -> dict[str, object]:
    """Columns of table `entries` that can be known from this layout; the others stay empty.

    Cause, event and effect in columns of their own are joined by blank lines.
    """
    row: dict[str, object] = dict.fromkeys(FIELDS, "")
    parts: dict[str, list[str]] = {}
    for column in sheet.columns:
        if len(column.fields) == 1 and column.fields[0] in {"title", "description", "controls", "actions"}:
            parts.setdefault(column.fields[0], []).append(column.text(entry))
        for name in column.fields:
            row[name] = known(entry, name)
    for name, texts in parts.items():
        row[name] = without_names("\n\n".join(t for t in texts if t))
    return row


def known(entry: Entry, name: str) -> object:
    """The value of one non-text column."""
    first, _, level = name.partition("_")
    if level in {"inherent", "residual", "target"}:
        value = getattr(getattr(entry, level), first)
        return "" if value is None else f"{value:g}"
    return {
        "risk_ref": entry.ref,
        "response": entry.response,
        "appetite_word": entry.appetite,
        "area_local": entry.area,
        "owner_role": entry.owner,
        "direction": entry.direction,
    }.get(name, "")


def entry_rows(
    council: str, series: str, snapshot: Snapshot, sheet: Sheet, source_file: str
) -> list[dict[str, object]]:
    """One row an entry of one register."""
    return [
        {
            "council": council,
            "series": series,
            "as_at": snapshot.as_at.isoformat(),
            "risk_ref": entry.ref,
            **printed(sheet, entry),
            "source_file": source_file,
            "stance": entry.stance,
            "language": entry.language,
            "status": snapshot.status,
            "risk": entry.uid,
        }
        for entry in sheet.entries
    ]


def twin_rows(council: str, series: str, sheet: Sheet, source_file: str, twin_of: str) -> list[dict[str, object]]:
    """One row a Welsh twin entry."""
    return [
        {
            "council": council,
            "series": series,
            "as_at": sheet.as_at.isoformat(),
            "risk_ref": entry.ref,
            **printed(sheet, entry),
            "source_file": source_file,
            "twin_of": twin_of,
        }
        for entry in sheet.entries
    ]


def judged(entry: Entry) -> tuple[object, ...]:
    """The text that a judge sees."""
    return (
        entry.cause,
        entry.event,
        entry.effect,
        entry.controls,
        entry.actions,
        entry.response,
        entry.appetite,
    )


def link_rows(council: str, series: str, snapshots: Sequence[Snapshot]) -> list[dict[str, object]]:
    """Who continues whom; a merged entry has a row for each predecessor, both parts of a split the same one.

    `kind` is the first that applies of merged, split, renumbered (reference changed), renamed (title
    changed), reworded (any judged text changed, be it only a date in a progress note), same; or new.
    """
    rows: list[dict[str, object]] = []
    before: dict[str, tuple[date, Entry]] = {}
    for snapshot in snapshots:
        shared: dict[str, int] = {}
        for entry in snapshot.entries:
            for uid in entry.predecessors:
                shared[uid] = shared.get(uid, 0) + 1
        for entry in snapshot.entries:
            found = [before[uid] for uid in entry.predecessors if uid in before]
            row = {
                "council": council,
                "series": series,
                "as_at": snapshot.as_at.isoformat(),
                "risk_ref": entry.ref,
            }
            if not found:
                rows.append({**row, "previous_as_at": "", "previous_ref": "", "kind": "new"})
            for at, old in found:
                kind = (
                    "merged"
                    if len(found) > 1
                    else "split"
                    if shared[old.uid] > 1
                    else "renumbered"
                    if entry.ref != old.ref
                    else "renamed"
                    if entry.title != old.title
                    else "reworded"
                    if judged(entry) != judged(old)
                    else "same"
                )
                rows.append(
                    {
                        **row,
                        "previous_as_at": at.isoformat(),
                        "previous_ref": old.ref,
                        "kind": kind,
                        "ref_changed": entry.ref != old.ref,
                        "title_changed": entry.title != old.title,
                        "text_changed": judged(entry) != judged(old),
                        "stance_before": old.stance,
                        "stance": entry.stance,
                        "risk": entry.uid,
                    }
                )
        before.update({e.uid: (snapshot.as_at, e) for e in snapshot.entries})
    return rows


def departure_rows(council: str, series: str, departures: Iterable[Departure]) -> list[dict[str, object]]:
    """Who left; `as_at` is the first register without the risk."""
    return [
        {
            "council": council,
            "series": series,
            "as_at": d.as_at.isoformat(),
            "risk_ref": d.ref,
            "last_as_at": d.last_as_at.isoformat(),
            "kind": d.kind,
            "basis": d.basis,
            "risk": d.uid,
        }
        for d in departures
    ]


def planted_rows(council: str, day: date, source_file: str, planted: Iterable[Planted]) -> list[dict[str, object]]:
    """One row a planted error."""
    return [
        {
            "council": council,
            "as_at": day.isoformat(),
            "source_file": source_file,
            "kind": p.kind,
            "risk_ref": p.risk_ref,
            "field": p.field,
            "printed": p.printed,
            "code": p.code,
            "note": p.note,
            "corrected": "",
        }
        for p in planted
    ]
