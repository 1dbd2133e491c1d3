"""Results of checks over the publications that are still kept, for the page that shows them over time."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines import dictionary
from pipelines.publish import folder
from pipelines.publish.identity import hash_file

CHECKS = Path("site") / "data" / "checks.parquet"


def history(publications: Path) -> pl.DataFrame:
    """The `checks` of every finished publication in a folder, newest first.

    A folder without a manifest (one still being built) and one without checks are passed over; so is one whose
    manifest or checks were damaged.
    """
    found = []
    for publication in folder.newest_first(publications):
        checks = publication / CHECKS
        plain = folder.told(publication)
        if plain and checks.exists() and plain.get("outputs", {}).get(CHECKS.as_posix()) in (None, hash_file(checks)):
            found.append(checks)
    table = dictionary.table("checks")
    frames = [table.conform(pl.read_parquet(checks)) for checks in found]
    return pl.concat(frames) if frames else table.empty()
