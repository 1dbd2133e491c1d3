"""The long attack: writes docs/reliability.md, a table of what was tried, how often, what was lost, what was mended.

`python -m benchmarks.soak [files|fresh|large|kills|stops|steps|faults|same ...]` (default: all; `make soak`). Every part is seeded and bounded
by a count and by minutes, works in temporary folders and speaks to nothing but this machine. What a part measured is
kept in benchmarks/soak_results.json, so that one part can be run again alone; what the attacks found and how it was
mended is a row of benchmarks/soak_mended.csv. The short versions are tests/end_to_end/test_hostile_*.py,
test_determinism.py, test_faults.py and test_clock.py.
"""

from __future__ import annotations

import argparse
import csv
import fcntl
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks import soak_faults, soak_files, soak_fresh, soak_kills, soak_large, soak_runs
from benchmarks.soak_runs import ELSEWHERE, Place, bytes_of, differences, fill
from pipelines.chain import STAGES
from pipelines.read.isolated import Worker
from pipelines.settings import ROOT, Settings

RESULTS = Path("benchmarks") / "soak_results.json"
MENDED = ROOT / "benchmarks" / "soak_mended.csv"
PAGE = Path("docs") / "reliability.md"
STEPS = {stage.name: stage.makes[-1] for stage in STAGES}


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the table: what was tried, how often, what was lost, and what came of it in words."""

    tried: str
    times: int
    lost: int
    told: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """How often and how long at most."""

    cases: int
    kills: int
    minutes: float
    seed: int
    rows: int
    pages: int


def files(bounds: Bounds, folder: Path) -> Iterator[list[Part]]:
    """Every sample damaged in turn."""
    what = "sample files damaged in every format, read and made into entries in the worker"
    yield [survived(what, soak_files.mutants(bounds.cases, bounds.seed), bounds, folder)]


def fresh(bounds: Bounds, folder: Path) -> Iterator[list[Part]]:
    """The samples' tables changed in what they say, and written anew."""
    what = "tables of the samples baited, turned, crossed, thinned or repeated, and written as csv, html, xlsx or docx"
    yield [survived(what, soak_fresh.fresh(max(1, bounds.cases // 2), bounds.seed), bounds, folder)]


def survived(what: str, mutants: Iterator[soak_files.Mutant], bounds: Bounds, folder: Path) -> Part:
    """What came of damaged files."""
    worker, known, until = Worker(), soak_files.known_codes(), end(bounds)
    came, kinds, lost, slowest = Counter[str](), Counter[str](), 0, 0.0
    for mutant in mutants:
        path = folder / f"case{mutant.suffix}"
        path.write_bytes(mutant.content)
        outcome = soak_files.survive(worker, path, f"invented/{path.name}", known)
        kinds[mutant.kind] += 1
        came["entries" if outcome.entries else "issues alone"] += 1
        came.update(code for code in outcome.codes if code.startswith(("parser_", "shaping_")))
        slowest = max(slowest, outcome.seconds)
        if outcome.lost:
            lost += 1
            say(f"lost: case {mutant.number} of {mutant.sample} ({mutant.kind}{mutant.suffix}): {outcome.lost}")
        if time.monotonic() > until:
            break
    worker.stop()
    hands = ", ".join(f"{name} {count}" for name, count in kinds.most_common())
    came_of = ", ".join(f"{name} {count}" for name, count in came.most_common())
    told = f"Seed {bounds.seed}. Came of it: {came_of}. Slowest {slowest:.0f} s. Hands: {hands}."
    return Part(what, kinds.total(), lost, told)


def large(bounds: Bounds, folder: Path) -> Iterator[list[Part]]:
    """A million rows in every tabular format and ten thousand pages, under the default bounds."""
    settings, known, lost, told = Settings(), soak_files.known_codes(), 0, []
    for suffix, write in soak_large.WRITERS.items():
        path, worker = folder / f"large{suffix}", Worker()
        write(path, bounds.pages if suffix == ".pdf" else bounds.rows)
        outcome = soak_files.survive(worker, path, f"invented/{path.name}", known, settings)
        grown = soak_large.peak(worker.pid)
        worker.stop()
        path.unlink()
        lost += bool(outcome.lost)
        codes = ", ".join(code for code in outcome.codes if code != "no_as_at_date")
        most = f", {grown / 1e9:.1f} GB at most" if grown else ""
        told.append(f"{suffix}: {outcome.entries:,} entries, {codes or 'no issue'} in {outcome.seconds:.0f} s{most}")
        say(f"  {told[-1]}{f' LOST: {outcome.lost}' if outcome.lost else ''}")
    what = f"registers of {bounds.rows:,} rows in every tabular format, and a PDF of {bounds.pages:,} pages"
    yield [Part(what, len(told), lost, "; ".join(told) + ".")]


def told_of(told: soak_kills.Told) -> str:
    """What came of kills, in words."""
    return (
        f"After every kill the site was whole, its bytes those before or after, and no file half written; {told.rounds} "
        f"further runs, one after {soak_kills.KILLS_A_ROUND} kills at most, each ended in the bytes of an undisturbed "
        f"one; {told.shown} kills came after the new publication was shown; {told.late} runs had ended before their kill."
        if not told.lost
        else f"Lost: {'; '.join(told.lost)}"
    )


def kills(bounds: Bounds, folder: Path) -> Iterator[list[Part]]:
    """SIGKILL to the whole job at instants spread over its length."""
    on = soak_kills.ground(folder)
    moments = soak_kills.instants(on, bounds.kills, bounds.seed)
    what = "`kill -9` of `riskshift run`, at random instants spread evenly over the length of an undisturbed run"
    for told in soak_kills.kill(on, folder, moments, bounds.kills, end(bounds)):
        yield [Part(what, len(told.killed), len(told.lost), told_of(told))]


def stops(bounds: Bounds, folder: Path) -> Iterator[list[Part]]:
    """The disk as SIGKILL would leave it, at many instants of few runs."""
    on = soak_kills.ground(folder)
    what = (
        "`riskshift run` halted (SIGSTOP) at a random instant and the disk looked at and carried on from as `kill -9` "
        "would leave it then"
    )
    for told in soak_kills.stop(on, folder, bounds.kills, bounds.seed, end(bounds)):
        came = (
            "Each time the site was whole, its bytes those before or after, and no file half written. "
            f"{told.rounds} runs, each begun from such a state of the one before, ended in the bytes of an "
            f"undisturbed one; {told.shown} instants lay after the new publication was shown."
        )
        yield [Part(what, len(told.killed), len(told.lost), f"Lost: {'; '.join(told.lost)}" if told.lost else came)]


def steps(bounds: Bounds, folder: Path) -> Iterator[list[Part]]:
    """SIGKILL right after each named step."""
    on, names = soak_kills.ground(folder), list(soak_runs.steps(folder, STEPS))
    for told in soak_kills.kill(on, folder, soak_kills.named(STEPS, names), len(names), end(bounds)):
        what = f"`kill -9` right after {len(told.killed)} of {len(names)} named steps ({', '.join(told.killed)})"
        yield [Part(what, len(told.killed), len(told.lost), told_of(told))]


def faults(bounds: Bounds, folder: Path) -> Iterator[list[Part]]:
    """Clocks moved, files of OUT damaged, disks filled, jobs begun together, nights missed."""
    on, seed = soak_kills.ground(folder), bounds.seed
    quarter = replace(bounds, minutes=bounds.minutes / 4)
    done = {
        "daemons dead for days, then one look of Dagster's scheduler": soak_faults.missed(on, folder, say),
        "clocks of whole runs moved by years, from the start or half-way": soak_faults.clocks(
            on, folder, end(quarter), say
        ),
        "OUT on a disk with little space left": soak_faults.full(on, folder, end(quarter), say),
        "several jobs at once on one OUT": soak_faults.together(on, folder, seed, end(quarter), say),
        "one file of OUT damaged before a run": soak_faults.damage(on, folder, seed, end(quarter), say),
    }
    yield [
        Part(what, told.times, len(told.lost), f"{'; '.join(told.notes)}.{' Lost: ' if told.lost else ''}"
             + "; ".join(told.lost))
        for what, told in done.items()
    ]  # fmt: skip


def same(_: Bounds, folder: Path) -> Iterator[list[Part]]:
    """Every sample published by two clean processes in other surroundings."""
    places = [Place(folder / "one", ELSEWHERE[0]), Place(folder / "a longer place", ELSEWHERE[1], "cofrestri â")]
    for number, place in enumerate(places):
        configuration = sorted((soak_runs.SAMPLES / "riskshift").iterdir())
        fill(place.registers, [*soak_files.samples(), *configuration], backwards=bool(number))
        soak_kills.done(place)
    one, other = (bytes_of(place.out) for place in places)
    told = "All samples; other TZ, LC_ALL, PYTHONHASHSEED, threads of Polars and DuckDB, file order and folders."
    yield [Part("files of two publications compared byte by byte", len(one), len(differences(one, other)), told)]


def end(bounds: Bounds) -> float:
    """When a part must end."""
    return time.monotonic() + 60 * bounds.minutes


PARTS: dict[str, Callable[[Bounds, Path], Iterable[list[Part]]]] = {
    "files": files,
    "fresh": fresh,
    "large": large,
    "kills": kills,
    "stops": stops,
    "steps": steps,
    "faults": faults,
    "same": same,
}


def say(text: str) -> None:
    """One line to the person who waits."""
    print(text, file=sys.stderr, flush=True)


def page(results: dict[str, list[dict[str, object]]]) -> str:
    """The table in Markdown."""
    lines = [
        "# What was tried to break it",
        "",
        "Written by `make soak` (`python -m benchmarks.soak`); the ordinary suite runs short versions of the same",
        "attacks. Lost means: neither entries nor issues came of a file, an unknown issue, a file of the site missing",
        "or altered, or a further run that did not end in the bytes of an undisturbed one.",
        "",
        "| tried | times | lost | what came of it |",
        "|---|--:|--:|---|",
    ]
    for name in PARTS:
        for part in results.get(name, []):
            lines.append(f"| {part['tried']} | {part['times']} | {part['lost']} | {part['told']} |")
    lines += [
        "",
        "## What was found and mended",
        "",
        "| attack | what gave | how it is now | held by |",
        "|---|---|---|---|",
    ]
    with MENDED.open(newline="", encoding="utf-8") as stream:
        lines += [f"| {r['attack']} | {r['gave']} | {r['now']} | `{r['test']}` |" for r in csv.DictReader(stream)]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run the parts asked for and write the page; 1 when anything was lost."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which parts [default: all]")
    asked.add_argument("--cases", type=int, default=5_040, help="damaged files")
    asked.add_argument("--kills", type=int, default=200, help="kills at random instants")
    asked.add_argument("--rows", type=int, default=1_000_000, help="rows of a large register")
    asked.add_argument("--pages", type=int, default=10_000, help="pages of a large PDF")
    asked.add_argument("--seed", type=int, default=1, help="another seed makes other cases and instants")
    asked.add_argument("--page", action="store_true", help="only write the page again from what was measured")
    asked.add_argument("--take", type=Path, help="only take in, beside what is here, what another checkout measured")
    asked.add_argument("--into", type=Path, default=ROOT, help="the checkout whose results and page are written")
    asked.add_argument("--minutes", type=float, default=60, help="bound of each part")
    given = asked.parse_args()
    bounds = Bounds(given.cases, given.kills, given.minutes, given.seed, given.rows, given.pages)
    lost = 0
    if given.take:
        take(given.take, given.into)
    for name in () if given.page or given.take else given.parts or PARTS:
        say(f"{name} ...")
        with tempfile.TemporaryDirectory(prefix=f"riskshift-soak-{name}-") as folder:
            found: list[Part] = []
            for found in PARTS[name](bounds, Path(folder)):
                record(given.into, name, found)
                say("; ".join(f"  {part.times} tried, {part.lost} lost" for part in found))
        lost += sum(part.lost for part in found)
    write_page(given.into)
    return int(lost > 0)


def record(into: Path, name: str, found: list[Part]) -> None:
    """Keep what a part measured; other parts may be at work in processes of their own."""
    with (into / "Makefile").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (into / RESULTS).write_text(
            json.dumps(measured(into) | {name: [asdict(part) for part in found]}, indent=1, ensure_ascii=False) + "\n",
            encoding="utf-8",
        )


def take(other: Path, into: Path) -> None:
    """Add what another checkout measured, such as a frozen one beside a checkout under work."""
    mine = measured(into)
    for name, parts in measured(other).items():
        mine[name] = [*mine.get(name, []), *(part for part in parts if part not in mine.get(name, []))]
    (into / RESULTS).write_text(json.dumps(mine, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def measured(into: Path) -> dict[str, list[dict[str, object]]]:
    """What was measured so far, by part."""
    return dict(json.loads((into / RESULTS).read_text(encoding="utf-8"))) if (into / RESULTS).exists() else {}


def write_page(into: Path) -> None:
    """Write the page from what was measured."""
    (into / PAGE).write_text(page(measured(into)), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
