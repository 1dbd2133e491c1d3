"""Older and open spreadsheets: xls as Excel 97 saved it, and OpenDocument."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

import xlwt
from odf import dc, meta
from odf.element import Element
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from samples.model import Sheet
from samples.writers.fixed import repack
from samples.writers.spreadsheet import number_or_text

STAMP = "2026-01-01T00:00:00"


def top_lines(sheet: Sheet) -> list[str]:
    """Lines above the table."""
    return [sheet.title, *sheet.preamble, sheet.label, ""]


def xls(sheet: Sheet, path: Path) -> None:
    """One worksheet in the old binary format."""
    made = xlwt.Workbook(encoding="utf-8")
    made.set_owner("Invented sample register")
    page = made.add_sheet("Register")
    bold = xlwt.easyxf(
        "font: bold on; alignment: wrap on, vert centre; borders: left thin, right thin, top thin, bottom thin"
    )
    plain = xlwt.easyxf("alignment: wrap on, vert top; borders: left thin, right thin, top thin, bottom thin")
    for row, line in enumerate(top_lines(sheet)):
        page.write(row, 0, line)
    row = len(top_lines(sheet))
    if any(c.group for c in sheet.columns):
        at = 0
        for group, members in groupby(sheet.columns, key=lambda c: c.group):
            columns = list(members)
            if group:
                page.write_merge(row, row, at, at + len(columns) - 1, group, bold)
                for offset, column in enumerate(columns):
                    page.write(row + 1, at + offset, column.header, bold)
            else:
                for offset, column in enumerate(columns):
                    page.write_merge(row, row + 1, at + offset, at + offset, column.header, bold)
            at += len(columns)
        row += 2
    else:
        for at, column in enumerate(sheet.columns):
            page.write(row, at, column.header, bold)
        row += 1
    for at, column in enumerate(sheet.columns):
        page.col(at).width = int(3600 * max(0.6, column.width))
    for texts in sheet.rows():
        for at, text in enumerate(texts):
            page.write(row, at, number_or_text(text), plain)
        row += 1
    for offset, line in enumerate(sheet.closing):
        page.write(row + 1 + offset, 0, line)
    made.save(str(path))


def _cell(text: str, **spans: int) -> Any:
    value = number_or_text(text)
    if isinstance(value, float):
        made = TableCell(valuetype="float", value=f"{value:g}", **spans)
    else:
        made = TableCell(valuetype="string", **spans)
    for line in text.split("\n"):
        made.addElement(P(text=line))
    return made


def _row(cells: list[Any]) -> Any:
    made = TableRow()
    for cell in cells:
        made.addElement(cell)
    return made


def _header(sheet: Sheet) -> list[Any]:
    if not any(c.group for c in sheet.columns):
        return [_row([_cell(c.header) for c in sheet.columns])]
    upper: list[Any] = []
    lower: list[Any] = []
    for group, members in groupby(sheet.columns, key=lambda c: c.group):
        columns = list(members)
        if group:
            upper.append(_cell(group, numbercolumnsspanned=len(columns)))
            upper += [CoveredTableCell() for _ in columns[1:]]
            lower += [_cell(c.header) for c in columns]
        else:
            upper += [_cell(c.header, numberrowsspanned=2) for c in columns]
            lower += [CoveredTableCell() for _ in columns]
    return [_row(upper), _row(lower)]


def ods(sheet: Sheet, path: Path) -> None:
    """One sheet in OpenDocument, merged headers as covered cells."""
    Element.namespaces.clear()  # the library remembers prefixes of earlier documents in a class attribute
    made = OpenDocumentSpreadsheet()
    made.meta.childNodes.clear()
    for element, text in (
        (dc.Title, sheet.title),
        (dc.Description, sheet.label),
        (meta.CreationDate, STAMP),
        (dc.Date, STAMP),
    ):
        made.meta.addElement(element(text=text))
    page = Table(name="Register")
    for line in top_lines(sheet):
        page.addElement(_row([_cell(line)]))
    for row in _header(sheet):
        page.addElement(row)
    for texts in sheet.rows():
        page.addElement(_row([_cell(text) for text in texts]))
    page.addElement(_row([_cell("")]))
    for line in sheet.closing:
        page.addElement(_row([_cell(line)]))
    made.spreadsheet.addElement(page)
    made.save(str(path))
    repack(path)
