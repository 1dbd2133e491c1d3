"""HTML as committee systems make it from Word papers: nested styles, non-breaking spaces, one table."""

from __future__ import annotations

from html import escape
from itertools import groupby
from pathlib import Path

from samples.model import WELSH_MONTHS, Sheet, in_words

CELL = "border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt"
AS_AT = {"en": "Position as at", "cy": "Sefyllfa ar"}


def dated(sheet: Sheet) -> str:
    """The date line in the sheet's language."""
    if sheet.language == "cy":
        day = sheet.as_at
        return f"{AS_AT['cy']} {day.day} {WELSH_MONTHS[day.month - 1]} {day.year}"
    return f"{AS_AT['en']} {in_words(sheet.as_at)}"


def paragraphs(text: str, *, bold: bool = False) -> str:
    """Text as Word's paragraphs; an empty cell holds a non-breaking space."""
    lines = text.split("\n") if text else ["\u00a0"]
    spans = (escape(line, quote=False).replace("\u00a0", "&nbsp;") for line in lines)
    opened, closed = ("<b>", "</b>") if bold else ("", "")
    return "".join(
        f"<p class=MsoNormal>{opened}<span style='font-size:9.0pt'>{line}</span>{closed}</p>" for line in spans
    )


def cell(text: str, spans: str = "", *, bold: bool = False, width: int = 0) -> str:
    """One table cell."""
    wide = f" width={width}" if width else ""
    return f"  <td{wide}{spans} valign=top style='{CELL}'>\n  {paragraphs(text, bold=bold)}\n  </td>"


def header(sheet: Sheet) -> list[str]:
    """One or two header rows."""
    if not any(c.group for c in sheet.columns):
        return [
            "<tr style='page-break-inside:avoid'>",
            *(cell(c.header, bold=True, width=int(60 * c.width)) for c in sheet.columns),
            "</tr>",
        ]
    upper: list[str] = []
    lower: list[str] = []
    for group, members in groupby(sheet.columns, key=lambda c: c.group):
        columns = list(members)
        if group:
            upper.append(cell(group, f" colspan={len(columns)}", bold=True))
            lower += [cell(c.header, bold=True) for c in columns]
        else:
            upper += [cell(c.header, " rowspan=2", bold=True) for c in columns]
    return ["<tr>", *upper, "</tr>", "<tr>", *lower, "</tr>"]


def page(sheet: Sheet, body: list[str]) -> str:
    """The whole document around a body."""
    lines = (dated(sheet), *sheet.preamble, sheet.label)
    return "\n".join(
        [
            f'<html lang="{sheet.language}">',
            "<head>",
            "<meta http-equiv=Content-Type content='text/html; charset=utf-8'>",
            '<meta name=Generator content="Microsoft Word 15 (filtered)">',
            f"<title>{escape(sheet.title)}</title>",
            "<style>p.MsoNormal {margin:0cm; font-family:'Arial',sans-serif}</style>",
            "</head>",
            "<body lang=EN-GB>",
            "<div class=WordSection1>",
            f"<h1>{escape(sheet.council)}</h1>",
            f"<h2>{escape(sheet.title)}</h2>",
            *(paragraphs(line) for line in lines),
            *body,
            *(paragraphs(line) for line in sheet.closing),
            "</div>",
            "</body>",
            "</html>",
            "",
        ]
    )


def html_table(sheet: Sheet, path: Path) -> None:
    """One Word-made table."""
    rows: list[str] = []
    for texts in sheet.rows():
        rows += ["<tr>", *(cell(text) for text in texts), "</tr>"]
    table = [
        "<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse'>",
        *header(sheet),
        *rows,
        "</table>",
    ]
    path.write_text(page(sheet, table), encoding="utf-8", newline="\n")
