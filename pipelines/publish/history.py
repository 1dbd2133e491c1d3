"""Results of checks over the publications that are still kept, for the page that shows them over time."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines import dictionary
from pipelines.publish import manifest

CHECKS = Path("site") / "data" / "checks.parquet"


def history(publications: Path) -> pl.DataFrame:
    """The `checks` of every finished publication in a folder, newest first by the end of its run.

    A folder without a manifest (one still being built) and one without checks are passed over.
    """
    found = []
    for path in publications.glob("*/manifest.json"):
        checks = path.parent / CHECKS
        if checks.exists():
            found.append((str(manifest.read(path)["run"]["ended"]), path.parent.name, checks))
    table = dictionary.table("checks")
    frames = [table.conform(pl.read_parquet(checks)) for _, _, checks in sorted(found, reverse=True)]
    return pl.concat(frames) if frames else table.empty()
