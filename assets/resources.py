"""What assets are given: the one `Work` of their run, held under the lock of its OUT."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from pipelines.publish.lock import exclusive
from pipelines.secrets import without_password
from pipelines.settings import Settings
from pipelines.work import Work


def lent(work: Work) -> dg.ResourceDefinition:
    """A work that the caller holds the lock for: the command runs a job so, in its own process."""
    return dg.ResourceDefinition.hardcoded_resource(work, description="The run's inputs, lent by the command.")


def held(settings: Settings) -> dg.ResourceDefinition:
    """A work of its own for each run that Dagster starts, waiting for the job before on the same OUT."""

    @dg.resource(
        description=f"The run's inputs: registers in {without_password(settings.registers)}, results in {settings.out}."
    )
    def work(context: dg.InitResourceContext) -> Iterator[Work]:
        tell = context.log.info if context.log else print
        with exclusive(settings.out, settings.lock_seconds, tell):
            yield Work(settings)

    return work
