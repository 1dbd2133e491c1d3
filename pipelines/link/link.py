"""Links and departures of every series, register by register in order of date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from pipelines import dictionary, warehouse
from pipelines.link import departures
from pipelines.link.matching import Matches, lead, match
from pipelines.link.rulings import KINDS, NEW, Rulings
from pipelines.link.texts import Entry, entry
from pipelines.settings import SQL

COLUMNS = (
    "entry_id", "register_id", "risk_ref", "title", "description", "controls", "actions", "response",
    "appetite_word", "direction", "other",
)  # fmt: skip
MERGED = "Its words stand in {entry_id} from then on."


@dataclass(frozen=True, slots=True)
class Linked:
    """`links`, `departures`, and the rulings on links and departures with what became of each."""

    links: pl.DataFrame
    departures: pl.DataFrame
    rulings: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Register:
    register_id: str
    council: str
    series: str
    as_at: date
    notes: Sequence[str]


@dataclass
class _Risk:
    risk_id: str
    last: Entry
    seen: int


@dataclass
class _Series:
    """Risks of one series so far, and the rows made of them."""

    rulings: Rulings
    risks: list[_Risk] = field(default_factory=list)
    by_entry: dict[str, _Risk] = field(default_factory=dict)
    links: list[dict[str, Any]] = field(default_factory=list)
    departures: list[dict[str, Any]] = field(default_factory=list)


def link_entries(
    entries: pl.DataFrame,
    registers: pl.DataFrame,
    issues: pl.DataFrame | None = None,
    rulings: pl.DataFrame | None = None,
) -> Linked:
    """Follow each risk through the registers of its council's series.

    A risk keeps its risk_id through renumbering, renaming, rewording and gaps; of a split, the most alike
    part keeps it; of a merger, the entry's own predecessor does. Undated registers and those left out of
    tables over time (withdrawn, replaced, doubles) have no place in the order and so no links.

    Args:
        entries: the table `entries`.
        registers: the table `registers`.
        issues: the table `issues`, whose `value` may quote a line printed beside a register's table.
        rulings: the table `rulings`; rows on links and departures override what is found here.
    """
    with warehouse.connection({"registers": registers, "entries": entries}) as connected:
        standing = warehouse.select_file(connected, SQL / "steps" / "standing_registers.sql")
    notes = _notes(issues)
    rows = _by_register(entries, standing)
    decided = Rulings.of(rulings)
    links: list[dict[str, Any]] = []
    left: list[dict[str, Any]] = []
    for series in standing.sort("council", "series", "as_at").partition_by("council", "series", maintain_order=True):
        told = _Series(decided)
        for number, row in enumerate(series.iter_rows(named=True)):
            now = [entry(e) for e in rows[row["register_id"]]]
            said = [*notes.get(row["register_id"], ()), *departures.lines_beside(now)]
            register = _Register(row["register_id"], row["council"], row["series"], row["as_at"], said)
            _read(told, number, register, now)
        links += told.links
        left += told.departures
    known = frozenset(row["entry_id"] for row in links)
    return Linked(_table("links", links), _table("departures", left), decided.frame(known))


def _table(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    table = dictionary.table(name)
    return table.conform(table.frame(rows))


def _by_register(entries: pl.DataFrame, standing: pl.DataFrame) -> Mapping[str, list[dict[str, Any]]]:
    rows: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    # Sorted, so that the order of rows in a frame cannot change who is linked to whom.
    dated = entries.filter(pl.col("register_id").is_in(standing["register_id"].to_list())).sort("entry_id")
    for row in dated.select(COLUMNS).iter_rows(named=True):
        rows[row["register_id"]].append(row)
    return rows


def _notes(issues: pl.DataFrame | None) -> dict[str, list[str]]:
    if issues is None:
        return {}
    notes: defaultdict[str, list[str]] = defaultdict(list)
    of_registers = issues.filter(pl.col("register_id").is_not_null())
    for row in of_registers.select("register_id", "code", "value", "message").iter_rows(named=True):
        # A risk on a list of closed ones is quoted by its reference alone; the message says where it stands.
        quoted = row["message"] if row["code"] == "closed_in_source" else row["value"]
        if departures.tells_of_departure(quoted):
            notes[row["register_id"]].append(quoted)
    return notes


def _read(series: _Series, number: int, register: _Register, entries: list[Entry]) -> None:
    before = [risk for risk in series.risks if risk.seen == number - 1]
    candidates = before + [risk for risk in series.risks if risk.seen < number - 1]
    ruled = _ruled(series, number, register, entries, candidates)
    found = match(entries, [risk.last for risk in candidates], [risk.seen == number - 1 for risk in candidates], ruled)
    _told_mergers(register, entries, candidates, number, ruled, found)
    taken_in = {c: entries[at].entry_id for at, others in found.merged.items() for c in others}
    previous = {id(risk): risk.last for risk in candidates}
    for at, now in enumerate(entries):
        risk = candidates[found.pairs[at]] if at in found.pairs else None
        source = risk or (candidates[found.split[at]] if at in found.split else None)
        series.links.append(_link(now, at, previous[id(source)] if source else None, risk, found, at in ruled))
        if risk is None:
            risk = _Risk(now.entry_id, now, number)
            series.risks.append(risk)
        else:
            risk.last, risk.seen = now, number
        series.by_entry[now.entry_id] = risk
    merged_into = {candidates[c].risk_id: by for c, by in taken_in.items()}
    for risk in before:
        if risk.seen != number:
            series.departures.append(_departure(series, register, risk, merged_into.get(risk.risk_id)))


def _ruled(
    series: _Series, number: int, register: _Register, entries: Sequence[Entry], candidates: Sequence[_Risk]
) -> dict[int, int | None]:
    ruled: dict[int, int | None] = {}
    named = series.rulings.entries("link")
    for at, now in enumerate(entries):
        ruling = series.rulings.on("link", now.entry_id) if number and now.entry_id in named else None
        if ruling is None:
            continue
        known = {risk.last.entry_id: c for c, risk in enumerate(candidates)}
        if ruling["value"] == NEW:
            ruled[at] = None
            series.rulings.settle(ruling, True, f"Applied: {now.entry_id} continues no earlier entry.")
        elif ruling["value"] in known:
            ruled[at] = known[ruling["value"]]
            series.rulings.settle(ruling, True, f"Applied: {now.entry_id} continues {ruling['value']}.")
        elif ruling["value"] in series.by_entry:
            last = series.by_entry[ruling["value"]].last.entry_id
            series.rulings.settle(
                ruling,
                False,
                f"Not applied: {ruling['value']} is continued by {last} before {register.as_at}.",
            )
        else:
            series.rulings.settle(
                ruling,
                False,
                f"Not applied: {ruling['value']} is not earlier in {register.council} {register.series}.",
            )
    return ruled


def _told_mergers(
    register: _Register, entries: Sequence[Entry], candidates: Sequence[_Risk], number: int,
    ruled: Mapping[int, int | None], found: Matches,
) -> None:  # fmt: skip
    """Mergers that the register tells of in words: a gone risk, a merging word and an entry that goes on."""
    told = {c for others in found.merged.values() for c in others}
    gone = [
        c for c, risk in enumerate(candidates)
        if risk.seen == number - 1 and c not in found.pairs.values() and c not in told
    ]  # fmt: skip
    for c in gone:
        kind, note = departures.told(candidates[c].last, register.notes)
        if kind != "merged":
            continue
        heirs = [
            at for at, heir in found.pairs.items()
            if departures.speaks_of(note, entries[at]) or departures.speaks_of(note, candidates[heir].last)
        ]  # fmt: skip
        if len(heirs) == 1:
            found.merged.setdefault(heirs[0], []).append(c)
            if heirs[0] not in ruled:
                lead(entries[heirs[0]], [risk.last for risk in candidates], heirs[0], found)


def _link(now: Entry, at: int, before: Entry | None, risk: _Risk | None, found: Matches, ruled: bool) -> dict[str, Any]:
    basis = "ruling" if ruled else "text"
    if before is None:
        changes = {"ref_changed": False, "title_changed": False, "text_changed": False}
        return {"entry_id": now.entry_id, "risk_id": now.entry_id, "kind": "new", "basis": basis, **changes}
    changes = {
        "ref_changed": bool(now.reference and before.reference) and now.reference != before.reference,
        "title_changed": bool(now.title and before.title) and now.title != before.title,
        "text_changed": (now.description, now.response) != (before.description, before.response),
    }
    shared_reference = bool(now.reference) and now.reference == before.reference
    return {
        "entry_id": now.entry_id,
        "risk_id": risk.risk_id if risk else now.entry_id,
        "previous_entry_id": before.entry_id,
        "kind": _kind(at, found, changes),
        "similarity": min(1.0, found.similarity[at]),
        "basis": "ruling" if ruled else "reference" if shared_reference else "text",
        **changes,
    }


def _kind(at: int, found: Matches, changes: Mapping[str, bool]) -> str:
    if at in found.merged:
        return "merged"
    if at in found.split or found.pairs[at] in found.split.values():
        return "split"
    kinds: Iterable[tuple[str, str]] = (
        ("ref_changed", "renumbered"), ("title_changed", "renamed"), ("text_changed", "reworded"),
    )  # fmt: skip
    return next((kind for flag, kind in kinds if changes[flag]), "same")


def _departure(series: _Series, register: _Register, risk: _Risk, merged_into: str | None) -> dict[str, Any]:
    kind, basis = departures.told(risk.last, register.notes)
    if merged_into is not None and kind in ("not_shown", "closed"):
        kind, basis = "merged", MERGED.format(entry_id=merged_into)
    ruling = series.rulings.on("departure", risk.last.entry_id)
    if ruling is not None and ruling["value"] in KINDS:
        outcome = f"Applied: {ruling['value']} instead of {kind}." if kind != ruling["value"] else "Applied."
        series.rulings.settle(ruling, True, outcome)
        kind, basis = ruling["value"], f"Ruling {ruling['ruling_id']}: {ruling['reason']}"
    elif ruling is not None:
        series.rulings.settle(ruling, False, f"Not applied: {ruling['value']!r} is no kind of departure.")
    return {
        "risk_id": risk.risk_id,
        "last_entry_id": risk.last.entry_id,
        "council": register.council,
        "series": register.series,
        "as_at": register.as_at,
        "kind": kind,
        "basis": basis,
    }
