"""HTML to grids and blocks: spans, nested and layout tables, hidden text, what Word leaves in its exports."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser

from pipelines.read.build import Placed, grid, lay_out
from pipelines.read.clean import clean, depict
from pipelines.read.delimited import decode
from pipelines.records import Block, Cell, Grid, Issue
from pipelines.settings import Settings

_MAX_DEPTH: Final = 250
_SILENT: Final = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "iframe", "object", "svg", "math", "select"}
)
_BLOCKS: Final = frozenset({
    "p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "ul", "ol", "li", "dl", "dt", "dd",
    "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "form", "fieldset", "figure", "figcaption", "address",
    "hr", "details", "summary", "caption", "body", "html", "center",
})  # fmt: skip
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_FONT: Final = re.compile(r"font-family\s*:\s*[\"']?(wingdings[ 23]*|webdings|symbol)\b", re.IGNORECASE)
_COLOUR: Final = re.compile(r"background(?:-color)?\s*:\s*(#[0-9a-f]{6}\b|#[0-9a-f]{3}\b)", re.IGNORECASE)
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_SPACE: Final = re.compile(r"[ \t\r\n\f\xa0]+")
_SPACES: Final = re.compile(r" {2,}")
_TAB: Final = re.compile(r" *\t *")
_META: Final = {
    "author": "author", "description": "description", "keywords": "keywords", "dc.title": "title",
    "dcterms.modified": "modified", "last-modified": "modified", "generator": "producer",
}  # fmt: skip
Parsed = tuple[list[Block | Grid], dict[str, str], list[Issue]]


def read_html(content: bytes, settings: Settings) -> Parsed:
    """Blocks and tables of a page in reading order; a locator is a table's or a block's count."""
    text, issues = _decode(content)
    tree = LexborHTMLParser(clean(text))
    reader = _Reader(settings)
    if tree.body is not None:
        reader.take(tree.body, 0)
        reader.flush()
    if reader.cut:
        message = f"The page has more than {settings.max_rows} table rows; the rest was left out."
        issues.append(Issue("too_many_rows", message))
    return reader.parts, _properties(tree), issues


def _decode(content: bytes) -> tuple[str, list[Issue]]:
    named = _CHARSET.search(content[:4096])
    if named and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) and b"\x00" not in content[:64]:
        name = named.group(1).decode("ascii", "replace").lower()
        name = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}.get(name, name)
        with contextlib.suppress(LookupError, ValueError):  # where the page's claim is wrong, judge by its bytes
            return content.decode(name), []
    text, _, issues = decode(content)
    return text, issues


def _properties(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    title = tree.css_first("title")
    if title is not None and title.text().strip():
        found["title"] = _squeeze(clean(title.text()))
    for meta in tree.css("meta"):
        key = _META.get((meta.attributes.get("name") or "").lower())
        value = clean(meta.attributes.get("content") or "").strip()
        if key and value:
            found.setdefault(key, value[:1000])
    return found


def _squeeze(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _tidy(pieces: list[str]) -> str:
    """Pieces of text, white space collapsed; "\\n" a piece of its own is a line break, "\\t" a cell's end."""
    if len(pieces) == 1 and pieces[0].isprintable() and "  " not in pieces[0]:
        return pieces[0].strip()
    lines: list[str] = []
    current: list[str] = []
    for piece in pieces:
        if piece == "\n":
            lines.append("".join(current))
            current = []
        elif piece == "\t":
            current.append("\t")
        else:
            current.append(_SPACE.sub(" ", piece))
    lines.append("".join(current))
    tidied = [_TAB.sub("\t", _SPACES.sub(" ", line)).strip() for line in lines]
    return "\n".join(line for line in tidied if line)


def _children(node: Any) -> Iterator[Any]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _is_hidden(node: Any) -> bool:
    attributes = node.attributes
    return bool(attributes) and ("hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or "")))


def _font(node: Any) -> str:
    attributes = node.attributes
    if not attributes:
        return ""
    match = _FONT.search(attributes.get("style") or "")
    face = attributes.get("face") or ""
    return match.group(1) if match else face if re.match(r"wingdings|webdings|symbol", face, re.IGNORECASE) else ""


def pieces(node: Any, depth: int = 0, font: str = "") -> Iterator[str]:
    """Text below a node in order, with "\\n" where a line ends and "\\t" between a nested table's cells."""
    for child in _children(node):
        tag = child.tag
        if tag == "-text":
            text = child.text_content or ""
            yield depict(text, font) if font else text
        elif tag == "br":
            yield "\n"
        elif tag == "img":
            yield from (f" {alt} " for alt in [child.attributes.get("alt")] if alt)
        elif tag in _SILENT or tag is None or tag.startswith(("-", "!")) or _is_hidden(child):
            continue
        elif depth >= _MAX_DEPTH:
            yield child.text(deep=True)
        else:
            inner = pieces(child, depth + 1, _font(child) or font)
            if tag in _BLOCKS or tag == "tr":
                yield "\n"
                yield from inner
                yield "\n"
            elif tag in ("td", "th"):
                yield from (" " if piece == "\n" else piece for piece in inner)
                yield "\t"
            else:
                yield from inner


class _Reader:
    def __init__(self, settings: Settings) -> None:
        self.parts: list[Block | Grid] = []
        self.cut = False
        self._limit = settings.max_rows
        self._open: list[str] = []
        self._blocks = self._tables = self._rows = 0

    def flush(self, kind: str = "paragraph") -> None:
        """End the paragraph under way."""
        text = _tidy(self._open)
        self._open = []
        if text:
            self._blocks += 1
            self.parts.append(Block(text, f"block {self._blocks}", kind))  # type: ignore[arg-type]

    def take(self, node: Any, depth: int, font: str = "") -> None:
        """Blocks and tables below a node."""
        for child in _children(node):
            tag = child.tag
            if tag == "-text":
                self._open.append(depict(child.text_content or "", font) if font else child.text_content or "")
            elif tag == "br":
                self._open.append("\n")
            elif tag in _SILENT or tag is None or tag.startswith(("-", "!")) or _is_hidden(child):
                continue
            elif depth >= _MAX_DEPTH:
                self._open.append(child.text(deep=True))
            elif tag == "table":
                self.flush()
                self._table(child, depth + 1)
            elif tag in _BLOCKS:
                self.flush()
                self.take(child, depth + 1, _font(child) or font)
                self.flush("heading" if tag in _HEADINGS or tag == "caption" else "paragraph")
            else:
                self.take(child, depth + 1, _font(child) or font)

    def _table(self, table: Any, depth: int) -> None:
        rows = list(_rows(table))
        cells = [[c for c in _children(row) if c.tag in ("td", "th") and not _is_hidden(c)] for row in rows]
        inner = [t for row in cells for cell in row for t in cell.css("table") if t != cell]
        if inner and _is_layout(cells, inner):
            for row in cells:
                for cell in row:
                    self.take(cell, depth + 1)
                    self.flush()
            return
        caption = next((c for c in _children(table) if c.tag == "caption"), None)
        heading = _tidy(list(pieces(caption))) if caption is not None else ""
        if self._rows + len(rows) > self._limit:
            self.cut = True
            cells = cells[: max(0, self._limit - self._rows)]
        self._rows += len(cells)
        self._tables += 1
        name = f"table {self._tables}"
        placed, width = _place(cells)
        laid = lay_out(placed, len(cells), width)
        if laid and width:
            self.parts.append(grid(laid, name, lambda i: f"{name} row {i + 1}", heading=heading))


def _rows(table: Any) -> Iterator[Any]:
    for child in _children(table):
        if child.tag == "tr" and not _is_hidden(child):
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in _children(child) if row.tag == "tr" and not _is_hidden(row))


def _is_layout(cells: list[list[Any]], inner: list[Any]) -> bool:
    """Whether a table only places others: few cells of its own around a table that has rows and columns."""
    own = sum(1 for row in cells for cell in row)
    real = any(
        len(found := list(_rows(t))) >= 2
        and max((sum(c.tag in ("td", "th") for c in _children(r)) for r in found), default=0) >= 2
        for t in inner
    )
    return real and (own <= 4 or max(len(row) for row in cells) == 1)


def _span(attributes: dict[str, str | None], name: str, most: int) -> int:
    text = (attributes.get(name) or "1").strip()
    if not text.isdigit() or len(text) > 6:
        return 1
    value = int(text)
    return most if value == 0 and name == "rowspan" else min(max(value, 1), most)


def _place(cells: list[list[Any]]) -> tuple[list[Placed], int]:
    placed: list[Placed] = []
    taken: set[tuple[int, int]] = set()
    width = 0
    for number, row in enumerate(cells):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            attributes = cell.attributes
            across = _span(attributes, "colspan", 200)
            down = _span(attributes, "rowspan", len(cells) - number)
            down = min(down, len(cells) - number)
            placed.append(Placed(number, column, _cell(cell, down, across)))
            if down > 1:
                taken |= {(r, column + c) for r in range(number + 1, number + down) for c in range(across)}
            column += across
        width = max(width, column)
    return placed, _used(placed, width)


def _used(placed: list[Placed], width: int) -> int:
    """Width without the columns to the right that only an overlong colspan claims."""
    starts = max((p.column for p in placed), default=-1)
    narrow = max((p.column + p.cell.col_span for p in placed if p.cell.col_span < 50), default=starts + 1)
    return min(width, max(narrow, starts + 1))


def _cell(cell: Any, down: int, across: int) -> Cell:
    attributes, only = cell.attributes, cell.child
    if not attributes and only is not None and only.tag == "-text" and only.next is None:
        return Cell(_tidy([only.text_content or ""]), down, across, bold=cell.tag == "th")
    style = attributes.get("style") or ""
    match = _COLOUR.search(style)
    colour = (match.group(1) if match else attributes.get("bgcolor") or "").lower()
    if re.fullmatch(r"#[0-9a-f]{3}", colour):
        colour = "#" + "".join(c * 2 for c in colour[1:])
    fill = colour if re.fullmatch(r"#[0-9a-f]{6}", colour) and colour != "#ffffff" else ""
    bold = cell.tag == "th" or cell.css_first("b, strong") is not None
    return Cell(_tidy(list(pieces(cell, 0, _font(cell)))), down, across, fill=fill, bold=bold)
