"""Whether the tests would notice: small faults planted one at a time in the decision table and the decomposition.

Each mutant is one change in one file (a comparison turned or moved off its bound, `and` for `or`, a number raised
by one, a sign, a `not` or a `when` taken away) in a copy of the code, against the fast tests that are meant to guard
it. A mutant that they let pass is a missing test, or changes nothing that can be seen: then it stands with its reason
in `mutation_equivalent.csv`, and a row that no longer fits a survivor fails.

    python -m benchmarks.mutation                                # all
    python -m benchmarks.mutation --only sql/judge/10_steps.sql  # one file

Either way the outcome of each file stands in `mutation_runs.csv` and docs/mutation.md is written from it.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import csv
import importlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tokenize
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlglot import tokens

ROOT = Path(__file__).parents[1]
EXPLAINED = Path(__file__).with_name("mutation_equivalent.csv")
RUNS = Path(__file__).with_name("mutation_runs.csv")
PAGE = ROOT / "docs" / "mutation.md"
DECISION = ("tests/unit/judge/test_decision_table.py",)
PARTS = ("tests/unit/shift/test_shift_parts.py",)
CHANGES = ("tests/unit/shift/test_shift_changes.py",)
TARGETS: dict[str, tuple[str, ...]] = {
    "sql/judge/10_steps.sql": DECISION,
    "sql/judge/12_verdicts.sql": DECISION,
    "sql/steps/stayers.sql": PARTS,
    "sql/steps/shift_sums.sql": PARTS,
    "sql/steps/shift_parts.sql": PARTS,
    "sql/steps/rebasings.sql": PARTS,
    "sql/tables/shifts.sql": PARTS,
    "pipelines/shift/paired.py": PARTS + CHANGES,
    "pipelines/shift/measure.py": CHANGES,
    "pipelines/shift/accuracy.py": ("tests/unit/shift/test_shift_accuracy.py",),
    "pipelines/shift/configured.py": ("tests/unit/shift/test_shift_appetite.py",),
}
"""Each file and the tests that guard it, the fastest first."""
COPIED = (
    "pipelines", "sql", "tests/unit/judge", "tests/unit/shift", "benchmarks/__init__.py", "benchmarks/mutation.py"
)  # fmt: skip
TURNED = {
    ">=": (">", "<"), "<=": ("<", ">"), ">": (">=", "<="), "<": ("<=", ">="), "=": ("<>",), "<>": ("=",),
    "==": ("!=",), "!=": ("==",), "and": ("or",), "or": ("and",), "+": ("-",), "-": ("+",), "*": ("/",), "/": ("*",),
    "greatest": ("least",), "least": ("greatest",), "min": ("max",), "max": ("min",), "not": ("",),
    "difference_low": ("difference_high",), "difference_high": ("difference_low",), "True": ("False",),
    "False": ("True",),
}  # fmt: skip
"""What a token becomes, one mutant each; numbers are raised by one."""


@dataclass(frozen=True)
class Mutant:
    """One change: the text from `start` up to `end` (characters of the file) becomes `new`."""

    path: str
    source: str
    start: int
    end: int
    new: str

    @property
    def text(self) -> str:
        """The whole file with the change."""
        return self.source[: self.start] + self.new + self.source[self.end :]

    @property
    def line(self) -> int:
        """The line it stands in, from 1."""
        return self.source.count("\n", 0, self.start) + 1

    @property
    def before(self) -> str:
        """The line as it is."""
        return " ".join(self.source.splitlines()[self.line - 1].split())

    @property
    def after(self) -> str:
        """The line with the change; what a dropped branch leaves of it."""
        return " ".join(self.text.splitlines()[self.line - 1].split())


def of_sql(path: str, source: str) -> Iterator[Mutant]:
    """Mutants of one `select` file."""
    found = tokens.Tokenizer(dialect="duckdb").tokenize(source)
    between = 0
    for before, token in pairwise(found):
        word = token.text.lower()
        if word == "*" and before.text.lower() in {".", "(", "select"}:
            continue  # all columns, or all rows: no product
        if word == "between":
            between += 1
        elif word == "and" and between:
            between -= 1
        elif token.token_type == tokens.TokenType.NUMBER:
            yield Mutant(path, source, token.start, token.end + 1, raised(token.text))
        elif token.token_type != tokens.TokenType.STRING:
            for new in TURNED.get(word, ()):
                yield Mutant(path, source, token.start, token.end + 1, new)
    yield from _branches(path, source, found)
    yield from _choices(path, source, found)


def _branches(path: str, source: str, found: Sequence[tokens.Token]) -> Iterator[Mutant]:
    """Each `when ... then ...` left out, where its `case` has another."""
    cases: list[list[int]] = []
    for token in found:
        word = token.text.lower()
        if word == "case":
            cases.append([])
        elif word in {"when", "else", "end"} and cases:
            cases[-1].append(token.start)
        if word == "end" and cases:
            starts = cases.pop()
            arms = [(a, b) for a, b in pairwise(starts) if source[a : a + 4].lower() == "when"]
            if len(arms) > 1:
                yield from (Mutant(path, source, a, b, "") for a, b in arms)


def _choices(path: str, source: str, found: Sequence[tokens.Token]) -> Iterator[Mutant]:
    """Each text of an `in (...)` list put out of reach."""
    inside = False
    for before, token in pairwise(found):
        if before.text.lower() == "in" and token.text == "(":
            inside = True
        elif token.text == ")":
            inside = False
        elif inside and token.token_type == tokens.TokenType.STRING:
            yield Mutant(path, source, token.start, token.end + 1, "''")


def of_python(path: str, source: str) -> Iterator[Mutant]:
    """Mutants of one module; annotations and texts are left alone."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    silent = _annotations(ast.parse(source))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        (row, at), (last, until) = token.start, token.end
        if any(first <= (row, at) < end for first, end in silent):
            continue
        start, end = starts[row - 1] + at, starts[last - 1] + until
        if token.type == tokenize.NUMBER:
            yield Mutant(path, source, start, end, raised(token.string))
        elif token.type in {tokenize.OP, tokenize.NAME} and token.string != "=":
            for new in TURNED.get(token.string, ()):
                if token.string in {"*", "/"} and source[end : end + 1].strip():
                    continue  # an unpacked argument, no product
                yield Mutant(path, source, start, end, new)


def _annotations(tree: ast.AST) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    found: list[ast.expr | None] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            found.append(node.returns)
            found += [a.annotation for a in (*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs)]
        elif isinstance(node, ast.AnnAssign):
            found.append(node.annotation)
    return [((e.lineno, e.col_offset), (e.end_lineno or 0, e.end_col_offset or 0)) for e in found if e is not None]


def raised(number: str) -> str:
    """A number of the source, one more."""
    return str(int(number) + 1) if number.isdigit() else repr(float(number) + 1)


def mutants(path: str) -> list[Mutant]:
    """Every mutant of one target."""
    source = (ROOT / path).read_text(encoding="utf-8")
    return list((of_sql if path.endswith(".sql") else of_python)(path, source))


def copy(folder: Path) -> None:
    """What the tests of the targets need, and settings that load nothing else."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    for package in ("tests", "tests/unit"):
        (folder / package / "__init__.py").touch()
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -x -q -p no:cacheprovider\n", encoding="utf-8")


def serve() -> None:
    """In a copy: run the tests that each line of standard input names, and answer whether they hold.

    What may have changed is imported anew each time; DuckDB, Polars and the rest of the code stay loaded.
    """
    sys.dont_write_bytecode = True
    for line in sys.stdin:
        for name in [name for name in sys.modules if name.startswith(("pipelines.shift", "tests.", "test_"))]:
            del sys.modules[name]
        importlib.invalidate_caches()
        with contextlib.redirect_stdout(io.StringIO()):
            code = pytest.main(["--noconftest", "-c", "pytest.ini", *json.loads(line)])
        print(int(code == pytest.ExitCode.OK), flush=True)


class Copy:
    """A copy of the code and a process in it that runs tests on demand."""

    def __init__(self, folder: Path) -> None:
        copy(folder)
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.mutation", "--serve"],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def passes(self, tests: Sequence[str]) -> bool:
        """Whether the tests hold with the copy as it is.

        Raises:
            RuntimeError: the process died.
        """
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(tests) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if answer not in {"0", "1"}:
            raise RuntimeError(f"the tests of {', '.join(tests)} ended their process")
        return answer == "1"

    def survives(self, mutant: Mutant) -> bool:
        """Whether the tests let a mutant pass; the copy is as before afterwards."""
        target = self.folder / mutant.path
        target.write_text(mutant.text, encoding="utf-8")
        try:
            return self.passes(TARGETS[mutant.path])
        finally:
            target.write_text(mutant.source, encoding="utf-8")

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


def survivors(wanted: Sequence[Mutant], jobs: int) -> list[Mutant]:
    """The mutants that the tests do not notice.

    Raises:
        SystemExit: the tests fail without any change.
    """
    guards = [*dict.fromkeys(test for mutant in wanted for test in TARGETS[mutant.path])]

    def share(folder: Path, mine: Sequence[Mutant]) -> list[Mutant]:
        one = Copy(folder)
        try:
            if not one.passes(guards):
                raise SystemExit("The tests fail without any change; mend them first.")
            return [mutant for mutant in mine if one.survives(mutant)]
        finally:
            one.close()

    with tempfile.TemporaryDirectory() as base, ThreadPoolExecutor(jobs) as pool:
        shares = pool.map(lambda job: share(Path(base) / str(job), wanted[job::jobs]), range(jobs))
        alive = {mutant for found in shares for mutant in found}
    return [mutant for mutant in wanted if mutant in alive]


def explained() -> dict[tuple[str, str, str], str]:
    """The reasons of `mutation_equivalent.csv` by file, line and changed line."""
    return {(row["path"], row["before"], row["after"]): row["reason"] for row in rows(EXPLAINED)}


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def note(path: str, planted: int, alive: int) -> None:
    """Keep the outcome of a target without unexplained survivors in `mutation_runs.csv`."""
    kept = {row["path"]: row for row in rows(RUNS)} if RUNS.exists() else {}
    kept[path] = {
        "path": path, "planted": str(planted), "noticed": str(planted - alive), "explained": str(alive),
        "run": datetime.now(tz=UTC).date().isoformat(),
    }  # fmt: skip
    with RUNS.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(kept[path]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept[name] for name in TARGETS if name in kept)


def page() -> str:
    """docs/mutation.md, from the outcomes and the reasons."""
    lines = [
        "# Would the tests notice?",
        "",
        "Small faults are planted one at a time in the decision table and in the decomposition of a change: a",
        "comparison turned or moved off its bound, `and` for `or`, a number raised by one, a sign, a `not` or a line of",
        "a `case` taken away. Each must make a fast test fail. `make mutation` writes this page;",
        "`benchmarks/mutation_equivalent.csv` says of each survivor why it changes nothing that can be seen.",
        "",
        "| file | faults | noticed | explained | run | guarded by |",
        "|---|---:|---:|---:|---|---|",
    ]
    for row in rows(RUNS):
        counts = " | ".join(row[name] for name in ("planted", "noticed", "explained", "run"))
        lines.append(f"| `{row['path']}` | {counts} | {', '.join(f'`{test}`' for test in TARGETS[row['path']])} |")
    lines += ["", "## Faults that change nothing", "", "| file | line | planted as | why |", "|---|---|---|---|"]
    for row in rows(EXPLAINED):
        shown = [f"`{row[name]}`".replace("|", "\\|") if row[name] else "(left out)" for name in ("before", "after")]
        lines.append(f"| `{row['path']}` | {shown[0]} | {shown[1]} | {row['reason']} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=sorted(TARGETS), help="one file; may be said again")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--list", action="store_true", help="only count the faults")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve()
        return 0
    failed = False
    for path in options.only or TARGETS:
        planted = mutants(path)
        if options.list:
            print(f"{len(planted):5} {path}")
            continue
        alive = survivors(planted, options.jobs)
        reasons = {key: reason for key, reason in explained().items() if key[0] == path}
        unexplained = [m for m in alive if (m.path, m.before, m.after) not in reasons]
        for mutant in unexplained:
            print(f"{path}:{mutant.line}: not noticed: {mutant.before}  ->  {mutant.after}")
        stale = [key for key in reasons if key not in {(m.path, m.before, m.after) for m in alive}]
        for _, before, after in stale:
            print(f"{EXPLAINED.name}: no longer a survivor, take it out: {path}: {before}  ->  {after}")
        print(f"{path}: {len(planted)} planted, {len(planted) - len(alive)} noticed", flush=True)
        if unexplained or stale:
            failed = True
        else:
            note(path, len(planted), len(alive))
    if not options.list:
        PAGE.write_text(page(), encoding="utf-8")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
