"""Source documents to tables: what was found, how each was read, and the registers they are."""

import dagster as dg

from assets.faults import told
from assets.partitions import documents_partitions, source_of
from assets.provenance import OWNERS, code_version
from assets.stages import assets_of
from pipelines.readings import described
from pipelines.work import Work

DOCUMENTS = "documents"


@dg.asset(
    partitions_def=documents_partitions,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name=DOCUMENTS,
    owners=OWNERS,
    kinds={"python"},
    code_version=code_version("readings"),
    required_resource_keys={"work"},
)
def readings(context: dg.AssetExecutionContext) -> None:
    """Each source file, read once: parsed, recognised as a register, its rows turned into entries and issues.

    One partition is one content of one file (`PATH@HASH`). A changed file is a new partition; nothing else is
    read again. What was read stands under OUT/readings.
    """
    work: Work = context.resources.work
    by_key = source_of(work)
    with told(context.retry_number):
        for key in context.partition_keys:
            if key in by_key:
                notes = described(work.readings.of(by_key[key]))
                context.add_asset_metadata({**notes, "sha256": by_key[key].sha256}, partition_key=key)


combine = assets_of(
    "combine",
    dict.fromkeys(
        ("documents", "source_rows", "header_mappings", "registers", "reading_issues", "corrections"), DOCUMENTS
    )
    | {"entries": "entries"},
    deps=[readings],
)
councils = assets_of("councils", {"councils": DOCUMENTS})
