"""How a stage of the chain becomes Dagster assets: one asset per table, thin around the stage's function."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import dagster as dg
import polars as pl

from assets.faults import told
from assets.provenance import emit, ins, outs
from pipelines.chain import STAGES, Made, Stage
from pipelines.work import Work

BY_NAME = {stage.name: stage for stage in STAGES}


def assets_of(stage: str | Stage, groups: Mapping[str, str], deps: Iterable[Any] = ()) -> dg.AssetsDefinition:
    """The assets of one stage.

    Args:
        stage: a stage of the chain, by name.
        groups: table to group of assets, for every table that the stage makes.
        deps: assets that must come first without handing over a table.
    """
    step = BY_NAME[stage] if isinstance(stage, str) else stage
    made = {name: outs(groups[name], name)[name] for name in step.makes}

    @dg.multi_asset(
        name=step.name,
        description=step.run.__doc__,
        ins=ins(*step.reads),
        outs=made,
        deps=list(deps),
        required_resource_keys={"work"},
    )
    def assets(context: dg.AssetExecutionContext, **tables: pl.DataFrame) -> Iterator[dg.Output[pl.DataFrame]]:
        work: Work = context.resources.work
        work.tell(step.name, 0, 0)
        with told(context.retry_number):
            result: Made = step.run(work, tables)
        yield from emit(result, {"rulebook_version": work.rulebook.version})

    return assets
