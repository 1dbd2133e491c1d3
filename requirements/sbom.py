"""What the locked environment is made of and under which licences: docs/licences.md and requirements/sbom.cdx.json.

`python requirements/sbom.py` (`make sbom`) reads the lock files and the installed packages' own metadata, nothing
else; the bill of materials is CycloneDX 1.6 without clock or serial number, so the same locks give the same bytes.
The hashes of files stand in the locks.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "licences.md"
BILL = HERE / "sbom.cdx.json"
LANES = ("core", "server", "dev")
LONGEST = 60
UNTOLD = "not told in its metadata"
ABSENT = "for other platforms; not installed here"


@dataclass(frozen=True, slots=True)
class Package:
    """A locked package: name, version, the first lane that needs it, and its licence."""

    name: str
    version: str
    lane: str
    licence: str


def licence_of(name: str) -> str:
    """A package's licence in its own words: an SPDX expression, a classifier, or the first line of a text."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ABSENT
    if told.get("License-Expression"):
        return str(told["License-Expression"])
    classifiers = [c for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    named = sorted({c.rpartition(" :: ")[2] for c in classifiers if c != "License :: OSI Approved"})
    first = (str(told.get("License") or "").strip().splitlines() or [""])[0]
    return ", ".join(named) or (first if len(first) <= LONGEST else first[: LONGEST - 1] + "…") or UNTOLD


def locked() -> list[Package]:
    """Every package of the lock files, each in the first lane that needs it, by name; one may have two versions, for
    older and newer Pythons."""
    found: dict[tuple[str, str], Package] = {}
    for lane in LANES:
        text = (HERE / f"{lane}.lock").read_text(encoding="utf-8")
        for part in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M):
            head = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", part)
            if head and (head[1], head[2]) not in found:
                found[head[1], head[2]] = Package(head[1], head[2], lane, licence_of(head[1]))
    return [found[key] for key in sorted(found)]


def bill(packages: list[Package]) -> dict[str, object]:
    """The bill of materials, as CycloneDX has it."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "riskshift", "bom-ref": "riskshift"}},
        "components": [
            {
                "type": "library",
                "bom-ref": f"pkg:pypi/{p.name}@{p.version}",
                "purl": f"pkg:pypi/{p.name}@{p.version}",
                "name": p.name,
                "version": p.version,
                "scope": "required" if p.lane == "core" else "optional",
                "licenses": [{"license": {"name": p.licence}}],
            }
            for p in packages
        ],
    }


def page(packages: list[Package]) -> str:
    """The licences as a page."""
    lines = [
        "# What it is built on",
        "",
        "Written by `make sbom` from the lock files and each package's own metadata; `requirements/sbom.cdx.json` is",
        "the same as a CycloneDX bill of materials. Every file of every package is installed by its hash. Packages of",
        "the lane core run the product; server adds PostgreSQL; dev tests and documents it and is not needed to run.",
        "",
        "| package | version | lane | licence |",
        "|---|---|---|---|",
        *(f"| {p.name} | {p.version} | {p.lane} | {p.licence.replace('|', '/')} |" for p in packages),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    everything = locked()
    PAGE.write_text(page(everything), encoding="utf-8")
    BILL.write_text(json.dumps(bill(everything), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
