"""How the cost of judging grows with the number of entries: seconds, peak memory, and the slope of the line.

Each size runs in a process of its own, so that its peak memory is its own. A slope of 1 on logarithmic axes means
that twice the entries cost twice as much.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.measured import python, table

PROGRAM = """
import json, resource
from benchmarks import invented
from benchmarks.measured import inside
from pipelines import judge
rulebook = judge.load_rulebook()
entries = invented.entries({count}, distinct=False)
judge.classify(entries.head(10), rulebook)
cost = inside(lambda: judge.classify(entries, rulebook))
print(json.dumps({{"cpu": cost.cpu, "mib": cost.mib, "evidence": cost.said.evidence.height}}))
"""


def slope(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The exponent of size in seconds, by least squares on logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def measure(sizes: Sequence[int]) -> str:
    """The table of growth."""
    found = [python(PROGRAM.format(count=count)).said for count in sizes]
    rows = [
        (f"{count:,}", f"{row['cpu']:.2f}", f"{count / row['cpu']:,.0f}", f"{row['evidence']:,}", f"{row['mib']:,}")
        for count, row in zip(sizes, found, strict=True)
    ]
    fitted = slope(sizes, [row["cpu"] for row in found])
    header = ("entries", "processor s", "entries/s a core", "evidence rows", "peak memory, MiB")
    return (
        f"Each entry stands in ten registers, as is usual; texts that stand once cost as the table above says.\n\n"
        f"{table(header, rows)}\n\nSlope: {fitted:.2f} (1 is linear; below 1 fixed costs still weigh)."
    )
