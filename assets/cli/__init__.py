"""The command `riskshift`: words in, work done, one line when it cannot be.

Each verb stands in a module that is imported when it is called, so that `riskshift read` never waits for
Dagster. Exit 0: done; 1: the work failed and one line says what, where and what to do; 2: the call is off.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import click


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: the module that does it, what it does, and an example that works."""

    module: str
    does: str
    example: str


VERBS = {
    "run": Verb(
        "running",
        "The main job: every register under a folder to tables, checks and site.",
        "riskshift run registers --out out",
    ),
    "read": Verb("reading", "The entries of one register file.", "riskshift read kent-2026-04.pdf --format csv"),
    "classify": Verb(
        "reading", "Stances for rows of a CSV or Parquet file.", "riskshift classify entries.csv --out judged.csv"
    ),
    "explain": Verb("asking", "Why one entry got its stance.", "riskshift explain kent.corporate.2026-04-01.cr1"),
    "evaluate": Verb("reading", "How well the rules agree with labels.", "riskshift evaluate labelled.csv"),
    "shift": Verb(
        "asking",
        "What changed between two dates of a council, split into five steps.",
        "riskshift shift kent 2025-04-01 2026-04-01",
    ),
    "review": Verb(
        "asking", "The entries a person should rule on, as a CSV to fill in.", "riskshift review > to-rule.csv"
    ),
    "rejudge": Verb(
        "running",
        "Judge all history again by the present rulebook, or preview what would change.",
        "riskshift rejudge --preview",
    ),
    "verify": Verb(
        "caring", "Whether every published number can be reproduced from the recorded inputs.", "riskshift verify out"
    ),
    "doctor": Verb("caring", "Settings, folders, versions, instance: each fault with its remedy.", "riskshift doctor"),
    "init": Verb(
        "starting",
        "Start a council's configuration file from one of its registers.",
        "riskshift init kent --registers registers",
    ),
    "ui": Verb("serving", "The Dagster UI on loopback.", "riskshift ui --read-only"),
    "daemon": Verb("serving", "The nightly schedule, the folder watch and alerts, until stopped.", "riskshift daemon"),
    "serve": Verb("serving", "The published site on loopback.", "riskshift serve --port 8000"),
    "completion": Verb("caring", "Tab completion for your shell.", 'eval "$(riskshift completion bash)"'),
}


class Verbs(click.Group):
    """Imports a verb's module when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every verb, in the order of use."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One verb's command."""
        verb = VERBS.get(cmd_name)
        if verb is None:
            return None
        command = getattr(importlib.import_module(f"assets.cli.{verb.module}"), cmd_name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each verb with what it does and an example, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, f"{verb.does}\n\n\b\n$ {verb.example}") for name, verb in VERBS.items()])


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="riskshift")
def riskshift() -> None:
    """Reads the risk registers that councils publish and shows how their stance toward risk shifts.

    Settings are environment variables RISKSHIFT_...; `riskshift doctor` prints them.
    """


def say(text: str) -> None:
    """One line on standard error."""
    click.echo(f"riskshift: {' '.join(text.split())}", err=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and end the process with its exit code."""
    sys.exit(call(arguments))


def call(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code instead of ending the process."""
    from pipelines.errors import RiskshiftError

    warnings.simplefilter("ignore")
    try:
        result = riskshift.main(args=arguments, prog_name="riskshift", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.UsageError as error:
        hint = f" Try: {error.ctx.command_path} --help" if error.ctx else ""
        say(error.format_message() + hint)
        return 2
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        say(error.format_message())
        return 1
    except RiskshiftError as error:
        say(str(error))
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (click.Abort, KeyboardInterrupt):
        say("interrupted; what was published before stays. Run the same command again.")
        return 130
    except MemoryError:
        say("out of memory. Close other programs, or give it fewer files at once.")
        return 1
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        say(f"{place}{error.strerror or error}. Check the path, its permissions and free space (riskshift doctor).")
        return 1
    except Exception as error:  # noqa: BLE001 - the last line of defence: a user sees one line, never a traceback
        return unforeseen(error)


def unforeseen(error: Exception) -> int:
    """A fault of ours: one line, and the details in a file to send to us."""
    from pipelines.settings import from_environment

    log = from_environment().dagster_home / "last-fault.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    say(f"a fault in riskshift itself ({type(error).__name__}: {error}). Please report it with {log}.")
    return 1
