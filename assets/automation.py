"""When work happens by itself: the nightly job, the watch on the registers folder, and the alerts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

import dagster as dg
import polars as pl

from assets import alerts
from assets.faults import patiently
from assets.partitions import NAME, documents_partitions, register_unread
from pipelines.errors import RiskshiftError
from pipelines.publish.folder import current
from pipelines.settings import Settings
from pipelines.work import Work

JOB = "nightly"
TIMEZONE = "Europe/London"
READING = dg.AssetKey("readings")


def job() -> dg.UnresolvedAssetJobDefinition:
    """Everything from documents to publication."""
    return dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.all(),
        partitions_def=documents_partitions,
        description="Reads new and changed registers, judges, links, measures, checks and publishes.",
    )


def asked(work: Work, instance: dg.DagsterInstance, keys: Sequence[dg.AssetKey]) -> dg.RunRequest:
    """The run that brings everything up to date: with the unread documents as one range of partitions, or,
    where all are read, everything but reading.

    Args:
        work: the inputs.
        instance: where partitions are registered.
        keys: every asset of the job.
    """
    tags = register_unread(work, instance)
    if tags:
        return dg.RunRequest(tags=tags)
    return dg.RunRequest(asset_selection=[key for key in keys if key != READING])


def schedule(settings: Settings, keys: Callable[[], list[dg.AssetKey]]) -> dg.ScheduleDefinition:
    """02:00 in London, once each day whatever the clocks do."""

    @dg.schedule(
        name="every_night",
        cron_schedule="0 2 * * *",
        job_name=JOB,
        execution_timezone=TIMEZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="02:00 Europe/London. A night with nothing new is skipped and says so.",
    )
    def every_night(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        for alert in overdue(settings):
            alerts.send(settings, alert, context.log.warning)
        work = Work(settings)
        present = patiently(work.nothing_new)
        if present:
            return dg.SkipReason(f"Nothing new since publication {present}: same sources, configuration and code.")
        return asked(work, context.instance, keys())

    return every_night


def overdue(settings: Settings) -> list[alerts.Alert]:
    """Alerts for series of the present publication that are late by their own rhythm."""
    shown = current(settings)
    if shown is None:
        return []
    registers = pl.read_parquet(shown / "site" / "data" / "registers.parquet")
    return alerts.stale(registers, datetime.now(tz=UTC).date())


def folder_sensor(settings: Settings) -> dg.SensorDefinition:
    """Records what is new or changed in the registers folder by content hash; it starts nothing."""

    @dg.sensor(
        name="registers_folder",
        minimum_interval_seconds=300,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Records new and changed files as partitions; the nightly job reads them.",
        asset_selection=[READING],
    )
    def registers_folder(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        try:
            present = {s.source_file: s.sha256 for s in patiently(lambda: Work(settings).folder).sources}
        except RiskshiftError as error:
            return dg.SkipReason(str(error))
        before = json.loads(context.cursor or "{}")
        fresh = sorted(name for name, sha256 in present.items() if sha256 and before.get(name) != sha256)
        gone = sorted(set(before) - set(present))
        if not fresh and not gone:
            return dg.SkipReason("Nothing new or changed.")
        known = set(context.instance.get_dynamic_partitions(NAME))
        keys = [key for key in (f"{name}@{present[name][:12]}" for name in fresh) if key not in known]
        context.log.info(f"new or changed: {', '.join(fresh) or 'none'}; gone: {', '.join(gone) or 'none'}")
        return dg.SensorResult(
            dynamic_partitions_requests=[documents_partitions.build_add_request(keys)] if keys else [],
            cursor=json.dumps(present),
            skip_reason=f"Recorded {len(fresh)} new or changed, {len(gone)} gone.",
        )

    return registers_folder


def failure_sensor(settings: Settings) -> dg.SensorDefinition:
    """Alerts when a run failed, telling a blocked publication from a fault."""

    @dg.run_failure_sensor(
        name="alert_on_failure",
        default_status=dg.DefaultSensorStatus.RUNNING,
        minimum_interval_seconds=30,
        description="A failed run or a blocked publication becomes an alert by webhook and e-mail.",
    )
    def alert_on_failure(context: dg.RunFailureSensorContext) -> None:
        alerts.send(settings, alert_of(context.instance, context.dagster_run), context.log.warning)

    return alert_on_failure


def blocking(instance: dg.DagsterInstance, run_id: str) -> Iterator[str]:
    """The critical checks that failed in a run, in words."""
    for record in instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION).records:
        event = record.event_log_entry.dagster_event
        found = event.asset_check_evaluation_data if event else None
        if found and not found.passed and found.severity == dg.AssetCheckSeverity.ERROR:
            yield f"{found.asset_key.to_user_string()}.{found.check_name}: {found.description}"


def faults(instance: dg.DagsterInstance, run_id: str) -> Iterator[str]:
    """What failed in a run, in the words of the step that failed."""
    for record in instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.STEP_FAILURE).records:
        event = record.event_log_entry.dagster_event
        failure = event.step_failure_data if event else None
        if failure is None:
            continue
        if failure.user_failure_data and failure.user_failure_data.description:
            yield str(failure.user_failure_data.description)
        elif failure.error:
            deepest = failure.error.cause or failure.error
            yield f"{event.step_key if event else 'a step'}: {deepest.message.strip()}"


def alert_of(instance: dg.DagsterInstance, run: dg.DagsterRun) -> alerts.Alert:
    """The alert for one failed run."""
    where = f"run {run.run_id} of job {run.job_name}"
    stopped = list(blocking(instance, run.run_id))
    if stopped:
        return alerts.Alert(
            "blocked",
            "Publication blocked by " + "; ".join(stopped) + ". The publication before stays.",
            where,
            "Mend the source or the stage, or waive the finding in riskshift/waivers.csv, then run again.",
        )
    said = list(dict.fromkeys(faults(instance, run.run_id))) or ["the run ended without saying why"]
    return alerts.Alert("failure", "; ".join(said), where, "See the run in riskshift ui; mend, then: riskshift run")
