"""Expectations as asset checks, so that Dagster shows each result and stops what lies downstream of a bad one."""

from collections.abc import Iterator

import dagster as dg

from assets import gate
from assets.faults import told
from expectations import sql_checks
from expectations.findings import ROWS, Finding
from expectations.suites import suite
from pipelines import dictionary
from pipelines.errors import BadTable
from pipelines.work import Work

SHOWN_ROWS = 20


def structural(table_name: str) -> Iterator[str]:
    """The expectations that the dictionary itself makes of a table."""
    yield from ("columns", "required", "key")
    for key in dictionary.table(table_name).foreign_keys:
        yield f"references_{key.table}_by_{'_'.join(key.columns)}"


def specs(table_name: str) -> list[dg.AssetCheckSpec]:
    """Every expectation of a table as a check; critical ones block what lies downstream."""
    together = next(stage.makes for stage in gate.ALL_STAGES if table_name in stage.makes)
    needed = [name for name in gate.runner.needs(table_name) if name not in together]

    def spec(name: str, severity: str, about: str) -> dg.AssetCheckSpec:
        return dg.AssetCheckSpec(
            name=name,
            asset=table_name,
            description=about,
            blocking=severity == "critical",
            additional_deps=needed,
            metadata={"severity": severity},
        )

    return [
        *(
            spec(name, "critical", f"What the dictionary demands: {name.replace('_', ' ')}.")
            for name in structural(table_name)
        ),
        *(spec(c.expectation, c.severity, c.why) for c in sql_checks.for_table(table_name)),
        *(spec(e.check, e.severity, e.about) for e in suite(table_name).expectations),
    ]


def checks_of(table_name: str) -> dg.AssetChecksDefinition:
    """The checks of one table, run in one step."""

    @dg.multi_asset_check(
        name=f"check_{table_name}",
        specs=specs(table_name),
        required_resource_keys={"work"},
        description=f"Everything that is expected of {table_name}.",
    )
    def check(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        work: Work = context.resources.work
        with told(context.op_execution_context.retry_number):
            tables = gate.given(work, table_name)
            if table_name not in tables:
                raise BadTable("has not been made yet.", where=table_name, remedy="Materialise it first.")
            findings = gate.examine(work, table_name, tables)
        for finding in findings:
            if gate.blocks(work, finding):
                context.log.error(f"{finding.table_name}.{finding.expectation} blocks: {finding.message}")
            yield result(work, finding)

    return check


def result(work: Work, finding: Finding) -> dg.AssetCheckResult:
    """One finding as Dagster shows it; a waived failure stays visible as a warning."""
    excused = gate.waived(work, finding)
    critical = finding.severity == "critical" and not excused
    metadata: dict[str, dg.MetadataValue] = {
        "result": dg.MetadataValue.text(finding.result),
        "failing": dg.MetadataValue.int(finding.failing),
        "waived": dg.MetadataValue.bool(excused),
        "responsibility": dg.MetadataValue.text(finding.responsibility),
        "code": dg.MetadataValue.text(finding.code),
        "stated in": dg.MetadataValue.text(finding.source),
        "validation page": page(work, finding),
    }
    if finding.rows.height:
        metadata["failing rows"] = dg.MetadataValue.table(
            records=[
                dg.TableRecord({k: "" if v is None else str(v) for k, v in row.items()})
                for row in finding.rows.head(SHOWN_ROWS).iter_rows(named=True)
            ],
            schema=dg.TableSchema(columns=[dg.TableColumn(name) for name in ROWS]),
        )
    return dg.AssetCheckResult(
        passed=finding.result == "passed",
        check_name=finding.expectation,
        asset_key=finding.table_name,
        severity=dg.AssetCheckSeverity.ERROR if critical else dg.AssetCheckSeverity.WARN,
        description=finding.message,
        metadata=metadata,
    )


def page(work: Work, finding: Finding) -> dg.MetadataValue:
    """Where the site's page on data quality shows this result."""
    place = f"quality.html#suite-{finding.table_name}"
    if work.settings.site_url:
        return dg.MetadataValue.url(f"{work.settings.site_url.rstrip('/')}/{place}")
    return dg.MetadataValue.path(str(work.settings.out / "site" / place))
