"""The audit trail of a publication: what went in, what made it, what came out, and the one before.

PROV-style JSON (entities, one activity, one agent), with the same facts once more as plain values under
"riskshift". Every manifest names the hash of its predecessor's file, so that a removed or altered one shows.
Copies stand in OUT/manifests for good, when the publications themselves have been cleared away.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import RiskshiftError
from pipelines.publish.identity import hash_file
from pipelines.secrets import without_password
from pipelines.sources import Folder

PREFIX = {
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "riskshift": "urn:riskshift:",
}


class BadManifest(RiskshiftError):
    """A manifest is missing or is no manifest."""


@dataclass(frozen=True, slots=True)
class Run:
    """Who made a publication and when: the only clocks and run ids of an output. Times are ISO 8601 in UTC."""

    run_id: str
    started: str
    ended: str
    commit: str = ""
    registers: str = ""
    dagster_home: str = ""


def compose(
    *,
    publication_id: str,
    parts: Mapping[str, str],
    baseline: str,
    folder: Folder,
    outputs: Mapping[str, str],
    previous: Mapping[str, str] | None,
    rulebook_version: str,
    run: Run,
) -> dict[str, Any]:
    """The manifest as plain values.

    Args:
        publication_id: from `identity.publication_id`.
        parts: from `identity.fingerprint`.
        baseline: SHA-256 of the shares last published, "" at first or under the same rulebook.
        folder: the sources and the user's own files.
        outputs: path below the publication folder to SHA-256.
        previous: `id` and `manifest_sha256` of the publication before, None at first.
        rulebook_version: as in `classifications`.
        run: clocks and run id.
    """
    publication, activity, agent = f"riskshift:publication/{publication_id}", "riskshift:run", "riskshift:code"
    used = {
        f"riskshift:source/{s.sha256}": {"prov:label": s.source_file, "riskshift:sha256": s.sha256}
        for s in (*folder.sources, *folder.configuration)
        if s.sha256
    }
    made = {
        f"riskshift:output/{publication_id}/{path}": {"prov:label": path, "riskshift:sha256": sha256}
        for path, sha256 in sorted(outputs.items())
    }
    document: dict[str, Any] = {
        "prefix": PREFIX,
        "entity": {publication: {"prov:label": "publication", "riskshift:id": publication_id}, **used, **made},
        "activity": {
            activity: {"prov:startTime": run.started, "prov:endTime": run.ended, "riskshift:run_id": run.run_id}
        },
        "agent": {agent: {"prov:type": "prov:SoftwareAgent", **{f"riskshift:{k}": v for k, v in parts.items()}}},
        "wasAssociatedWith": {"_:a1": {"prov:activity": activity, "prov:agent": agent}},
        "used": {f"_:u{i}": {"prov:activity": activity, "prov:entity": name} for i, name in enumerate(used)},
        "wasGeneratedBy": {
            f"_:g{i}": {"prov:entity": name, "prov:activity": activity} for i, name in enumerate((publication, *made))
        },
        "riskshift": {
            "id": publication_id,
            "parts": dict(parts),
            "baseline": baseline,
            "rulebook_version": rulebook_version,
            **folder.as_json(),
            "outputs": dict(sorted(outputs.items())),
            "previous": dict(previous) if previous else None,
            "run": {
                "run_id": run.run_id,
                "started": run.started,
                "ended": run.ended,
                "commit": run.commit,
                "registers": without_password(writable(run.registers)),
                "dagster_home": writable(run.dagster_home),
            },
        },
    }
    if previous:
        document["wasDerivedFrom"] = {
            "_:d1": {"prov:generatedEntity": publication, "prov:usedEntity": f"riskshift:publication/{previous['id']}"}
        }
    return document


def writable(path: str) -> str:
    """A path as text that UTF-8 can hold, also where the locale could not read its name."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def read(path: Path) -> dict[str, Any]:
    """The plain part of a manifest.

    Raises:
        BadManifest: it is missing or cannot be read.
    """
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))["riskshift"]
        return dict(plain)
    except FileNotFoundError as error:
        raise BadManifest("there is no manifest.", where=str(path), remedy="Run: riskshift run") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadManifest(
            "not a manifest (it was altered or cut off).",
            where=str(path),
            remedy="Run riskshift run again, or restore OUT from a backup.",
        ) from error


def write(document: Mapping[str, Any], path: Path) -> str:
    """Write a manifest whole or not at all; returns the SHA-256 of its file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    temporary.replace(path)
    return hash_file(path)
