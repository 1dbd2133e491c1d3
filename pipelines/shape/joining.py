"""Tables of one document put together: summaries with details, actions with their risks, older and closed parts.

`registers` finds the tables; here entries that two of them print become one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.records import Document, Issue
from pipelines.shape.columns import evidence
from pipelines.shape.raw import Fate, Raw, ref_of
from pipelines.shape.tables import ENOUGH, Found

_PERSON_HEADER = re.compile(
    r"owner|officer|author|lead|by$|manager|member|holder|councillor|responsible|contact|sponsor|assign|director|who\b",
    re.IGNORECASE,
)


_OTHER_LOG = re.compile(
    r"\b(?:issues?|assumptions?|dependenc\w+|decisions?|lessons|changes|opportunities)\b", re.IGNORECASE
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


def follows(register: Register, table: Found, everything: list[Found]) -> bool:
    """Whether a table of actions stands directly under the entry it belongs to, as Pentana's reports print it."""
    if not register.tables or not register.raws:
        return False
    place = everything.index(table)
    before = everything[place - 1]
    if before is not register.tables[-1] or table.order != before.order:
        return False
    refs = [ref_of(raw) for raw in table.loose if ref_of(raw)]
    own = ref_of(register.raws[-1])
    return (
        not refs or not own or all(ref.startswith(own) or ref not in {ref_of(r) for r in register.raws} for ref in refs)
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
        elif name != "risk_ref" or not ref_of(into):
            printed = next((c.printed for c in table.columns if c.field == name), name)
            into.other.setdefault(printed, []).extend(values)
    for name, values in raw.other.items():
        into.other.setdefault(name, []).extend(values)
    into.rows += raw.rows


def join_by_ref(register: Register, table: Found) -> None:
    """Join a table of actions or controls that names the risks by reference to the entries it names."""
    if _OTHER_LOG.search(table.name):
        register.left_out.append((table.name, "its name says that it lists something else than risks"))
        return
    places = {ref_of(raw): i for i, raw in enumerate(register.raws) if ref_of(raw)}
    known = sum(1 for raw in table.loose if ref_of(raw) in places)
    if not table.loose or known < 0.6 * len(table.loose):
        register.left_out.append((table.name, why_not(table)))
        return
    for fate in table.loose_fates:
        raw = table.loose[fate.entry] if fate.entry is not None else None
        place = places.get(ref_of(raw)) if raw is not None else None
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
        place = places.get(ref_of(raw))
        if place is None:
            continue
        _absorb(register.raws[place], raw, table)
    register.tables.append(table)
