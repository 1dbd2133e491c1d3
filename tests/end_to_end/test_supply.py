"""Every package is locked by hash, and the list of licences and the bill of materials name them all."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
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


def advisory(name: str, **affected: object) -> dict[str, object]:
    """An invented advisory about a package."""
    about = {"package": {"ecosystem": "PyPI", "name": name}, **affected}
    return {"id": f"INVENTED-{name}", "modified": "2026-10-01T00:00:00Z", "summary": "Invented.", "affected": [about]}


def ranged(*events: tuple[str, str]) -> list[dict[str, object]]:
    """A range of versions as advisories write it."""
    return [{"type": "ECOSYSTEM", "events": [{kind: version} for kind, version in events]}]


def audited(folder: Path, *advisories: dict[str, object]) -> tuple[int, str]:
    """The exit code and output of the audit against some advisories."""
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        for number, one in enumerate(advisories):
            archive.writestr(f"{number}.json", json.dumps(one))
    words = [sys.executable, str(ROOT / "requirements" / "audit.py"), str(folder / "all.zip")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_audit_finds_what_advisories_say_of_locked_packages_and_says_how_dated_they_are(tmp_path: Path) -> None:
    version = dict(locked("core"))["click"]
    code, told = audited(
        tmp_path,
        advisory("Click", versions=[version]),
        advisory("polars", ranges=ranged(("introduced", "0"))),
        advisory("duckdb", ranges=ranged(("introduced", "0"), ("fixed", "1.0"))),
        advisory("dagster", ranges=ranged(("introduced", "0"), ("last_affected", "0.5"))),
        advisory("pydantic", ranges=ranged(("introduced", "0"), ("fixed", "1.0"), ("introduced", "1.5"))),
        {**advisory("altair", ranges=ranged(("introduced", "0"))), "withdrawn": "2026-01-01T00:00:00Z"},
    )
    assert code == 1
    assert {line.split()[0] for line in told.splitlines() if "INVENTED" in line} == {"click", "polars", "pydantic"}
    assert "against 6 advisories, the newest of 2026-10-01: 3 known" in told


def test_the_audit_ends_well_where_nothing_is_known_and_never_for_want_of_advisories(tmp_path: Path) -> None:
    assert audited(tmp_path, advisory("duckdb", ranges=ranged(("introduced", "0"), ("fixed", "1.0"))))[0] == 0
    assert audited(tmp_path)[0] == 2
    (tmp_path / "all.zip").write_bytes(b"no zip")
    words = [sys.executable, str(ROOT / "requirements" / "audit.py")]
    for given in ([str(tmp_path / "all.zip")], [""], []):
        assert subprocess.run([*words, *given], capture_output=True, check=False).returncode == 2
