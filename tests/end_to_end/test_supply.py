"""Every package is locked by hash, and the list of licences and the bill of materials name them all."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def locked(lane: str) -> set[tuple[str, str]]:
    """Packages and versions in one lock file."""
    text = (ROOT / "requirements" / f"{lane}.lock").read_text(encoding="utf-8")
    parts = [part for part in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M) if "==" in part]
    assert [part for part in parts if "--hash=sha256:" not in part] == []
    heads = (re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", part) for part in parts)
    return {(head[1], head[2]) for head in heads if head}


def test_every_locked_package_has_hashes_and_stands_in_the_licences_and_the_bill_of_materials() -> None:
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    bill = json.loads((ROOT / "requirements" / "sbom.cdx.json").read_text(encoding="utf-8"))
    billed = {(part["name"], part["version"]) for part in bill["components"]}
    for lane in ("core", "server", "dev"):
        found = locked(lane)
        assert len(found) > 50
        assert [name for name, version in sorted(found) if f"| {name} | {version} |" not in page] == [], "make sbom"
        assert found <= billed, "make sbom"


def test_nothing_that_runs_the_product_is_under_a_licence_that_binds_it() -> None:
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    core = [line for line in page.splitlines() if "| core |" in line]
    assert [line for line in core if "GPL" in line] == []
