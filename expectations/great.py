"""The only module that knows Great Expectations and pandas: a suite over a frame, in an ephemeral context.

Great Expectations is imported when the first suite runs, because that costs two seconds. Frames cross as
Arrow-typed pandas (whole numbers stay whole, dates stay dates), and only the columns that a suite reads.
An expectation that crashed is told apart from one that failed by its exception, which stands flat or keyed
by metric, or by a failure that counts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import polars as pl

from expectations.findings import Finding, located, no_rows, worded
from expectations.suites import Expected, Suite
from pipelines import dictionary

ROW = "_row"
"""Position of a row in the frame, by which a failing row is found again."""
KEPT = 1_000
"""Failing rows kept of one expectation; the count is exact."""


def run(suite: Suite, tables: Mapping[str, pl.DataFrame]) -> list[Finding]:
    """One finding per expectation of the suite."""
    if not suite.expectations:
        return []
    frame = tables[suite.table_name]
    absent = {e.check: [n for n in e.columns if n not in frame.columns] for e in suite.expectations}
    ready = [e for e in suite.expectations if not absent[e.check]]
    try:
        results = _validate(frame, ready) if ready else {}
    except Exception as error:  # noqa: BLE001 - whatever the library raises is a crashed check, never a pass
        return [_crashed(suite, e, f"{type(error).__name__}: {error}") for e in suite.expectations]
    findings = []
    for expected in suite.expectations:
        if absent[expected.check]:
            findings.append(_crashed(suite, expected, f"no column {', '.join(absent[expected.check])}."))
        else:
            findings.append(_finding(suite, expected, results.get(expected.check, {}), tables))
    return findings


@cache
def _context() -> Any:
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    return context


def _validate(frame: pl.DataFrame, expectations: list[Expected]) -> dict[str, dict[str, Any]]:
    import great_expectations as gx
    import pandas as pd
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.metadata_types import FailureSeverity

    context = _context()
    columns = sorted({name for expected in expectations for name in expected.columns})
    arrow = frame.select(columns).with_row_index(ROW).to_arrow()
    batch = context.data_sources.add_or_update_pandas("frames").add_dataframe_asset("frame")
    definition = batch.add_batch_definition_whole_dataframe("whole")
    suite = gx.ExpectationSuite(
        name="suite",
        expectations=[
            ExpectationConfiguration(
                type=e.type,
                kwargs=dict(e.kwargs),
                severity=FailureSeverity(e.severity),
                meta={"check": e.check},
            ).to_domain_obj()
            for e in expectations
        ],
    )
    validation = definition.get_batch({"dataframe": arrow.to_pandas(types_mapper=pd.ArrowDtype)}).validate(
        suite,
        result_format={
            "result_format": "SUMMARY",
            "partial_unexpected_count": KEPT,
            "unexpected_index_column_names": [ROW],
            "return_unexpected_index_query": False,
        },
    )
    return {r["expectation_config"]["meta"]["check"]: r for r in validation.to_json_dict()["results"]}


def _finding(
    suite: Suite, expected: Expected, result: Mapping[str, Any], tables: Mapping[str, pl.DataFrame]
) -> Finding:
    crash = crash_of(result)
    if crash:
        return _crashed(suite, expected, crash)
    if result["success"]:
        return _made(suite, expected, "passed", 0, no_rows(), f"{expected.check} holds.")
    counted = result["result"]
    failing = int(counted.get("unexpected_count") or 1)
    positions = [int(item[ROW]) for item in counted.get("partial_unexpected_index_list") or []]
    table = dictionary.table(suite.table_name)
    column = expected.columns[0] if expected.columns else ""
    rows = tables[suite.table_name][positions]
    if column:
        rows = (
            rows.with_columns(field=pl.lit(column), value=pl.col(column))
            if "field" not in rows.columns
            else (rows.with_columns(value=pl.col(column)))
        )
    worded_rows = worded(located(rows, table.primary_key, tables), expected.message)
    observed = counted.get("observed_value")
    message = f"{failing} of {suite.table_name} break {expected.check}" + (
        f" (observed {observed})." if observed is not None else "."
    )
    return _made(suite, expected, "failed", failing, worded_rows, message)


def crash_of(result: Mapping[str, Any]) -> str:
    """What an expectation's result says was raised; "" when it truly passed or failed.

    Some crashes are reported as `success: false` with an empty result and nothing raised.
    """
    if not result:
        return "no result came back."
    info = result.get("exception_info") or {}
    shapes = [info] if "raised_exception" in info else [v for v in info.values() if isinstance(v, dict)]
    raised = [str(shape.get("exception_message")) for shape in shapes if shape.get("raised_exception")]
    if raised:
        return "; ".join(dict.fromkeys(raised))
    if not result.get("success") and not result.get("result"):
        return "failed without counting anything, and nothing was said to be raised."
    return ""


def _crashed(suite: Suite, expected: Expected, words: str) -> Finding:
    return _made(suite, expected, "crashed", 0, no_rows(), f"{expected.check} could not be run: {words}")


def _made(suite: Suite, expected: Expected, result: Any, failing: int, rows: pl.DataFrame, message: str) -> Finding:
    return Finding(
        suite.table_name,
        expected.check,
        expected.severity,
        expected.responsibility,
        result,
        failing,
        rows,
        expected.code,
        message,
        f"expectations/suites/{suite.table_name}.json",
    )
