"""Publication folders: built aside, renamed whole, shown by swapping one link; the last few stay.

A reader of OUT/site sees the publication before or the one after, never a mixture, also when a job dies
half-way: what stands under `publications/ID` is complete, and `current` points at such a folder only.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from pathlib import Path
from typing import Any

from pipelines.publish import manifest
from pipelines.publish.identity import hash_file
from pipelines.publish.manifest import BadManifest
from pipelines.settings import Settings

MANIFEST = "manifest.json"


def current(settings: Settings) -> Path | None:
    """The folder of the publication that readers see, None before the first."""
    return settings.current.resolve() if (settings.current / MANIFEST).exists() else None


def told(folder: Path) -> dict[str, Any] | None:
    """The plain part of a publication's manifest, None where it cannot be read."""
    try:
        return manifest.read(folder / MANIFEST)
    except BadManifest:
        return None


def whole(folder: Path) -> bool:
    """Whether every file of a publication is there as its manifest has it."""
    plain = told(folder)
    return plain is not None and outputs(folder) == plain.get("outputs")


def standing(settings: Settings) -> Path | None:
    """The publication that readers see or, where that one was damaged, the newest that is whole."""
    shown = current(settings)
    if shown is None or whole(shown):
        return shown
    return next((folder for folder in newest_first(settings.publications) if folder != shown and whole(folder)), None)


def newest_first(publications: Path) -> list[Path]:
    """The finished publications kept in a folder. One that follows another is newer, whatever the clocks of their
    runs said; clocks decide between those that do not follow one another. Without a manifest comes last."""
    kept = {f.name: f for f in publications.iterdir() if f.suffix != ".tmp"} if publications.is_dir() else {}
    plain = {name: told(path) or {} for name, path in kept.items()}

    def followed(name: str) -> list[str]:
        """The kept publications before one, the nearest first."""
        line: list[str] = []
        while (name := (plain[name].get("previous") or {}).get("id", "")) in kept and name not in line:
            line.append(name)
        return line

    def age(name: str) -> tuple[int, str, str]:
        return len(followed(name)), str(plain[name]["run"]["ended"]) if plain[name] else "", name

    return [kept[name] for name in sorted(kept, key=age, reverse=True)]


def begin(settings: Settings, publication_id: str) -> Path:
    """An empty folder to build in; what an interrupted job left there is cleared."""
    settings.publications.mkdir(parents=True, exist_ok=True)
    building = settings.publications / f"{publication_id}.tmp"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    return building


def outputs(folder: Path) -> dict[str, str]:
    """Path below a publication folder to SHA-256, for every file but the manifest."""
    return {
        path.relative_to(folder).as_posix(): hash_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / MANIFEST
    }


def reuse(building: Path, before: Path | None) -> None:
    """Replace files that did not change by hard links to the publication before."""
    for path in building.rglob("*") if before else ():
        assert before is not None
        old = before / path.relative_to(building)
        if path.is_file() and old.is_file() and filecmp.cmp(path, old, shallow=False):
            try:
                path.unlink()
                os.link(old, path)
            except OSError:
                shutil.copyfile(old, path)


def finish(building: Path) -> Path:
    """Give a built folder its name; it is not shown yet."""
    final = building.with_suffix("")
    building.rename(final)
    return final


def mend(building: Path, final: Path) -> None:
    """Replace what is damaged in a publication by what was built again, file by file and the manifest last, so
    that the site is there throughout."""
    fresh = {path.relative_to(building) for path in building.rglob("*") if path.is_file()}
    for name in sorted(fresh, key=lambda name: (name.as_posix() == MANIFEST, name)):
        (final / name).parent.mkdir(parents=True, exist_ok=True)
        (building / name).replace(final / name)
    for path in sorted(final.rglob("*"), reverse=True):
        if not path.is_dir() and path.relative_to(final) not in fresh:
            path.unlink()
    shutil.rmtree(building)


def show(settings: Settings, publication: Path) -> None:
    """Swap `current` to a publication in one rename, and lead OUT/site and OUT/riskshift.duckdb through it."""
    _point(settings.current, Path("publications") / publication.name)
    for name in ("site", "riskshift.duckdb"):
        link = settings.out / name
        target = Path("current") / name
        if not (link.is_symlink() and link.readlink() == target):
            _point(link, target)


def _point(link: Path, target: Path) -> None:
    fresh = link.with_name(f".{link.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)


def prune(settings: Settings) -> list[str]:
    """Clear away all but the newest publications (never the one shown); their manifests stay in OUT/manifests."""
    shown = current(settings)
    finished = [f for f in newest_first(settings.publications) if (f / MANIFEST).exists()]
    gone = [f for f in finished[settings.keep_publications :] if f != shown]
    for folder in gone:
        shutil.rmtree(folder)
    return [folder.name for folder in gone]
