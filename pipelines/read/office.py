"""What the XML inside an Office or OpenDocument file says beside its cells and paragraphs.

Properties, fills and bold of spreadsheet cells, formulas without a stored value, macros, outside links. Every
parser here refuses entities and the network.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from lxml import etree

from pipelines.read.clean import clean
from pipelines.read.sniff import BROKEN_ZIP
from pipelines.records import Issue

_MAX_STYLED: Final = 40_000_000  # bytes of a sheet's XML above which its colours are not looked at
_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BROKEN: Final = (*BROKEN_ZIP, etree.XMLSyntaxError)
_PROPERTIES: Final = {
    "title": "title", "creator": "author", "lastModifiedBy": "last_modified_by", "created": "created",
    "modified": "modified", "subject": "subject", "description": "description", "keywords": "keywords",
    "category": "category", "initial-creator": "author", "creation-date": "created", "date": "modified",
}  # fmt: skip


def parse_xml(content: bytes) -> Any:
    """The root of an XML part; entities are not resolved, nothing outside is read.

    Raises:
        MemoryError: it does not fit; the parser would call it damaged, or give its beginning for the whole.
        XMLSyntaxError: it holds no element.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        root = None
    if any(error.type == etree.ErrorTypes.ERR_NO_MEMORY for error in parser.error_log):
        raise MemoryError
    if root is None:
        raise etree.XMLSyntaxError("no element", 0, 0, 0)
    return root


@contextmanager
def opened(content: bytes) -> Iterator[zipfile.ZipFile | None]:
    """The zip that `content` is, None where it is broken."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN:
        yield None
        return
    with archive:
        yield archive


def part(archive: zipfile.ZipFile, name: str) -> Any | None:
    """The root of one XML member, None where it is absent or broken."""
    try:
        return parse_xml(archive.read(name))
    except _BROKEN:
        return None


def local(element: Any) -> str:
    """An element's name without its namespace, "" for comments."""
    return _named(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=1_000)
def _named(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def core_properties(content: bytes) -> dict[str, str]:
    """Title, author, dates and the like from docProps/core.xml or meta.xml."""
    found: dict[str, str] = {}
    with opened(content) as archive:
        if archive is None:
            return found
        for name in ("docProps/core.xml", "meta.xml"):
            root = part(archive, name)
            if root is None:
                continue
            for element in root.iter():
                key = _PROPERTIES.get(local(element))
                text = clean(element.text or "").strip()
                if key and text and key not in found:
                    found[key] = text[:1000]
    return found


@dataclass(slots=True)
class SheetStyle:
    """Looks of a sheet's cells: style number by cell, and fill, bold and percent by style number."""

    cells: dict[tuple[int, int], int] = field(default_factory=dict)
    looks: list[tuple[str, bool, bool]] = field(default_factory=list)

    def look(self, row: int, column: int) -> tuple[str, bool]:
        """Fill colour and bold of a cell."""
        fill, bold, _ = self._of(row, column)
        return fill, bold

    def percent(self, row: int, column: int) -> bool:
        """Whether a number is shown as a percentage."""
        return self._of(row, column)[2]

    def _of(self, row: int, column: int) -> tuple[str, bool, bool]:
        number = self.cells.get((row, column), -1)
        return self.looks[number] if 0 <= number < len(self.looks) else ("", False, False)


def sheet_styles(content: bytes) -> dict[str, SheetStyle]:
    """Styles by sheet name, for sheets that use more than the plain one."""
    with opened(content) as archive:
        if archive is None:
            return {}
        looks = _looks(archive)
        if not any(fill or bold or percent for fill, bold, percent in looks):
            return {}
        found: dict[str, SheetStyle] = {}
        for name, member in _sheet_members(archive).items():
            try:
                if archive.getinfo(member).file_size <= _MAX_STYLED:
                    found[name] = SheetStyle(_styled_cells(archive.read(member), looks), looks)
            except _BROKEN:
                continue
        return found


_AT: Final = re.compile(rb' r="([A-Z]{1,3})(\d{1,7})"')


def far_cells(content: bytes, most: int) -> dict[str, str]:
    """Sheets that one far cell makes larger than `most` cells, and that cell: they would fill the memory."""
    found: dict[str, str] = {}
    with opened(content) as archive:
        if archive is None:
            return found
        for name, member in _sheet_members(archive).items():
            try:
                cells = _AT.findall(archive.read(member))
            except _BROKEN:
                continue
            if not cells:
                continue
            widest = max({letters for letters, _ in cells}, key=lambda letters: (len(letters), letters))
            rows = max(int(row) for row in {row for _, row in cells})
            if _index(widest) * rows > most:
                found[name] = f"{widest.decode()}{rows}"
    return found


def _index(letters: bytes) -> int:
    """Column number, counted from 1."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index


_CELL: Final = re.compile(rb'<(?:x:)?c r="([A-Z]{1,3})(\d{1,7})"[^>]*? s="(\d+)"')


def _styled_cells(xml: bytes, looks: list[tuple[str, bool, bool]]) -> dict[tuple[int, int], int]:
    telling = {str(i).encode() for i, look in enumerate(looks) if any(look)}
    cells: dict[tuple[int, int], int] = {}
    columns: dict[bytes, int] = {}
    for letters, row, style in _CELL.findall(xml):
        if style not in telling:
            continue
        if letters not in columns:
            columns[letters] = _index(letters) - 1
        cells[(int(row) - 1, columns[letters])] = int(style)
    return cells


def _looks(archive: zipfile.ZipFile) -> list[tuple[str, bool, bool]]:
    root = part(archive, "xl/styles.xml")
    if root is None:
        return []
    fills = [_fill(fill) for fill in root.iterfind(f"{_S}fills/{_S}fill")]
    bolds = [font.find(f"{_S}b") is not None for font in root.iterfind(f"{_S}fonts/{_S}font")]
    formats = {f.get("numFmtId"): f.get("formatCode", "") for f in root.iterfind(f"{_S}numFmts/{_S}numFmt")}
    looks: list[tuple[str, bool, bool]] = []
    for style in root.iterfind(f"{_S}cellXfs/{_S}xf"):
        fill, font, number = (style.get(k, "0") for k in ("fillId", "fontId", "numFmtId"))
        percent = number in ("9", "10") or "%" in re.sub(r'"[^"]*"', "", formats.get(number, ""))
        looks.append((_pick(fills, fill, ""), _pick(bolds, font, False), percent))
    return looks


def _pick(items: list[Any], index: str, default: Any) -> Any:
    return items[int(index)] if index.isdigit() and int(index) < len(items) else default


def _fill(fill: Any) -> str:
    pattern = fill.find(f"{_S}patternFill")
    if pattern is None or pattern.get("patternType") in (None, "none", "gray125"):
        return ""
    colour = pattern.find(f"{_S}fgColor")
    rgb = colour.get("rgb", "") if colour is not None else ""
    text = f"#{rgb[-6:].lower()}" if re.fullmatch(r"[0-9A-Fa-f]{6,8}", rgb) else ""
    return "" if text == "#ffffff" else text


def _sheet_members(archive: zipfile.ZipFile) -> dict[str, str]:
    workbook, relations = part(archive, "xl/workbook.xml"), part(archive, "xl/_rels/workbook.xml.rels")
    if workbook is None or relations is None:
        return {}
    targets = {r.get("Id"): r.get("Target", "") for r in relations.iter() if local(r) == "Relationship"}
    members: dict[str, str] = {}
    for sheet in workbook.iter(f"{_S}sheet"):
        target = targets.get(sheet.get(f"{_R}id"), "")
        members[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return members


_FORMULA_CELL: Final = re.compile(
    rb'<(?:x:)?c r="([A-Z]{1,3}\d{1,7})"[^>]*>(?:(?!</(?:x:)?c>).)*?</(?:x:)?c>', re.DOTALL
)


def workbook_issues(content: bytes) -> list[Issue]:
    """Macros, outside links and formulas without a stored value, one issue each a kind and sheet."""
    issues: list[Issue] = []
    with opened(content) as archive:
        if archive is None:
            return issues
        names = archive.namelist()
        if any(name.endswith("vbaProject.bin") for name in names):
            issues.append(Issue("macro_ignored", "The workbook holds macros; they were not run."))
        if any(name.startswith("xl/externalLinks/") for name in names):
            issues.append(
                Issue("external_reference_ignored", "The workbook refers to other files; they were not opened.")
            )
        for sheet, member in _sheet_members(archive).items():
            try:
                if archive.getinfo(member).file_size > _MAX_STYLED:
                    continue
                xml = archive.read(member)
            except _BROKEN:
                continue
            bare = _bare_formulas(xml)
            if bare:
                issues.append(
                    Issue(
                        "formula_not_evaluated",
                        f"{len(bare)} formulas hold no stored result, the first in {bare[0]}; "
                        "open the workbook, let it calculate, and save it.",
                        f"{clean(sheet)}!{bare[0]}",
                        value=str(len(bare)),
                    )
                )
    return issues


def _bare_formulas(xml: bytes) -> list[str]:
    if b"<f" not in xml and b":f" not in xml:
        return []
    return [
        match.group(1).decode()
        for match in _FORMULA_CELL.finditer(xml)
        if re.search(rb"<(?:x:)?f[ >/]", match.group())
        and (b"<v></v>" in match.group() or b"<v/>" in match.group() or b"<v>" not in match.group())
    ]
