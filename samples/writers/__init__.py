"""Writers: one sheet to one file, byte for byte the same each time; `write` picks by format and layout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from samples.model import Sheet
from samples.writers import office, pdf, spreadsheet, text, web, word

WRITERS: dict[tuple[str, str], Callable[[Sheet, Path], None]] = {
    ("xlsx", "table"): spreadsheet.xlsx,
    ("xlsx", "cover"): spreadsheet.xlsx_with_cover,
    ("xls", "table"): office.xls,
    ("ods", "table"): office.ods,
    ("docx", "table"): word.docx_table,
    ("docx", "cards"): word.docx_cards,
    ("html", "table"): web.html_table,
    ("csv", "table"): text.csv_file,
    ("tsv", "table"): text.tsv_file,
    ("pdf", "table"): pdf.ruled,
    ("pdf", "unruled"): pdf.unruled,
    ("pdf", "cards"): pdf.cards,
}


def write(sheet: Sheet, path: Path, layout: str = "table") -> None:
    """Write a sheet to a path; the format is the path's ending.

    Raises:
        ValueError: for a format and layout that no writer knows, naming those that are known.
    """
    form = path.suffix.lstrip(".").lower()
    writer = WRITERS.get((form, layout))
    if writer is None:
        known = ", ".join(f"{f} {name}" for f, name in sorted(WRITERS))
        raise ValueError(f"No writer for {form} in layout {layout}; known are: {known}.")
    path.parent.mkdir(parents=True, exist_ok=True)
    writer(sheet, path)
