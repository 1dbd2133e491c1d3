"""Raw entries of a whole document settled: printed twice, closed, of an older sheet, named by their sheet.

Afterwards each entry stands once, and every row's fate points at it.
"""

from __future__ import annotations

import re
from datetime import date

from rapidfuzz import fuzz

from pipelines.records import Document, Issue
from pipelines.shape.dates import find_dates
from pipelines.shape.joining import Register
from pipelines.shape.raw import Fate, Raw, ref_of, title_of
from pipelines.shape.tables import SHEETS
from pipelines.shape.text import plain

_GENERIC_SHEET = re.compile(
    r"\brisks?\b|\bsheet\s*\d|\d|\b(?:register|summary|detail|data|page|table|main"
    r"|current|closed|all|open|corporate|strategic)\b",
    re.IGNORECASE,
)


def _twin_of(raw: Raw, earlier: list[tuple[int, Raw]]) -> int | None:
    """The place of an entry of another table that prints the same risk (a summary and its detail)."""
    for place, other in earlier:
        if other.table == raw.table:
            continue
        same_title = bool(title_of(raw)) and (fuzz.token_set_ratio(title_of(raw), title_of(other)) >= 85)
        if ref_of(raw) or ref_of(other):
            if ref_of(raw) == ref_of(other) and (same_title or not title_of(raw) or not title_of(other)):
                return place
        elif title_of(raw) and title_of(raw) == title_of(other) and not (_body(raw) and _body(other)):
            return place
    return None


def _body(raw: Raw) -> str:
    return (
        raw.first("description")
        or raw.first("title_text")
        or raw.first("cause")
        or raw.first("event")
        or raw.first("consequence")
    )


def older_sheets(register: Register, document: Document) -> None:
    """Keep the latest of several dated sheets that hold the same risks; the others are older states."""
    if document.format not in SHEETS:
        return
    dated: dict[str, date] = {}
    for name in {raw.table for raw in register.raws}:
        days = [day for day, *_ in find_dates(name) if day]
        if days:
            dated[name] = max(days)
    if len(dated) < 2:
        return
    latest = max(dated, key=lambda name: dated[name])
    mine = {ref_of(raw) or title_of(raw) for raw in register.raws if raw.table == latest}
    older = {
        name
        for name in dated
        if name != latest
        and len({ref_of(r) or title_of(r) for r in register.raws if r.table == name} & mine) >= 0.3 * len(mine)
    }
    if not older:
        return
    register.issues.append(
        Issue(
            "older_sheet",
            f"The sheets {', '.join(sorted(older))} hold earlier states of the register on "
            f"{latest}; publish them as files of "
            "their own to have them read.",
            latest,
            value=", ".join(sorted(older)),
        )
    )
    keep = [i for i, raw in enumerate(register.raws) if raw.table not in older]
    number = {old: new for new, old in enumerate(keep)}
    register.raws = [register.raws[i] for i in keep]
    register.fates = [
        fate
        if fate.entry is None
        else Fate(fate.locator, fate.fate, number[fate.entry], fate.code)
        if fate.entry in number
        else Fate(fate.locator, "issue", None, "older_sheet")
        for fate in register.fates
    ]


def areas_from_sheets(register: Register, document: Document) -> None:
    """Sheets named after directorates or themes give the area where no column or heading does."""
    names = {raw.table for raw in register.raws}
    if document.format not in SHEETS or len(names) < 2 or any(_GENERIC_SHEET.search(name) for name in names):
        return
    for raw in register.raws:
        raw.section = raw.section or raw.table


def settle(register: Register) -> None:
    """Join entries printed twice, set closed risks aside, and renumber fates."""
    by_key: dict[str, list[tuple[int, Raw]]] = {}
    target: dict[int, int] = {}
    dropped: set[int] = set()
    several = len({raw.table for raw in register.raws}) > 1
    for i, raw in enumerate(register.raws):
        if raw.closed:
            dropped.add(i)
            register.issues.append(
                Issue(
                    "closed_in_source",
                    f"{raw.first('risk_ref') or raw.first('title') or 'The risk'} is listed as closed; it is no entry.",
                    "; ".join(raw.rows),
                    "risk_ref",
                    raw.first("risk_ref") or raw.first("title")[:80],
                )
            )
            continue
        keys = [k for k in (ref_of(raw) and f"ref {ref_of(raw)}", title_of(raw) and f"title {title_of(raw)}") if k]
        if several:
            place = _twin_of(raw, [x for key in keys for x in by_key.get(key, [])])
            if place is not None:
                _merge(register.raws[place], raw)
                target[i] = place
                continue
        for key in keys:
            by_key.setdefault(key, []).append((i, raw))
    kept = [i for i in range(len(register.raws)) if i not in target and i not in dropped]
    number = {old: new for new, old in enumerate(kept)}
    fates = []
    for fate in register.fates:
        if fate.entry is None:
            fates.append(fate)
        elif fate.entry in dropped:
            fates.append(Fate(fate.locator, "issue", None, "closed_in_source"))
        elif fate.entry in target:
            fates.append(Fate(fate.locator, "part", number[target[fate.entry]]))
        else:
            fates.append(Fate(fate.locator, fate.fate, number[fate.entry]))
    register.raws = [register.raws[i] for i in kept]
    register.fates = fates


def _merge(into: Raw, raw: Raw) -> None:
    """Fill an entry with what its second printing adds; the longer text of a field stands."""
    titles = {title_of(into), title_of(raw)} - {""}
    for one, other in ((into, raw), (raw, into)):
        if other.first("title") and not one.first("title"):
            for name in ("description", "event"):
                one.pieces[name] = [v for v in one.pieces.get(name, []) if plain(v) not in titles]
    for name, values in raw.pieces.items():
        held = into.pieces.get(name)
        if not held or (
            sum(map(len, values)) > sum(map(len, held))
            and not name.startswith(("likelihood", "impact", "score", "risk_ref"))
        ):
            into.pieces[name] = values
            into.orders.setdefault(name, raw.orders.get(name, ""))
            into.printed.setdefault(name, raw.printed.get(name, name))
    for name, values in raw.other.items():
        into.other.setdefault(name, values)
    into.rows += raw.rows
