"""`riskshift run` in processes of its own: under other surroundings, killed, and compared byte by byte."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipelines.publish import folder as publications
from pipelines.settings import ROOT, SAMPLES, from_environment

CALL = """
import os, sys
import duckdb
threads = int(os.environ.get("DUCKDB_THREADS", "0"))
plain = duckdb.connect
def connect(*args, config=None, **named):
    config = dict(config or {})
    if threads:
        config.setdefault("threads", threads)
    return plain(*args, config=config, **named)
duckdb.connect = connect
fatal = os.environ.get("SOAK_KILL_BEFORE", "")
if fatal:
    module, _, name = fatal.partition(":")
    import importlib, signal
    setattr(importlib.import_module(module), name, lambda *_: os.killpg(os.getpgid(0), signal.SIGKILL))
from assets.cli import main
main()
"""
"""The command with a number of DuckDB's threads, which has no environment variable of its own, and with one of our
functions replaced by the end of the process, for instants that are too short to be met from outside."""
ELSEWHERE: tuple[dict[str, str], ...] = (
    {
        "TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0",
        "POLARS_MAX_THREADS": "1", "DUCKDB_THREADS": "1", "RAYON_NUM_THREADS": "1",
    },
    {
        "TZ": "Pacific/Kiritimati", "LC_ALL": "POSIX", "LANG": "cy_GB", "PYTHONHASHSEED": "4242",
        "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0",
        "POLARS_MAX_THREADS": "7", "DUCKDB_THREADS": "5", "RAYON_NUM_THREADS": "7",
    },
)  # fmt: skip
"""Two surroundings that differ in everything a result must not depend on."""


@dataclass
class Place:
    """A registers folder, an OUT and an instance of a test's own."""

    base: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    registers_name: str = "registers"

    @property
    def registers(self) -> Path:
        """The registers folder."""
        return self.base / self.registers_name

    @property
    def out(self) -> Path:
        """Where results go."""
        return self.base / "out"

    @property
    def home(self) -> Path:
        """The Dagster instance."""
        return self.base / "home"

    def start(self, *words: object, environment: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Begin `riskshift WORDS` (default: run) in a session of its own."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("RISKSHIFT_", "DAGSTER_", "LC_", "LANG"))}
        given = {**clean, **self.environment, **(environment or {}), "RISKSHIFT_DAGSTER_HOME": str(self.home)}
        return subprocess.Popen(
            [sys.executable, "-c", CALL, *map(str, words or ("run", self.registers, "--out", self.out))],
            cwd=ROOT, env=given, text=True, encoding="utf-8", errors="replace", start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: object, environment: Mapping[str, str] | None = None) -> tuple[int, str, str]:
        """Do `riskshift WORDS` to its end: exit code, standard output, standard error."""
        process = self.start(*words, environment=environment)
        printed, complained = process.communicate()
        return process.returncode, printed, complained

    def copy(self, base: Path) -> Place:
        """The same place elsewhere, links kept as links."""
        subprocess.run(["cp", "-a", str(self.base), str(base)], check=True)
        return Place(base, self.environment, self.registers_name)


def fill(registers: Path, files: list[Path], backwards: bool = False) -> None:
    """Copy sample registers with their councils' configuration, in one order or the other."""
    for path in reversed(files) if backwards else files:
        target = registers / path.relative_to(SAMPLES)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def several() -> list[Path]:
    """The first register of each sample council and its configuration: every format, few files."""
    councils = sorted(path for path in SAMPLES.iterdir() if path.is_dir() and path.name != "riskshift")
    first = [sorted(path for path in council.iterdir() if path.is_file())[0] for council in councils]
    return [*first, *sorted((SAMPLES / "riskshift").iterdir())]


def bytes_of(out: Path) -> dict[str, str]:
    """The publication shown: path to SHA-256 of every file but the manifest, and its id under "".

    A DuckDB file counts by what it holds: in which blocks DuckDB lays it down, its threads may decide.
    """
    shown = (out / "current").resolve()
    files = {
        path.relative_to(shown).as_posix(): held(path) if path.suffix == ".duckdb" else of(path.read_bytes())
        for path in sorted(shown.rglob("*"))
        if path.is_file() and path.name != publications.MANIFEST
    }
    return {"": shown.name, **files}


def of(content: bytes) -> str:
    """SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def held(path: Path) -> str:
    """A hash of every table of a DuckDB file, its columns, their comments and its rows; of the bytes if it is none."""
    try:
        with duckdb.connect(str(path), read_only=True) as connected:
            columns = "select * exclude (database_name, database_oid, schema_oid, table_oid) from duckdb_columns()"
            tables = [
                name for (name,) in connected.sql("select table_name from duckdb_tables() order by all").fetchall()
            ]
            frames = [connected.sql(f"{columns} where not internal order by table_name, column_index")]
            frames += [connected.table(name) for name in tables]
            return of("\n".join(frame.pl().write_json() for frame in frames).encode())
    except duckdb.Error:
        return of(path.read_bytes())


def differences(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """Names of files that are not the same in both."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def torn(out: Path) -> str:
    """What is wrong with what readers see now, "" where it is whole or nothing was published yet."""
    if not (out / "current").is_symlink():
        return ""
    shown = publications.current(from_environment(out=out))
    if shown is None:
        return "current leads nowhere"
    return "" if publications.whole(shown) else f"{shown.name} is not whole"


def kill(process: subprocess.Popen[str]) -> None:
    """SIGKILL to the process and everything it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def killed_when(
    place: Place, due: Callable[[float], bool], seconds: float = 600, environment: Mapping[str, str] | None = None
) -> tuple[bool, str]:
    """Start a run and kill it when `due(seconds since start)`; whether it was killed at work, and what was torn."""
    begun, process = time.monotonic(), place.start(environment=environment)
    while process.poll() is None and time.monotonic() - begun < seconds:
        if due(time.monotonic() - begun):
            break
        time.sleep(0.002)
    alive = process.poll() in (None, -signal.SIGKILL)
    kill(process)
    return alive, torn(place.out)


def steps(out: Path, tables: Mapping[str, str]) -> dict[str, Callable[[float], bool]]:
    """Named steps of a run to a question: was it just done? Told by the files that each step leaves, but for those of
    `WITHIN`, at which the run ends itself."""
    begun = time.time()

    def newer(*patterns: str) -> Callable[[float], bool]:
        def fresh(_: float) -> bool:
            with contextlib.suppress(OSError):
                return any(p.lstat().st_mtime > begun for pattern in patterns for p in out.glob(pattern))
            return False

        return fresh

    return {
        "sources kept": newer("sources/*"),
        "readings": newer("readings/*.json"),
        **{name: newer(f"staging/{table}.parquet") for name, table in tables.items()},
        "checks": newer("staging/findings/shifts.checks.parquet"),
        "folder begun": newer("publications/*.tmp"),
        "database begun": newer("publications/*.tmp/riskshift.duckdb"),
        "pages": newer("publications/*.tmp/site/index.html"),
        "downloads": newer("publications/*.tmp/site/data/entries.csv"),
        "manifest kept": newer("manifests/*.json"),
        "manifest": lambda _: False,
        "named": newer("publications/????????????????/manifest.json"),
        "shown": newer("current"),
    }


WITHIN = {"manifest": "pipelines.publish.folder:finish"}
"""Steps that the next one follows at once, and the function that begins the next one."""


def random_instant(chance: random.Random, whole: float) -> Callable[[float], bool]:
    """Due at some moment of a run that takes about `whole` seconds."""
    at = chance.uniform(0.0, whole)
    return lambda seconds: seconds >= at
