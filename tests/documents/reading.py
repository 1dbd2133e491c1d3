"""What the reading tests share: a document from bytes, and grids as plain text."""

from __future__ import annotations

from pipelines.read.open import read_bytes
from pipelines.records import Document, Grid
from pipelines.settings import Settings


def read(content: bytes, name: str, settings: Settings | None = None) -> Document:
    """The one document in a file's bytes."""
    (document,) = read_bytes(content, name, settings or Settings())
    return document


def texts(grid: Grid) -> list[list[str]]:
    """Cells of a grid as text, white space squeezed."""
    return [[" ".join(cell.text.split()) for cell in row.cells] for row in grid.rows]


def rows_of(document: Document) -> list[list[str]]:
    """Rows of all grids."""
    return [row for grid in document.grids for row in texts(grid)]


def codes(document: Document) -> list[str]:
    """Issue codes in order."""
    return [issue.code for issue in document.issues]


def spans(grid: Grid) -> dict[str, tuple[int, int]]:
    """Spans of merged cells by their text."""
    return {
        cell.text: (cell.row_span, cell.col_span)
        for row in grid.rows
        for cell in row.cells
        if cell.row_span > 1 or cell.col_span > 1
    }
