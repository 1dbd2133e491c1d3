"""The last step: tables that passed their checks become a database, a site and downloads, shown in one rename."""

from datetime import UTC, datetime

import dagster as dg

from assets import gate
from assets.faults import told
from assets.provenance import OWNERS, code_version
from assets.stages import assets_of
from pipelines import chain, dictionary
from pipelines.publish import manifest
from pipelines.publish.folder import MANIFEST
from pipelines.publish.publication import commit
from pipelines.work import Work

QUALITY = "quality"

issues = assets_of(gate.ISSUES, {"issues": QUALITY}, deps=[n for n in gate.UPSTREAM if n != "issues"])
gather = assets_of(gate.GATHER, dict.fromkeys(gate.ABOUT_CHECKS, QUALITY), deps=list(gate.UPSTREAM))


@dg.asset(
    deps=list(dictionary.names()),
    group_name="publication",
    owners=OWNERS,
    kinds={"duckdb", "html"},
    code_version=code_version("publication"),
    required_resource_keys={"work"},
)
def publication(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """The published folder: `riskshift.duckdb`, the site with its downloads, and the manifest of what made them.

    It is built aside and shown by swapping one link, so that a reader never sees half of it. It comes last:
    where a critical check failed, this step does not run and the publication before stays as it is.
    """
    work: Work = context.resources.work
    with told(context.retry_number):
        folder = chain.publish(work, {n: gate.staged(work, n) for n in dictionary.names()}, run_of(context, work))
    told_of = manifest.read(folder / MANIFEST)
    return dg.MaterializeResult(
        metadata={
            "publication": folder.name,
            "site": dg.MetadataValue.path(str(work.settings.out / "site" / "index.html")),
            "database": dg.MetadataValue.path(str(work.settings.out / "riskshift.duckdb")),
            "manifest": dg.MetadataValue.path(str(folder / MANIFEST)),
            "rulebook_version": work.rulebook.version,
            "sources": len(work.folder.sources),
            "files": len(told_of["outputs"]),
            "made of": dg.MetadataValue.json(dict(work.parts)),
        },
        data_version=dg.DataVersion(folder.name),
    )


def run_of(context: dg.AssetExecutionContext, work: Work) -> manifest.Run:
    """Clocks and run id, for the manifest alone."""
    begun = context.instance.get_run_stats(context.run_id).start_time
    started = datetime.fromtimestamp(begun, tz=UTC) if begun else datetime.now(tz=UTC)
    return manifest.Run(
        run_id=context.run_id,
        started=started.isoformat(timespec="seconds"),
        ended=datetime.now(tz=UTC).isoformat(timespec="seconds"),
        commit=commit(),
        registers=work.settings.registers,
        dagster_home=str(context.instance.root_directory) if context.instance.is_persistent else "",
    )
