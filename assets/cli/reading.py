"""Verbs on single files: `read`, `classify`, `evaluate`. They need neither Dagster nor a publication."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
import polars as pl

from assets.cli import say
from assets.cli.console import FOR_SPREADSHEETS, emit, grid, write
from pipelines.errors import Unreadable
from pipelines.settings import from_environment
from pipelines.warehouse import spreadsheets

READ = ("title", "description", "controls", "actions", "response", "appetite")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def registers_of(path: Path) -> Path:
    """The registers folder a file lies in: the nearest one above it that holds `riskshift/`, else its own folder."""
    above = path.absolute().parents
    return next((folder for folder in above if owned(folder / "riskshift")), above[0])


def owned(folder: Path) -> bool:
    """Whether a folder is a user's configuration and not a copy of this program of the same name."""
    return folder.is_dir() and not any((folder / mark).exists() for mark in ("pyproject.toml", ".git"))


@click.command("read")
@click.argument("file", type=FILE)
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option(
    "--issues",
    "issues_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the issues to a CSV file instead of standard error.",
)
@click.option("--explain", is_flag=True, help="Tell what was understood, and draw the mapping, instead of entries.")
@FOR_SPREADSHEETS
def read(file: Path, form: str, issues_file: Path | None, explain: bool, for_spreadsheets: bool) -> int:
    """The entries of one register FILE in the columns of the table `entries`, on standard output.

    What was not understood goes to standard error. Exit 1, with the header alone, when no entry came.

    \b
    Example: riskshift read kent-2026-04.pdf --explain
    """
    from pipelines import readings as readers
    from pipelines import shape
    from pipelines.catalogue.corrections import load_corrections
    from pipelines.catalogue.council import load_councils
    from pipelines.judge import tag

    file = file.absolute()
    registers = registers_of(file)
    councils = load_councils(registers)
    name = file.relative_to(registers).as_posix()
    readings = readers.read_file(file, name, from_environment(), councils, datetime.now(tz=UTC).date())
    corrections = load_corrections(registers / "riskshift" / "corrections.csv")
    own = {reading.source_sha256 for reading in readings}
    tables = shape.combine(readings, councils, [c for c in corrections if c.source_sha256 in own])
    entries = tag.tag(tables["entries"], councils)
    if explain:
        for reading in readings:
            click.echo("\n".join([f"{reading.source_file}", *(f"  {note}" for note in reading.notes)]))
        headers = tables["header_mappings"].select("table_name", "position", "printed", "field", "basis")
        click.echo("\n" + grid(list(headers.iter_rows()), headers.columns))
    else:
        emit(entries, form, for_spreadsheets)
    issues = tables["issues"]
    if issues_file:
        (spreadsheets.safe(issues) if for_spreadsheets else issues).write_csv(issues_file)
    else:
        for row in issues.iter_rows(named=True):
            say(f"{row['severity']}: {row['locator'] or row['source_file']}: {row['message']} [{row['code']}]")
    if entries.is_empty():
        reason = "; ".join(dict.fromkeys(reading.reason for reading in readings if reading.reason))
        say(f"{file}: no entry came of it. {reason or 'No table of risks was found in it.'}")
        return 1
    return 0


def rows_of(path: Path) -> pl.DataFrame:
    """A CSV (every value a text) or Parquet file.

    Raises:
        Unreadable: it is neither.
    """
    try:
        if path.suffix.lower() == ".parquet":
            return pl.read_parquet(path)
        return pl.read_csv(path, infer_schema=False).fill_null("")
    except pl.exceptions.NoDataError as error:
        raise Unreadable("is empty.", where=str(path), remedy="Give a CSV with a header and rows.") from error
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise Unreadable(
            f"cannot be read as rows ({str(error).splitlines()[0]}).",
            where=str(path),
            remedy="Save it as UTF-8 CSV with a header, or as Parquet.",
        ) from error


@click.command()
@click.argument("file", metavar="IN.csv", type=FILE)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write, CSV or Parquet by the ending [default: CSV on standard output].",
)
@FOR_SPREADSHEETS
def classify(file: Path, out: Path | None, for_spreadsheets: bool) -> None:
    """Stances for rows with entry_id, title, description, controls, actions, response, appetite.

    Missing columns count as empty. Every input column is kept; the columns of `classifications` are added.
    An input column of the same name is kept as NAME_given.

    \b
    Example: riskshift classify entries.csv --out judged.parquet
    """
    from pipelines import judge

    given = rows_of(file)
    if not set(given.columns) & {"entry_id", *READ}:
        raise Unreadable(
            "has none of the columns that are judged.", where=str(file), remedy=f"Name them: {', '.join(READ)}."
        )
    place = pl.Series("entry_id", [str(i) for i in range(given.height)], dtype=pl.String)
    judged = judge.classify(given.with_columns(place), judge.load_rulebook()).classifications.drop("entry_id")
    clash = {name: f"{name}_given" for name in given.columns if name in judged.columns}
    rows = given.rename(clash).hstack(judged)
    if out:
        write(rows, out, for_spreadsheets)
    else:
        emit(rows, "csv", for_spreadsheets)


@click.command()
@click.argument("file", metavar="LABELLED.csv", type=FILE)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def evaluate(file: Path, form: str) -> None:
    """Confusion matrix, precision, recall, F1, agreement and Krippendorff's alpha against a `label` column.

    \b
    Example: riskshift evaluate labelled.csv --format json
    """
    from pipelines import judge
    from pipelines.judge import evaluate as evaluation

    rows = rows_of(file)
    result = evaluation.evaluate(rows, judge.load_rulebook())
    click.echo(evaluation.as_json(result) if form == "json" else evaluation.as_text(result))
