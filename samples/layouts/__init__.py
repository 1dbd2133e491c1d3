"""A second family of invented registers: many layouts that other councils publish, for testing readers.

    python -m samples.layouts --out FOLDER [--seed N]

Belongs here: layouts that were drawn up without looking at any reader. Each writes one file and says what
its entries are; header words are drawn from those that councils print, so that another seed gives other
headers, texts, counts and scores in the same layouts.
"""

from __future__ import annotations

import random
from pathlib import Path

from samples.layouts import decoys, pages, papers, reports, sheets, texts, workbooks
from samples.layouts.common import Case, Layout
from samples.truth import printed, write_rows

LAYOUTS: tuple[Layout, ...] = (
    *workbooks.LAYOUTS,
    *sheets.LAYOUTS,
    *texts.LAYOUTS,
    *papers.LAYOUTS,
    *pages.LAYOUTS,
    *reports.LAYOUTS,
    *decoys.LAYOUTS,
)


def write_all(folder: Path, seed: int = 1) -> list[Case]:
    """Write every layout to a folder, with `truth.csv` beside the files; gives what was written.

    `truth.csv` has a row an entry in the columns of table `entries` (those that can be known from the
    layout); `files.csv` a row a file: layout, file, as_at, entries (0 for a document that is no register).
    """
    folder.mkdir(parents=True, exist_ok=True)
    cases = [layout(random.Random(f"{seed}:{layout.__name__}"), folder) for layout in LAYOUTS]
    rows: list[dict[str, object]] = []
    files: list[dict[str, object]] = []
    for case in cases:
        files.append(
            {
                "layout": case.layout,
                "source_file": case.path.name,
                "council": case.sheet.council,
                "as_at": case.sheet.as_at.isoformat(),
                "entries": len(case.sheet.entries),
                "notes": case.notes,
            }
        )
        rows += [
            {
                "layout": case.layout,
                "source_file": case.path.name,
                "as_at": case.sheet.as_at.isoformat(),
                "risk_ref": entry.ref,
                **printed(case.sheet, entry),
                "stance": entry.stance,
            }
            for entry in case.sheet.entries
        ]
    write_rows(folder / "truth.csv", rows)
    write_rows(folder / "files.csv", files)
    return cases
