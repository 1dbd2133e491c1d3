"""Findings as a gate: every table examined, waivers applied, and what came of it kept for the tables about it.

What a check found is written beside the table it is about, under OUT/staging/findings, because checks and the
tables `issues`, `checks`, `failing_rows` and `waivers` are steps of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from expectations import runner
from pipelines import chain, dictionary
from pipelines.catalogue import waivers
from pipelines.chain import Made, Stage, Tables
from pipelines.errors import GateBlocked
from pipelines.work import Work

ABOUT_CHECKS = ("checks", "failing_rows", "waivers")
"""Tables about the checks: examined too, but their own results come too late to stand in them."""
RECORDED = tuple(name for name in dictionary.names() if name not in ABOUT_CHECKS)


def staged(work: Work, name: str) -> Path:
    """Where a table of the run under way stands."""
    return work.settings.staging / f"{name}.parquet"


def waived(work: Work, finding: runner.Finding) -> bool:
    """Whether waivers in force cover a failure whole; a crashed check is ours to mend and cannot be waived."""
    if finding.result != "failed":
        return False
    mine = waivers.covering(work.waivers, finding.table_name, finding.expectation, work.today)
    if any(not waiver.row_key for waiver in mine):
        return True
    keys = {waiver.row_key for waiver in mine}
    return finding.rows.height == finding.failing and set(finding.rows["row_key"]) <= keys


def blocks(work: Work, finding: runner.Finding) -> bool:
    """Whether a finding stops the publication."""
    return finding.blocking and not waived(work, finding)


def examine(work: Work, table_name: str, tables: Tables) -> list[runner.Finding]:
    """Run every check of a table and keep what was found."""
    findings = runner.run(table_name, tables, work.previous or None, work.councils, work.today)
    folder = work.settings.staging / "findings"
    covered = [(f.table_name, f.expectation) for f in findings if waived(work, f)]
    chain.write(
        folder,
        {
            f"{table_name}.checks": runner.checks_frame(findings, work.publication_id, covered),
            f"{table_name}.failing_rows": runner.failing_rows(findings),
            f"{table_name}.issues": runner.issues_from(findings),
        },
    )
    return findings


def given(work: Work, table_name: str) -> Made:
    """A staged table and those that its checks read."""
    wanted = {table_name, *runner.needs(table_name)}
    return {name: pl.read_parquet(staged(work, name)) for name in sorted(wanted) if staged(work, name).exists()}


def kept(work: Work, what: str, names: Iterable[str]) -> pl.DataFrame:
    """What was found about some tables, examining again where a table is newer than its findings."""
    folder, parts = work.settings.staging / "findings", [dictionary.table(what).empty()]
    for name in names:
        path = folder / f"{name}.{what}.parquet"
        if not path.exists() or path.stat().st_mtime_ns < staged(work, name).stat().st_mtime_ns:
            examine(work, name, given(work, name))
        parts.append(pl.read_parquet(path))
    return pl.concat(parts)


def issues(work: Work, tables: Tables) -> Made:
    """Every oddity somebody can answer for: found in reading, or by a check that the council must answer."""
    names = [name for name in RECORDED if name != "issues"]
    both = pl.concat([tables["reading_issues"], kept(work, "issues", names)])
    key = list(dictionary.table("issues").primary_key)
    return {"issues": both.unique(key, keep="first", maintain_order=True)}


def gather(work: Work, _: Tables) -> Made:
    """Results of all checks, their failing rows, and what became of each waiver."""
    checks, rows = kept(work, "checks", RECORDED), kept(work, "failing_rows", RECORDED)
    checks = checks.with_columns(publication_id=pl.lit(work.publication_id))
    failed: dict[tuple[str, str], set[str]] = {
        (row["table_name"], row["expectation"]): set()
        for row in checks.filter(pl.col("result") == "failed").iter_rows(named=True)
    }
    for row in rows.iter_rows(named=True):
        failed.setdefault((row["table_name"], row["expectation"]), set()).add(row["row_key"])
    return {"checks": checks, "failing_rows": rows, "waivers": waivers.frame(work.waivers, failed, work.today)}


UPSTREAM = tuple(name for stage in chain.STAGES for name in stage.makes if name not in chain.INTERNAL)
ISSUES = Stage("issues", ("reading_issues",), ("issues",), issues)
GATHER = Stage("gather", ("issues",), ABOUT_CHECKS, gather)
ALL_STAGES = (*chain.STAGES, ISSUES, GATHER)


def plain(work: Work, tables: Mapping[str, pl.DataFrame]) -> Made:
    """The gate of `chain.run`, without Dagster.

    Raises:
        GateBlocked: naming every critical finding that no waiver covers.
    """
    chain.write(work.settings.staging, dict(tables))
    made: Made = {}
    blocked = [f for name in UPSTREAM for f in examine(work, name, tables) if blocks(work, f)]
    for stage in (ISSUES, GATHER):
        fresh = {name: chain.ordered(name, frame) for name, frame in stage.run(work, {**tables, **made}).items()}
        chain.write(work.settings.staging, fresh)
        made |= fresh
    blocked += [
        f for name in ("issues", *ABOUT_CHECKS) for f in examine(work, name, {**tables, **made}) if blocks(work, f)
    ]
    if blocked:
        raise blocked_by(work, blocked)
    return made


def blocked_by(work: Work, findings: Iterable[runner.Finding]) -> GateBlocked:
    """The error that says what stopped a publication and how a person may go on."""
    said = "; ".join(f"{f.table_name}.{f.expectation} {f.result}: {f.message}" for f in findings)
    shown = f"the publication before ({work.published.name}) stays" if work.published else "nothing was published"
    return GateBlocked(
        f"publication blocked by {said}",
        where=str(work.settings.out),
        remedy=f"Mend the source or the stage, or waive the finding in riskshift/waivers.csv; {shown}.",
    )
