"""Spreadsheets and Word documents built in code, each with the hard parts of its format; all text is invented."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import docx
import xlsxwriter
import xlwt
from docx.document import Document as WordDocument
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P


def xlsx(fill: Callable[[Any], None]) -> bytes:
    """A workbook that `fill` writes into."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target)
    fill(workbook)
    workbook.close()
    return target.getvalue()


def xls(sheets: Mapping[str, Sequence[Sequence[object]]], merges: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    """An old workbook; `merges` are (top, bottom, left, right) on the first sheet."""
    workbook = xlwt.Workbook()
    for number, (name, rows) in enumerate(sheets.items()):
        sheet = workbook.add_sheet(name, cell_overwrite_ok=True)
        for merge in merges if number == 0 else ():
            sheet.merge(*merge)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value != "":
                    sheet.write(r, c, value)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def ods(name: str, rows: Sequence[Sequence[str | float]], merge: tuple[int, int, int, int] | None = None) -> bytes:
    """An OpenDocument spreadsheet; `merge` is (row, column, rows, columns)."""
    document = OpenDocumentSpreadsheet()
    table = Table(name=name)
    for r, row in enumerate(rows):
        line = TableRow()
        for c, value in enumerate(row):
            inside = merge and merge[0] <= r < merge[0] + merge[2] and merge[1] <= c < merge[1] + merge[3]
            if inside and merge and (r, c) != merge[:2]:
                line.addElement(CoveredTableCell())
                continue
            spans = {"numberrowsspanned": merge[2], "numbercolumnsspanned": merge[3]} if inside and merge else {}
            if isinstance(value, str):
                cell = TableCell(valuetype="string", **spans)
                cell.addElement(P(text=value))
            else:
                cell = TableCell(valuetype="float", value=value, **spans)
                cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def word(fill: Callable[[WordDocument], None]) -> bytes:
    """A Word document that `fill` writes into."""
    document = docx.Document()
    fill(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip of the members, names as given."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, stored)
    return target.getvalue()


def rezipped(content: bytes, changes: Mapping[str, bytes]) -> bytes:
    """A zip with members replaced or added."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**members, **changes})
