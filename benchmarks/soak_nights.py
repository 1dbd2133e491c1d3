"""Dagster's own scheduler asked to look at our schedule at times of our choice, as if its daemon had been dead since
the last look. What it begins is queued and goes no further, as nothing here takes it from the queue."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import dagster as dg
from dagster._core.test_utils import create_test_daemon_workspace_context
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster._scheduler.scheduler import launch_scheduled_runs

from assets.instance import home
from pipelines.settings import ROOT, Settings

Look = Callable[[datetime], list[str]]


@contextmanager
def nights(settings: Settings) -> Iterator[Look]:
    """A function that looks once, and gives the statuses of the runs that were begun by it."""
    told = {f"RISKSHIFT_{name.upper()}": str(getattr(settings, name)) for name in ("registers", "out", "dagster_home")}
    before = dict(os.environ)
    os.environ.update(told, DAGSTER_HOME=str(home(settings)))
    try:
        target = WorkspaceFileTarget([str(ROOT / "workspace.yaml")])
        with (
            dg.DagsterInstance.from_config(str(settings.dagster_home)) as opened,
            create_test_daemon_workspace_context(target, opened) as context,
        ):
            times: dict[str, Any] = {}

            def look(at: datetime) -> list[str]:
                known = {run.run_id for run in opened.get_runs()}
                for said in launch_scheduled_runs(context, logging.getLogger("night"), at, times):
                    if getattr(said, "message", ""):
                        raise AssertionError(said)
                return [run.status.value for run in opened.get_runs() if run.run_id not in known]

            yield look
    finally:
        os.environ.clear()
        os.environ.update(before)
