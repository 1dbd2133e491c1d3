"""Spreadsheets in the modern Excel format: a plain sheet, and one with a cover and a merged header."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

from samples.model import Sheet, in_words

CREATED = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def number_or_text(text: str) -> float | str:
    """A cell's value: numbers stay numbers, as in a real sheet."""
    try:
        return float(text)
    except ValueError:
        return text


def book(path: Path, sheet: Sheet) -> xlsxwriter.Workbook:
    """A workbook with fixed properties, so that bytes depend on content alone."""
    made = xlsxwriter.Workbook(str(path), {"in_memory": True, "strings_to_numbers": False})
    made.set_properties({"title": sheet.title, "comments": sheet.label, "created": CREATED})
    return made


def body(made: xlsxwriter.Workbook, page: Any, sheet: Sheet, row: int) -> int:
    """Header (two rows where columns have groups) and rows from `row` on; returns the next free row."""
    head = made.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#d9e2ec"})
    cell = made.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, max(6, column.width * 14))
    if any(c.group for c in sheet.columns):
        at = 0
        for group, members in groupby(sheet.columns, key=lambda c: c.group):
            columns = list(members)
            if not group:
                for offset, column in enumerate(columns):
                    page.merge_range(row, at + offset, row + 1, at + offset, column.header, head)
            else:
                last = at + len(columns) - 1
                if len(columns) > 1:
                    page.merge_range(row, at, row, last, group, head)
                else:
                    page.write_string(row, at, group, head)
                for offset, column in enumerate(columns):
                    page.write_string(row + 1, at + offset, column.header, head)
            at += len(columns)
        row += 2
    else:
        for at, column in enumerate(sheet.columns):
            page.write_string(row, at, column.header, head)
        row += 1
    page.freeze_panes(row, 0)
    for line in sheet.rows():
        for at, text in enumerate(line):
            value = number_or_text(text)
            if isinstance(value, float):
                page.write_number(row, at, value, cell)
            else:
                page.write_string(row, at, text, cell)
        row += 1
    return row


def below(page: Any, sheet: Sheet, row: int) -> None:
    """Closing lines under the table."""
    for offset, line in enumerate(sheet.closing):
        page.write_string(row + 1 + offset, 0, line)


def xlsx(sheet: Sheet, path: Path) -> None:
    """One worksheet: title lines, header, rows, closing lines."""
    made = book(path, sheet)
    page = made.add_worksheet("Risk register")
    page.write_string(0, 0, sheet.title, made.add_format({"bold": True, "font_size": 14}))
    lines = (*sheet.preamble, sheet.label)
    for at, line in enumerate(lines):
        page.write_string(1 + at, 0, line)
    below(page, sheet, body(made, page, sheet, len(lines) + 2))
    made.close()


def xlsx_with_cover(sheet: Sheet, path: Path) -> None:
    """A cover sheet with council, title and date, then the register with a merged title above its header."""
    made = book(path, sheet)
    big = made.add_format({"bold": True, "font_size": 20})
    cover = made.add_worksheet("Cover")
    cover.hide_gridlines(2)
    cover.set_column(1, 1, 70)
    for row, line in enumerate((sheet.council, sheet.title, f"Position as at {in_words(sheet.as_at)}")):
        cover.write_string(3 + 2 * row, 1, line, big if row < 2 else None)
    for row, line in enumerate((*sheet.preamble, sheet.label)):
        cover.write_string(11 + row, 1, line)
    page = made.add_worksheet("Register")
    wide = made.add_format({"bold": True, "font_size": 14, "align": "center"})
    page.merge_range(0, 0, 0, len(sheet.columns) - 1, sheet.title, wide)
    page.set_landscape()
    below(page, sheet, body(made, page, sheet, 2))
    made.close()
