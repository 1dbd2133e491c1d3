"""Tables of one document put together: summaries with details, actions with their risks, older and closed parts.

`registers` finds the tables; here entries that two of them print become one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz import fuzz

from pipelines.records import Document, Issue
from pipelines.shape.columns import evidence
from pipelines.shape.dates import find_dates
from pipelines.shape.raw import Fate, Raw
from pipelines.shape.splits import split_ref
from pipelines.shape.tables import ENOUGH, SHEETS, Found
from pipelines.shape.text import plain

_GENERIC_SHEET = re.compile(
    r"\brisks?\b|\bsheet\s*\d|\d|\b(?:register|summary|detail|data|page|table|main"
    r"|current|closed|all|open|corporate|strategic)\b",
    re.IGNORECASE,
)
_PERSON_HEADER = re.compile(
    r"owner|officer|author|lead|by$|manager|member|holder|councillor|responsible|contact|sponsor|assign|director|who\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Register:
    """What a document holds of a register; `raws` are its entries in reading order."""

    raws: list[Raw] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    tables: list[Found] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    refusal: str = ""

    def source_rows(self) -> Iterator[dict[str, str | int | None]]:
        """The fate of every row; `entry` is the place of its entry."""
        for fate in self.fates:
            yield {"locator": fate.locator, "fate": fate.fate, "entry": fate.entry, "code": fate.code or None}

    def mappings(self) -> Iterator[dict[str, str | int | None]]:
        """Printed headers and what they became, table by table."""
        seen: Counter[str] = Counter()
        for table in self.tables:
            seen[table.name] += 1
            name = table.name if seen[table.name] == 1 else f"{table.name} ({seen[table.name]})"
            for position, column in enumerate(table.columns, 1):
                yield {
                    "table_name": name,
                    "position": position,
                    "printed": column.printed,
                    "field": column.field or None,
                    "scope": column.scope,
                    "basis": column.basis,
                }

    def people(self, document: Document) -> Iterator[str]:
        """Texts of cells that hold owners, officers and authors, and the document's own author."""
        for raw in self.raws:
            yield from raw.pieces.get("owner", [])
            for header, values in raw.other.items():
                if _PERSON_HEADER.search(header.strip()):
                    yield from values
        for key in ("author", "creator", "last_modified_by", "lastModifiedBy", "owner"):
            yield document.properties.get(key, "")


def why_not(table: Found) -> str:
    """Why a table is no register, in words."""
    if table.weight < ENOUGH:
        printed = ", ".join(c.printed for c in table.columns if c.printed)[:160]
        return f"its columns name too little of a risk ({printed})"
    return "it is no register's table"


def _ref(raw: Raw) -> str:
    return plain(raw.first("risk_ref") or split_ref(raw.first("ref_title"))[0])


def _title(raw: Raw) -> str:
    if raw.first("title"):
        return plain(raw.first("title"))
    return plain(
        split_ref(raw.first("ref_title"))[1]
        if raw.first("ref_title")
        else raw.first("title_text") or raw.first("description") or raw.first("event")
    )


def _twin_of(raw: Raw, earlier: list[tuple[int, Raw]]) -> int | None:
    """The place of an entry of another table that prints the same risk (a summary and its detail)."""
    for place, other in earlier:
        if other.table == raw.table:
            continue
        same_title = bool(_title(raw)) and (fuzz.token_set_ratio(_title(raw), _title(other)) >= 85)
        if _ref(raw) or _ref(other):
            if _ref(raw) == _ref(other) and (same_title or not _title(raw) or not _title(other)):
                return place
        elif _title(raw) and _title(raw) == _title(other) and not (_body(raw) and _body(other)):
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
    mine = {_ref(raw) or _title(raw) for raw in register.raws if raw.table == latest}
    older = {
        name
        for name in dated
        if name != latest
        and len({_ref(r) or _title(r) for r in register.raws if r.table == name} & mine) >= 0.3 * len(mine)
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
        keys = [k for k in (_ref(raw) and f"ref {_ref(raw)}", _title(raw) and f"title {_title(raw)}") if k]
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
    titles = {_title(into), _title(raw)} - {""}
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


def follows(register: Register, table: Found, everything: list[Found]) -> bool:
    """Whether a table of actions stands directly under the entry it belongs to, as Pentana's reports print it."""
    if not register.tables or not register.raws:
        return False
    place = everything.index(table)
    before = everything[place - 1]
    if before is not register.tables[-1] or table.order != before.order:
        return False
    refs = [_ref(raw) for raw in table.loose if _ref(raw)]
    own = _ref(register.raws[-1])
    return (
        not refs or not own or all(ref.startswith(own) or ref not in {_ref(r) for r in register.raws} for ref in refs)
    )


def join_split_cards(everything: list[Found]) -> list[Found]:
    """A card without identity straight after another goes on with it: a page break fell inside the card."""
    out: list[Found] = []
    for table in everything:
        before = out[-1] if out else None
        head = table.raws[0] if table.cards and table.raws else None
        if (
            head is None
            or before is None
            or not before.cards
            or not before.raws
            or before.order != table.order - 1
            or _named(head)
        ):
            out.append(table)
            continue
        into = before.raws[-1]
        for name, values in head.pieces.items():
            for value in values:
                into.add(name, value)
        for name, values in head.other.items():
            into.other.setdefault(name, []).extend(values)
        for name, printed in head.printed.items():
            into.printed.setdefault(name, printed)
            into.orders.setdefault(name, head.orders.get(name, ""))
        into.rows += head.rows
        offset = len(before.raws) - 1
        before.raws += table.raws[1:]
        before.fates += [
            Fate(f.locator, "part" if f.entry == 0 else f.fate, None if f.entry is None else offset + f.entry, f.code)
            for f in table.fates
        ]
        before.columns += [c for c in table.columns if c.printed not in {b.printed for b in before.columns}]
        before.weight = max(before.weight, evidence(before.columns)[0])
        before.order = table.order
    return out


def _named(raw: Raw) -> bool:
    return any(raw.first(name) for name in ("risk_ref", "ref_title", "title", "title_text"))


def join_to_last(register: Register, table: Found) -> None:
    """Join a table of actions to the entry it stands under."""
    place = len(register.raws) - 1
    for fate in table.loose_fates:
        register.fates.append(
            Fate(
                fate.locator,
                "part" if fate.entry is not None else fate.fate,
                place if fate.entry is not None else None,
                fate.code,
            )
        )
    for raw in table.loose:
        _absorb(register.raws[place], raw, table)
    register.tables.append(table)


def _absorb(into: Raw, raw: Raw, table: Found) -> None:
    """Take an action's or control's row into its entry: its texts to their fields, the rest to `other`."""
    for name, values in raw.pieces.items():
        if name in ("controls", "actions"):
            for value in values:
                into.add(name, value)
        elif name != "risk_ref" or not _ref(into):
            printed = next((c.printed for c in table.columns if c.field == name), name)
            into.other.setdefault(printed, []).extend(values)
    for name, values in raw.other.items():
        into.other.setdefault(name, []).extend(values)
    into.rows += raw.rows


def join_by_ref(register: Register, table: Found) -> None:
    """Join a table of actions or controls that names the risks by reference to the entries it names."""
    places = {_ref(raw): i for i, raw in enumerate(register.raws) if _ref(raw)}
    known = sum(1 for raw in table.loose if _ref(raw) in places)
    if not table.loose or known < 0.6 * len(table.loose):
        register.left_out.append((table.name, why_not(table)))
        return
    for fate in table.loose_fates:
        raw = table.loose[fate.entry] if fate.entry is not None else None
        place = places.get(_ref(raw)) if raw is not None else None
        if raw is None:
            register.fates.append(fate)
        elif place is None:
            register.fates.append(Fate(fate.locator, "issue", None, "row_not_understood"))
            register.issues.append(
                Issue(
                    "row_not_understood",
                    "A row names a risk that the register does not hold.",
                    fate.locator,
                    "risk_ref",
                    raw.first("risk_ref"),
                )
            )
        else:
            register.fates.append(Fate(fate.locator, "part", place))
    for raw in table.loose:
        place = places.get(_ref(raw))
        if place is None:
            continue
        _absorb(register.raws[place], raw, table)
    register.tables.append(table)


def refs_from_titles(register: Register) -> None:
    """References printed in front of titles ("SR1 Budget gap") where the register has no column for them."""
    if not register.raws or any(raw.first("risk_ref") or raw.first("ref_title") for raw in register.raws):
        return
    name = (
        "title" if sum(1 for raw in register.raws if raw.first("title")) >= 0.8 * len(register.raws) else "description"
    )
    split = [split_ref(raw.pieces.get(name, [""])[0]) for raw in register.raws]
    refs = [ref for ref, _ in split if ref]
    if len(refs) < 0.8 * len(split) or len({plain(r) for r in refs}) < 0.9 * len(refs) or len(refs) < 2:
        return
    for raw, (ref, rest) in zip(register.raws, split, strict=True):
        if ref:
            raw.pieces["risk_ref"] = [ref]
            raw.pieces[name][0] = rest
