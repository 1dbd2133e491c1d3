"""Cards: a risk printed as labels and values in a small grid, or turned on its side, instead of as a row.

What labels and values mean for an entry, whatever their arrangement; `cardrows` finds them in grids and
`paragraphs` in running text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.shape.columns import Column
from pipelines.shape.headers import LEVELS, SCORES, Match, score_order
from pipelines.shape.labels import OPENERS
from pipelines.shape.layout import Line
from pipelines.shape.levels import SCORE_WORDS
from pipelines.shape.raw import Fate, Raw
from pipelines.shape.splits import split_ref
from pipelines.shape.text import squash

_GENERIC = re.compile(
    r"^\W*(?:(?:corporate|strategic|project|principal)?\s*risks?\s*(?:register|card"
    r"|assessment|summary|profile|details?|form|information)?\b(?:\W+(?:position )?as at\b.*)?|page\s*\d+)\W*$",
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

    def __init__(self, name: str, page: int | None = None, heading: str = "") -> None:
        self.out = Cards(name)
        self._page, self._heading = page, heading
        self._opener = ""
        self._section = ""
        self._led = ""

    def raw(self) -> Raw:
        """The card under work."""
        if not self.out.raws:
            self.out.raws.append(Raw(table=self.out.name, page=self._page))
        return self.out.raws[-1]

    def put(self, match: Match, printed: str, value: str, *, fresh: bool = True) -> None:
        """One label with its value ("" is remembered as an empty field); not `fresh` goes on from the last value."""
        name = match.field
        if name in OPENERS and value and fresh:
            self._open(name, value)
        if match.level and not name:
            self._section = match.level
        raw = self.raw()
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

    def _open(self, name: str, value: str) -> None:
        """A label of identity: it ends the card before it when that one has its own, or began over the page."""
        raw = self.raw()
        if name == "title" and self._led and raw.first("title") == self._led:
            raw.pieces.pop("title")
            raw.other.setdefault("text", []).append(self._led)
            self._led = ""
        if not self._opener:
            self._opener = name
            held = set(raw.pieces)
            identity = name in ("risk_ref", "ref_title", "title")
            if identity and {"controls", "actions"} & held and not {*OPENERS} & held:
                self.out.raws.append(Raw(table=self.out.name, page=self._page))
        elif name == self._opener and raw.first(name) and raw.first(name) != squash(value):
            self.out.raws.append(Raw(table=self.out.name, page=self._page))
            self._section = ""

    def _column(self, printed: str, name: str, match: Match) -> None:
        if printed not in self.out.columns:
            field_name = "" if name.startswith("other") else name
            self.out.columns[printed] = Column(
                len(self.out.columns), printed, field_name, match.scope if field_name else "none", match.basis
            )

    def lead(self, text: str) -> None:
        """Text without a label at the head of a card: its reference and title, else kept in `other`."""
        raw = self.raw()
        ref, title = split_ref(text)
        if ref and not raw.first("risk_ref") and not raw.first("ref_title"):
            raw.add("ref_title", text)
        elif len(text) <= 160 and not raw.pieces and not raw.other and not _GENERIC.match(text):
            raw.add("title", title)
            self._led = squash(title)
        elif not raw.first("description") and raw.first("ref_title") and len(text) > 60 and text.rstrip().endswith("."):
            raw.add("description", text)
        else:
            raw.other.setdefault("text", []).append(text)

    def opens(self, line: Line) -> bool:
        """Whether a row without labels begins the next card: "SR2: Title" across a card that has its texts."""
        filled = line.filled
        if len({squash(line.texts[i]) for i in filled}) != 1 or not self.out.raws:
            return False
        text = line.texts[filled[0]]
        if not split_ref(text)[0] or len(text) > 200 or not self.raw().first("ref_title"):
            return False
        self.out.raws.append(Raw(table=self.out.name, page=self._page))
        self._section = ""
        return True

    def fresh(self) -> bool:
        """Whether a reference and title would begin a card here: nothing yet, or a card that has its own."""
        raw = self.raw()
        return not raw.pieces or bool(raw.first("ref_title") or (raw.first("risk_ref") and raw.first("title")))

    def identity(self, ref: str, title: str) -> None:
        """A reference and a title side by side, which open a card."""
        if self.raw().pieces:
            self.out.raws.append(Raw(table=self.out.name, page=self._page))
            self._section = ""
        self.raw().add("risk_ref", ref)
        self.raw().add("title", title)

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
