"""What a terminal sees: progress on standard error, tables on standard output, nothing more when piped."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import polars as pl

from pipelines.warehouse import spreadsheets

OUT = click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of results [default: RISKSHIFT_OUT, else out/ beside the code].",
)


class Progress:
    """A line that rewrites itself; silent unless standard error is a terminal."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()

    def __call__(self, what: str, done: int = 0, of: int = 0) -> None:
        """Show what is under way, and how far."""
        if self.shown:
            text = f"{what} {done + 1}/{of}" if of else what
            width = shutil.get_terminal_size().columns - 1
            click.echo("\r\x1b[K" + text[:width], nl=False, err=True)

    def end(self) -> None:
        """Clear the line."""
        if self.shown:
            click.echo("\r\x1b[K", nl=False, err=True)


def grid(rows: Sequence[Sequence[object]], header: Sequence[str] = ()) -> str:
    """Rows as aligned columns; numbers to the right."""
    texts = [[("" if v is None else f"{v:,}" if isinstance(v, int) else str(v)) for v in row] for row in rows]
    body = [list(header), *texts] if header else texts
    widths = [max(len(row[i]) for row in body) for i in range(len(body[0]))] if body else []
    numeric = [all(isinstance(row[i], int | float) for row in rows) for i in range(len(widths))]
    return "\n".join(
        "  ".join(t.rjust(w) if n else t.ljust(w) for t, w, n in zip(row, widths, numeric, strict=True)).rstrip()
        for row in body
    )


FOR_SPREADSHEETS = click.option(
    "--for-spreadsheets",
    is_flag=True,
    help="CSV to open in Excel: text that it would run as a formula gets an apostrophe. [default: text as printed]",
)


def emit(frame: pl.DataFrame, form: str, for_spreadsheets: bool = False) -> None:
    """A frame on standard output as csv, json or text."""
    if form == "json":
        click.echo(frame.write_json())
    elif form == "csv":
        click.echo((spreadsheets.safe(frame) if for_spreadsheets else frame).write_csv(), nl=False)
    else:
        click.echo(grid([list(row) for row in frame.iter_rows()], frame.columns))


def write(frame: pl.DataFrame, path: Path, for_spreadsheets: bool = False) -> None:
    """A frame to a file, as CSV or Parquet by its ending."""
    if path.suffix.lower() not in {".csv", ".parquet"}:
        raise click.UsageError(f"{path.name}: the file must end in .csv or .parquet.")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".csv":
        (spreadsheets.safe(frame) if for_spreadsheets else frame).write_csv(path)
    else:
        frame.write_parquet(path)
