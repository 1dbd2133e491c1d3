"""Write the invented sample registers, their configuration and their truth.

    python -m samples.generate [--seed N] [--out FOLDER] [--format-of-everything xlsx]

The same seed gives the same bytes. Without `--out` the repository's own set is rewritten:
`samples/registers/` and `samples/truth/`; with it, `FOLDER/registers/` and `FOLDER/truth/`.
"""

from __future__ import annotations

import argparse
import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from samples import columns as col
from samples import plants, story, truth
from samples.configuration import write_configuration
from samples.councils import HOUSES
from samples.house import House, Told
from samples.model import Column, Entry, Score, Sheet, in_words
from samples.series import Series, Snapshot
from samples.truth import Truth
from samples.writers import write

HERE = Path(__file__).parent
SERIES = "corporate"


def told_series(house: House, seed: int) -> tuple[Series, Told]:
    """A council's story told to its end, planted errors included."""
    rng = random.Random(f"{seed}:{house.id}")
    topics = [t for t in house.bank().values() if house.pool(t)]
    rng.shuffle(topics)
    days = house.days(rng)
    series = Series(
        rng,
        topics,
        house.voice,
        house.matrix,
        house.ref_form,
        progress=house.progress,
        appetites=house.appetites,
        twins=house.twins() if house.twins else None,
    )
    return series, house.tell(series, days)


def count_line(house: House, snapshot: Snapshot) -> tuple[str, ...]:
    """Title lines of one register; a planted wrong count stands in the place of the right one."""
    said = [line for line in snapshot.preamble if line.startswith("count:")]
    count = int(said[0].removeprefix("count:")) if said else len(snapshot.entries)
    rest = tuple(line for line in snapshot.preamble if not line.startswith("count:"))
    return (*house.preamble(snapshot.as_at, count), *rest)


def sheet_of(house: House, snapshot: Snapshot, series: Series) -> Sheet:
    """One register laid out as the council lays it out at that date."""
    days = [s.as_at for s in series.snapshots]
    return Sheet(
        council=house.name,
        title=f"{house.name} {house.title}, {in_words(snapshot.as_at)}",
        as_at=snapshot.as_at,
        columns=house.columns(snapshot.as_at, days),
        entries=tuple(snapshot.entries),
        preamble=count_line(house, snapshot),
        closing=tuple(snapshot.closing),
    )


def withdrawn(snapshot: Snapshot, rng: random.Random) -> Snapshot:
    """The register as it was first published: three residual scores wrong."""
    entries = list(snapshot.entries)
    for at in rng.sample(range(len(entries)), 3):
        right = entries[at].residual
        factor = 1 + right.likelihood % 5
        entries[at] = replace(entries[at], residual=Score(factor, right.impact, factor * right.impact))
    return replace(snapshot, entries=entries, status="withdrawn")


def write_council(house: House, seed: int, registers: Path, found: Truth, form: str = "") -> tuple[Series, Told]:
    """One council's registers and truth; `form` writes every file in that format instead of its own."""
    series, told = told_series(house, seed)
    rng = random.Random(f"{seed}:{house.id}:plants")
    days = [s.as_at for s in series.snapshots]
    planted: dict[int, list[plants.Planted]] = {}
    for plant in house.plants:
        at = plant.quarter % len(series.snapshots)
        planted.setdefault(at, []).append(plants.KINDS[plant.kind](series.snapshots[at], rng))
    for at, snapshot in enumerate(series.snapshots):
        editions = [snapshot]
        if at == house.withdrawn:
            snapshot.status = "corrected"
            editions = [withdrawn(snapshot, rng), snapshot]
        for edition in editions:
            sheet = sheet_of(house, edition, series)
            name = house.file_name(edition.as_at, days)
            layout = house.layout(edition.as_at, days)
            if edition.status:
                name = f"{Path(name).stem}-{edition.status}{Path(name).suffix}"
            if form:
                name, layout = f"{Path(name).stem}.{form}", "table"
            source_file = f"{house.id}/{name}"
            write(sheet, registers / source_file, layout)
            found.entries += truth.entry_rows(house.id, SERIES, edition, sheet, source_file)
        found.planted += truth.planted_rows(house.id, snapshot.as_at, source_file, planted.get(at, ()))
        if house.twin:
            name, sheet = house.twin(snapshot)
            name = f"{Path(name).stem}.{form}" if form else name
            write(sheet, registers / house.id / name)
            found.twins += truth.twin_rows(house.id, SERIES, sheet, f"{house.id}/{name}", source_file)
    found.links += truth.link_rows(house.id, SERIES, series.snapshots)
    found.departures += truth.departure_rows(house.id, SERIES, series.departures)
    found.stories.append(story.story_row(house.id, SERIES, told, series.snapshots))
    return series, told


PLAIN: tuple[Column, ...] = (
    col.ref("Risk ref"),
    col.title("Risk title"),
    col.description("Risk description"),
    col.controls("Existing controls"),
    col.actions("Planned actions"),
    col.response("Response"),
    *(
        col.factor(f"{level_name} {name}", level, name)
        for level, level_name in (("inherent", "Inherent"), ("residual", "Residual"), ("target", "Target"))
        for name in ("likelihood", "impact", "score")
    ),
    col.direction("Direction of travel"),
    col.owner("Risk owner"),
)


def write_as(
    form: str,
    entries: Sequence[Entry],
    path: Path,
    layout: str = "table",
    *,
    columns: Sequence[Column] = PLAIN,
    council: str = "Example Borough Council",
    as_at: str = "2025-06-30",
) -> Sheet:
    """Write entries in any format and layout, so that tests can hold readers to identical results.

    Args:
        form: xlsx, xls, ods, csv, tsv, docx, html or pdf; must agree with the path's ending.
        entries: what to write.
        path: where to.
        layout: table; for xlsx also cover, for pdf also cards and unruled.
        columns: the layout's columns.
        council: name printed at the top.
        as_at: date printed at the top, ISO.

    Returns:
        The sheet that was written; `samples.truth.printed(sheet, entry)` gives an entry's expected row.

    Raises:
        ValueError: for a format and layout that no writer knows.
    """
    day = date.fromisoformat(as_at)
    title = f"{council} Corporate Risk Register, {in_words(day)}"
    sheet = Sheet(council, title, day, tuple(columns), tuple(entries))
    write(sheet, path if path.suffix == f".{form}" else path.with_suffix(f".{form}"), layout)
    return sheet


def generate(seed: int, out: Path, form: str = "") -> Truth:
    """Write `out/registers` and `out/truth` anew and give the truth."""
    registers = out / "registers"
    for house in HOUSES:
        if (registers / house.id).exists():
            shutil.rmtree(registers / house.id)
    found = Truth()
    stories = {house.id: write_council(house, seed, registers, found, form) for house in HOUSES}
    write_configuration(registers, stories, found)
    found.write(out / "truth")
    return found


def main(words: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m samples.generate", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="another seed tells the same kinds of stories anew")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for registers/ and truth/")
    parser.add_argument(
        "--format-of-everything", default="", metavar="FORMAT", help="write every file as xlsx, csv ..."
    )
    given = parser.parse_args(words)
    found = generate(given.seed, given.out, given.format_of_everything)
    print(f"{len(found.entries)} entries of {len(HOUSES)} invented councils in {given.out / 'registers'}")


if __name__ == "__main__":
    main()
