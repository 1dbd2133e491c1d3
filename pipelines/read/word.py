"""Word documents (docx) to grids and blocks, from the XML: merged cells, nested tables, symbols, headers."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any, Final

from pipelines.read.build import Placed, grid, lay_out
from pipelines.read.clean import clean, depict
from pipelines.read.numbering import Numbering
from pipelines.read.office import core_properties, local, opened, part
from pipelines.records import Block, Cell, Grid, Issue
from pipelines.settings import Settings

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MAX_DEPTH: Final = 40
Parsed = tuple[list[Block | Grid], dict[str, str], list[Issue]]


def read_docx(content: bytes, settings: Settings) -> Parsed:
    """Paragraphs and tables in reading order, headers first, footers and notes last."""
    with opened(content) as archive:
        root = part(archive, "word/document.xml") if archive is not None else None
        if archive is None or root is None:
            message = "The document is damaged and cannot be opened; publish it again."
            return [], {}, [Issue("file_unreadable", message)]
        reader = _Reader(archive, settings)
        body = next((e for e in root.iter() if local(e) == "body"), root)
        parts = reader.edges("header") + reader.body(body) + reader.edges("footnotes") + reader.edges("footer")
        issues = reader.issues + _outside(archive)
    return parts, core_properties(content), issues


def _outside(archive: zipfile.ZipFile) -> list[Issue]:
    issues: list[Issue] = []
    if any(name.endswith("vbaProject.bin") for name in archive.namelist()):
        issues.append(Issue("macro_ignored", "The document holds macros; they were not run."))
    relations = part(archive, "word/_rels/document.xml.rels")
    settings = part(archive, "word/_rels/settings.xml.rels")
    for root in (relations, settings):
        for relation in root.iter() if root is not None else ():
            if not isinstance(relation.tag, str) or relation.get("TargetMode") != "External":
                continue
            if not relation.get("Type", "").endswith("/hyperlink"):
                message = "The document refers to a file outside it, which was not opened."
                target = clean(relation.get("Target", ""))[:200]
                issues.append(Issue("external_reference_ignored", message, value=target))
    return issues[:5]


class _Reader:
    def __init__(self, archive: zipfile.ZipFile, settings: Settings) -> None:
        self._archive = archive
        self._limit = settings.max_rows
        self._tables = 0
        self._paragraphs = 0
        self._rows = 0
        self._heads = _heading_styles(part(archive, "word/styles.xml"))
        self._numbering = Numbering(part(archive, "word/numbering.xml"))
        self.issues: list[Issue] = []

    def edges(self, kind: str) -> list[Block | Grid]:
        """Text of page headers, page footers or notes, each once."""
        blocks: list[Block | Grid] = []
        seen: set[str] = set()
        for name in sorted(self._archive.namelist()):
            if not (name.startswith(f"word/{kind}") and name.endswith(".xml")):
                continue
            root = part(self._archive, name)
            text = "\n".join(t for e in _paragraphs(root) if (t := self._text(e).strip())) if root is not None else ""
            if text and text not in seen:
                seen.add(text)
                label = "footer" if kind == "footer" else "header" if kind == "header" else "paragraph"
                blocks.append(Block(text, name.removesuffix(".xml"), label))  # type: ignore[arg-type]
        return blocks

    def body(self, container: Any, depth: int = 0) -> list[Block | Grid]:
        """Blocks and grids of a container's children."""
        parts: list[Block | Grid] = []
        for child in _content(container):
            if local(child) == "tbl":
                parts += self._table(child, depth)
                continue
            self._paragraphs += 1
            text = self._text(child).strip()
            if text:
                kind = "heading" if self._is_heading(child) else "paragraph"
                parts.append(Block(text, f"paragraph {self._paragraphs}", kind))  # type: ignore[arg-type]
        return parts

    def _is_heading(self, paragraph: Any) -> bool:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
        return (style is not None and style.get(f"{_W}val", "") in self._heads) or (
            outline is not None and outline.get(f"{_W}val", "9") != "9"
        )

    def _table(self, table: Any, depth: int) -> list[Block | Grid]:
        rows = list(_rows(table))
        cells = [list(_cells(row)) for row in rows]
        inner = [t for row in cells for cell in row for t in _content(cell) if local(t) == "tbl"]
        if inner and depth < _MAX_DEPTH and _is_frame(cells, inner):
            return [p for row in cells for cell in row for p in self.body(cell, depth + 1)]
        self._tables += 1
        name = f"table {self._tables}"
        if self._rows + len(rows) > self._limit:
            message = f"The document has more than {self._limit} table rows; the rest was left out."
            self.issues.append(Issue("too_many_rows", message, name))
            rows = rows[: max(0, self._limit - self._rows)]
        self._rows += len(rows)
        placed, width = self._place(rows)
        laid = lay_out(placed, len(rows), width)
        return [grid(laid, name, lambda i: f"{name} row {i + 1}")] if laid and width else []

    def _place(self, rows: list[Any]) -> tuple[list[Placed], int]:
        placed: list[Placed] = []
        running: dict[int, Placed] = {}
        width = 0
        for number, row in enumerate(rows):
            column = _count(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
            for cell in _cells(row):
                properties = cell.find(f"{_W}tcPr")
                span = _count(_under(properties, "gridSpan"), 1)
                merge = _under(properties, "vMerge")
                above = running.get(column)
                continued = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
                if continued and above is not None and above.row + above.cell.row_span == number:
                    above.cell = _taller(above.cell)
                else:
                    item = Placed(number, column, self._cell(cell, _under(properties, "shd"), span))
                    placed.append(item)
                    running.pop(column, None)
                    if merge is not None:
                        running[column] = item
                column += span
            width = max(width, column)
        return placed, width

    def _cell(self, cell: Any, shade: Any, span: int) -> Cell:
        fill = shade.get(f"{_W}fill", "") if shade is not None else ""
        fill = f"#{fill.lower()}" if len(fill) == 6 and fill.lower() != "ffffff" else ""
        bold = cell.find(f".//{_W}r/{_W}rPr/{_W}b")
        is_bold = bold is not None and bold.get(f"{_W}val", "1") not in ("0", "false")
        return Cell(self._inner(cell, 0), 1, span, fill=fill, bold=is_bold)

    def _inner(self, container: Any, depth: int) -> str:
        """Text of a cell; a table within it row by row, its cells a tab apart."""
        lines: list[str] = []
        for child in _content(container):
            if local(child) == "p":
                lines.append(self._text(child).strip(" \n"))
            elif depth < _MAX_DEPTH:
                for row in _rows(child):
                    texts = [self._inner(cell, depth + 1).replace("\n", " ") for cell in _cells(row)]
                    lines.append("\t".join(texts).strip("\t "))
        return "\n".join(lines).strip("\n")

    def _text(self, paragraph: Any) -> str:
        text = "".join(_pieces(paragraph))
        return clean(text) if text.strip() else self._numbering.label(paragraph)


def _under(element: Any, name: str) -> Any:
    return element.find(f"{_W}{name}") if element is not None else None


def _taller(cell: Cell) -> Cell:
    return Cell(cell.text, cell.row_span + 1, cell.col_span, fill=cell.fill, bold=cell.bold)


def _is_frame(cells: list[list[Any]], inner: list[Any]) -> bool:
    """Whether a table only lays out others: hardly any cells of its own around a real table."""
    real = any(len(list(_rows(t))) >= 2 and max(len(list(_cells(r))) for r in _rows(t)) >= 2 for t in inner)
    return real and sum(len(row) for row in cells) <= 2


def _count(element: Any, default: int) -> int:
    value = element.get(f"{_W}val", "") if element is not None else ""
    return min(int(value), 500) if value.isdigit() and (int(value) or not default) else default


def _paragraphs(root: Any) -> Iterator[Any]:
    return (e for e in root.iter(f"{_W}p"))


def _content(container: Any, depth: int = 0) -> Iterator[Any]:
    """Paragraphs and tables among a container's children, content controls and insertions opened."""
    for child in container:
        name = local(child)
        if name in ("p", "tbl"):
            yield child
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag") and depth < _MAX_DEPTH:
            yield from _content(child, depth + 1)


def _nested(container: Any, wanted: str, depth: int = 0) -> Iterator[Any]:
    for child in container:
        name = local(child)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml") and depth < _MAX_DEPTH:
            yield from _nested(child, wanted, depth + 1)


def _rows(table: Any) -> Iterator[Any]:
    return (row for row in _nested(table, "tr") if row.find(f"{_W}trPr/{_W}del") is None)


def _cells(row: Any) -> Iterator[Any]:
    return _nested(row, "tc")


def _pieces(element: Any, depth: int = 0) -> Iterator[str]:
    """Text of a paragraph in order; deleted and hidden runs, field codes and fallbacks left out."""
    for child in element:
        name = local(child)
        if name == "r":
            yield from _run(child, depth)
        elif name in ("del", "moveFrom", "pPr", "rPr", "Fallback", "instrText", "sdtPr"):
            continue
        elif name == "txbxContent":
            yield "\n" + "\n".join("".join(_pieces(p, depth + 1)) for p in child.iter(f"{_W}p"))
        elif depth < _MAX_DEPTH:
            yield from _pieces(child, depth + 1)


def _run(run: Any, depth: int) -> Iterator[str]:
    properties = run.find(f"{_W}rPr")
    font = ""
    if properties is not None:
        hidden = properties.find(f"{_W}vanish")
        if hidden is not None and hidden.get(f"{_W}val", "1") not in ("0", "false"):
            return
        fonts = properties.find(f"{_W}rFonts")
        font = fonts.get(f"{_W}ascii", fonts.get(f"{_W}hAnsi", "")) if fonts is not None else ""
    for child in run:
        name = local(child)
        if name == "t":
            yield depict(child.text or "", font)
        elif name in ("br", "cr"):
            yield "\n"
        elif name in ("tab", "ptab"):
            yield "\t"
        elif name == "noBreakHyphen":
            yield "-"
        elif name == "sym":
            yield _symbol(child)
        elif name in ("drawing", "pict", "object", "AlternateContent") and depth < _MAX_DEPTH:
            yield from _pieces(child, depth + 1)


def _symbol(element: Any) -> str:
    code = element.get(f"{_W}char", "")
    try:
        return depict(chr(int(code, 16)), element.get(f"{_W}font", ""))
    except (ValueError, OverflowError):
        return ""


def _heading_styles(root: Any) -> set[str]:
    """Ids of paragraph styles that are headings or titles, by name."""
    found: set[str] = set()
    for style in root.iter(f"{_W}style") if root is not None else ():
        name = style.find(f"{_W}name")
        label = (name.get(f"{_W}val", "") if name is not None else "").lower()
        if label.startswith(("heading", "title", "subtitle", "caption")):
            found.add(style.get(f"{_W}styleId", ""))
    return found
