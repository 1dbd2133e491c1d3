"""Cards: a risk printed as labels and values in a small grid, or turned on its side, instead of as a row.

A label is a cell that the header dictionary knows; its value stands to the right, or below when a whole row
prints labels. "Likelihood | Impact | Score" over rows "Inherent", "Residual" is read as a cross table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pipelines.records import Grid
from pipelines.shape.columns import Column
from pipelines.shape.headers import LEVELS, SCORES, Match, Matcher, score_order
from pipelines.shape.labels import OPENERS, inline, label, label_columns
from pipelines.shape.layout import Line
from pipelines.shape.levels import SCORE_WORDS
from pipelines.shape.raw import Fate, Raw
from pipelines.shape.splits import split_ref
from pipelines.shape.text import squash

_GENERIC = re.compile(
    r"^\W*(?:(?:corporate|strategic|project|principal)?\s*risks?\s*(?:register|card"
    r"|assessment|summary|profile|details?|form|information)?|page\s*\d+)\W*$",
    re.IGNORECASE,
)


_ONCE = ("area", "owner", "risk_ref", "title", "response", "direction", "appetite")


@dataclass(slots=True)
class Cards:
    """The cards of one grid (or run of paragraphs): raw entries, fates, and the labels as columns."""

    name: str
    raws: list[Raw] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    columns: dict[str, Column] = field(default_factory=dict)


class CardReader:
    """Reads labels and values in order; a label of identity seen again opens the next card."""

    def __init__(self, name: str, matcher: Matcher, page: int | None = None, heading: str = "") -> None:
        self.out = Cards(name)
        self._matcher, self._page, self._heading = matcher, page, heading
        self._opener = ""
        self._section = ""
        self._pending: list[str] = []
        self._seen: dict[str, int] = {}

    def _raw(self) -> Raw:
        if not self.out.raws:
            self.out.raws.append(Raw(table=self.out.name, page=self._page))
        return self.out.raws[-1]

    def put(self, match: Match, printed: str, value: str, *, fresh: bool = True) -> None:
        """One label with its value ("" is remembered as an empty field); not `fresh` goes on from the last value."""
        name = match.field
        if name in OPENERS and value and fresh:
            if not self._opener:
                self._opener = name
            elif name == self._opener and self._raw().first(name) and self._raw().first(name) != squash(value):
                self.out.raws.append(Raw(table=self.out.name, page=self._page))
                self._section = ""
        if match.level and not name:
            self._section = match.level
        raw = self._raw()
        if name in SCORES or (match.level and not name):
            level = match.level or self._section or "residual"
            name = f"{name or 'score'}_{level}" if level in LEVELS else "other:previous"
            raw.orders.setdefault(name, score_order(printed))
            raw.printed.setdefault(name, printed)
            if (
                match.field == "impact"
                and len(value) > 12
                and not re.match(r"^\W*\d", value)
                and not SCORE_WORDS.match(value)
            ):
                name = "consequence"
        elif name == "consequence" and re.fullmatch(r"\W*\d(?:\.\d)?\W*", value):
            name = f"impact_{match.level or self._section or 'residual'}"
        name = {"mitigation": "controls", "area:1": "area", "area:2": "area"}.get(name, name)
        if not value.strip():
            self._column(printed, name, match)
            return
        if name.startswith("other") or not name:
            raw.other.setdefault(printed, []).append(value)
        elif name in _ONCE and raw.first(name) and raw.first(name) != squash(value):
            raw.other.setdefault(printed, []).append(value)
            name = "other"
        else:
            raw.add(name, value)
        self._column(printed, name, match)

    def _column(self, printed: str, name: str, match: Match) -> None:
        if printed not in self.out.columns:
            field_name = "" if name.startswith("other") else name
            self.out.columns[printed] = Column(
                len(self.out.columns), printed, field_name, match.scope if field_name else "none", match.basis
            )

    def lead(self, text: str) -> None:
        """Text without a label at the head of a card: its reference and title, else kept in `other`."""
        raw = self._raw()
        ref, title = split_ref(text)
        if ref and not raw.first("risk_ref") and not raw.first("ref_title"):
            raw.add("ref_title", text)
        elif len(text) <= 160 and not raw.pieces and not raw.other and not _GENERIC.match(text):
            raw.add("title", title)
        else:
            raw.other.setdefault("text", []).append(text)

    def opens(self, line: Line) -> bool:
        """Whether a row without labels begins the next card: "SR2: Title" across a card that has its texts."""
        filled = line.filled
        if len({squash(line.texts[i]) for i in filled}) != 1 or not self.out.raws:
            return False
        text = line.texts[filled[0]]
        if not split_ref(text)[0] or len(text) > 200 or not self._raw().first("ref_title"):
            return False
        self.out.raws.append(Raw(table=self.out.name, page=self._page))
        self._section = ""
        return True

    def more(self, text: str, under: Match | None, printed: str) -> None:
        """Text that continues the last label's value."""
        if under is not None:
            self.put(under, printed, text, fresh=False)

    def finish(self) -> Cards:
        """The cards, with fields that depend on each other settled; a heading lends its reference and title."""
        ref, title = split_ref(self._heading)
        only = self.out.raws[0] if len(self.out.raws) == 1 else None
        if only is not None and self._heading and not only.first("ref_title") and not _GENERIC.match(self._heading):
            if ref and not only.first("risk_ref"):
                only.add("risk_ref", ref)
                if not only.first("title"):
                    only.add("title", title)
            elif (
                not only.first("title")
                and (only.first("cause") or only.first("risk_ref"))
                and only.first("description") + only.first("event")
            ):
                only.add("title", title)
        for raw in self.out.raws:
            if raw.pieces.get("risk"):
                texts = raw.pieces.pop("risk")
                beside = raw.pieces.get("description") or all(raw.pieces.get(f) for f in ("cause", "consequence"))
                target = (
                    "title"
                    if beside and not raw.pieces.get("title")
                    else "event"
                    if raw.pieces.get("cause")
                    else "description"
                )
                raw.pieces.setdefault(target, [])[:0] = texts
        return self.out


def read_cards(grid: Grid, lines: list[Line], matcher: Matcher) -> Cards:
    """Every card of one grid."""
    reader = CardReader(grid.name, matcher, grid.page, grid.heading)
    header: dict[int, tuple[Match, str]] = {}
    last: tuple[Match, str] | None = None
    fates: list[tuple[str, str, int]] = []
    places = label_columns(lines, matcher)
    for line in lines:
        if line.blank:
            fates.append((line.row.locator, "blank", len(reader.out.raws)))
            continue
        before = len(reader.out.raws)
        header, last = _card_row(line, reader, matcher, header, last, places)
        raw = reader._raw()
        raw.rows.append(line.row.locator)
        fates.append(
            (line.row.locator, "entry" if len(reader.out.raws) > before or not before else "part", len(reader.out.raws))
        )
    cards = reader.finish()
    opened: set[int] = set()
    for locator, fate, number in fates:
        place = max(number - 1, 0)
        if fate != "blank":
            fate = "part" if place in opened else "entry"
            opened.add(place)
        cards.fates.append(Fate(locator, fate, place if fate != "blank" else None))
    return cards


Labels = dict[int, tuple[Match, str]]
Last = tuple[Match, str] | None


def _card_row(
    line: Line, reader: CardReader, matcher: Matcher, header: Labels, last: Last, places: frozenset[int]
) -> tuple[Labels, Last]:
    """Read one row; returns the labels that the next row stands under, and the last label."""
    filled = line.filled
    labels = {i: m for i in filled if (m := label(line.texts[i], matcher))}
    if len(labels) < 3 or len(labels) < len(filled):
        labels = {i: m for i, m in labels.items() if i in places}
    if not labels and reader.opens(line):
        reader.lead(line.texts[filled[0]])
        return {}, None
    pairs = {i: p for i in filled if i not in labels and (p := inline(line.texts[i], matcher))}
    across = _level_row(labels, header)
    if labels and not pairs and len(labels) == len(filled) and not across:
        return {i: (m, squash(line.texts[i]).rstrip(":")) for i, m in labels.items()}, last
    alone = bool(labels) and filled[0] not in header and len(header) == 1
    if header and not pairs and (not labels or across) and not alone:
        return header, _under(line, reader, header, labels, last)
    return {}, _beside(line, reader, labels, pairs, last)


def _under(line: Line, reader: CardReader, header: Labels, labels: dict[int, Match], last: Last) -> Last:
    """Values under a row of labels; a level in front of them ("Inherent") holds for the whole row."""
    level = next((m.level for m in labels.values()), "")
    for i in line.filled:
        if i in labels:
            continue
        under = [j for j in header if j <= i]
        if under:
            match, printed = header[max(under)]
            last = (replace(match, level=match.level or level), f"{level.title()} {printed}".strip())
            reader.put(*last, line.texts[i])
    return last


def _beside(
    line: Line, reader: CardReader, labels: dict[int, Match], pairs: dict[int, tuple[Match, str, str]], last: Last
) -> Last:
    """Labels with their values to the right, pairs in one cell, and texts that go on from the last label."""
    level = last[0].level if last and not last[0].field else ""
    filled = line.filled
    for i in filled:
        if i not in labels and i not in pairs:
            if last:
                first = filled.index(i) > 0 and filled[filled.index(i) - 1] in labels
                reader.put(*last, line.texts[i], fresh=first)
            else:
                reader.lead(line.texts[i])
            continue
        match, printed = (labels[i], squash(line.texts[i]).rstrip(":")) if i in labels else pairs[i][:2]
        if match.level and match.field in ("", "score"):
            level = match.level
        elif match.field in SCORES and not match.level and level:
            match = replace(match, level=level)
        last = (match, printed)
        right = [j for j in filled if j > i]
        if i in pairs:
            reader.put(*last, pairs[i][2])
        elif not right or right[0] in labels:
            reader.put(*last, "")
    return last


def _level_row(labels: dict[int, Match], header: dict[int, tuple[Match, str]]) -> bool:
    """Whether a row's only label says a level ("Inherent") under a header of factors."""
    return (
        len(labels) == 1
        and bool(header)
        and all(m.level and m.field in ("", "score") for m in labels.values())
        and any(m.field in SCORES for m, _ in header.values())
    )
