"""The whole way from a folder of registers to a publication, in plain Python: who calls whom, and with what.

A stage is a function from `Work` and the tables made so far to new tables; `STAGES` puts them in order. The
Dagster assets call the same functions one by one. What is only wrapped here stands in the stage's package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import dictionary, judge, link, shape, shards, shift, site, sources
from pipelines.catalogue.council import Council
from pipelines.catalogue.rulings import load_events, load_needs
from pipelines.errors import NothingRead
from pipelines.judge import tag
from pipelines.publish import publication
from pipelines.publish.history import history
from pipelines.publish.manifest import Run
from pipelines.settings import Settings
from pipelines.work import Work

Tables = Mapping[str, pl.DataFrame]
Made = dict[str, pl.DataFrame]

INTERNAL = {"reading_issues": "issues", "stance_rulings": "rulings", "link_rulings": "rulings"}
"""Frames between stages that are not published, and the published table whose columns they have."""


def schema_of(name: str) -> dictionary.Table:
    """What the dictionary says of a table, published or internal."""
    return dictionary.table(INTERNAL.get(name, name))


@dataclass(frozen=True, slots=True)
class Stage:
    """One step: what it reads, what it makes, and the function that does it."""

    name: str
    reads: tuple[str, ...]
    makes: tuple[str, ...]
    run: Callable[[Work, Tables], Made]


def combine(work: Work, _: Tables) -> Made:
    """Readings to whole tables, with corrections applied and areas, needs and appetite levels tagged.

    Raises:
        NothingRead: no file gave an entry.
    """
    readings = []
    found = work.folder.sources
    for done, source in enumerate(found):
        work.tell("reading", done, len(found))
        readings += work.readings.of(source)
    made = shape.combine(readings, work.councils, work.corrections)
    made["reading_issues"] = made.pop("issues")
    made["entries"] = tag.tag(made["entries"], work.councils)
    if made["entries"].is_empty():
        raise NothingRead(
            f"none of its {len(found)} files gave an entry.",
            where=work.settings.registers,
            remedy="See what each file was taken for with: riskshift read FILE",
        )
    return made


def councils(work: Work, tables: Tables) -> Made:
    """Councils that are configured or read, with what is known of them."""
    read = (
        tables["registers"]
        .group_by("council")
        .agg(pl.len().cast(pl.Int64).alias("registers"), pl.col("as_at").max().alias("last_as_at"))
    )
    seen = {row["council"]: row for row in read.iter_rows(named=True)}
    rows = []
    for council_id in sorted({*seen, *work.councils}):
        council = work.councils.get(council_id, Council(id=council_id, configured=False))
        rows.append(
            {
                "council": council_id,
                "name": council.name or council_id.replace("-", " ").title(),
                "kind": council.kind or None,
                "nation": council.nation or None,
                "licence": council.licence or None,
                "source_url": council.source_url or None,
                "configured": council.configured,
                "unconfirmed": council.unconfirmed,
                "registers": seen.get(council_id, {}).get("registers", 0),
                "last_as_at": seen.get(council_id, {}).get("last_as_at"),
            }
        )
    return {"councils": dictionary.table("councils").frame(rows)}


def told(work: Work, _: Tables) -> Made:
    """The user's events and needs, as their files say."""
    return {"events": load_events(work.own / "events.csv"), "needs": load_needs(work.own / "needs.csv")}


def rules(work: Work, _: Tables) -> Made:
    """The rulebook as a table."""
    return {"rules": work.rulebook.rules}


def classify(work: Work, tables: Tables) -> Made:
    """Stances with their evidence."""
    judged = judge.classify(
        tables["entries"], work.rulebook, work.rulings, work.settings.verdicts, shards.engine(work.settings)
    )
    return {
        "classifications": judged.classifications,
        "evidence": judged.evidence,
        "stance_rulings": judged.rulings,
    }


def connect(work: Work, tables: Tables) -> Made:
    """Each entry and the one it continues."""
    linked = link.link_entries(tables["entries"], tables["registers"], tables["reading_issues"], work.rulings)
    return {"links": linked.links, "departures": linked.departures, "link_rulings": linked.rulings}


def rulings(_: Work, tables: Tables) -> Made:
    """Every ruling with what became of it."""
    return {"rulings": pl.concat([tables["stance_rulings"], tables["link_rulings"]]).sort("ruling_id")}


def measure(work: Work, tables: Tables) -> Made:
    """Shares, changes and everything else over time."""
    published = pl.read_parquet(work.baseline) if work.baseline else None
    return shift.measure(tables, work.councils, published, shift.read_accuracy())


MEASURES = (
    "stance_by_period",
    "stance_corrected",
    "shifts",
    "flips",
    "themes_by_period",
    "appetite",
    "headroom",
    "blue_oceans",
    "caveats",
)
STAGES = (
    Stage(
        "combine",
        (),
        ("documents", "source_rows", "header_mappings", "registers", "entries", "reading_issues", "corrections"),
        combine,
    ),
    Stage("councils", ("registers",), ("councils",), councils),
    Stage("told", (), ("events", "needs"), told),
    Stage("rules", (), ("rules",), rules),
    Stage("classify", ("entries", "rules"), ("classifications", "evidence", "stance_rulings"), classify),
    Stage("connect", ("entries", "registers", "reading_issues"), ("links", "departures", "link_rulings"), connect),
    Stage("rulings", ("stance_rulings", "link_rulings"), ("rulings",), rulings),
    Stage(
        "measure",
        ("registers", "entries", "classifications", "evidence", "links", "departures", "needs", "reading_issues"),
        MEASURES,
        measure,
    ),
)


def ordered(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """A table in its own columns and order: as printed where reading order speaks, by key otherwise."""
    table = schema_of(name)
    conformed = table.conform(frame)
    return conformed if name in AS_PRINTED else conformed.sort(table.primary_key, maintain_order=True)


AS_PRINTED = {"documents", "source_rows", "header_mappings", "entries", "reading_issues", "issues"}


def tables(work: Work) -> Made:
    """Every table up to the gate, stage by stage."""
    made: Made = {}
    for number, stage in enumerate(STAGES):
        work.tell(stage.name, number, len(STAGES))
        for name, frame in stage.run(work, made).items():
            made[name] = ordered(name, frame)
    return made


def write(folder: Path, made: Tables) -> dict[str, Path]:
    """Tables as Parquet files by name, each written whole."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in made.items():
        frame.write_parquet(folder / f"{name}.tmp")
        (folder / f"{name}.tmp").replace(folder / f"{name}.parquet")
    return {name: folder / f"{name}.parquet" for name in made}


def publish(work: Work, parquets: Mapping[str, Path], run: Run) -> Path:
    """Build the publication of these tables aside and show it; returns its folder."""
    public = {name: parquets[name] for name in dictionary.names()}

    def build_site(folder: Path) -> None:
        frames = {name: pl.read_parquet(path) for name, path in public.items()}
        site.build(frames, folder, provenance(work))

    return publication.publish(work, public, build_site, run)


ROOTS = {"combine": "register files", "told": "files that councils own", "rules": "rulebook files"}
"""What the stages that read no table start from."""


def provenance(work: Work) -> site.Provenance:
    """What pages say of where they come from: hashes and edges, never clocks."""
    edges = [
        site.Edge(read, made, (stage.run.__doc__ or "").partition("\n")[0])
        for stage in STAGES
        for read in stage.reads or (ROOTS[stage.name],)
        for made in stage.makes
    ]
    return site.Provenance(
        publication_id=work.publication_id,
        rulebook_version=work.rulebook.version,
        lineage=tuple(edges),
        descriptions={
            "register files": "Registers as councils published them, kept by hash and never changed.",
            "files that councils own": "Events and needs, in files that a council writes.",
            "rulebook files": "The rules of stance, one row each, with what they must and must not match.",
            "reading_issues": "Oddities found on reading, before those that the checks add.",
            "stance_rulings": "People's verdicts on stances, with what became of them.",
            "link_rulings": "People's verdicts on who is who, with what became of them.",
        },
        accuracy=accuracy(),
        history=history(work.settings.publications).filter(pl.col("publication_id") != work.publication_id),
        previous=work.published / "site" if work.published else None,
    )


def accuracy() -> site.Accuracy | None:
    """How often the rules agree with people, as the counts kept with the rulebook say; None without any."""
    counted = shift.read_accuracy()
    if counted is None or counted.is_empty():
        return None
    rows = counted.to_dicts()
    basis = "; ".join(sorted({f"{row['source']} (hash {row['data_hash'][:12]}, {row['date']})" for row in rows}))
    return site.Accuracy({(row["truth"], row["verdict"]): row["n"] for row in rows}, f"{basis}.")


Gate = Callable[[Work, Tables], Made]
"""Checks tables and gives `issues`, `checks`, `failing_rows`, `waivers`; raises GateBlocked."""


def checked(work: Work, gate: Gate) -> dict[str, Path]:
    """Every table, as Parquet files in the staging folder, once the gate let them pass."""
    made = tables(work)
    made |= {name: ordered(name, frame) for name, frame in gate(work, made).items()}
    return write(work.settings.staging, made)


def run(work: Work, gate: Gate) -> Path:
    """Everything, without Dagster; returns the folder of the publication."""
    started = datetime.now(tz=UTC).isoformat(timespec="seconds")
    parquets = checked(work, gate)
    ended = datetime.now(tz=UTC).isoformat(timespec="seconds")
    return publish(work, parquets, Run("chain", started, ended, publication.commit(), work.settings.registers))


def again(settings: Settings, recorded: Mapping[str, Any], gate: Gate, folder: Path) -> dict[str, Path]:
    """The tables of a past publication, made anew in a folder from its recorded inputs.

    Args:
        settings: whose OUT keeps the inputs.
        recorded: the plain part of the publication's manifest.
        gate: as for `run`.
        folder: an empty folder to work in.

    Returns:
        Parquet files by table name.

    Raises:
        NothingRead: the bytes of an input are not kept.
    """
    own = [sources.Source(**raw) for raw in recorded["configuration"]]
    sources.lay_out(settings, own, folder / "registers" / sources.CONFIGURATION)
    limited = replace(settings, registers=str(folder / "registers"), out=folder / "out")
    limited.out.mkdir(parents=True)
    limited.sources.symlink_to(settings.sources.resolve())
    day = datetime.fromisoformat(recorded["run"]["started"]).date()
    work = Work(limited, recorded=recorded, today=day)
    return {name: path for name, path in checked(work, gate).items() if name in dictionary.names()}
