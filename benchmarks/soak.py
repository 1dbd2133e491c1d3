"""The long attack: writes docs/reliability.md, a table of what was tried, how often, what was lost, what was mended.

`python -m benchmarks.soak [files|kills|steps|same ...]` (default: all; `make soak`). Every part is seeded and bounded
by a count and by minutes, works in temporary folders and speaks to nothing but this machine. What a part measured is
kept in benchmarks/soak_results.json, so that one part can be run again alone; what the attacks found and how it was
mended is a row of benchmarks/soak_mended.csv. The short versions are tests/end_to_end/test_hostile_*.py,
test_determinism.py and test_faults.py.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks import soak_files, soak_runs
from benchmarks.soak_runs import ELSEWHERE, Place, bytes_of, differences, fill, killed_when
from pipelines.chain import STAGES
from pipelines.read.isolated import Worker
from pipelines.settings import ROOT

RESULTS = ROOT / "benchmarks" / "soak_results.json"
MENDED = ROOT / "benchmarks" / "soak_mended.csv"
PAGE = ROOT / "docs" / "reliability.md"
STEPS = {stage.name: stage.makes[-1] for stage in STAGES}
KILLS_A_ROUND = 5
SEED = 1


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


def files(bounds: Bounds, folder: Path) -> list[Part]:
    """Every sample damaged in turn, read in the worker and shaped."""
    worker, known = Worker(), soak_files.known_codes()
    came, kinds, lost, slowest, until = Counter[str](), Counter[str](), 0, 0.0, time.monotonic() + 60 * bounds.minutes
    for mutant in soak_files.mutants(bounds.cases, SEED):
        path = folder / f"case{mutant.suffix}"
        path.write_bytes(mutant.content)
        outcome = soak_files.survive(worker, path, f"invented/{path.name}", known)
        kinds[mutant.kind] += 1
        came["entries" if outcome.entries else "issues alone"] += 1
        came.update(code for code in outcome.codes if code.startswith("parser_"))
        slowest = max(slowest, outcome.seconds)
        if outcome.lost:
            lost += 1
            say(f"lost: case {mutant.number} of {mutant.sample} ({mutant.kind}): {outcome.lost}")
        if time.monotonic() > until:
            break
    worker.stop()
    hands = ", ".join(f"{name} {count}" for name, count in kinds.most_common())
    came_of = ", ".join(f"{name} {count}" for name, count in came.most_common())
    told = f"Came of it: {came_of}. Slowest {slowest:.0f} s. Hands: {hands}."
    return [Part("sample files damaged in every format, read in the worker", kinds.total(), lost, told)]


def waiting_and_done(folder: Path) -> tuple[Place, Place]:
    """A place with one council published and a second one waiting, and the same after an undisturbed run."""
    waiting, several = Place(folder / "waiting"), soak_runs.several()
    fill(waiting.registers, [path for path in several if path.suffix == ".csv"])
    done(waiting)
    fill(waiting.registers, [path for path in several if path.suffix == ".html"])
    undisturbed = waiting.copy(folder / "undisturbed")
    done(undisturbed)
    return waiting, undisturbed


def done(place: Place) -> float:
    """A run that must end well; its seconds."""
    begun = time.monotonic()
    code, _, complained = place.run()
    if code:
        raise SystemExit(f"a run that nothing disturbed failed: {complained}")
    return time.monotonic() - begun


Due = Callable[[float], bool]
Next = Callable[[Place], tuple[str, Due] | None]


def killing(folder: Path, what: str, following: Next, until: float) -> list[Part]:
    """Kill runs as `following` says, a few on one OUT, then let one end, and compare with the undisturbed one."""
    waiting, undisturbed = waiting_and_done(folder)
    wanted = bytes_of(undisturbed.out)
    killed = late = rounds = lost = 0
    going = True
    while going and time.monotonic() < until:
        place = waiting.copy(folder / "place")
        for _ in range(KILLS_A_ROUND):
            at = following(place)
            going = at is not None and time.monotonic() < until
            if at is None or not going:
                break
            alive, torn = killed_when(place, at[1])
            killed += alive
            late += not alive
            if torn:
                lost += 1
                say(f"lost: killed {at[0]}: {torn}")
        code, _, complained = place.run()
        rounds += 1
        other = differences(bytes_of(place.out), wanted) if code == 0 else [complained]
        if other:
            lost += 1
            say(f"lost: the run after does not end as an undisturbed one: {other[:5]}")
        shutil.rmtree(place.base)
    told = f"{rounds} further runs, each ended in the bytes of an undisturbed one; {late} runs had ended before."
    return [Part(what, killed, lost, told if not lost else "See what the command printed.")]


def kills(bounds: Bounds, folder: Path) -> list[Part]:
    """SIGKILL to the whole job at random instants."""
    chance, left = random.Random(SEED), bounds.kills
    whole = 0.0

    def following(place: Place) -> tuple[str, Due] | None:
        nonlocal left, whole
        if left <= 0:
            return None
        left -= 1
        if not whole:
            trial = place.copy(folder / "trial")
            whole = done(trial)
            shutil.rmtree(trial.base)
        at = chance.uniform(0.0, whole)
        return f"after {at:.1f} s", lambda seconds: seconds >= at

    return killing(folder, "`kill -9` of `riskshift run` at random instants", following, end(bounds))


def steps(bounds: Bounds, folder: Path) -> list[Part]:
    """SIGKILL right after each named step."""
    names = list(soak_runs.steps(folder, STEPS))
    left = iter(names)

    def following(place: Place) -> tuple[str, Due] | None:
        name = next(left, None)
        return None if name is None else (f"after {name}", soak_runs.steps(place.out, STEPS)[name])

    (part,) = killing(folder, "", following, end(bounds))
    reached = ", ".join(names[: part.times])
    return [replace(part, tried=f"`kill -9` right after {part.times} of {len(names)} named steps ({reached})")]


def same(_: Bounds, folder: Path) -> list[Part]:
    """Every sample published by two clean processes in other surroundings."""
    places = [Place(folder / "one", ELSEWHERE[0]), Place(folder / "a longer place", ELSEWHERE[1], "cofrestri â")]
    for number, place in enumerate(places):
        configuration = sorted((soak_runs.SAMPLES / "riskshift").iterdir())
        fill(place.registers, [*soak_files.samples(), *configuration], backwards=bool(number))
        done(place)
    one, other = (bytes_of(place.out) for place in places)
    told = "All samples; other TZ, LC_ALL, PYTHONHASHSEED, threads of Polars and DuckDB, file order and folders."
    return [Part("files of two publications compared byte by byte", len(one), len(differences(one, other)), told)]


def end(bounds: Bounds) -> float:
    """When a part must end."""
    return time.monotonic() + 60 * bounds.minutes


PARTS: dict[str, Callable[[Bounds, Path], list[Part]]] = {"files": files, "kills": kills, "steps": steps, "same": same}


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
    asked.add_argument("--minutes", type=float, default=60, help="bound of each part")
    given = asked.parse_args()
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in given.parts or PARTS:
        say(f"{name} ...")
        with tempfile.TemporaryDirectory(prefix=f"riskshift-soak-{name}-") as folder:
            found = PARTS[name](Bounds(given.cases, given.kills, given.minutes), Path(folder))
        results[name] = [asdict(part) for part in found]
        RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(results), encoding="utf-8")
    return int(any(part["lost"] for name in given.parts or PARTS for part in results[name]))


if __name__ == "__main__":
    sys.exit(main())
