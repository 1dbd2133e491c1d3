"""What a night costs: with nothing new, and with one new register among few and among many.

Beside them the emptiest thing Dagster can run, one asset that returns nothing, in a process of its own. The second
night of each folder is measured; the first only reads what was there.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import invented
from benchmarks.measured import Cost, process, python, table

EMPTY = """
import dagster as dg
from assets.instance import opened
from pipelines.settings import from_environment
@dg.asset
def nothing() -> None: ...
definitions = dg.Definitions(assets=[nothing], jobs=[dg.define_asset_job("empty")], executor=dg.in_process_executor)
with opened(from_environment()) as instance:
    assert definitions.resolve_job_def("empty").execute_in_process(
        instance=instance, run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    ).success
"""
RISKSHIFT = Path(sys.executable).with_name("riskshift")


@dataclass(frozen=True, slots=True)
class Nights:
    """Costs of one folder's nights, and the pages of its site."""

    registers: int
    first: Cost
    new: Cost
    nothing: Cost
    pages: int
    publication: Cost


PUBLISH = """
import json, tempfile, time
from pathlib import Path
import polars as pl
from benchmarks.measured import inside
from pipelines import site
from pipelines.site.provenance import Provenance
tables = {path.stem: pl.read_parquet(path) for path in Path(%r).glob("*.parquet")}
with tempfile.TemporaryDirectory() as folder:
    cost = inside(lambda: site.build(tables, Path(folder), Provenance("benchmark", "benchmark")))
    print(json.dumps({"cpu": cost.cpu, "pages": len(list(Path(folder).rglob("*.html")))}))
"""


def nights(base: Path, count: int) -> Nights:
    """A first night over `count` registers, one with a register more, one with nothing new."""
    registers, out, home = base / "registers", base / "out", {"RISKSHIFT_DAGSTER_HOME": str(base / "home")}
    written = invented.registers(registers, count + 1)
    aside = base / "aside.csv"
    written[-1].rename(aside)
    command = [RISKSHIFT, "run", registers, "--out", out]
    first = process(command, **home)
    aside.rename(written[-1])
    new, nothing = process(command, **home), process(command, **home)
    assert "Nothing new since" in nothing.said
    built = python(PUBLISH % str(out / "site" / "data"))
    return Nights(count, first, new, nothing, built.said["pages"], built)


def measure(counts: Sequence[int], until: float = float("inf")) -> str:
    """The tables of nights and of publication; a folder of registers that time has run out for is left out."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        home = {"RISKSHIFT_DAGSTER_HOME": str(base / "empty")}
        python(EMPTY, **home)
        empty = python(EMPTY, **home)
        start = {
            "riskshift --help": process([RISKSHIFT, "--help"]),
            "riskshift read (one CSV)": _reading(base / "one"),
            "riskshift classify (one CSV)": process([RISKSHIFT, "classify", _few(base / "few.csv")]),
        }
        found = []
        for count in counts:
            if not found or time.perf_counter() < until:
                found.append(nights(base / str(count), count))
    rows: list[tuple[str, Cost]] = [("an empty Dagster job", empty), *start.items()]
    for night in found:
        rows += [
            (f"{night.registers:,} registers, first night", night.first),
            (f"{night.registers:,} registers, one more", night.new),
            (f"{night.registers + 1:,} registers, nothing new", night.nothing),
        ]
    shown = table(
        ("what", "processor s", "s by the clock", "peak memory, MiB (at least what measured it)", "÷ empty job"),
        [(n, f"{c.cpu:.2f}", f"{c.wall:.2f}", f"{c.mib:,}", f"{c.cpu / empty.cpu:.2f}") for n, c in rows],
    )
    pages = table(
        ("registers", "pages", "processor s, nothing to reuse", "pages/s"),
        [
            (
                night.registers + 1,
                night.pages,
                f"{night.publication.said['cpu']:.2f}",
                f"{night.pages / night.publication.said['cpu']:,.0f}",
            )
            for night in found
        ],
    )
    nothing = max(night.nothing.cpu for night in found) / empty.cpu
    told = [f"A night with nothing new: {nothing:.2f} of an empty Dagster job (goal: at most 1.5).", *grown(found)]
    return f"{shown}\n\n{' '.join(told)}\n\n## Publication\n\n{pages}"


def grown(found: Sequence[Nights]) -> list[str]:
    """What one register more costs among many beside what it costs among few, in words."""
    few, *more = found
    told = [
        f"One new register among {many.registers:,} costs {many.new.cpu / few.new.cpu:.2f} times one among {few.registers}."
        for many in more
    ]
    return [*told, "Goal: at most 2 times at 4,000" + ("." if found[-1].registers >= 4_000 else ", not measured here.")]


def _few(path: Path) -> Path:
    invented.entries(10, distinct=True).write_csv(path)
    return path


def _reading(base: Path) -> Cost:
    path = invented.registers(base, 1)[0]
    return process([RISKSHIFT, "read", path])
