"""Lanes that need a program, slow tests, and the publications that several tests look at.

A lane whose program is missing is left out by name at the end of the run; with RISKSHIFT_EVERY_LANE=1 (as in
`.ci/run`) leaving one out is a failure. `make quick` leaves out what is marked slow, here or at the test.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT / ".." / "shared"


def postgres_programs() -> Path | None:
    """The folder of PostgreSQL's server programs."""
    found = shutil.which("initdb")
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return Path(found).resolve().parent if found else versions[-1].parent if versions else None


LANES: dict[str, tuple[Callable[[], bool], str]] = {
    "browser": (lambda: Path("/usr/bin/chromium").exists(), "no Chromium: apt-get install chromium"),
    "postgres": (lambda: postgres_programs() is not None, "no PostgreSQL server: apt-get install postgresql"),
    "shared": (SHARED.is_dir, "no ../shared beside the checkout"),
}
OPTIONAL = {"shared"}
"""Lanes whose absence `.ci/run` accepts."""
PUBLICATIONS = {"published", "half_gone"}
"""Fixtures that make a whole publication: every test that looks at one is slow."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is slow by its fixtures, before -m chooses; leave out the tests of lanes that cannot run here."""
    left_out = {lane: why for lane, (there, why) in LANES.items() if not there()}
    counted: dict[str, int] = {}
    for item in items:
        if PUBLICATIONS & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
        for lane, why in left_out.items():
            if item.get_closest_marker(lane):
                item.add_marker(pytest.mark.skip(reason=f"lane {lane} left out: {why}"))
                counted[lane] = counted.get(lane, 0) + 1
    config.stash[LEFT_OUT] = {lane: (count, left_out[lane]) for lane, count in counted.items()}


LEFT_OUT = pytest.StashKey[dict[str, tuple[int, str]]]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name each lane that was left out."""
    for lane, (count, why) in config.stash.get(LEFT_OUT, {}).items():
        terminalreporter.write_line(f"lane left out: {lane} ({count} tests; {why})", yellow=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With RISKSHIFT_EVERY_LANE=1 a lane left out fails the run."""
    missing = set(session.config.stash.get(LEFT_OUT, {})) - OPTIONAL
    if missing and os.environ.get("RISKSHIFT_EVERY_LANE") == "1" and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@dataclass(frozen=True)
class Published:
    """A finished run: its registers, results and instance, and what it printed."""

    registers: Path
    out: Path
    dagster_home: Path
    code: int
    printed: str
    complained: str


def few_registers(folder: Path, files: int = 3, council: str = "ashcombe-vale") -> Path:
    """A registers folder with the first few registers of one invented council, to change at will."""
    source = ROOT / "samples" / "registers"
    (folder / council).mkdir(parents=True)
    for path in sorted((source / council).iterdir())[:files]:
        shutil.copyfile(path, folder / council / path.name)
    (folder / "riskshift").mkdir()
    for path in (source / "riskshift").glob(f"{council}.toml"):
        shutil.copyfile(path, folder / "riskshift" / path.name)
    return folder


@pytest.fixture
def registers(tmp_path: Path) -> Path:
    """Three registers of one invented council in a folder of the test's own."""
    return few_registers(tmp_path / "registers")


@pytest.fixture(scope="session")
def command() -> Callable[..., tuple[int, str, str]]:
    """Runs `riskshift` in this process with its own home: arguments to (exit code, standard output, error)."""
    import contextlib
    import io

    from assets.cli import call

    def run(*arguments: object, home: Path | None = None, **environment: str) -> tuple[int, str, str]:
        printed, complained = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("RISKSHIFT_")]:
                patch.delenv(name)
            if home:
                patch.setenv("RISKSHIFT_DAGSTER_HOME", str(home))
                patch.setenv("DAGSTER_HOME", str(home))
            for name, value in environment.items():
                patch.setenv(name, value)
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complained):
                code = call([str(argument) for argument in arguments])
        return code, printed.getvalue(), complained.getvalue()

    return run


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, command: Callable[..., tuple[int, str, str]]) -> Published:
    """The sample registers, published once through Dagster for all tests that only look."""
    base = tmp_path_factory.mktemp("published")
    samples = ROOT / "samples" / "registers"
    told = command("run", samples, "--out", base / "out", home=base / "home")
    return Published(samples, base / "out", base / "home", *told)
