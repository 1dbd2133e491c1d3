"""Results of checks over the publications that are still kept, for the page that shows them over time."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines import dictionary
from pipelines.publish import folder
from pipelines.publish.identity import hash_file

CHECKS = Path("site") / "data" / "checks.parquet"


def history(publications: Path) -> pl.DataFrame:
    """The `checks` of every finished publication in a folder, newest first by the end of its run.

    A folder without a manifest (one still being built) and one without checks are passed over; so is one whose
    manifest or checks were damaged.
    """
    found = []
    for path in publications.glob("*/manifest.json"):
        checks = path.parent / CHECKS
        plain = folder.told(path.parent)
        if plain and checks.exists() and plain.get("outputs", {}).get(CHECKS.as_posix()) in (None, hash_file(checks)):
            found.append((str(plain["run"]["ended"]), path.parent.name, checks))
    table = dictionary.table("checks")
    frames = [table.conform(pl.read_parquet(checks)) for _, _, checks in sorted(found, reverse=True)]
    return pl.concat(frames) if frames else table.empty()
