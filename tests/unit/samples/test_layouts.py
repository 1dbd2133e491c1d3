"""The second family of registers: many layouts, deterministic, each with its truth."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from samples.layouts import LAYOUTS, write_all
from samples.layouts.common import Case

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Case]]:
    folder = tmp_path_factory.mktemp("layouts")
    return folder, write_all(folder, 3)


def test_there_are_many_layouts_in_all_formats(written: tuple[Path, list[Case]]) -> None:
    _, cases = written
    assert len(cases) == len(LAYOUTS) == len({c.layout for c in cases}) >= 28
    assert {c.path.suffix for c in cases} == {
        ".xlsx",
        ".xls",
        ".ods",
        ".csv",
        ".docx",
        ".html",
        ".pdf",
        ".zip",
    }


def test_truth_has_a_row_for_each_entry_and_none_for_decoys(written: tuple[Path, list[Case]]) -> None:
    folder, cases = written
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as handle:
        counts = Counter(r["source_file"] for r in csv.DictReader(handle))
    assert counts == {c.path.name: len(c.sheet.entries) for c in cases if c.sheet.entries}
    assert sorted(c.layout for c in cases if not c.sheet.entries) == [
        "decoy-budget-xlsx",
        "decoy-minutes-docx",
        "decoy-performance-pdf",
    ]


def test_the_same_seed_gives_the_same_bytes(written: tuple[Path, list[Case]], tmp_path: Path) -> None:
    folder, _ = written
    write_all(tmp_path, 3)
    for path in sorted(folder.iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_another_seed_gives_other_headers(written: tuple[Path, list[Case]], tmp_path: Path) -> None:
    _, cases = written
    others = {c.layout: c for c in write_all(tmp_path, 4)}
    changed = [
        c.layout
        for c in cases
        if [x.header for x in c.sheet.columns] != [x.header for x in others[c.layout].sheet.columns]
    ]
    assert len(changed) > 20
