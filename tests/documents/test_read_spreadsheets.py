"""Workbooks of every kind: typed values, merged areas, hidden sheets, formulas, far cells, damage."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.builders.office import ods, rezipped, xls, xlsx
from tests.documents.reading import codes, read, spans, texts


def _register(workbook: Any) -> None:
    sheet = workbook.add_worksheet("Register")
    bold = workbook.add_format({"bold": True, "bg_color": "#FF0000"})
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    sheet.merge_range("A1:C1", "Invented register", bold)
    sheet.write_row("A2", ["Ref", "Score", "Reviewed"], bold)
    sheet.write("A3", "R1")
    sheet.write("B3", 12)
    sheet.write_datetime("C3", date(2025, 1, 31), day)
    sheet.write("A4", "R2")
    sheet.write("B4", 2.5)
    sheet.write("B5", 0.25, workbook.add_format({"num_format": "0%"}))
    hidden = workbook.add_worksheet("Lists")
    hidden.write("A1", "Likely")
    hidden.hide()


def test_values_keep_their_type_and_print_as_a_person_wrote_them() -> None:
    grid = read(xlsx(_register), "a.xlsx").grids[0]
    assert texts(grid)[1:] == [
        ["Ref", "Score", "Reviewed"], ["R1", "12", "2025-01-31"], ["R2", "2.5", ""], ["", "25%", ""],
    ]  # fmt: skip
    assert grid.rows[2].cells[1].value == 12.0
    assert grid.rows[2].cells[2].value == date(2025, 1, 31)


def test_a_merged_area_starts_with_its_cell_and_covers_the_rest() -> None:
    grid = read(xlsx(_register), "a.xlsx").grids[0]
    assert spans(grid) == {"Invented register": (1, 3)}
    assert [cell.covered for cell in grid.rows[0].cells] == [False, True, True]


def test_fills_and_bold_are_kept() -> None:
    cell = read(xlsx(_register), "a.xlsx").grids[0].rows[1].cells[0]
    assert (cell.fill, cell.bold) == ("#ff0000", True)


def test_hidden_sheets_are_read_and_marked() -> None:
    document = read(xlsx(_register), "a.xlsx")
    assert [(grid.name, grid.hidden) for grid in document.grids] == [("Register", False), ("Lists", True)]
    assert [block.text for block in document.blocks] == ["Register", "Lists"]


def test_a_locator_names_sheet_and_cells() -> None:
    assert read(xlsx(_register), "a.xlsx").grids[0].rows[2].locator == "Register!A3:C3"


def test_a_clean_workbook_gives_no_issue() -> None:
    assert codes(read(xlsx(_register), "a.xlsx")) == []


def test_a_formula_without_a_stored_result_is_an_issue_with_its_cell() -> None:
    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet("S")
        sheet.write("A1", 3)
        sheet.write_formula("B1", "=A1*2", None, "")
        sheet.write_formula("B2", "=A1*4", None, 12)

    content = xlsx(fill)
    document = read(content, "a.xlsx")
    assert texts(document.grids[0])[1][1] == "12"
    issues = [issue for issue in document.issues if issue.code == "formula_not_evaluated"]
    assert [issue.locator for issue in issues] == ["S!B1"]


def test_a_cell_at_the_end_of_the_sheet_does_not_fill_the_memory() -> None:
    def fill(workbook: Any) -> None:
        near, far = workbook.add_worksheet("Near"), workbook.add_worksheet("Far")
        near.write("A1", "R1")
        far.write("A1", "R1")
        far.write("XFD1048576", "x")

    document = read(xlsx(fill), "a.xlsx")
    assert [grid.name for grid in document.grids] == ["Near"]
    assert [(issue.code, issue.locator) for issue in document.issues] == [("sheet_unreadable", "Far!XFD1048576")]


def test_macros_and_outside_links_are_named_and_left_alone() -> None:
    content = rezipped(xlsx(_register), {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<a/>"})
    assert codes(read(content, "a.xlsm")) == ["macro_ignored", "external_reference_ignored"]


def test_control_characters_and_lone_surrogates_are_gone() -> None:
    content = xlsx(lambda workbook: workbook.add_worksheet("S").write("A1", "a_x0000_b_xD800_c\u2028d"))
    text = read(content, "a.xlsx").grids[0].rows[0].cells[0].text
    text.encode("utf-8")
    assert "\x00" not in text


def test_an_old_workbook_is_read_with_its_merged_cells() -> None:
    content = xls({"Old": [["Invented", "", ""], ["R1", 4.0, "wet"]]}, [(0, 0, 0, 2)])
    document = read(content, "a.xls")
    assert document.format == "xls"
    assert texts(document.grids[0])[1] == ["R1", "4", "wet"]
    assert spans(document.grids[0]) == {"Invented": (1, 3)}


def test_an_opendocument_spreadsheet_is_read_with_its_merged_cells() -> None:
    content = ods("Blatt", [["Invented", "", "x"], ["R1", 4.0, "wet"]], (0, 0, 1, 2))
    document = read(content, "a.ods")
    assert document.format == "ods"
    assert texts(document.grids[0]) == [["Invented", "", "x"], ["R1", "4", "wet"]]
    assert spans(document.grids[0]) == {"Invented": (1, 2)}


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_a_workbook_cut_off_is_an_issue(cut: float) -> None:
    content = xlsx(_register)
    document = read(content[: int(len(content) * cut)], "a.xlsx")
    assert codes(document) == ["file_truncated"]
    assert document.parts == ()


def test_a_workbook_behind_a_password_is_an_issue() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert codes(read(content, "a.xlsx")) == ["file_encrypted"]


def test_more_rows_than_the_limit_are_left_out_with_an_issue() -> None:
    from pipelines.settings import Settings

    document = read(
        xlsx(lambda workbook: workbook.add_worksheet("S").write_column("A1", list(range(50)))),
        "a.xlsx",
        Settings(max_rows=10),
    )
    assert len(document.grids[0].rows) == 10
    assert codes(document) == ["too_many_rows"]
