"""A rulebook is checked as a whole before it may judge."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipelines.errors import BadRulebook
from pipelines.judge.rulebook import COLUMNS, load_rulebook

GOOD = {
    "rule_id": "X1",
    "pole": "avoidance",
    "theme": "A1",
    "fields": "controls",
    "pattern": "scrapped",
    "near": "",
    "not_near": "",
    "effect": "act",
    "source": "our reasoning, 2026-11-22",
    "reason": "A stop.",
    "added": "2026-11-22",
    "must_match": "The bus was scrapped",
    "must_not_match": "",
}


def write(folder: Path, *rows: dict[str, str]) -> Path:
    (folder / "classes").mkdir(exist_ok=True)
    with (folder / "some.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return folder


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        GOOD,
        GOOD | {"pole": "sideways"},
        GOOD | {"rule_id": "X2", "effect": "none such"},
        GOOD | {"rule_id": "X3", "pattern": "(open"},
        GOOD | {"rule_id": "X4", "pattern": "{nowhere}"},
        GOOD | {"rule_id": "X5", "added": "yesterday"},
        GOOD | {"rule_id": "X6", "must_match": ""},
        GOOD | {"rule_id": "X7", "fields": "footnotes"},
        GOOD | {"rule_id": "X8", "pole": "none"},
    )
    with pytest.raises(BadRulebook) as raised:
        load_rulebook(folder)
    for part in ("stands in", "sideways", "none such", "RE2", "nowhere", "yesterday", "must_match", "footnotes", "X8"):
        assert part in str(raised.value)


def test_an_empty_folder_is_no_rulebook(tmp_path: Path) -> None:
    with pytest.raises(BadRulebook, match="no rules"):
        load_rulebook(tmp_path)


def test_the_version_changes_with_any_rule_and_with_nothing_else(tmp_path: Path) -> None:
    folder = write(tmp_path, GOOD)
    first = load_rulebook(folder).version
    assert load_rulebook(folder).version == first
    write(tmp_path, GOOD | {"reason": "A plain stop."})
    assert load_rulebook(folder).version != first
