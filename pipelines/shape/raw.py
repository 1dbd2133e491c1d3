"""The small records between tables, cards and entries: a raw entry, the fate of a row, the body of a table."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.shape.columns import Column
from pipelines.shape.layout import Line
from pipelines.shape.splits import split_ref
from pipelines.shape.text import plain, squash


@dataclass(slots=True)
class Raw:
    """An entry in the making: pieces of text per field, other columns by printed header, its rows."""

    pieces: dict[str, list[str]] = field(default_factory=dict)
    other: dict[str, list[str]] = field(default_factory=dict)
    rows: list[str] = field(default_factory=list)
    orders: dict[str, str] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)
    section: str = ""
    table: str = ""
    page: int | None = None
    closed: bool = False

    def first(self, name: str) -> str:
        """The first piece of a field, squashed; "" when there is none."""
        return squash(next(iter(self.pieces.get(name, [])), ""))

    def add(self, name: str, text: str, *, wrapped: bool = False) -> None:
        """Add a piece unless the entry already holds it; a wrapped one continues the last piece."""
        held = self.pieces.setdefault(name, [])
        if not text.strip() or (text in held and not wrapped):
            return
        if wrapped and held:
            held[-1] = f"{held[-1]}\n{text}"
        else:
            held.append(text)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one source row; `entry` is the place of its entry in the list of raw entries."""

    locator: str
    fate: str
    entry: int | None = None
    code: str = ""


@dataclass(slots=True)
class Body:
    """Rows of one table under one header, in reading order.

    `starts` marks the first row after a page break; `titles` are headings over single rows, by place in `lines`.
    """

    columns: list[Column]
    lines: list[Line]
    starts: list[bool]
    table: str
    heading: str = ""
    titles: dict[int, str] = field(default_factory=dict)


def ref_of(raw: Raw) -> str:
    """The comparable reference of a raw entry, "" without one."""
    return plain(raw.first("risk_ref") or split_ref(raw.first("ref_title"))[0])


def title_of(raw: Raw) -> str:
    """What a raw entry is called, comparable: its title, else the first words of its text."""
    if raw.first("title"):
        return plain(raw.first("title"))
    return plain(
        split_ref(raw.first("ref_title"))[1]
        if raw.first("ref_title")
        else raw.first("title_text") or raw.first("description") or raw.first("event")
    )
