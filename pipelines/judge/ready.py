"""A rulebook's patterns, once checked by DuckDB and taken apart, kept beside the bytecode and just as disposable.

Both take longer than judging a register. The file's name is a hash of all that could change its content, so it is
never wrong, and where it cannot be written or read the work is done again.
"""

from __future__ import annotations

import hashlib
import json
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path

import duckdb

from pipelines.judge.spotting import Spotter

KEPT = 4
"""Rulebooks kept; older ones go."""


@dataclass(frozen=True, slots=True)
class Ready:
    """compiled: rule_id and the expanded pattern, near and not_near of each rule; spotter: what they need."""

    compiled: tuple[dict[str, str], ...]
    spotter: Spotter


@cache
def _code() -> str:
    """What else decides: this package's code, DuckDB, Python."""
    digest = hashlib.sha256(f"{duckdb.__version__}\0{sys.version}".encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _path(version: str) -> Path:
    name = hashlib.sha256(f"{version}\0{_code()}".encode()).hexdigest()[:24]
    return Path(cache_from_source(__file__)).with_name(f"rulebook-{name}.json")


def load(version: str) -> Ready | None:
    """The patterns of a rulebook by its version; None where they are not kept."""
    try:
        told = json.loads(_path(version).read_text(encoding="utf-8"))
        spelled, parts_of, ways = told["spellings"], told["parts_of"], told["ways"]
    except (OSError, ValueError, KeyError):
        return None
    spotter = Spotter(
        tuple(spelled), tuple(map(tuple, parts_of)), tuple((rule_id, tuple(parts)) for rule_id, parts in ways)
    )
    return Ready(tuple(told["compiled"]), spotter)


def save(version: str, made: Ready) -> None:
    """Keep the patterns of a rulebook without faults, where bytecode is kept."""
    path = _path(version)
    if path.exists():
        return
    told = {
        "compiled": made.compiled,
        "spellings": made.spotter.spellings,
        "parts_of": made.spotter.parts_of,
        "ways": made.spotter.ways,
    }
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        temporary = path.with_suffix(f".{id(made):x}.tmp")
        temporary.write_text(json.dumps(told), encoding="utf-8")
        temporary.replace(path)
        for old in sorted(path.parent.glob("rulebook-*.json"), key=lambda old: old.stat().st_mtime_ns)[:-KEPT]:
            old.unlink()
