"""Making one publication: database, site, downloads and manifest built aside, then shown in one rename."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pipelines.publish import downloads, folder, manifest
from pipelines.publish.identity import hash_file
from pipelines.settings import ROOT
from pipelines.sources import PART, kept
from pipelines.warehouse import build as database
from pipelines.work import Work


def publish(work: Work, parquets: Mapping[str, Path], build_site: Callable[[Path], None], run: manifest.Run) -> Path:
    """Build and show the publication of some tables.

    The same inputs made before are shown again as they stand, mended where they were damaged. What is copied to
    OUT/sources besides the registers is the baseline, as a publication may outlive the one it is compared with.

    Args:
        work: the inputs of the run.
        parquets: table name to Parquet file.
        build_site: writes the pages into an empty folder.
        run: clocks and run id for the manifest.
    """
    settings, publication_id = work.settings, work.publication_id
    final = settings.publications / publication_id
    if not folder.whole(final):
        building = folder.begin(settings, publication_id)
        fill(building, parquets, build_site, publication_id)
        if work.baseline:
            keep(work.baseline, kept(settings, work.baseline_sha256))
        folder.reuse(building, work.published)
        document = manifest.compose(
            publication_id=publication_id,
            parts=work.parts,
            baseline=work.baseline_sha256,
            folder=work.folder,
            outputs=folder.outputs(building),
            previous=_previous(work),
            rulebook_version=work.rulebook.version,
            run=run,
        )
        manifest.write(document, settings.out / "manifests" / f"{publication_id}.json")
        manifest.write(document, building / folder.MANIFEST)
        if final.exists():
            folder.mend(building, final)
        else:
            folder.finish(building)
    folder.show(settings, final)
    folder.prune(settings)
    return final


def keep(path: Path, target: Path) -> None:
    """Copy a file whole or not at all."""
    temporary = target.with_name(f"{PART}{target.name}")
    temporary.write_bytes(path.read_bytes())
    temporary.replace(target)


def fill(building: Path, parquets: Mapping[str, Path], build_site: Callable[[Path], None], publication_id: str) -> None:
    """Everything of a publication but its manifest."""
    database.build(parquets, building / "riskshift.duckdb")
    build_site(building / "site")
    downloads.write(parquets, building / "site" / "data", publication_id)


def _previous(work: Work) -> dict[str, str] | None:
    if work.published is None:
        return None
    path = work.published / folder.MANIFEST
    return {"id": str(manifest.read(path)["id"]), "manifest_sha256": hash_file(path)}


def commit() -> str:
    """The commit of this checkout, "" when it is none; read without running git."""
    head = ROOT / ".git" / "HEAD"
    if not head.exists():
        return ""
    text = head.read_text(encoding="utf-8").strip()
    if not text.startswith("ref: "):
        return text
    name = text.removeprefix("ref: ")
    loose, packed = ROOT / ".git" / name, ROOT / ".git" / "packed-refs"
    if loose.exists():
        return loose.read_text(encoding="utf-8").strip()
    lines = packed.read_text(encoding="utf-8").splitlines() if packed.exists() else []
    return next((line.split()[0] for line in lines if line.endswith(f" {name}")), "")
