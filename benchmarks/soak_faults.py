"""Faults of the surroundings: clocks that jump, disks that fill, jobs that meet, bytes that rot. Each is done to a
run over a place with one council published and a second one waiting; the site must stay, the run must end well or
say why in one line, and one further run must leave what an undisturbed one leaves.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.soak_kills import Ground, Say, broken, converged
from benchmarks.soak_nights import nights
from benchmarks.soak_runs import bytes_of, differences
from pipelines.settings import from_environment

DAY = 86_400
CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
static int (*real)(clockid_t, struct timespec *);
static time_t begun, offset, after;
static time_t moved(void) {
  struct timespec now;
  if (!real) {
    real = dlsym(RTLD_NEXT, "clock_gettime");
    real(CLOCK_MONOTONIC, &now);
    begun = now.tv_sec;
    offset = getenv("SOAK_CLOCK") ? atol(getenv("SOAK_CLOCK")) : 0;
    after = getenv("SOAK_CLOCK_AFTER") ? atol(getenv("SOAK_CLOCK_AFTER")) : 0;
  }
  real(CLOCK_MONOTONIC, &now);
  return now.tv_sec - begun >= after ? offset : 0;
}
int clock_gettime(clockid_t which, struct timespec *at) {
  time_t by = moved();
  int told = real(which, at);
  if (!told && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) at->tv_sec += by;
  return told;
}
time_t time(time_t *at) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (at) *at = now.tv_sec;
  return now.tv_sec;
}
int gettimeofday(struct timeval *at, void *zone) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return 0;
}
"""
"""A library that moves the clock of one process and its children by SOAK_CLOCK seconds, SOAK_CLOCK_AFTER seconds
after they began."""
TOLD_OF_RUNS = ("checks", "failing_rows", "waivers")
"""Tables that tell of runs and of what was published before."""


@dataclass(slots=True)
class Told:
    """What came of a kind of fault: how often it was done, what was lost, and what came of it in words."""

    times: int = 0
    lost: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, what: str, wrong: str, say: Say) -> None:
        """Count one case."""
        self.times += 1
        self.notes.append(what)
        if wrong:
            self.lost.append(f"{what}: {wrong}")
        say(f"  {what}: {wrong or 'nothing lost'}")


def clock_library(folder: Path) -> Path | None:
    """The library built, None without a C compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    source, library = folder / "clock.c", folder / "clock.so"
    source.write_text(CLOCK, encoding="utf-8")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


def said_in_one_line(code: int, complained: str) -> str:
    """What is wrong with how a run ended: well, or with exit code 1 and one line, never with a traceback."""
    lines = [line for line in complained.splitlines() if line.startswith("riskshift: ")]
    if code == 0:
        return ""
    return (
        "" if code == 1 and len(lines) == 1 and "Traceback" not in complained else f"exit {code}: {complained[-300:]}"
    )


def tables(out: Path) -> dict[str, str]:
    """The published tables but those that tell of runs: name to hash."""
    kept = {name: sha for name, sha in bytes_of(out).items() if name.startswith("site/data/") and ".parquet" in name}
    return {name: sha for name, sha in kept.items() if Path(name).stem not in TOLD_OF_RUNS}


def clocks(on: Ground, folder: Path, until: float, say: Say) -> Told:
    """Runs whose clock is wrong by years, or jumps half-way; then one with the right clock."""
    told, library = Told(), clock_library(folder)
    if library is None:
        say("  no C compiler: no clock was moved")
        return told
    undisturbed = on.waiting.copy(folder / "right clock")
    converged(undisturbed, on)
    wanted = tables(undisturbed.out)
    for years, after in ((-1, 0), (-8, 0), (1, 0), (12, 0), (-8, 5), (12, 8)):
        if time.monotonic() > until:
            break
        place = on.waiting.copy(folder / "clock")
        moved = {"LD_PRELOAD": str(library), "SOAK_CLOCK": str(years * 365 * DAY), "SOAK_CLOCK_AFTER": str(after)}
        code, _, complained = place.run(environment=moved)
        wrong = said_in_one_line(code, complained)
        code, _, complained = place.run()
        wrong = wrong or said_in_one_line(code, complained) or (f"exit {code}" if code else "")
        other = differences(tables(place.out), wanted)
        wrong = wrong or (f"tables differ: {other}" if other else "")
        told.add(f"{years:+d} years" + (f" after {after} s" if after else ""), wrong, say)
        shutil.rmtree(place.base)
    return told


def rot(path: Path, chance: random.Random) -> str:
    """Damage one file as disks do: some bytes overwritten, the end lost, emptied, or gone; which it was."""
    content = path.read_bytes()
    kind = chance.choice(("overwritten", "cut off", "emptied", "gone"))
    path.unlink()
    if kind == "overwritten":
        at = chance.randrange(max(1, len(content)))
        path.write_bytes(content[:at] + b"\x55" * 64 + content[at + 64 :])
    elif kind != "gone":
        path.write_bytes(content[: len(content) // 2] if kind == "cut off" else b"")
    return kind


KEPT = {
    "a page": "publications/*/site/*.html",
    "a published table": "publications/*/site/data/*.parquet",
    "the database": "publications/*/riskshift.duckdb",
    "a manifest shown": "publications/*/manifest.json",
    "a staged table": "staging/*.parquet",
    "a finding": "staging/findings/*.parquet",
    "a reading": "readings/*.json",
    "a verdict": "verdicts/*/*.parquet",
    "a kept source": "sources/????????????????????????????????????????????????????????????????",
    "what was seen": "sources/seen.json",
    "the lock": ".lock",
}


def damage(on: Ground, folder: Path, seed: int, until: float, say: Say) -> Told:
    """One file of OUT damaged, of each kind in turn, before a run."""
    told, chance = Told(), random.Random(seed)
    for what, pattern in KEPT.items():
        if time.monotonic() > until:
            break
        place = on.waiting.copy(folder / "damage")
        path = chance.choice(sorted(place.out.glob(pattern)))
        kind = rot(path, chance)
        code, _, complained = place.run()
        wrong = said_in_one_line(code, complained)
        told.add(f"{what} {kind}", wrong or converged(place, on), say)
        shutil.rmtree(place.base)
    return told


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own of some size."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()


def full(on: Ground, folder: Path, until: float, say: Say) -> Told:
    """OUT on a disk with little space left, from next to none to almost enough, then with space again."""
    told = Told()
    if os.geteuid():
        say("  no right to mount: no disk was filled")
        return told
    for kilobytes in (10, 300, 2_000, 8_000, 16_000):
        if time.monotonic() > until:
            break
        with small_disk(folder / "small", 400) as disk:
            place = on.waiting.copy(disk / "place")
            ballast = place.base / "ballast"
            ballast.write_bytes(b"\x01" * (shutil.disk_usage(disk).free - 1_000 * kilobytes))
            code, _, complained = place.run()
            wrong = said_in_one_line(code, complained) or broken(place, on)
            ballast.unlink()
            told.add(f"{kilobytes} kB free, exit {code}", wrong or converged(place, on), say)
    return told


def together(on: Ground, folder: Path, seed: int, until: float, say: Say) -> Told:
    """Two and three jobs at once on one OUT, begun at the same moment or shortly after one another."""
    told, chance = Told(), random.Random(seed)
    for count in (2, 2, 3):
        if time.monotonic() > until:
            break
        place = on.waiting.copy(folder / "together")
        pause = chance.choice([0.0, chance.uniform(0, on.seconds)])
        running = []
        for _ in range(count):
            running.append(place.start())
            time.sleep(pause)
        ends = [(process.communicate(), process.returncode) for process in running]
        published = sum("Published " in printed for (printed, _), _ in ends)
        wrong = "" if [code for _, code in ends] == [0] * count and published == 1 else f"{ends}"
        told.add(f"{count} jobs, {pause:.0f} s apart", wrong or converged(place, on), say)
        shutil.rmtree(place.base)
    return told


def missed(on: Ground, folder: Path, say: Say) -> Told:
    """A schedule first looked at in the evening, then after longer and longer sleep: each time one run makes up for it,
    over both changes of the clock in London."""
    told, at = Told(), datetime(2026, 3, 27, 20, 0, tzinfo=UTC)
    place = on.waiting.copy(folder / "nights")
    settings = from_environment(registers=place.registers, out=place.out, dagster_home=place.home)
    with nights(settings) as look:
        look(at)
        for days in (1, 2, 7, 30, 213, 400):
            at += timedelta(days=days)
            begun, again = look(at), look(at + timedelta(hours=1))
            told.add(f"{days} days", "" if (len(begun), again) == (1, []) else f"{begun} then {again}", say)
    return told
