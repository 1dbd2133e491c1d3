"""Real registers against people's transcriptions: every word of every entry, in order, in a cell."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipelines.read import open_file
from pipelines.records import Document
from pipelines.settings import Settings
from tests.documents.reading import rows_of

SHARED = Path(__file__).parents[3] / "shared"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "registers").is_dir(), reason="the shared registers are not here"),
]


def _document(name: str) -> Document:
    (document,) = open_file(SHARED / "registers" / name, name, Settings())
    return document


def _truth(name: str) -> list[dict[str, str]]:
    with (SHARED / "truth" / name).open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def test_every_word_of_the_ruled_pdf_stands_in_its_cell() -> None:
    rows = rows_of(_document("kent-budget-risk-register-2025-01-22.pdf"))
    printed = [(row[1], " ".join(text for text in row[2:5] if text), row[5]) for row in rows if len(row) == 8]
    truth = _truth("kent-budget-risk-register-2025-01-22.csv")
    missing = [
        entry["entry_id"]
        for entry in truth
        if (_squeeze(entry["title"]), _squeeze(entry["description"]), entry["likelihood_residual"]) not in printed
    ]
    assert missing == []


def test_the_later_pdf_holds_as_many_entries() -> None:
    rows = rows_of(_document("kent-budget-risk-register-2025-02-05.pdf"))
    assert sum(len(row) == 8 and row[5].isdigit() for row in rows) == len(
        _truth("kent-budget-risk-register-2025-01-22.csv")
    )


def test_every_word_of_the_workbook_stands_in_its_cell() -> None:
    rows = rows_of(_document("york-guildhall-project-risk-register.xlsx"))
    truth = _truth("york-guildhall-project-risk-register.csv")
    assert len(rows) == len(truth) + 1
    for row, entry in zip(rows[1:], truth, strict=True):
        assert _squeeze(" ".join((row[2], row[3]))).removesuffix(" -") == _squeeze(entry["description"])
        assert row[10] == _squeeze(entry["controls"])
        assert row[9] == entry["owner_role"]
