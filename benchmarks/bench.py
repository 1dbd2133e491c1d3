"""Measure speed in one run and write docs/performance.md: `make bench`.

Usage: python -m benchmarks.bench [--entries 20000] [--sizes 1000 100000 1000000] [--registers 40 160] [--long]
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import growth, night, throughput
from pipelines.settings import ROOT

PACKAGES = ("duckdb", "polars", "dagster", "great-expectations", "pandas", "pdfplumber", "python-calamine")
ENTRY_KB = 2.0
HUNDRED_MILLION = 100_000_000


def hardware() -> str:
    """The machine and the versions, in a sentence each."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{os.cpu_count()} cores ({names[0] if names else platform.machine()}), {memory:.0f} GiB, {platform.system()}; "
        f"load when the run began: {load}. Python {platform.python_version()}, {packages}."
    )


def beyond(rows: Sequence[dict[str, Any]]) -> str:
    """Arithmetic past one machine, from this run's figures for one core."""
    if len(rows) < 2:
        return "Not reckoned, as judging was not measured."
    once, ten = (row["entries"] / row["cpu"] for row in rows[:2])
    hours = HUNDRED_MILLION / once / 3600
    shard = 20_000
    return f"""Every UK council for ten years is about half a million entries: {500_000 / once:,.0f} seconds of one core
when every statement is new, {500_000 / ten:,.0f} when each entry stands in ten registers. One machine.

Past that, texts are parted by their hash into shards, Parquet files at any fsspec address, and judged wherever a Dask worker
is (`RISKSHIFT_ENGINE`, `RISKSHIFT_SHARDS`, `RISKSHIFT_SHARD_COUNT`). A hundred million entries of {ENTRY_KB:.0f} kB of text
are {HUNDRED_MILLION * ENTRY_KB / 1e6:,.0f} GB before compression. At {once:,.0f} entries a second a core they need
{hours:,.1f} core-hours when nothing repeats ({hours / 64 * 60:,.0f} minutes on 64 cores), and {HUNDRED_MILLION / ten / 3600:,.1f}
core-hours at ten registers an entry. A shard of {shard:,} texts is one batch: about {shard * ENTRY_KB / 1e3:,.0f} MB of text
and {shard / once:,.0f} seconds of one core, so that {HUNDRED_MILLION // shard:,} shards keep 64 workers busy to the end and a
lost worker costs one shard. Reading a shard from object storage at 50 MB/s takes {shard * ENTRY_KB / 1e3 / 50:,.1f} seconds, which is
{shard * ENTRY_KB / 1e3 / 50 / (shard / once):.0%} of judging it; its verdicts are a tenth of that. Dagster's own Dask executor runs the
same shards as steps of a job (`assets/sharding.py`). What does not spread yet: parting and gathering pass through the process that runs
the job, whose memory bounds one job to some tens of millions of texts; and linking, measuring, checks and pages run in one
process. Shards were proven on two worker processes of one machine, one of them killed over its work
(`tests/end_to_end/test_shards.py`); scaling over machines was not measured."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure everything and write the page; a part that fails or that time has run out for says so there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--rows", type=int, default=2_000, help="of each file that is read")
    parser.add_argument("--registers", type=int, nargs="+", default=[40, 160])
    parser.add_argument("--minutes", type=float, default=15, help="after which no further part begins")
    parser.add_argument("--long", action="store_true", help="also 10^7 entries, and one register among 1,000 and 4,000")
    given = parser.parse_args(arguments)
    if given.long:
        given.sizes.append(10_000_000)
        given.registers += [1_000, 4_000]
    began, machine, rows = time.perf_counter(), hardware(), []
    bound = float("inf") if given.long else given.minutes * 60
    parts: list[str] = []
    for title, part in (
        ("Judging", lambda: throughput.classification(given.entries, rows)),
        ("Reading", lambda: throughput.reading(given.rows)),
        ("Nights", lambda: night.measure(given.registers, began + bound)),
        ("Growth", lambda: growth.measure(given.sizes)),
        ("Beyond one machine", lambda: beyond(rows)),
    ):
        parts.append(f"## {title}\n\n{measured(part, began + bound)}\n")
        print(parts[-1], flush=True)
        write(parts, machine, time.perf_counter() - began)


def measured(part: Callable[[], str], until: float) -> str:
    """What a part says, or why it says nothing: one part must not cost the others."""
    if time.perf_counter() > until:
        return "Not measured: the time for this run was over (`--minutes`)."
    try:
        return part()
    except (RuntimeError, OSError, ValueError) as error:
        print(error, flush=True)
        return f"Not measured, as it failed: {str(error).strip().splitlines()[-1][:200]}"


def write(parts: Sequence[str], machine: str, seconds: float) -> None:
    """The page with the parts measured so far."""
    page = f"""# How fast it is

Written by `make bench` from one run ({seconds:,.0f} seconds). {machine}

Compare figures with each other, not with another machine. Seconds are processor seconds over all cores and child
processes unless the clock is named, so that other work on the machine disturbs them little.

"""
    (ROOT / "docs" / "performance.md").write_text(page + "\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
