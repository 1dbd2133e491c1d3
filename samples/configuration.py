"""What a user of the sample set owns: `registers/riskshift/` with councils and decisions.

Two councils are left without configuration on purpose: they show what the defaults do. Every decision is an
example, dated and reasoned, of what such a row is for; none is needed for the stories to be seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from samples.councils import HOUSES
from samples.house import Told
from samples.series import Series
from samples.truth import Truth, slug, write_rows

HEADING = "# {name}: an invented sample council.\n"
DECIDED = "2026-10-15"
BY = "Risk manager (invented)"
NEEDS = (
    ("harrowmere", "loneliness", "Older people's forum, spring meeting (invented)", 2),
    ("strathcairn", "loneliness", "Community council survey (invented)", 3),
    ("ashcombe-vale", "transport", "Parish transport meeting (invented)", 2),
    ("port-kestrel", "transport", "Youth assembly (invented)", 4),
)


def write_configuration(registers: Path, stories: Mapping[str, tuple[Series, Told]], found: Truth) -> None:
    """Write COUNCIL.toml for those that have one, and the five CSV files beside them."""
    folder = registers / "riskshift"
    folder.mkdir(parents=True, exist_ok=True)
    for house in HOUSES:
        if house.configuration is None:
            continue
        days = [s.as_at for s in stories[house.id][0].snapshots]
        keys = (
            f'name = "{house.name}"\nkind = "{house.kind}"\nnation = "{house.nation}"\n'
            f'licence = "Invented sample data"\nfolders = ["{house.id}"]\n'
        )
        own = house.configuration(days)
        gap = "" if own.startswith("names") else "\n"
        text = HEADING.format(name=house.name) + keys + gap + own
        (folder / f"{house.id}.toml").write_text(text, encoding="utf-8", newline="\n")
    write_rows(folder / "events.csv", events(stories))
    write_rows(folder / "needs.csv", needs(stories))
    write_rows(folder / "corrections.csv", corrections(registers, found))
    write_rows(folder / "rulings.csv", rulings(found))
    write_rows(folder / "waivers.csv", waivers())


def events(stories: Mapping[str, tuple[Series, Told]]) -> list[dict[str, object]]:
    """Elections and other dates that charts mark."""
    rows: list[dict[str, object]] = []
    for house in HOUSES:
        series, told = stories[house.id]
        days = [s.as_at for s in series.snapshots]
        rows += [
            {"date": day.isoformat(), "council": house.id, "label": label, "kind": kind}
            for day, label, kind in house.events(days, told)
        ]
    return sorted(rows, key=lambda row: (str(row["date"]), str(row["council"])))


def needs(stories: Mapping[str, tuple[Series, Told]]) -> list[dict[str, object]]:
    """Needs that communities named, in fields where no sample council enables anything."""
    return [
        {
            "council": council,
            "need": need,
            "area": "operations",
            "date": stories[council][0].snapshots[quarter].as_at.isoformat(),
            "source": source,
        }
        for council, need, source, quarter in NEEDS
    ]


def corrections(registers: Path, found: Truth) -> list[dict[str, object]]:
    """An override of a planted misprint and a flag on another; each guarded by what the source prints."""
    rows: list[dict[str, object]] = []
    for planted in found.planted:
        if planted["kind"] != "factors_do_not_multiply":
            continue
        sha = hashlib.sha256((registers / str(planted["source_file"])).read_bytes()).hexdigest()
        override = planted["council"] == "ashcombe-vale"
        factors, _, printed = str(planted["printed"]).partition("=")
        likelihood, _, impact = factors.partition("x")
        product = f"{int(likelihood) * int(impact)}"
        if override:
            planted["corrected"] = product
        rows.append(
            {
                "correction_id": f"C{len(rows) + 1}",
                "source_sha256": sha,
                "risk_ref": planted["risk_ref"],
                "field": "score_residual",
                "action": "override" if override else "flag",
                "value": product if override else "",
                "expect": printed,
                "date": DECIDED,
                "by": BY,
                "reason": "The risk team confirmed the factors; the product was mistyped."
                if override
                else "Factors and score do not agree; the risk team has been asked.",
            }
        )
    return rows


def rulings(found: Truth) -> list[dict[str, object]]:
    """A ruling on a departure that no register explains, and one that confirms a merger."""
    rows: list[dict[str, object]] = []
    for departure in found.departures:
        if str(departure["basis"]).startswith("ruling: "):
            entry = entry_id(departure, "last_as_at", "risk_ref")
            rows.append(ruling("departure", entry, str(departure["kind"]), str(departure["basis"])[8:]))
    merged = next(row for row in found.links if row["kind"] == "merged")
    rows.append(
        ruling(
            "link",
            entry_id(merged, "as_at", "risk_ref"),
            entry_id(merged, "previous_as_at", "previous_ref"),
            "The note below the register names both former risks; the first one leads.",
        )
    )
    return [{"ruling_id": f"R{at}", **row} for at, row in enumerate(rows, start=1)]


def ruling(kind: str, entry: str, value: str, reason: str) -> dict[str, object]:
    """One row without its id."""
    return {
        "kind": kind,
        "entry_id": entry,
        "value": value,
        "expect": "",
        "date": DECIDED,
        "by": BY,
        "reason": reason,
    }


def entry_id(row: Mapping[str, object], day: str, ref: str) -> str:
    """COUNCIL.SERIES.DATE.REF as the tables have it."""
    return f"{row['council']}.{row['series']}.{row[day]}.{slug(str(row[ref]))}"


def waivers() -> list[dict[str, object]]:
    """A known repetition of references is let pass until the council's next register but one."""
    return [
        {
            "waiver_id": "W1",
            "table_name": "entries",
            "expectation": "reference_unique",
            "row_key": "",
            "expires": "2027-03-31",
            "date": DECIDED,
            "by": BY,
            "reason": "Two councils know of a reference that stands twice; the next registers mend it.",
        }
    ]
