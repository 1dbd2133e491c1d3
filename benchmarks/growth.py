"""How the cost of judging grows with the number of entries: seconds, peak memory, and the slope of the line.

Each size runs in a process of its own, so that its peak memory is its own. A slope of 1 on logarithmic axes means
that twice the entries cost twice as much.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.measured import python, table

WEIGHTY = 100_000
TEN_MILLION = 10_000_000
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
    """The table of growth, and what the slope is between sizes whose fixed costs no longer weigh."""
    found = [python(PROGRAM.format(count=count)).said for count in sizes]
    rows = [
        (f"{count:,}", f"{row['cpu']:.2f}", f"{count / row['cpu']:,.0f}", f"{row['evidence']:,}", f"{row['mib']:,}")
        for count, row in zip(sizes, found, strict=True)
    ]
    header = ("entries", "processor s", "entries/s a core", "evidence rows", "peak memory, MiB")
    told = [table(header, rows)]
    large = [(count, row["cpu"]) for count, row in zip(sizes, found, strict=True) if count >= WEIGHTY]
    if len(large) > 1:
        fitted = slope(*zip(*large, strict=True))
        told.append(
            f"Slope from {large[0][0]:,} entries on, where fixed costs no longer weigh: {fitted:.2f} "
            f"(goal: linear, which is 1; {'met' if fitted <= 1.1 else 'missed'})."
        )
    most, last = sizes[-1], found[-1]
    per_entry = (last["mib"] - found[0]["mib"]) / max(most - sizes[0], 1)
    told.append(
        f"{most:,} entries took {last['mib']:,} MiB, {per_entry * 2**10:.2f} KiB for each entry beyond {sizes[0]:,}. "
        + (
            f"Goal of 10,000,000 within 4 GiB: {'met' if last['mib'] <= 4096 else 'missed'}."
            if most >= TEN_MILLION
            else f"10,000,000 (goal: within 4 GiB) were not run: by that line they would take "
            f"{(found[0]['mib'] + per_entry * TEN_MILLION) / 1024:,.1f} GiB."
        )
    )
    return (
        "Each entry stands in ten registers, as is usual; texts that stand once cost as the table above says.\n\n"
        + ("\n\n".join(told))
    )
