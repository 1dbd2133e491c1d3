"""Known vulnerabilities of the locked packages, without a network: `make audit ADVISORIES=all.zip`.

ADVISORIES is the export of the OSV database for PyPI, a zip of one JSON file an advisory (or a folder of them), fetched
on a machine with a network and carried here. What is found is as new as that file, and the command says how new that
is. Exit 0: nothing known; 1: something is; 2: no advisories were given or none can be read.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

HERE = Path(__file__).parent
LANES = ("core", "server", "dev")


def locked(lane: str) -> set[tuple[str, str]]:
    """Names and versions in a lock file; a name may have two, for older and newer Pythons."""
    text = (HERE / f"{lane}.lock").read_text(encoding="utf-8")
    return {(canonicalize_name(m[1]), m[2]) for m in re.finditer(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text, re.M)}


def advisories(path: Path) -> Iterator[dict[str, Any]]:
    """Every advisory of a zip or folder; one that cannot be read is an error, never passed over."""
    if path.is_dir():
        for file in sorted(path.rglob("*.json")):
            yield json.loads(file.read_bytes())
        return
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".json"):
                yield json.loads(archive.read(name))


def affects(affected: dict[str, Any], version: str) -> bool:
    """Whether an `affected` part of an advisory is about a version: by its list, or by its ranges."""
    if version in affected.get("versions", ()):
        return True
    try:
        at = Version(version)
        return any(_within(r["events"], at) for r in affected.get("ranges", ()) if r.get("type") == "ECOSYSTEM")
    except InvalidVersion:
        return False


def _within(events: list[dict[str, str]], at: Version) -> bool:
    """Whether a version lies in a range: events in order of version, the last one at or before it decides."""
    inside = False
    for kind, text in sorted(
        ((k, v) for event in events for k, v in event.items()), key=lambda pair: Version(_whole(pair[1]))
    ):
        told = Version(_whole(text))
        if kind == "introduced" and at >= told:
            inside = True
        elif (kind == "fixed" and at >= told) or (kind == "last_affected" and at > told):
            inside = False
    return inside


def _whole(text: str) -> str:
    return "0.dev0" if text == "0" else text


def found(path: Path, packages: set[tuple[str, str]]) -> tuple[list[tuple[str, str, str, str]], int, str]:
    """What is known of some packages: (package, version, advisory, summary); how many advisories were looked at, and
    when the newest of them was changed."""
    known, count, newest = [], 0, ""
    versions: dict[str, set[str]] = {}
    for name, version in packages:
        versions.setdefault(name, set()).add(version)
    for advisory in advisories(path):
        count += 1
        newest = max(newest, str(advisory.get("modified", "")))
        if advisory.get("withdrawn"):
            continue
        for affected in advisory.get("affected", ()):
            package = affected.get("package", {})
            name = canonicalize_name(str(package.get("name", "")))
            summary = " ".join(str(advisory.get("summary") or advisory.get("details", "")).split())[:100]
            for version in versions.get(name, ()) if package.get("ecosystem") == "PyPI" else ():
                if affects(affected, version):
                    known.append((name, version, str(advisory["id"]), summary))
    return sorted(set(known)), count, newest


def main(words: list[str]) -> int:
    """Audit every lane against the advisories named."""
    path = Path(words[0]) if words and words[0] else None
    if path is None or not path.exists():
        print(
            "Name the advisories: make audit ADVISORIES=all.zip, the export of the OSV database for PyPI. With a "
            "network: pip-audit --disable-pip --require-hashes -r requirements/core.lock",
            file=sys.stderr,
        )
        return 2
    packages = {package for lane in LANES for package in locked(lane)}
    try:
        known, count, newest = found(path, packages)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        print(f"{path} holds no advisories that can be read ({error}).", file=sys.stderr)
        return 2
    for name, version, advisory, summary in known:
        lanes = ", ".join(lane for lane in LANES if (name, version) in locked(lane))
        print(f"{name} {version} ({lanes}): {advisory} {summary}")
    print(
        f"{len(packages)} locked packages against {count} advisories, the newest of {newest[:10] or 'no date'}: "
        f"{len(known)} known."
    )
    if not count:
        return 2
    return 1 if known else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
