"""Whether a publication is what its manifest says, and whether its numbers come again from the recorded inputs.

Four questions, each answered by naming what is wrong: do the manifests chain, are the published files the
recorded ones, are the inputs kept unaltered, and does this checkout make the same tables of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines import dictionary
from pipelines.publish import folder, manifest
from pipelines.publish.identity import code_versions, hash_file, publication_id
from pipelines.settings import Settings
from pipelines.sources import kept

NOT_COMPARED = {"checks", "failing_rows", "waivers"}
"""Tables that tell of the run (what was checked against the past), not of the registers."""
REMADE_BY = {
    "code": "code under pipelines/ or expectations/",
    "sql": "SQL",
    "rulebook": "the rulebook",
    "environment": "the locked environment",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as recorded: `kind` is manifest, output, input, code or number."""

    kind: str
    where: str
    what: str


def verify(settings: Settings, reproduce: Callable[[Mapping[str, Any]], Mapping[str, Path]] | None) -> list[Fault]:
    """Every fault of the publication that readers see, and of the chain of manifests behind it.

    Args:
        settings: whose `out` is verified.
        reproduce: makes the tables again from a manifest's inputs, as Parquet files by name; None compares
            hashes alone. It is called only when inputs and code are those recorded.

    Raises:
        BadManifest: there is no publication, or its manifest cannot be read.
    """
    shown = settings.current.resolve()
    told = manifest.read(shown / folder.MANIFEST)
    faults = [*_chain(settings, shown), *_outputs(shown, told), *_inputs(settings, told), *_code(told)]
    faults += _database(shown, {fault.where for fault in faults})
    if reproduce and not any(fault.kind in {"input", "code"} for fault in faults):
        faults += _numbers(told, reproduce(told))
    return faults


def _chain(settings: Settings, shown: Path) -> Iterator[Fault]:
    """Manifests that were altered after the next one was written, or are gone."""
    manifests = settings.out / "manifests"
    if not (manifests / f"{shown.name}.json").exists():
        yield Fault("manifest", f"manifests/{shown.name}.json", "the kept copy is missing")
    for path in sorted(manifests.glob("*.json")):
        told = manifest.read(path)
        published = settings.publications / path.stem / folder.MANIFEST
        if published.exists() and hash_file(published) != hash_file(path):
            yield Fault("manifest", f"publications/{path.stem}/{folder.MANIFEST}", "differs from its kept copy")
        if told["id"] != path.stem or told["id"] != publication_id(told["parts"], told["baseline"]):
            yield Fault("manifest", f"manifests/{path.name}", "its id is not the hash of its parts")
        before = told["previous"]
        if before:
            earlier = manifests / f"{before['id']}.json"
            if not earlier.exists():
                yield Fault("manifest", f"manifests/{earlier.name}", f"is missing, and {path.stem} follows it")
            elif hash_file(earlier) != before["manifest_sha256"]:
                yield Fault("manifest", f"manifests/{earlier.name}", f"was altered after {path.stem} followed it")


def _outputs(shown: Path, told: Mapping[str, Any]) -> Iterator[Fault]:
    found, recorded = folder.outputs(shown), told["outputs"]
    for name in sorted({*found, *recorded}):
        if name not in found:
            yield Fault("output", name, "is missing")
        elif name not in recorded:
            yield Fault("output", name, "was added after publication")
        elif found[name] != recorded[name]:
            yield Fault("output", name, "was altered after publication")


def _inputs(settings: Settings, told: Mapping[str, Any]) -> Iterator[Fault]:
    wanted = {s["sha256"]: s["source_file"] for s in (*told["sources"], *told["configuration"]) if s["sha256"]}
    if told["baseline"]:
        wanted[told["baseline"]] = "the shares published before"
    for sha256, name in sorted(wanted.items(), key=lambda item: item[1]):
        path = kept(settings, sha256)
        if not path.exists():
            yield Fault("input", name, f"its bytes (sources/{sha256}) are missing")
        elif hash_file(path) != sha256:
            yield Fault("input", name, f"its kept bytes (sources/{sha256}) were altered")


def _code(told: Mapping[str, Any]) -> Iterator[Fault]:
    commit = told["run"]["commit"]
    for part, sha256 in code_versions().items():
        if told["parts"].get(part) != sha256:
            yield Fault(
                "code",
                REMADE_BY[part],
                "is not that which made the publication"
                + (f"; to reproduce it: git checkout {commit[:12]}" if commit else ""),
            )


def _database(shown: Path, altered: set[str]) -> Iterator[Fault]:
    """Whether the database holds the same rows as the Parquet downloads."""
    if altered & {"riskshift.duckdb"} or not (shown / "riskshift.duckdb").exists():
        return
    with duckdb.connect(shown / "riskshift.duckdb", read_only=True) as connected:
        for name in dictionary.names():
            parquet = shown / "site" / "data" / f"{name}.parquet"
            if f"site/data/{name}.parquet" in altered or not parquet.exists():
                continue
            if not connected.sql(f"select * from {name}").pl().equals(pl.read_parquet(parquet)):  # noqa: S608
                yield Fault("output", f"riskshift.duckdb, table {name}", f"differs from site/data/{name}.parquet")


def _numbers(told: Mapping[str, Any], made: Mapping[str, Path]) -> Iterator[Fault]:
    for name in sorted(set(made) - NOT_COMPARED):
        recorded = told["outputs"].get(f"site/data/{name}.parquet")
        if recorded != hash_file(made[name]):
            yield Fault("number", f"table {name}", "does not come out the same from the recorded inputs")
