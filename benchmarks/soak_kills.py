"""The whole job killed, again and again, and what must hold after every single kill.

A round begins from one place with a council published and a second one waiting. Several runs are killed in it, one
after another on what the killed ones before left behind; then one run goes to its end and must leave the bytes of an
undisturbed one. After every kill, not only at the end of a round, everything under OUT is looked at (`broken`).

`stop` gets more out of a run: it is halted (SIGSTOP) at many instants, and what stands on the disk is copied each time.
That is what SIGKILL would leave at the same instant: what was written is in the kernel, what was not is lost, locks
are not copied. The next run begins from one such copy, is halted in its turn, and must end as an undisturbed one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from benchmarks.soak_runs import WITHIN, Place, bytes_of, differences, fill, killed_when, several, steps
from pipelines.publish import folder as publications
from pipelines.settings import from_environment

KILLS_A_ROUND = 8
STOPS_A_RUN = 20
Say = Callable[[str], None]
Due = Callable[[float], bool]


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill: its name, the question asked of a place, and the environment that the run is given for it."""

    name: str
    due: Callable[[Place], Due]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ground:
    """What kills are compared with: the place they start from, the same after undisturbed runs, and their bytes."""

    waiting: Place
    before: Mapping[str, str]
    after: Mapping[str, str]
    registers: str
    seconds: float


@dataclass(slots=True)
class Told:
    """What came of a series of kills: how many found a run alive, how many came too late, rounds, what was lost."""

    killed: list[str] = field(default_factory=list)
    late: int = 0
    rounds: int = 0
    lost: list[str] = field(default_factory=list)
    shown: int = 0


def ground(folder: Path) -> Ground:
    """One council published, the second waiting, and two undisturbed runs over both, timed and equal to the byte."""
    waiting, files = Place(folder / "waiting"), several()
    fill(waiting.registers, [path for path in files if path.suffix == ".csv"])
    done(waiting)
    fill(waiting.registers, [path for path in files if path.suffix == ".html"])
    seconds, ends = [], []
    for name in ("undisturbed", "undisturbed again"):
        place = waiting.copy(folder / name)
        seconds.append(done(place))
        ends.append(bytes_of(place.out))
        shutil.rmtree(place.base)
    if ends[0] != ends[1]:
        raise SystemExit(f"two undisturbed runs differ: {differences(*ends)[:5]}")
    return Ground(waiting, bytes_of(waiting.out), ends[0], tree(waiting.registers), statistics.mean(seconds))


def done(place: Place) -> float:
    """A run that must end well; its seconds."""
    begun = time.monotonic()
    code, _, complained = place.run()
    if code:
        raise SystemExit(f"a run that nothing disturbed failed: {complained}")
    return time.monotonic() - begun


def tree(folder: Path) -> str:
    """A hash of every name and byte below a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        digest.update(f"{path.relative_to(folder)}\0".encode())
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def broken(place: Place, on: Ground) -> str:
    """What is wrong after a kill: "" where the site is whole, its bytes are those before or after and nothing else,
    no file under its final name is half written, and the registers are as they were."""
    out, settings = place.out, from_environment(out=place.out)
    shown = publications.current(settings)
    if shown is None or not publications.whole(shown):
        return "the publication shown is not whole"
    if bytes_of(out) not in (on.before, on.after):
        return f"the publication shown is neither the one before nor the one after: {shown.name}"
    for name in ("site", "riskshift.duckdb"):
        if (out / name).resolve() != shown / name:
            return f"OUT/{name} does not lead to the publication shown"
    if tree(place.registers) != on.registers:
        return "the registers were altered"
    return next(halves(out), "")


def halves(out: Path) -> Iterator[str]:
    """Every file under OUT that bears its final name and is not whole."""
    for folder in out.glob("publications/*"):
        if folder.suffix != ".tmp" and not publications.whole(folder):
            yield f"publications/{folder.name} is not whole"
    for path in out.glob("manifests/*.json"):
        if not reads(lambda path=path: json.loads(path.read_text(encoding="utf-8"))["riskshift"]["id"]):
            yield f"manifests/{path.name} is half a file"
    for path in out.glob("sources/*"):
        if len(path.name) == 64 and hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
            yield f"sources/{path.name} does not hold what its name says"
    for path in out.glob("readings/*.json"):
        head, _, body = path.read_bytes().partition(b"\n")
        if hashlib.sha256(body).hexdigest() != json.loads(head)["sha256"]:
            yield f"readings/{path.name} is half a file"
    for name in ("staging", "verdicts"):
        for path in (out / name).rglob("*.parquet"):
            if not reads(lambda path=path: pl.read_parquet(path)):
                yield f"{path.relative_to(out)} is half a file"


def reads(read: Callable[[], object]) -> bool:
    """Whether a file can be read."""
    try:
        read()
    except (OSError, ValueError, KeyError, pl.exceptions.PolarsError):
        return False
    return True


def instants(on: Ground, count: int, seed: int) -> Iterator[Moment]:
    """Moments spread evenly over an undisturbed run's length, each at random within its share, in random order;
    after them more at random, for those that came when the run had ended."""
    chance = random.Random(seed)
    shares = [(number + chance.random()) / count for number in range(count)]
    chance.shuffle(shares)
    number = 0
    while True:
        share = shares[number] if number < count else chance.random()
        number += 1
        at = share * on.seconds
        yield Moment(f"after {at:.1f} s", lambda _, at=at: lambda seconds: seconds >= at)


def named(names: Mapping[str, str], wanted: list[str]) -> Iterator[Moment]:
    """The moments right after each named step, in the order of a run."""
    for name in wanted:
        within = {"SOAK_KILL_BEFORE": WITHIN[name]} if name in WITHIN else {}
        yield Moment(name, lambda place, name=name: steps(place.out, names)[name], within)


def kill(on: Ground, folder: Path, moments: Iterator[Moment], count: int, until: float) -> Iterator[Told]:
    """Kill `count` runs at such moments, in rounds; each round ends in a run that must leave an undisturbed one's
    bytes, and what came so far is told. A round ends early when a killed run had already shown the new publication:
    nothing is left to kill."""
    told = Told()
    going = True
    while going and len(told.killed) < count and time.monotonic() < until:
        place = on.waiting.copy(folder / "place")
        for _ in range(KILLS_A_ROUND):
            moment = next(moments, None) if len(told.killed) < count and time.monotonic() < until else None
            going = moment is not None
            if moment is None:
                break
            alive, _ = killed_when(place, moment.due(place), environment=moment.environment)
            told.late += not alive
            told.killed += [moment.name] * alive
            wrong = broken(place, on)
            if wrong:
                told.lost.append(f"killed {moment.name}: {wrong}")
            if bytes_of(place.out) == on.after:
                told.shown += alive
                break
        wrong = converged(place, on)
        told.rounds += 1
        if wrong:
            told.lost.append(wrong)
        shutil.rmtree(place.base)
        yield told


def converged(place: Place, on: Ground) -> str:
    """One further run: "" where it ends in the bytes of an undisturbed one and leaves nothing half done."""
    code, _, complained = place.run()
    if code:
        return f"the run after failed: {complained}"
    other = differences(bytes_of(place.out), on.after)
    if other:
        return f"the run after does not end as an undisturbed one: {other[:5]}"
    left = [path.name for path in place.out.rglob("*") if path.name.endswith(".tmp") or path.name.startswith(".part-")]
    return f"the run after leaves {left[:5]}" if left else broken(place, on)


def halted(process: subprocess.Popen[str]) -> bool:
    """Stop a run and everything it started; False where it had ended."""
    if process.poll() is not None:
        return False
    os.killpg(process.pid, signal.SIGSTOP)
    while process.poll() is None and any(state not in "TZX" for state in states(process.pid)):
        time.sleep(0.001)
    return process.poll() is None


def states(group: int) -> Iterator[str]:
    """The scheduler's letter for each process of a group."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            told = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(told[2]) == group:
                yield told[0]


def stop(on: Ground, folder: Path, count: int, seed: int, until: float) -> Iterator[Told]:
    """Halt runs at `count` random instants, look at what stands there each time as after a kill, and begin each run
    from one such state of the run before; what came so far is told after each run."""
    told, chance = Told(), random.Random(seed)
    kept: Place | None = None
    while len(told.killed) < count and time.monotonic() < until:
        place, leftover = (kept or on.waiting).copy(folder / "place"), kept
        if leftover:
            shutil.rmtree(leftover.base)
        kept, begun, process = None, time.monotonic(), place.start()
        pauses = [chance.uniform(0.0, 2 * on.seconds / STOPS_A_RUN) for _ in range(STOPS_A_RUN)]
        for number, pause in enumerate(pauses):
            time.sleep(pause)
            if len(told.killed) >= count or not halted(process):
                break
            state = place.copy(folder / f"state {number}")
            os.killpg(process.pid, signal.SIGCONT)
            told.killed.append(f"after {time.monotonic() - begun:.1f} s")
            wrong = broken(state, on)
            if wrong:
                told.lost.append(f"halted {told.killed[-1]}: {wrong}")
            told.shown += bytes_of(state.out) == on.after
            older, kept = (kept, state) if kept is None or chance.random() < 0.4 else (state, kept)
            if older:
                shutil.rmtree(older.base)
        if kept and bytes_of(kept.out) == on.after:
            shutil.rmtree(kept.base)
            kept = None
        _, complained = process.communicate()
        wrong = f"the run failed: {complained}" if process.returncode else converged(place, on)
        told.rounds += 1
        if wrong:
            told.lost.append(wrong)
        shutil.rmtree(place.base)
        yield told
