"""The code location: every asset, check, job, schedule and sensor, put together in one place."""

from __future__ import annotations

import dagster as dg

from assets import automation, classification, documents, entries, measures, publication, resources
from assets.checks import checks_of
from assets.io import ParquetTables
from pipelines import dictionary
from pipelines.settings import Settings, from_environment
from pipelines.work import Work

MODULES = (documents, entries, classification, measures, publication)


def build_definitions(settings: Settings | None = None, work: Work | None = None) -> dg.Definitions:
    """Everything Dagster is told.

    Args:
        settings: where registers and results are; by default what the environment says.
        work: a work whose lock the caller holds; by default each run takes its own.
    """
    settings = work.settings if work else settings or from_environment()
    assets = dg.load_assets_from_modules(MODULES)
    keys = [key for asset in assets if isinstance(asset, dg.AssetsDefinition) for key in asset.keys]
    return dg.Definitions(
        assets=assets,
        asset_checks=[checks_of(name) for name in dictionary.names()],
        jobs=[automation.job()],
        schedules=[automation.schedule(settings, lambda: keys)],
        sensors=[automation.folder_sensor(settings), automation.failure_sensor(settings)],
        resources={
            "work": resources.lent(work) if work else resources.held(settings),
            "io_manager": dg.IOManagerDefinition.hardcoded_io_manager(ParquetTables(settings.staging)),
        },
        executor=dg.in_process_executor,
    )


defs = build_definitions()
