"""Build `.venv` from the hash-locked requirements; `make` calls it before every command.

It belongs outside the packages because it must run on a bare Python, before anything is
installed: standard library only, and in words that an old Python can still say.
Usage: python3 bootstrap.py [core|server|dev]; server adds PostgreSQL storage.
Does nothing when the environment is up to date.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
NEEDED_BYTES = {"core": 2 * 10**9, "server": 2 * 10**9, "dev": 3 * 10**9}


def stop(what, remedy):
    """End with one line that says what is missing and what to do."""
    sys.stderr.write("riskshift: {} {}\n".format(what, remedy))
    raise SystemExit(1)


def run(command, quiet=False):
    """Run a command; True when it succeeded."""
    out = subprocess.DEVNULL if quiet else sys.stderr
    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="")
    environment.pop("PYTHONDONTWRITEBYTECODE")
    return subprocess.call(command, stdout=out, stderr=out, env=environment, cwd=ROOT) == 0  # noqa: S603


def fingerprint(lane):
    """Hash of everything that decides what the environment holds."""
    digest = hashlib.sha256(sys.version.encode())
    for name in ("requirements/{}.lock".format(lane), "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as handle:
            digest.update(handle.read())
    return digest.hexdigest()


def is_current(lane):
    """Whether `.venv` already holds this lane; the dev lane holds the others, server holds core."""
    for stamp in {"core": ("core", "server", "dev"), "server": ("server", "dev"), "dev": ("dev",)}[lane]:
        path = os.path.join(VENV, "riskshift-{}.stamp".format(stamp))
        if os.path.exists(path):
            with open(path) as handle:
                if handle.read() == fingerprint(stamp):
                    return True
    return False


def locked(package, lock):
    """The lines of one package, with hashes, out of a lock file."""
    with open(lock) as handle:
        match = re.search(r"^{}==.*?(?=^\S)".format(package), handle.read(), re.M | re.S)
    return match.group(0) if match else None


def install(lane):
    """Create `.venv` and install the lane: uv when it can be had, pip otherwise."""
    python = os.path.join(VENV, "bin", "python")
    lock = os.path.join(ROOT, "requirements", lane + ".lock")
    if not os.path.exists(python) and not run([sys.executable, "-m", "venv", VENV]):
        shutil.rmtree(VENV, ignore_errors=True)
        stop("could not create .venv.", "On Debian or Ubuntu: apt-get install python3-venv; then run make again.")
    sys.stderr.write("riskshift: installing the {} environment (once; about a minute)\n".format(lane))
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as handle:
        handle.write(locked("uv", lock) or "")
    have_uv = run([python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", handle.name])
    os.unlink(handle.name)
    done = have_uv and run(
        [
            python,
            "-m",
            "uv",
            "pip",
            "install",
            "--quiet",
            "--python",
            python,
            "--require-hashes",
            "--compile-bytecode",
            "-r",
            lock,
        ]
    )
    if not done and not run([python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock]):
        stop(
            "the packages in requirements/{}.lock could not be installed.".format(lane),
            "The first run needs a package index; check the network or pip's configuration, then run make again.",
        )
    if not run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "-e", ROOT]
    ):
        stop("the command riskshift could not be installed.", "Remove .venv and run make again.")
    with open(os.path.join(VENV, "riskshift-{}.stamp".format(lane)), "w") as stamp:
        stamp.write(fingerprint(lane))


def main(lane):
    """Check the machine, then bring `.venv` up to date."""
    if sys.version_info < (3, 11):
        stop(
            "needs Python 3.11 or newer; this is {}.".format(sys.version.split()[0]),
            "Install a newer Python and run: make PYTHON=python3.11 run",
        )
    if is_current(lane):
        return
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_BYTES[lane]:
        stop(
            "needs {:.0f} GB of disk for its environment; {:.1f} GB is free.".format(
                NEEDED_BYTES[lane] / 1e9, free / 1e9
            ),
            "Free some space and run make again.",
        )
    install(lane)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "core")
