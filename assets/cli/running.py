"""Verbs that publish: `run`, and `rejudge` with its preview."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import polars as pl

from assets.cli import say
from assets.cli.console import OUT, Progress, grid
from pipelines.errors import RiskshiftError
from pipelines.publish.folder import MANIFEST, current
from pipelines.publish.lock import exclusive, under_way
from pipelines.publish.manifest import read as read_manifest
from pipelines.secrets import SECRET
from pipelines.settings import Settings, from_environment
from pipelines.work import Work


def shown(settings: Settings) -> Path:
    """The publication that readers see.

    Raises:
        RiskshiftError: there is none yet.
    """
    folder = current(settings)
    if folder is None:
        raise RiskshiftError("nothing is published there.", where=str(settings.out), remedy="Run: riskshift run")
    return folder


def table(folder: Path, name: str) -> pl.DataFrame:
    """One table of a publication."""
    return pl.read_parquet(folder / "site" / "data" / f"{name}.parquet")


@contextmanager
def held(settings: Settings) -> Iterator[tuple[Work, Progress]]:
    """The work of one run on OUT, waiting for the run before, with progress on a terminal."""
    progress = Progress()
    with exclusive(settings.out, settings.lock_seconds, say):
        try:
            yield Work(settings, tell=progress), progress
        finally:
            progress.end()


@click.command()
@click.argument("registers", required=False)
@OUT
def run(registers: str | None, out: Path | None) -> None:
    """Every register under the folder REGISTERS (default: the invented samples) to tables, checks and site.

    REGISTERS may be any fsspec address. Files that cannot be read become issues. Exit 1 when no file could be
    read or the quality gate blocked; what was published before then stays.

    \b
    Example: riskshift run registers --out out
    """
    settings = from_environment(registers=registers, out=out)
    with held(settings) as (work, progress):
        progress("looking for new registers")
        present = work.nothing_new()
        if present and known(settings):
            if under_way(settings.out).exists():
                from assets import job

                job.tidy(settings)
            click.echo(f"Nothing new since publication {present}: same sources, configuration, rules and code.")
        else:
            from assets import job

            done = job.run(work)
            progress.end()
            click.echo(
                f"Published {done.publication.name}; {done.read} of {len(work.folder.sources)} files read afresh."
            )
    summary(settings)


def known(settings: Settings) -> bool:
    """Whether the Dagster instance still has a history to show."""
    return bool(settings.postgres) or (settings.dagster_home / "history").exists()


def counted(values: pl.Series) -> str:
    """How often each value stands, most frequent first, in words."""
    pairs = values.value_counts().sort("count", values.name, descending=[True, False]).iter_rows()
    return ", ".join(f"{count} {value}" for value, count in pairs)


def looked_at(checks: pl.DataFrame) -> str:
    """How the checks ended: a finding that blocked would have stopped the publication, so none here does."""
    found = checks.filter(pl.col("result") != "passed")
    passed = f"{checks.height - found.height} passed"
    if found.is_empty():
        return passed
    waived = int(found["waived"].sum())
    excused = f", {waived} of them waived" if waived else ""
    return f"{passed}, {found.height} to look at ({counted(found['severity'])}{excused}), none blocks: quality.html"


def summary(settings: Settings) -> None:
    """The table that ends a run, and where the site is."""
    folder = settings.current.resolve()
    registers, stances = table(folder, "registers"), table(folder, "classifications")
    issues, checks = table(folder, "issues"), table(folder, "checks")
    documents = table(folder, "documents")
    per = (
        registers.group_by("council")
        .agg(
            pl.len(), pl.col("entries").sum(), pl.col("as_at").min().alias("first"), pl.col("as_at").max().alias("last")
        )
        .sort("council")
    )
    click.echo()
    click.echo(grid([list(row) for row in per.head(20).iter_rows()], ("council", "registers", "entries", "from", "to")))
    if per.height > 20:
        click.echo(f"... and {per.height - 20} more councils")
    click.echo()
    rows = [
        ("files", documents.height, counted(documents["status"])),
        ("entries", stances.height, counted(stances["stance"])),
        ("issues", issues.height, counted(issues["severity"])),
        ("checks", checks.height, looked_at(checks)),
    ]
    click.echo(grid(rows))
    click.echo()
    click.echo(f"site      {settings.out / 'site' / 'index.html'}")
    click.echo(f"database  {settings.out / 'riskshift.duckdb'}")
    for name, key in (("corrections", "correction_id"), ("rulings", "ruling_id"), ("waivers", "waiver_id")):
        for decision, outcome in table(folder, name).filter(~pl.col("applied")).select(key, "outcome").rows():
            say(f"warning: {name}.csv: {decision} does not apply. {outcome}")


@click.command()
@click.argument("registers", required=False)
@OUT
@click.option("--preview", is_flag=True, help="Show what would change; publish nothing.")
def rejudge(registers: str | None, out: Path | None, preview: bool) -> None:
    """Judge every entry of the present publication again by the rulebook of this checkout.

    \b
    Example: riskshift rejudge --preview
    """
    from pipelines import judge

    settings = from_environment(registers=registers, out=out)
    folder = shown(settings)
    told = read_manifest(folder / MANIFEST)
    recorded = str(told["run"]["registers"])
    registers = registers or (None if SECRET in recorded else recorded)
    settings = from_environment(registers=registers, out=out)
    before = table(folder, "classifications").select("entry_id", was="stance")
    rulebook = judge.load_rulebook()
    work = Work(settings)
    now = judge.classify(table(folder, "entries"), rulebook, work.rulings).classifications
    both = before.join(now.select("entry_id", becomes="stance"), on="entry_id")
    moved = both.filter(pl.col("was") != pl.col("becomes"))
    click.echo(f"{before.height} entries were judged by rulebook {told['rulebook_version']}.")
    click.echo(f"Rulebook {rulebook.version} judges {moved.height} of them differently.")
    if moved.height:
        counts = moved.group_by("was", "becomes").agg(
            pl.len().alias("entries"), pl.col("entry_id").min().alias("such as")
        )
        counts = counts.sort("entries", "was", "becomes", descending=[True, False, False])
        click.echo(grid([list(row) for row in counts.iter_rows()], counts.columns))
    if preview:
        return
    ctx = click.get_current_context()
    ctx.invoke(run, registers=registers, out=out)
