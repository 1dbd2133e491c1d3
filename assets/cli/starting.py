"""The verb `init`: a council's first configuration file, drafted from one of its registers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assets.cli import say
from pipelines.errors import RiskshiftError
from pipelines.settings import Settings, from_environment

if TYPE_CHECKING:
    import polars as pl

    from pipelines.shape import Reading


@click.command()
@click.argument("council")
@click.option("--registers", help="The registers folder [default: the samples].")
@click.option("--name", default="", help="The council's full name [default: as its register prints it].")
@click.option(
    "--from",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The register to learn from [default: the first that can be read in REGISTERS/COUNCIL/].",
)
def init(council: str, registers: str | None, name: str, file: Path | None) -> None:
    """Start COUNCIL's configuration file in REGISTERS/riskshift/ from one of its registers.

    What the register says stands there as lines; what only you can know as comments to complete.

    \b
    Example: riskshift init kent --registers registers
    """
    from pipelines.catalogue.council import load_council
    from pipelines.shape import scaffold

    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", council):
        raise click.UsageError(f"COUNCIL {council!r} must be lower-case letters, digits and hyphens, such as kent.")
    settings = from_environment(registers=registers)
    if "://" in settings.registers:
        raise click.UsageError("--registers must be a folder of this machine, as the file is written into it.")
    path = settings.configuration / f"{council}.toml"
    if path.exists():
        raise RiskshiftError("exists already and is yours; it was not touched.", where=str(path), remedy="Edit it.")
    folder = Path(settings.registers) / council
    named = council if folder.is_dir() else ""
    learnt = _first(settings, [file] if file else sorted(p for p in folder.rglob("*") if p.is_file()))
    text = scaffold.draft(council, name, named, *(learnt or ()))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    load_council(path)
    if learnt:
        say(f"learnt from {learnt[0].source_file}: {len(learnt[0].entries)} entries.")
    else:
        say(f"no register was read in {file or folder}, so every key is a comment to complete.")
    click.echo(f"{path} written; edit it, then: riskshift run")


def _first(settings: Settings, files: list[Path]) -> tuple[Reading, pl.DataFrame] | None:
    """The first reading of `files` that gives entries, with their areas; one in English before others."""
    from pipelines import readings as readers
    from pipelines.judge import tag

    found = None
    for file in files:
        for reading in readers.read_file(file, file.name, settings, {}, datetime.now(tz=UTC).date()):
            if reading.entries and (found is None or reading.language == "en"):
                found = reading
        if found is not None and found.language == "en":
            break
    return (found, tag.tag(found.frame(), {})) if found is not None else None
