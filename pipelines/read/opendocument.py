"""Merged areas of OpenDocument spreadsheets, which the spreadsheet library does not tell."""

from __future__ import annotations

from typing import Any, Final

from pipelines.read.office import local, opened, part

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_MAX_AREAS: Final = 100_000
Area = tuple[tuple[int, int], tuple[int, int]]


def merged_areas(content: bytes) -> dict[str, list[Area]]:
    """Merged areas by sheet name as ((top, left), (bottom, right)), counted from 0."""
    found: dict[str, list[Area]] = {}
    with opened(content) as archive:
        root = part(archive, "content.xml") if archive is not None else None
        for table in root.iter(f"{_TABLE}table") if root is not None else ():
            found.setdefault(table.get(f"{_TABLE}name", ""), _areas(table))
    return found


def _areas(table: Any) -> list[Area]:
    areas: list[Area] = []
    top = 0
    for row in table.iter(f"{_TABLE}table-row"):
        left = 0
        for cell in row:
            if local(cell) not in ("table-cell", "covered-table-cell"):
                continue
            across, down = _number(cell, "number-columns-spanned"), _number(cell, "number-rows-spanned")
            if (across > 1 or down > 1) and len(areas) < _MAX_AREAS:
                areas.append(((top, left), (top + down - 1, left + across - 1)))
            left += _number(cell, "number-columns-repeated")
        top += _number(row, "number-rows-repeated")
    return areas


def _number(element: Any, name: str) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    return max(1, int(text)) if text.isdigit() and len(text) < 9 else 1
