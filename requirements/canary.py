"""What would break if the lock were made anew today: the newest allowed versions, in an environment thrown away.

The lock stands still on purpose, so a release that breaks us is seen here first. `--lift duckdb` also takes the upper
bound off a package, pre-releases included, to look at the next major version. Everything after `--` goes to pytest;
without it the quick lane runs.

    python requirements/canary.py [--lift PACKAGE] [-- PYTEST ARGUMENTS]
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
WANTED = ROOT / "requirements" / "dev.in"
QUICK = ["-n", "auto", "--dist", "loadfile", "-m", "not slow and not browser and not postgres"]


def versions(text: str) -> dict[str, set[str]]:
    """Package to version in a lock file or a freeze; a lock may hold one for each Python."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text, re.MULTILINE):
        found.setdefault(name.lower().replace("_", "-"), set()).add(version)
    return found


def uv(*arguments: str | Path) -> str:
    """Run uv; its failure ends this with its own words."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "uv", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"canary: no such environment can be made.\n{done.stderr.strip()}")
    return done.stdout


def main() -> int:
    """Make the environment, say what is newer in it, run the tests in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lift", action="append", default=[], metavar="PACKAGE", help="take its upper bound off")
    parser.add_argument("tests", nargs="*", metavar="PYTEST ARGUMENT")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="canary-") as folder:
        python = Path(folder) / "bin" / "python"
        uv("venv", "--quiet", "--clear", "--python", sys.executable, folder)
        lifted = Path(folder) / "lifted.txt"
        lifted.write_text("".join(f"{name}>=0.dev0\n" for name in options.lift), encoding="utf-8")
        target = ["pip", "install", "--quiet", "--python", python]
        uv(*target, "--upgrade", "--prerelease", "if-necessary-or-explicit", "--override", lifted, "-r", WANTED)
        uv(*target, "--no-deps", "--no-build-isolation", "--editable", ROOT)
        now = versions(uv("pip", "freeze", "--python", python))
        locked = versions(WANTED.with_suffix(".lock").read_text(encoding="utf-8"))
        for name, (version,) in sorted(now.items()):
            before = locked.get(name, {"not at all"})
            if version not in before:
                print(f"{name}: locked {' or '.join(sorted(before))}, newest allowed {version}", flush=True)
        tests = options.tests or QUICK
        return subprocess.run([python, "-m", "pytest", "-q", *tests], cwd=ROOT, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    raise SystemExit(main())
