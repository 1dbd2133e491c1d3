"""What a publication is made of, as hashes: its id says that the same things give the same bytes.

A publication's id is a hash of its inputs (sources and what they were read as, the user's own files, the waivers in
force, the baseline it is compared with), the code and SQL that made it, and the locked environment. Clocks and run
ids have no part in it. The parts are kept apart in the manifest so that a difference can be named.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from pipelines.settings import ROOT, Settings
from pipelines.sources import Folder

MADE_OF = {".py", ".sql", ".csv", ".yml", ".json", ".html", ".css", ".js", ".svg", ".toml", ".md"}
LIMITS = ("max_file_bytes", "max_pages", "max_rows", "read_seconds", "read_memory_bytes")


def hash_text(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def hash_json(value: object) -> str:
    """SHA-256 of plain values, whatever the order of their keys."""
    return hash_text(json.dumps(value, sort_keys=True, ensure_ascii=False, default=str))


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hash_tree(*folders: Path) -> str:
    """SHA-256 over names and bytes of everything below some folders that code is made of."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in MADE_OF and "__pycache__" not in path.parts and path.is_file():
                digest.update(f"{path.relative_to(ROOT).as_posix()}\0{hash_file(path)}\n".encode())
    return digest.hexdigest()


@cache
def reader_version() -> str:
    """What a reading depends on besides its document: the code that parses and shapes."""
    core = ROOT / "pipelines"
    return hash_tree(core / "read", core / "shape", core / "dictionary", core / "catalogue")[:16]


@cache
def code_versions() -> dict[str, str]:
    """The hashes of code, SQL, rulebook and locked environment in this checkout."""
    return {
        "code": hash_tree(ROOT / "pipelines", ROOT / "expectations"),
        "sql": hash_tree(ROOT / "sql"),
        "rulebook": hash_tree(ROOT / "sql" / "rules"),
        "environment": hash_file(ROOT / "requirements" / "core.lock"),
    }


def fingerprint(settings: Settings, folder: Folder, waivers_in_force: Iterable[str], readings: str) -> dict[str, str]:
    """The parts that decide a publication, without its baseline: part to SHA-256.

    `readings` is the hash of what the sources were read as, which depends on the day: no date that lies ahead of it
    becomes a register's.
    """
    return {
        "sources": hash_json([(s.source_file, s.sha256, s.problem) for s in folder.sources]),
        "readings": readings,
        "configuration": hash_json([(s.source_file, s.sha256) for s in folder.configuration]),
        "waivers_in_force": hash_json(sorted(waivers_in_force)),
        "limits": hash_json({name: getattr(settings, name) for name in LIMITS}),
        **code_versions(),
    }


def publication_id(parts: Mapping[str, str], baseline: str) -> str:
    """Sixteen hexadecimal digits; `baseline` is the hash of the shares last published, or ""."""
    return hash_json({**parts, "baseline": baseline})[:16]
