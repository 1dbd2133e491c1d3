"""Spreadsheets (xlsx, xlsm, xlsb, xls, ods) to grids, one a sheet, values typed and merged areas kept."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import python_calamine as calamine

from pipelines.read.build import BLANK, Placed, grid, lay_out, plain
from pipelines.read.clean import clean
from pipelines.read.office import SheetStyle, core_properties, far_cells, sheet_styles, workbook_issues
from pipelines.read.opendocument import merged_areas
from pipelines.records import Block, Cell, Grid, Issue
from pipelines.settings import Settings

_MAX_CELLS: Final = 20_000_000
Parsed = tuple[list[Block | Grid], dict[str, str], list[Issue]]


class _Broken(Exception):
    """The library cannot read the workbook or sheet."""


@contextmanager
def _guarded() -> Iterator[None]:
    """The library's errors as one kind; its panics too, which are no `Exception`."""
    try:
        yield
    except calamine.PasswordError:
        raise
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise _Broken(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _Broken("the parser broke down on it") from error


def read_sheets(content: bytes, kind: str, settings: Settings) -> Parsed:
    """Every sheet of a workbook as a grid, hidden ones marked."""
    if kind == "xls" and not _plausible(content):
        return [], {}, [_unreadable("its table of contents is out of bounds")]
    try:
        with _guarded():
            workbook = calamine.load_workbook(io.BytesIO(content))
    except calamine.PasswordError:
        return (
            [],
            {},
            [Issue("file_encrypted", "The workbook asks for a password; publish a copy without one.")],
        )
    except _Broken as error:
        return [], {}, [_unreadable(str(error))]
    parts: list[Block | Grid] = []
    issues: list[Issue] = []
    styles = sheet_styles(content) if kind == "xlsx" else {}
    merges = merged_areas(content) if kind == "ods" else {}
    far = far_cells(content, _MAX_CELLS) if kind == "xlsx" else {}
    for sheet in workbook.sheets_metadata:
        if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
            issues.append(Issue("sheet_skipped", "The sheet holds a chart or macro, no cells.", sheet.name))
            continue
        if sheet.name in far:
            message = f"The sheet reaches to the far cell {far[sheet.name]}; delete it and save again."
            issues.append(Issue("sheet_unreadable", message, f"{clean(sheet.name)}!{far[sheet.name]}"))
            continue
        hidden = sheet.visible != calamine.SheetVisibleEnum.Visible
        try:
            found = _read_sheet(workbook, sheet.name, hidden, styles.get(sheet.name), merges.get(sheet.name), settings)
        except _Broken as error:
            issues.append(Issue("sheet_unreadable", f"The sheet cannot be read ({_short(error)}).", clean(sheet.name)))
            continue
        parts += found[0]
        issues += found[1]
    if kind == "xlsx":
        issues += workbook_issues(content)
    properties = core_properties(content) if kind in ("xlsx", "xlsb", "ods") else {}
    return parts, properties, issues


def _plausible(content: bytes) -> bool:
    """Whether the head of a compound file stays within the file: the library reserves what it claims."""
    if not content.startswith(b"\xd0\xcf\x11\xe0") or len(content) < 512:
        return not content.startswith(b"\xd0\xcf\x11\xe0")
    shift, mini_shift = struct.unpack_from("<HH", content, 30)
    counts = struct.unpack_from("<II", content, 40) + struct.unpack_from("<I", content, 64)
    counts += struct.unpack_from("<I", content, 72)
    sectors = len(content) >> 9
    return shift in (9, 12) and mini_shift == 6 and all(count <= sectors + 1 for count in counts)


def _short(error: Exception) -> str:
    return clean(str(error)).split("\n", 1)[0][:120]


def _unreadable(reason: str) -> Issue:
    if "password" in reason.lower() or "encrypt" in reason.lower():
        return Issue("file_encrypted", "The workbook asks for a password; publish a copy without one.")
    return Issue(
        "file_unreadable",
        f"The workbook is damaged and cannot be opened ({clean(reason)[:120]}); publish it again.",
    )


def _read_sheet(
    workbook: Any,
    name: str,
    hidden: bool,
    style: SheetStyle | None,
    merges: list[Any] | None,
    settings: Settings,
) -> tuple[list[Block | Grid], list[Issue]]:
    with _guarded():
        sheet = workbook.get_sheet_by_name(name)
    title = clean(name)
    if sheet.height == 0 or sheet.width == 0 or sheet.end is None:
        return [Block(title, title, "sheet_name")], []
    width = sheet.end[1] + 1
    height = sheet.end[0] + 1
    issues: list[Issue] = []
    limit = min(height, settings.max_rows, max(1, _MAX_CELLS // width))
    if height > limit:
        message = f"The sheet has {height} rows; the first {limit} were read."
        issues.append(Issue("too_many_rows", message, title, value=str(height)))
    with _guarded():
        values = sheet.to_python(skip_empty_area=False, nrows=limit)
    while values and not any(value != "" for value in values[-1]):
        values.pop()
    width = max((len(row) for row in values), default=0)
    known: dict[str, Cell] = {}
    placed = [
        [
            plain(value, known)
            if style is None and type(value) is str and value.isprintable() and value.isascii()
            else to_cell(value, style, r, c)
            for c, value in enumerate(row)
        ]
        + [BLANK] * (width - len(row))
        for r, row in enumerate(values)
    ]
    rows = _merged(placed, sheet.merged_cell_ranges or merges or [], width)
    last = column_letters(max(width, 1) - 1)
    found = grid(rows, title, lambda i: f"{title}!A{i + 1}:{last}{i + 1}", hidden=hidden, heading=title)
    return [Block(title, title, "sheet_name"), found], issues


def _merged(rows: list[list[Cell]], ranges: list[Any], width: int) -> list[list[Cell]]:
    areas = [(top, left, bottom, right) for (top, left), (bottom, right) in ranges if top < len(rows)]
    if not areas:
        return rows
    placed: list[Placed] = []
    inside: set[tuple[int, int]] = set()
    for top, left, bottom, right in areas:
        bottom, right = min(bottom, len(rows) - 1), min(right, width - 1)
        if left > right or (bottom - top + 1) * (right - left + 1) > _MAX_CELLS // 10:
            continue
        first = rows[top][left]
        spanning = Cell(first.text, bottom - top + 1, right - left + 1, False, first.value, first.fill, first.bold)
        placed.append(Placed(top, left, spanning))
        inside |= {
            (r, c)
            for r in range(top, bottom + 1)
            for c in range(left, right + 1)
            if (r, c) == (top, left) or not rows[r][c].text
        }
    placed += [Placed(r, c, cell) for r, row in enumerate(rows) for c, cell in enumerate(row) if (r, c) not in inside]
    return lay_out(placed, len(rows), width)


def to_cell(value: object, style: SheetStyle | None, row: int, column: int) -> Cell:
    """A cell of a typed value: whole numbers without a decimal point, dates as 2025-01-31."""
    fill, bold = style.look(row, column) if style is not None else ("", False)
    if isinstance(value, str):
        return Cell(clean(value), fill=fill, bold=bold)
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE", value=value, fill=fill, bold=bold)
    if isinstance(value, int | float):
        percent = style is not None and style.percent(row, column)
        return Cell(_number(float(value), percent), value=float(value), fill=fill, bold=bold)
    if isinstance(value, datetime):
        plain = value.time() == time(0)
        text = value.date().isoformat() if plain else value.isoformat(" ", "seconds")
        return Cell(text, value=value.date(), fill=fill, bold=bold)
    if isinstance(value, date):
        return Cell(value.isoformat(), value=value, fill=fill, bold=bold)
    if isinstance(value, time | timedelta):
        return Cell(str(value), fill=fill, bold=bold)
    return Cell("" if value is None else clean(str(value)), fill=fill, bold=bold)


def _number(value: float, percent: bool) -> str:
    if percent:
        return f"{round(value * 100, 10):g}%"
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def column_letters(index: int) -> str:
    """A, B, …, Z, AA for a column counted from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
