"""How long validation takes at size, Great Expectations beside SQL pushed down to DuckDB, and classification.

Usage: python -m benchmarks.validation [--entries 1000000] [--classify]

The entries are invented: the texts of the sample registers recombined under councils, dates and scores, one in
a thousand with a planted slip. `--classify` also times the rulebook over the same entries, which is the bar
that validation must stay under. Times are one run on this machine; compare them with each other.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from expectations import context, great, runner, sql_checks, structure
from expectations.suites import suite
from pipelines import dictionary, judge, warehouse
from pipelines.settings import ROOT

BANK = ROOT / "samples" / "truth" / "entries.csv"
TEXTS = ("title", "description", "controls", "actions")


def entries(count: int, per_register: int = 25) -> dict[str, pl.DataFrame]:
    """Invented documents, registers and entries, `per_register` entries a register.

    Texts are those of the invented sample registers in turn, each with a number of its own, because the
    rulebook judges equal texts once and real registers seldom repeat one.
    """
    random = np.random.default_rng(7)
    bank = pl.read_csv(BANK, infer_schema=False).filter(pl.col("language") == "en").fill_null("")
    texts = bank.select(*TEXTS)[random.integers(0, bank.height, count)]
    number = np.arange(count)
    register = number // per_register
    likelihood, impact = random.integers(1, 6, count), random.integers(1, 6, count)
    slip = random.random(count) < 0.001
    frame = texts.with_columns(
        place=pl.Series(number % per_register),
        **{f"{name}_number": pl.format(" See paper {}.", pl.Series(number * 7 + n)) for n, name in enumerate(TEXTS)},
        council=pl.format("invented-{}", pl.Series(register // 40)),
        as_at=pl.date(2014 + pl.Series(register % 40) // 4, 3 * (pl.Series(register % 40) % 4) + 1, 1),
        likelihood=pl.Series(likelihood.astype(float)),
        impact=pl.Series(impact.astype(float)),
        score=pl.Series((likelihood * impact + slip).astype(float)),
    ).with_columns(register_id=pl.format("{}.corporate.{}", "council", pl.col("as_at").cast(pl.String)))
    made = {
        "entry_id": pl.format("{}.{}", "register_id", "place"),
        "series": pl.lit("corporate"),
        "risk_ref": pl.format("R{}", "place"),
        "title": pl.col("title"),
        **{name: pl.concat_str(name, f"{name}_number") for name in TEXTS[1:]},
        "response": pl.lit("Treat"),
        "area": pl.lit("operations"),
        "owner_role": pl.lit("Director of Place"),
        "direction": pl.lit("same"),
        **{f"{part}_{level}": pl.col(part) for part in ("likelihood", "impact") for level in ("inherent", "residual")},
        "score_inherent": pl.col("likelihood") * pl.col("impact"),
        "score_residual": pl.col("score"),
        "other": pl.concat_str(
            pl.lit('{"Previous score": "'), pl.col("score").cast(pl.Int64), pl.lit('", "Portfolio": "Place"}')
        ),
        "locator": pl.format("Sheet1!A{}", pl.col("place") + 2),
        "register_id": pl.col("register_id"),
        "council": pl.col("council"),
        "as_at": pl.col("as_at"),
    }
    table = dictionary.table("entries")
    rows = table.conform(
        frame.select(made.get(c.name, pl.lit(None, dictionary.TYPES[c.type])).alias(c.name) for c in table.columns)
    )
    registers = rows.group_by("register_id", "council", "series", "as_at", maintain_order=True).agg(
        entries=pl.len().cast(pl.Int64)
    )
    matrix = '{"likelihood": 5, "impact": 5, "formula": "product", "basis": "configured"}'
    registers = registers.with_columns(
        title=pl.lit("Invented register"),
        as_at_basis=pl.lit("cover"),
        source_file=pl.format("{}.csv", "register_id"),
        source_sha256=pl.lit("0" * 64),
        format=pl.lit("csv"),
        language=pl.lit("en"),
        issues=pl.lit(0),
        licence=pl.lit(None, pl.String),
        source_url=pl.lit(None, pl.String),
        matrix=pl.lit(matrix),
        revision=pl.lit(None, pl.String),
    )
    return {
        "entries": rows,
        "registers": dictionary.table("registers").conform(registers),
        "documents": dictionary.table("documents").empty(),
    }


def timed(name: str, work: Callable[[], Any], times: list[tuple[str, float]]) -> Any:
    """Run one piece of work and note its seconds."""
    start = time.perf_counter()
    result = work()
    times.append((name, time.perf_counter() - start))
    return result


def main() -> int:
    """Print one line per piece of work; exit 1 when validation took longer than classification."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--entries", type=int, default=1_000_000)
    words.add_argument("--classify", action="store_true")
    asked = words.parse_args()
    times: list[tuple[str, float]] = []
    tables = timed("make the invented entries", lambda: entries(asked.entries), times)
    timed(
        "import Great Expectations",
        lambda: great.run(suite("entries"), {n: f.head(1) for n, f in tables.items()}),
        times,
    )
    found = timed("Great Expectations: suite of entries", lambda: great.run(suite("entries"), tables), times)
    views = context.views(tables, None, None, date(2026, 1, 1))
    with warehouse.connection({n: views[n] for n in ("entries", "registers", *context.ALWAYS)}) as connected:
        timed("DuckDB: structure of entries", lambda: structure.run("entries", connected, tables), times)
        for check in sql_checks.for_table("entries"):
            timed(f"DuckDB: {check.path.stem}", lambda c=check: sql_checks.run(c, connected, tables), times)
    findings = timed("runner.run('entries'), all of it", lambda: runner.run("entries", tables), times)
    whole = times[-1][1]
    for name, seconds in times:
        print(f"{seconds:8.2f} s  {name}")
    print(
        f"{len(findings)} expectations, {len(found)} of them by Great Expectations; "
        f"{sum(f.failing for f in findings)} failing rows; "
        f"{sum(f.result == 'crashed' for f in findings)} crashed; "
        f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
    )
    return classified(tables, whole) if asked.classify else 0


def classified(tables: dict[str, pl.DataFrame], seconds: float) -> int:
    """Judge the same entries, validate what comes of it too, and compare; 1 when validation took longer."""
    start = time.perf_counter()
    rulebook = judge.load_rulebook()
    judged = judge.classify(tables["entries"], rulebook)
    judging = time.perf_counter() - start
    made = {"classifications": judged.classifications, "evidence": judged.evidence, "rules": rulebook.rules}
    for name in ("classifications", "evidence"):
        start = time.perf_counter()
        findings = runner.run(name, {**tables, **made})
        took = time.perf_counter() - start
        seconds += took
        failed = [f"{f.expectation} {f.result}" for f in findings if f.result != "passed"]
        print(f"{took:8.2f} s  runner.run('{name}'), {made[name].height} rows; {', '.join(failed) or 'all passed'}")
    print(
        f"{judging:8.2f} s  judge.classify; validating entries and judgements took {seconds:.2f} s, "
        f"{100 * seconds / judging:.0f} % of that"
    )
    return 0 if seconds < judging else 1


if __name__ == "__main__":
    sys.exit(main())
