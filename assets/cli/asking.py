"""Verbs that ask a publication: `explain`, `shift`, `review`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from assets.cli.console import emit, grid
from assets.cli.running import shown, table
from pipelines.errors import RiskshiftError
from pipelines.settings import Settings, from_environment

OUT = click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where results are [default: out].")
DAY = click.DateTime(["%Y-%m-%d"])


def publication(settings: Settings, publication_id: str | None) -> Path:
    """The publication asked for: by id among those kept, or the one shown.

    Raises:
        RiskshiftError: it is not there.
    """
    if publication_id is None:
        return shown(settings)
    folder = settings.publications / publication_id
    if not (folder / "manifest.json").exists():
        kept = ", ".join(sorted(p.name for p in settings.publications.glob("*") if p.suffix != ".tmp")) or "none"
        raise RiskshiftError(
            f"there is no publication {publication_id}.", where=str(settings.publications), remedy=f"Kept: {kept}."
        )
    return folder


@click.command()
@click.argument("entry_id")
@OUT
@click.option("--publication", "publication_id", help="A past publication [default: the one shown].")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def explain(entry_id: str, out: Path | None, publication_id: str | None, form: str) -> None:
    """Why one entry got its stance: rules, words in their sentence, decision step, and the cell it came from.

    \b
    Example: riskshift explain kent.corporate.2026-04-01.cr1
    """
    from pipelines.judge import explain as explanation

    settings = from_environment(out=out)
    folder = publication(settings, publication_id)
    names = ("entries", "registers", "classifications", "evidence", "rules", "links", "rulings")
    told = explanation.explain(entry_id, {name: table(folder, name) for name in names})
    click.echo(explanation.as_json(told) if form == "json" else explanation.as_text(told))


@click.command()
@click.argument("council")
@click.argument("from_", metavar="FROM", type=DAY)
@click.argument("to", metavar="TO", type=DAY)
@OUT
@click.option("--series", help="One series only [default: each].")
@click.option("--area", default="all", show_default=True, help="One area of the common scheme, or all.")
@click.option("--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True)
def shift(
    council: str, from_: datetime, to: datetime, out: Path | None, series: str | None, area: str, form: str
) -> None:
    """What changed in COUNCIL's stance between two dates, split into five steps that add up.

    A date without a register stands for the latest one before it.

    \b
    Example: riskshift shift kent 2025-04-01 2026-04-01
    """
    from pipelines import shift as shifts

    settings = from_environment(out=out)
    folder = shown(settings)
    names = ("registers", "entries", "classifications", "evidence", "links", "departures", "needs")
    tables = {name: table(folder, name) for name in names}
    frame = shifts.between(tables, council, from_.date(), to.date(), series=series, area=area)
    if form != "text":
        emit(frame, form)
        return
    for row in frame.iter_rows(named=True):
        click.echo(grid([[name, rounded(value)] for name, value in row.items()]))
        click.echo()


def rounded(value: object) -> object:
    """A share to three digits; anything else as it is."""
    return f"{value:+.3f}" if isinstance(value, float) else value


@click.command()
@OUT
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many entries.")
def review(out: Path | None, limit: int) -> None:
    """The entries a person should rule on, as a CSV in the columns of riskshift/rulings.csv.

    Fill in `value`, `date`, `by` and `reason` of the rows you rule on and add them to the file.

    \b
    Example: riskshift review --limit 20 > to-rule.csv
    """
    from pipelines.judge import review as reviewing

    folder = shown(from_environment(out=out))
    names = ("entries", "classifications", "evidence", "rulings", "links")
    emit(reviewing.review({name: table(folder, name) for name in names}, limit), "csv")
