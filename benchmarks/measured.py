"""How the measurements of speed measure: processor seconds of a fresh process and all its children.

Processor seconds rather than the clock's, as they stay the same when the machine has other work; both are told.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.settings import ROOT


@dataclass(frozen=True, slots=True)
class Cost:
    """What something took: seconds of the clock, seconds of all processors, peak memory in MiB, what it said."""

    wall: float
    cpu: float
    mib: int
    said: Any = None


def used(who: int = resource.RUSAGE_SELF) -> float:
    """Processor seconds so far, user and system."""
    told = resource.getrusage(who)
    return told.ru_utime + told.ru_stime


def peak() -> int:
    """Peak memory of this process since it began its program, MiB; getrusage would carry over its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def inside(call: Callable[[], Any], repeats: int = 1) -> Cost:
    """A call in this process with its children; the cheapest of some repeats."""
    costs = []
    for _ in range(repeats):
        started, before = time.perf_counter(), used() + used(resource.RUSAGE_CHILDREN)
        said = call()
        cpu = used() + used(resource.RUSAGE_CHILDREN) - before
        costs.append(Cost(time.perf_counter() - started, cpu, peak(), said))
    return min(costs, key=lambda cost: cost.cpu)


def process(command: Sequence[str | Path], **environment: str) -> Cost:
    """A command in a process of its own; the last line it prints is read as JSON where it is.

    Its peak memory is never below that of the process which started it: the kernel counts both as one.

    Raises:
        RuntimeError: the command failed, with the end of what it said.
    """
    started = time.perf_counter()
    child = subprocess.Popen(
        [str(word) for word in command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )
    with child:
        printed = child.stdout.read() if child.stdout else ""
        _, status, told = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {child.returncode}: {printed[-800:]}")
    last = printed.strip().rpartition("\n")[2]
    said = json.loads(last) if last.startswith(("{", "[")) else printed
    return Cost(time.perf_counter() - started, told.ru_utime + told.ru_stime, told.ru_maxrss // 1024, said)


def python(code: str, **environment: str) -> Cost:
    """A Python program in a process of its own."""
    return process([sys.executable, "-c", code], **environment)


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A markdown table, every column but the first to the right."""
    lines = ["| " + " | ".join(header) + " |", "|---" + "|--:" * (len(header) - 1) + "|"]
    lines += ["| " + " | ".join(str(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)
