"""What a user of the sample set owns: `registers/riskshift/`, with councils, events and needs.

Two councils are left without configuration on purpose: they show what the defaults do.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from samples.councils import HOUSES
from samples.house import Told
from samples.series import Series
from samples.truth import write_rows

HEADING = "# {name}: an invented sample council.\n"


def write_configuration(registers: Path, stories: Mapping[str, tuple[Series, Told]]) -> None:
    """Write COUNCIL.toml for those that have one, and events.csv."""
    folder = registers / "riskshift"
    folder.mkdir(parents=True, exist_ok=True)
    events: list[dict[str, object]] = []
    for house in HOUSES:
        series, told = stories[house.id]
        days = [s.as_at for s in series.snapshots]
        events += [
            {"date": day.isoformat(), "council": house.id, "label": label, "kind": kind}
            for day, label, kind in house.events(days, told)
        ]
        if house.configuration is None:
            continue
        top = (
            f'name = "{house.name}"\nkind = "{house.kind}"\nnation = "{house.nation}"\n'
            f'licence = "Invented sample data"\nfolders = ["{house.id}"]\n\n'
        )
        text = HEADING.format(name=house.name) + top + house.configuration(days)
        (folder / f"{house.id}.toml").write_text(text, encoding="utf-8")
    write_rows(folder / "events.csv", sorted(events, key=lambda e: (str(e["date"]), str(e["council"]))))
