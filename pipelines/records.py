"""The small records that stages hand each other before rows become frames.

A parser (`pipelines.read`) turns a file into a `Document`: text blocks and grids in reading order, each
with a locator that an auditor can put a finger on. What a register is, `pipelines.shape` decides. Add a
field here only when two stages need it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Severity = Literal["error", "warning", "info"]
Responsibility = Literal["council", "riskshift"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell.

    `text` is as printed (line breaks kept as "\\n", no trimming of inner space), "" when blank.
    `row_span`/`col_span` > 1 on the first cell of a merged area; the cells it covers are present with
    `covered` true and empty text. `value` keeps a typed spreadsheet value (number, date) where there is one.
    `fill` is a background colour as "#rrggbb" where the format tells, for registers that code by colour.
    """

    text: str
    row_span: int = 1
    col_span: int = 1
    covered: bool = False
    value: float | date | bool | None = None
    fill: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row of a grid; `locator` such as "Sheet1!A7:R7", "page 3 table 1 row 4", "table 2 row 5"."""

    cells: tuple[Cell, ...]
    locator: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as printed, before anybody says what it means: rows of cells, all of one width.

    `name` is the sheet name, or e.g. "page 3 table 1". `heading` is the nearest heading or caption above it.
    `column_x` holds the left edge of each column in points where the format knows positions (pdf): a table
    that continues on the next page without its header is recognised by equal edges. `hidden` marks a hidden sheet.
    """

    name: str
    rows: tuple[Row, ...]
    heading: str = ""
    page: int | None = None
    column_x: tuple[float, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, header or footer outside tables; `kind` says which."""

    text: str
    locator: str
    kind: Literal["heading", "paragraph", "header", "footer", "sheet_name", "property"] = "paragraph"
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """One oddity that somebody can answer for; `code` is a row of pipelines/catalogue/issue_codes.csv.

    Severity and responsibility come from that row. `message` is fit to send to a council's risk manager.
    """

    code: str
    message: str
    locator: str = ""
    field: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file, parsed: what stood on it, in reading order, and what could not be read.

    `parts` interleaves `Block` and `Grid` in reading order. `properties` holds file metadata (title, author,
    created, modified, producer) as text. `people` lists names from author/owner metadata, to be dropped.
    """

    source_file: str
    sha256: str
    format: str
    parts: tuple[Block | Grid, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    pages: int | None = None

    @property
    def grids(self) -> Sequence[Grid]:
        """The tables, in reading order."""
        return [part for part in self.parts if isinstance(part, Grid)]

    @property
    def blocks(self) -> Sequence[Block]:
        """The text outside tables, in reading order."""
        return [part for part in self.parts if isinstance(part, Block)]
