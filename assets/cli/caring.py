"""Verbs that look after an installation: `verify`, `doctor`, `completion`."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import get_completion_class

from assets.cli import VERBS, riskshift
from assets.cli.console import OUT, Progress, grid
from pipelines.errors import RiskshiftError
from pipelines.secrets import without_password, without_path
from pipelines.settings import ROOT, Settings, from_environment

if TYPE_CHECKING:
    from dagster import DagsterInstance

PACKAGES = ("dagster", "duckdb", "polars", "great-expectations", "altair", "vl-convert-python", "pypdfium2")
FREE_BYTES = 1_000_000_000


@click.command()
@click.argument("out", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--quick", is_flag=True, help="Compare hashes alone; do not make the tables again.")
def verify(out: Path | None, quick: bool) -> int:
    """Whether every published number of OUT can be reproduced from its recorded inputs.

    Compares every published file and kept input with the manifest, follows the chain of manifests, and makes
    the tables again. Exit 1 when anything differs; each difference is named.

    \b
    Example: riskshift verify out
    """
    from assets import gate
    from pipelines import chain
    from pipelines.publish import verify as verification

    settings = from_environment(out=out)
    progress = Progress()
    with tempfile.TemporaryDirectory(prefix="riskshift-verify-") as folder:
        progress("comparing, then making the tables again")
        faults = verification.verify(
            settings, None if quick else lambda told: chain.again(settings, told, gate.plain, Path(folder))
        )
    progress.end()
    for fault in faults:
        click.echo(f"{fault.kind}: {fault.where} {fault.what}")
    if faults:
        raise RiskshiftError(
            f"{len(faults)} {'thing is' if len(faults) == 1 else 'things are'} not as recorded (listed above).",
            where=str(settings.out),
            remedy="Restore OUT from a backup, or publish again: riskshift run",
        )
    shown = settings.current.resolve().name
    click.echo(f"Publication {shown}: every file is the recorded one, and the manifests chain.")
    if not quick:
        click.echo("Every table came out the same again from the recorded inputs.")
    return 0


def faults_of(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """What is wrong with this installation: the thing, what is wrong, the remedy."""
    yield from registers_faults(settings)
    yield from folder_faults(settings)
    for package, wanted in locked().items():
        found = version(package)
        if found != wanted:
            yield package, f"{found or 'not installed'}, locked {wanted}", "Run: python3 bootstrap.py core"
    if settings.alert_email and not settings.smtp:
        yield "alerts", "RISKSHIFT_ALERT_EMAIL is set without RISKSHIFT_SMTP", "Set it, such as smtps://host:465."
    yield from instance_faults(settings)


def registers_faults(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """The registers folder and the user's own files in it."""
    if "://" in settings.registers:
        return
    if not Path(settings.registers).is_dir():
        yield "registers", f"{settings.registers} is no folder", "Name an existing one, or set RISKSHIFT_REGISTERS."
        return
    from pipelines.work import Work

    work = Work(settings)
    for load in ("councils", "corrections", "rulings", "waivers"):
        try:
            getattr(work, load)
        except RiskshiftError as error:
            yield "configuration", f"{error.where}: {error.what}", error.remedy


def folder_faults(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """The folders that are written, the space there, and where `current` leads."""
    for name, folder in (("out", settings.out), ("dagster_home", settings.dagster_home)):
        above = next(path for path in (folder, *folder.parents) if path.exists())
        if not os.access(above, os.W_OK):
            yield name, f"{above} cannot be written", f"Mend its permissions, or set RISKSHIFT_{name.upper()}."
        elif shutil.disk_usage(above).free < FREE_BYTES:
            yield name, f"less than 1 GB is free at {above}", "Free some space."
    if settings.current.is_symlink() and not (settings.current / "manifest.json").exists():
        yield "out", "`current` leads to no publication", "Run: riskshift run"


def instance_faults(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Whether the Dagster instance opens."""
    from assets import instance

    try:
        with instance.opened(settings) as opened:
            opened.get_runs_count()
            yield from clock_faults(settings, opened, datetime.now(tz=UTC))
    except RiskshiftError as error:
        yield "instance", error.what, error.remedy
    except Exception as error:  # noqa: BLE001 - whatever Dagster or a database says is the finding
        yield (
            "instance",
            f"does not open ({type(error).__name__})",
            "Check RISKSHIFT_POSTGRES, or move the folder away.",
        )


def clock_faults(settings: Settings, opened: DagsterInstance, now: datetime) -> Iterator[tuple[str, str, str]]:
    """Whether something was done at a time that still lies ahead: this machine's clock was wrong then, or is now.

    Results mend themselves, as each run reads again what the day decides; Dagster's schedule does not, as it plans
    no night before the last that it looked at.
    """
    from pipelines.publish.folder import current, told

    late = now + timedelta(days=1)
    shown = current(settings)
    plain = (told(shown) if shown else None) or {"run": {"ended": ""}}
    if plain["run"]["ended"] > late.isoformat():
        yield (
            "clock",
            f"the publication shown was made on {plain['run']['ended']}, which lies ahead",
            "Check the clock.",
        )
    for state in opened.all_instigator_state():
        ticks = opened.get_ticks(state.instigator_origin_id, state.selector_id, limit=1)
        looked = getattr(state.instigator_data, "last_iteration_timestamp", None) or 0.0
        last = max([looked, *(tick.timestamp for tick in ticks)])
        if last > late.timestamp():
            day = datetime.fromtimestamp(last, tz=UTC).date()
            yield (
                "clock",
                f"{state.instigator_name} last looked on {day}, which lies ahead, and will not run before",
                f"Check the clock; where it is right now, move {settings.dagster_home} away (it holds histories of "
                "runs, no results) and start the daemon again.",
            )


def locked() -> dict[str, str]:
    """The locked versions of the packages that matter most."""
    text = (ROOT / "requirements" / "core.lock").read_text(encoding="utf-8")
    return {name: found[1] for name in PACKAGES if (found := re.search(rf"^{name}==([^\s;]+)", text, re.M))}


def version(package: str) -> str:
    """The installed version, "" without one."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


@click.command()
@OUT
def doctor(out: Path | None) -> int:
    """Settings, folders, lock, versions, disk and instance; each fault with its remedy. Exit 1 with a fault.

    \b
    Example: riskshift doctor
    """
    from pipelines.publish.lock import holder

    try:
        settings = from_environment(out=out)
    except ValueError as error:
        raise RiskshiftError(str(error), remedy="Set it to a number, or unset it.") from error
    rows = [(name, shown(name, value)) for name, value in asdict(settings).items()]
    click.echo(grid([(f"RISKSHIFT_{name.upper()}", value) for name, value in rows]))
    click.echo()
    click.echo(grid([("python", sys.version.split()[0]), *((name, version(name) or "-") for name in PACKAGES)]))
    click.echo()
    busy = holder(settings.out)
    click.echo(f"at work on {settings.out}: {busy or 'nobody'}")
    faults = list(faults_of(settings))
    for thing, wrong, remedy in faults:
        click.echo(f"fault: {thing}: {wrong}. {remedy}")
    click.echo("No fault found." if not faults else f"{len(faults)} fault(s) found.")
    return 1 if faults else 0


def shown(name: str, value: object) -> str:
    """A setting as printed: a password or token never is."""
    return without_path(str(value)) if name == "alert_webhook" else without_password(str(value))


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """The script that completes verbs and options in your SHELL.

    \b
    Example: eval "$(riskshift completion bash)"
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise RiskshiftError(
            f"no completion for {shell}.", remedy=f"Known: bash, zsh, fish; verbs: {', '.join(VERBS)}."
        )
    click.echo(kind(riskshift, {}, "riskshift", "_RISKSHIFT_COMPLETE").source())
