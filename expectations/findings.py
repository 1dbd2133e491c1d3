"""What a check found: one `Finding` per expectation, with the failing rows and where they stand.

Belongs here: the record, and the ways it becomes a table (`checks`, `failing_rows`, rows of `issues`).
How a finding comes about stands in `sql_checks`, `structure` and `great`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Literal

import polars as pl

from pipelines import dictionary
from pipelines.catalogue.issue_codes import issue_code
from pipelines.records import Responsibility

Level = Literal["critical", "warning", "info"]
Result = Literal["passed", "failed", "crashed"]

SAMPLE = 100
"""Failing rows that `failing_rows` publishes for one expectation; the count is always exact."""

ROWS = {
    "row_key": pl.String(),
    "register_id": pl.String(),
    "source_file": pl.String(),
    "locator": pl.String(),
    "field": pl.String(),
    "value": pl.String(),
    "message": pl.String(),
}
"""Columns of `Finding.rows`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One expectation's result.

    `rows` has the columns of `ROWS`, one row per failing row of the table; for findings that a council
    must answer it is complete, for others it may be a sample. `failing` is the exact count. `message` says
    the finding in a sentence; a crashed one says what was raised. `source` is the file that states the check.
    """

    table_name: str
    expectation: str
    severity: Level
    responsibility: Responsibility
    result: Result
    failing: int
    rows: pl.DataFrame
    code: str
    message: str
    source: str

    @property
    def blocking(self) -> bool:
        """Whether it must stop what lies downstream: critical, and not passed."""
        return self.severity == "critical" and self.result != "passed"


def no_rows() -> pl.DataFrame:
    """An empty frame of failing rows."""
    return pl.DataFrame(schema=ROWS)


def located(failing: pl.DataFrame, key: Iterable[str], tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Failing rows with `row_key`, `register_id`, `source_file`, `locator` and `entry` (its name) filled in.

    Rows that name an `entry_id` take these from `entries`, rows that name a `register_id` the file from
    `registers`; what is known already stays.
    """
    if "row_key" not in failing.columns:
        parts = [pl.col(name).cast(pl.String).fill_null("") for name in key if name in failing.columns]
        failing = failing.with_columns(row_key=pl.concat_str(parts, separator="|") if parts else pl.lit(""))
    if "entry_id" in failing.columns and "entries" in tables:
        failing = _filled(failing, _names(tables["entries"], failing), "entry_id")
    if "register_id" in failing.columns and "registers" in tables:
        files = tables["registers"].select("register_id", "source_file").unique("register_id", keep="first")
        failing = _filled(failing, files, "register_id")
    absent = [
        pl.lit(None, pl.String).alias(n)
        for n in ("register_id", "source_file", "locator", "entry")
        if n not in failing.columns
    ]
    blank = [pl.lit("").alias(n) for n in ("field", "value") if n not in failing.columns]
    return failing.with_columns(*absent, *blank).with_columns(pl.col("entry").fill_null(pl.col("row_key")))


def _names(entries: pl.DataFrame, failing: pl.DataFrame) -> pl.DataFrame:
    wanted = failing.select(pl.col("entry_id").cast(pl.String)).unique()
    title = pl.coalesce(_words("title"), _words("description"), pl.lit(None, pl.String))
    short = pl.when(title.str.len_chars() > 80).then(title.str.head(77) + "...").otherwise(title)
    return (
        entries.select("entry_id", "register_id", "locator", "risk_ref", "title", "description")
        .join(wanted, on="entry_id", how="semi")
        .unique("entry_id", keep="first")
        .select(
            "entry_id",
            "register_id",
            "locator",
            entry=pl.when(_words("risk_ref").is_not_null() & title.is_not_null())
            .then(pl.format("Risk {} ({})", _words("risk_ref"), short))
            .otherwise(pl.coalesce(pl.format("Risk {}", _words("risk_ref")), pl.format("“{}”", short), "locator")),
        )
    )


def _words(name: str) -> pl.Expr:
    text = pl.col(name).str.replace_all(r"\s+", " ").str.strip_chars()
    return pl.when(text != "").then(text)


def _filled(failing: pl.DataFrame, known: pl.DataFrame, on: str) -> pl.DataFrame:
    joined = failing.join(known, on=on, how="left", suffix="_known", maintain_order="left")
    both = [name for name in known.columns if f"{name}_known" in joined.columns]
    return joined.with_columns(pl.coalesce(name, f"{name}_known") for name in both).drop(f"{n}_known" for n in both)


def worded(failing: pl.DataFrame, template: str) -> pl.DataFrame:
    """Located rows in the columns of `ROWS`, their message made from a template of `{column}` places."""
    pieces: list[pl.Expr] = []
    for text, name, _, _ in Formatter().parse(template):
        pieces.append(pl.lit(text))
        if name:
            pieces.append(_shown(failing, name))
    message = pl.concat_str(pieces) if pieces else pl.lit("")
    return failing.with_columns(message=message, value=_shown(failing, "value")).select(
        pl.col(name).cast(kind) for name, kind in ROWS.items()
    )


def _shown(failing: pl.DataFrame, name: str) -> pl.Expr:
    text = pl.col(name).cast(pl.String).fill_null("")
    if failing.schema[name].is_float():
        return text.str.replace(r"\.0$", "")
    return text


def checks_frame(
    findings: Iterable[Finding], publication_id: str, waived: Iterable[tuple[str, str]] = ()
) -> pl.DataFrame:
    """The rows of table `checks`.

    Args:
        findings: of every table.
        publication_id: the publication they belong to.
        waived: (table_name, expectation) pairs that an applied waiver covers.
    """
    covered = set(waived)
    return dictionary.table("checks").conform(
        dictionary.table("checks").frame(
            [
                {
                    "publication_id": publication_id,
                    "table_name": f.table_name,
                    "expectation": f.expectation,
                    "severity": f.severity,
                    "result": f.result,
                    "failing": f.failing,
                    "waived": (f.table_name, f.expectation) in covered,
                }
                for f in findings
            ]
        )
    )


def failing_rows(findings: Iterable[Finding], sample: int = SAMPLE) -> pl.DataFrame:
    """The rows of table `failing_rows`: up to `sample` of each finding, or what a crashed one raised."""
    parts = []
    for finding in findings:
        rows = finding.rows.head(sample)
        if finding.result == "crashed":
            rows = no_rows().vstack(pl.DataFrame([dict.fromkeys(ROWS, "") | {"message": finding.message}], schema=ROWS))
        parts.append(
            rows.with_columns(
                table_name=pl.lit(finding.table_name),
                expectation=pl.lit(finding.expectation),
                code=pl.lit(finding.code),
                position=pl.int_range(1, pl.len() + 1),
                row_key=pl.col("row_key").fill_null(""),
                field=pl.col("field").fill_null(""),
                value=pl.col("value").fill_null(""),
                message=pl.col("message").fill_null(""),
            )
        )
    table = dictionary.table("failing_rows")
    return table.conform(pl.concat(parts)) if parts else table.empty()


def issues_from(findings: Iterable[Finding]) -> pl.DataFrame:
    """Failures that a council must answer, as rows of `issues`.

    Severity and responsibility are those of the code. A failing row without a source file (one that
    cannot be put before anybody) is left out; it stays in `failing_rows`.
    """
    table = dictionary.table("issues")
    parts = [table.empty()]
    for finding in findings:
        code = issue_code(finding.code)
        if finding.result != "failed" or code.responsibility != "council":
            continue
        parts.append(
            finding.rows.filter(pl.col("source_file").is_not_null()).select(
                "register_id",
                "source_file",
                pl.col("locator").fill_null(""),
                pl.col("field").fill_null(""),
                pl.lit(code.code).alias("code"),
                pl.lit(code.severity).alias("severity"),
                pl.lit(code.responsibility).alias("responsibility"),
                pl.col("value").fill_null(""),
                pl.col("message").fill_null(""),
            )
        )
    rows = pl.concat(parts).unique(list(table.primary_key), keep="first", maintain_order=True)
    return table.conform(rows.sort(table.primary_key))
