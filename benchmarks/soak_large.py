"""Registers of a million rows in every tabular format, and a PDF of ten thousand pages: written, read in the worker
under the default bounds, and weighed.

All text is invented. An .xls sheet ends at 65,536 rows, so that workbook has sixteen of them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import xlsxwriter
import xlwt

HEADER = ("Ref", "Risk title", "Risk description", "Existing controls", "Current score")
XLS_ROWS = 65_536
TABLE_NS = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TEXT_NS = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
OFFICE_NS = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
WORD_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """The header and `count` invented risks."""
    yield HEADER
    for n in range(1, count + 1):
        yield (f"R{n}", f"Invented delay {n}", f"We may be late by {n} days", "Plans are checked", str(n % 25 + 1))


def as_csv(path: Path, count: int) -> None:
    """Comma separated."""
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(",".join(row) + "\n" for row in rows(count))


def as_html(path: Path, count: int) -> None:
    """One table of a page."""
    with path.open("w", encoding="utf-8") as stream:
        stream.write("<!doctype html><html><body><table>")
        stream.writelines("<tr><td>" + "</td><td>".join(row) + "</td></tr>\n" for row in rows(count))
        stream.write("</table></body></html>")


def as_xlsx(path: Path, count: int) -> None:
    """A workbook of one sheet."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("Register")
    for number, row in enumerate(rows(count)):
        sheet.write_row(number, 0, row)
    book.close()


def as_xls(path: Path, count: int) -> None:
    """An old workbook of as many full sheets as it takes."""
    book, every = xlwt.Workbook(), rows(count)
    header = next(every)
    for first in range(0, count, XLS_ROWS - 1):
        sheet = book.add_sheet(f"Register {first}")
        for column, value in enumerate(header):
            sheet.write(0, column, value)
        for number in range(1, min(XLS_ROWS, count - first + 1)):
            for column, value in enumerate(next(every)):
                sheet.write(number, column, value)
        sheet.flush_row_data()
    book.save(str(path))


def zipped(path: Path, members: dict[str, str], name: str, pieces: Iterator[str]) -> None:
    """An Office file whose one large member is written piece by piece."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for member, text in members.items():
            archive.writestr(member, text)
        with archive.open(name, "w", force_zip64=True) as raw, io.TextIOWrapper(raw, encoding="utf-8") as stream:
            stream.writelines(pieces)


def as_ods(path: Path, count: int) -> None:
    """An OpenDocument spreadsheet."""

    def pieces() -> Iterator[str]:
        yield (
            f'<?xml version="1.0"?><office:document-content xmlns:office="{OFFICE_NS}" xmlns:table="{TABLE_NS}" '
            f'xmlns:text="{TEXT_NS}"><office:body><office:spreadsheet><table:table table:name="Register">'
        )
        for row in rows(count):
            yield "<table:table-row>" + "".join(
                f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
                for cell in row
            ) + "</table:table-row>"  # fmt: skip
        yield "</table:table></office:spreadsheet></office:body></office:document-content>"

    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    zipped(path, {"mimetype": mime, "META-INF/manifest.xml": manifest}, "content.xml", pieces())


def as_docx(path: Path, count: int) -> None:
    """A Word document of one table."""

    def pieces() -> Iterator[str]:
        yield f'<?xml version="1.0"?><w:document xmlns:w="{WORD_NS}"><w:body><w:tbl>'
        for row in rows(count):
            yield "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{c}</w:t></w:r></w:p></w:tc>" for c in row) + "</w:tr>"
        yield "</w:tbl></w:body></w:document>"

    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    zipped(path, {"[Content_Types].xml": types, "_rels/.rels": rels}, "word/document.xml", pieces())


def as_pdf(path: Path, pages: int) -> None:
    """A PDF of as many pages, each with a ruled row of its own under the header."""
    places: list[int] = []
    with path.open("wb") as stream:

        def put(number: int, body: bytes) -> None:
            places.append(stream.tell())
            stream.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

        stream.write(b"%PDF-1.4\n")
        put(1, b"<</Type/Catalog/Pages 2 0 R>>")
        kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(pages))
        put(2, b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids))
        put(3, b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
        for n, row in enumerate(list(rows(pages))[1:]):
            lines = []
            for y, cells in ((780, HEADER), (750, row)):
                for x, cell in enumerate(cells):
                    lines.append(f"{20 + 110 * x} {y - 22} 110 30 re S")
                    lines.append(f"BT /F1 7 Tf {23 + 110 * x} {y - 8} Td ({cell}) Tj ET")
            body = "\n".join(lines).encode()
            put(
                4 + 2 * n,
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
                % (5 + 2 * n),
            )
            put(5 + 2 * n, b"<</Length %d>>stream\n%s\nendstream" % (len(body), body))
        at = stream.tell()
        stream.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
        stream.writelines(b"%010d 00000 n \n" % place for place in places)
        stream.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, at))


WRITERS: dict[str, Callable[[Path, int], None]] = {
    ".csv": as_csv,
    ".docx": as_docx,
    ".html": as_html,
    ".ods": as_ods,
    ".pdf": as_pdf,
    ".xls": as_xls,
    ".xlsx": as_xlsx,
}


def peak(pid: int | None) -> int:
    """The most memory that a living process ever had, in bytes; 0 where it is gone."""
    try:
        with Path(f"/proc/{pid}/status").open(encoding="utf-8") as stream:
            return next((int(line.split()[1]) * 1024 for line in stream if line.startswith("VmHWM")), 0)
    except OSError:
        return 0
