"""The main job from the command line: through Dagster, in this process, on the persistent instance."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from assets import automation, faults, instance
from assets.definitions import build_definitions
from pipelines.errors import GateBlocked, RiskshiftError
from pipelines.publish.folder import current
from pipelines.publish.lock import under_way
from pipelines.settings import Settings
from pipelines.work import Work

OF = "riskshift/out"
"""Tag of a run that the command started: the OUT whose lock it held."""
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""The run's events stand in the instance; the terminal shows progress and the summary."""


@dataclass(frozen=True, slots=True)
class Done:
    """A finished job: its run, what it published, and how many documents it read."""

    run_id: str
    publication: Path
    read: int


def run(work: Work) -> Done:
    """Run the job; the caller holds the lock of OUT.

    Raises:
        GateBlocked: a critical check stopped the publication.
        RiskshiftError: a step failed; the message is the step's own.
    """
    under_way(work.settings.out).touch()
    try:
        done = _run(work)
    finally:
        under_way(work.settings.out).unlink(missing_ok=True)
    return done


def _run(work: Work) -> Done:
    with faults.damage_told(work.settings), instance.opened(work.settings) as opened:
        bury(work.settings, opened)
        definitions = build_definitions(work=work)
        keys = list(definitions.resolve_asset_graph().materializable_asset_keys)
        asked = automation.asked(work, opened, keys)
        unread = len(work.unread())
        work.tell("starting", 0, 0)
        result = definitions.resolve_job_def(automation.JOB).execute_in_process(
            instance=opened,
            tags={**asked.tags, OF: str(work.settings.out)},
            asset_selection=list(asked.asset_selection or keys),
            run_config=QUIET,
            raise_on_error=False,
        )
        if not result.success:
            if interrupted(opened, result.run_id):
                raise KeyboardInterrupt
            raise failure(opened, result.dagster_run)
    publication = current(work.settings)
    if publication is None:
        raise RiskshiftError(
            "the job ended without a publication.", where=str(work.settings.out), remedy="See the run in: riskshift ui"
        )
    return Done(result.run_id, publication, unread)


def tidy(settings: Settings) -> None:
    """Close the account of a run that was killed after it had published; the caller holds the lock of OUT."""
    with faults.damage_told(settings), instance.opened(settings) as opened:
        bury(settings, opened)
    under_way(settings.out).unlink(missing_ok=True)


def bury(settings: Settings, opened: dg.DagsterInstance) -> None:
    """Mark runs of this OUT that still claim to be under way as failed: we hold the lock, so they were killed.

    Left as they are they would count against the runs that the daemon may start.
    """
    claims = dg.RunsFilter(tags={OF: str(settings.out)}, statuses=[dg.DagsterRunStatus.STARTED])
    for dead in opened.get_runs(filters=claims):
        opened.report_run_failed(dead, "The process was stopped before the run ended.")


def interrupted(opened: dg.DagsterInstance, run_id: str) -> bool:
    """Whether a run ended because this process was told to stop."""
    ended = opened.all_logs(run_id, of_type=dg.DagsterEventType.STEP_FAILURE)
    errors = [log.dagster_event.step_failure_data.error for log in ended if log.dagster_event]
    return any(error and error.cls_name == "DagsterExecutionInterruptedError" for error in errors)


def failure(opened: dg.DagsterInstance, run_of: dg.DagsterRun) -> RiskshiftError:
    """Why a run failed, as the error to show."""
    alert = automation.alert_of(opened, run_of)
    kind = GateBlocked if alert.kind == "blocked" else RiskshiftError
    return kind(alert.what) if alert.kind == "failure" else kind(alert.what, remedy=alert.remedy)
