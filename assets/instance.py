"""The Dagster instance: a git-ignored folder by default, PostgreSQL when the environment says so."""

from __future__ import annotations

import importlib.util
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import dagster as dg
from sqlalchemy import event
from sqlalchemy.engine import Engine

from pipelines.errors import RiskshiftError
from pipelines.settings import ROOT, Settings


def home(settings: Settings) -> Path:
    """The instance's folder with its dagster.yaml brought up to date.

    Raises:
        RiskshiftError: PostgreSQL is asked for and its package is not installed, or the folder cannot be made.
    """
    wanted = (ROOT / "dagster.yaml").read_text(encoding="utf-8")
    if settings.postgres:
        if importlib.util.find_spec("dagster_postgres") is None:
            raise RiskshiftError(
                "RISKSHIFT_POSTGRES is set, but dagster-postgres is not installed.",
                where=str(ROOT / ".venv"),
                remedy="Install it with: python3 bootstrap.py server",
            )
        wanted += (ROOT / "deploy" / "postgres.yaml").read_text(encoding="utf-8")
    try:
        settings.dagster_home.mkdir(parents=True, exist_ok=True)
        file = settings.dagster_home / "dagster.yaml"
        if not file.exists() or file.read_text(encoding="utf-8") != wanted:
            file.write_text(wanted, encoding="utf-8")
    except OSError as error:
        raise RiskshiftError(
            f"the folder of the Dagster instance cannot be used ({error.strerror}).",
            where=str(settings.dagster_home),
            remedy="Set RISKSHIFT_DAGSTER_HOME to a folder you may write.",
        ) from error
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
    return settings.dagster_home


@contextmanager
def opened(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """The persistent instance, its SQLite files spared a disk flush and a checkpoint after each of a run's
    thousand events: what a power cut could lose is the end of a log, never its form."""
    folder = home(settings)
    with ExitStack() as stack:
        held: dict[str, sqlite3.Connection] = {}

        def without_flush(connection: object, _: object) -> None:
            """Dagster opens and closes a file for every event; while one connection stays open, that is cheap."""
            if not isinstance(connection, sqlite3.Connection):
                return
            connection.execute("pragma synchronous = normal")
            file = connection.execute("pragma database_list").fetchone()[2]
            if file and file not in held:
                held[file] = sqlite3.connect(file, check_same_thread=False)
                stack.callback(held[file].close)
            if file:  # asked each time: a new file's write-ahead log is begun after the first connection
                held[file].execute("select count(*) from sqlite_master").fetchone()

        event.listen(Engine, "connect", without_flush)
        instance = stack.enter_context(dg.DagsterInstance.from_config(str(folder)))
        stack.callback(event.remove, Engine, "connect", without_flush)
        yield instance
