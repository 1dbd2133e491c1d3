"""Body rows of a register table joined to raw entries: continuation rows, sub-rows, page splits, headings.

Each row gets a fate; an entry keeps every row it was made of. Texts are joined, never rephrased.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipelines.shape.columns import Column
from pipelines.shape.headers import TEXTS
from pipelines.shape.layout import Line
from pipelines.shape.raw import Body, Fate, Raw
from pipelines.shape.rowwords import CLOSED, CONTINUED, FACTOR, LEGEND, LEVELWORD, SCALE, TOTAL
from pipelines.shape.splits import split_ref
from pipelines.shape.text import plain, squash


class Joiner:
    """Joins the body rows of one table to raw entries."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._by: dict[str, list[int]] = {}
        for column in body.columns:
            self._by.setdefault(column.field, []).append(column.index)
        self.raws: list[Raw] = []
        self.fates: list[Fate] = []
        self.notes: list[str] = []
        self._factor = self._factors()
        self._section = ""
        self._closed = bool(CLOSED.search(body.heading) or CLOSED.search(body.table))
        lines = [line for line in body.lines if not line.blank]
        self._share = {f: sum(1 for ln in lines if self._text(ln, f)) / len(lines) if lines else 0.0 for f in self._by}
        self._fill_area = 0 < self._share.get("area", 0) < 0.95
        self._legend = False
        self._pending = ""
        refs = [ref for line in lines if (ref := self._text(line, "risk_ref"))]
        self._numbered = sum(1 for ref in refs if re.search(r"\d", ref)) >= 0.5 * len(refs) > 0

    def _factors(self) -> int | None:
        """The column without a field that names what each row's scores are: "Likelihood", "Impact", "Score"."""
        for column in self._body.columns:
            values = [squash(line.texts[column.index]) for line in self._body.lines if line.texts[column.index].strip()]
            known = {m.lastgroup for value in values if (m := FACTOR.match(value))}
            if not column.field and len(known) >= 2 and all(FACTOR.match(value) for value in values):
                return column.index
        return None

    def _field(self, column: Column, line: Line) -> str:
        """The column's field in this row: under stacked factors the row says which score it is."""
        named = FACTOR.match(squash(line.texts[self._factor])) if self._factor is not None else None
        head, _, level = column.field.partition("_")
        return f"{named.lastgroup}_{level}" if named and head in ("likelihood", "impact", "score") else column.field

    def _text(self, line: Line, name: str) -> str:
        return "\n".join(line.texts[i] for i in self._by.get(name, []) if line.texts[i].strip())

    def _any(self, line: Line, *names: str) -> bool:
        return any(self._text(line, f) for f in self._by if f.split("_")[0] in names or f in names)

    def _heading(self, line: Line) -> str:
        """The text of a row that is a section heading, else ""."""
        filled = line.filled
        texts = {squash(line.texts[i]) for i in filled}
        if len(texts) != 1 or any(line.above):
            return ""
        text = texts.pop()
        wide = line.row.cells[filled[0]].col_span >= max(2, len(line.texts) // 2) if line.row.cells else False
        if len(text) > 160 and not wide:
            return ""
        column = next(c for c in self._body.columns if c.index == filled[0])
        if wide or len(filled) > 1:
            return text
        if column.field in ("actions", "controls", "consequence", "cause", "event") or (
            column.field == "" and filled[0] > 1
        ):
            return ""
        if column.field in ("description", "title", "risk") and not line.row.cells[filled[0]].bold:
            return "" if (self.raws and (text[:1].islower() or len(text) > 60)) or not self._sectionlike(text) else text
        if column.field == "risk_ref" and re.search(r"\d", text):
            return ""
        return text if len(text) <= 100 and (filled[0] <= 1 or line.row.cells[filled[0]].bold) else ""

    def _sectionlike(self, text: str) -> bool:
        return len(text) <= 60 and not text.endswith((".", ";", ",")) and "risk_ref" in self._by

    def _scale_row(self, line: Line) -> bool:
        """Whether a row explains the scale ("Likelihood", "1 Rare", …) among references that have digits."""
        ref = squash(self._text(line, "risk_ref"))
        return bool(SCALE.match(ref)) and self._numbered

    def _names_risk(self, heading: str) -> bool:
        """Whether a heading is the reference and title of the risk under it: "CR1: Budget gap"."""
        known = {"risk_ref", "ref_title"} & set(self._by)
        return not known and bool(split_ref(heading)[0]) and len(heading) <= 200

    def _one_risk(self, place: int) -> bool:
        """Whether the rows under a heading, up to the next heading, are few enough to be one risk's."""
        end = min((p for p in self._body.titles if p > place), default=len(self._body.lines))
        held = [line for line in self._body.lines[place:end] if not line.blank]
        return len(held) == 1 or sum(1 for line in held if self._any(line, "likelihood", "impact", "score")) <= 1

    def _starts_entry(self, line: Line, page_start: bool) -> bool:
        if any(line.above[i] for f in ("risk_ref", "ref_title", "title") for i in self._by.get(f, [])):
            return False
        if self.raws and (self._below_first_factor(line) or (page_start and self._cut_title(line))):
            return False
        ref, title = self._text(line, "risk_ref") or self._text(line, "ref_title"), self._text(line, "title")
        words = any(
            self._text(line, f) for f in (*TEXTS, "controls") if f not in ("title", "ref_title", "title_text")
        ) or bool(self._text(line, "title_text"))
        scored = self._any(line, "likelihood", "impact", "score")
        if ref:
            previous = self.raws[-1] if self.raws else None
            same = previous is not None and _same(previous.first("risk_ref") or previous.first("ref_title"), ref)
            if same and previous is not None:
                return not (CONTINUED.search(ref) or (page_start and not scored) or self._repeats(previous, line))
            return bool(title or words or scored or "ref_title" in self._by) or self._only_ref(line)
        if not self.raws:
            return bool(title or words)
        if self._pending:
            return bool(title or words or scored)
        if ("risk_ref" in self._by and self._share["risk_ref"] >= 0.5) or "ref_title" in self._by:
            return bool(title and scored and (words or "description" not in self._by))
        if any(line.above[i] for f in ("description", "cause", "event") for i in self._by.get(f, [])):
            return False
        if "title" in self._by:
            if page_start and not scored and self._has_scores() and not re.match(r"[A-Z0-9]", title):
                return False
            return bool(title) and (scored or words or not self._has_scores())
        if not (
            self._text(line, "title_text")
            or self._text(line, "description")
            or self._text(line, "event")
            or self._text(line, "cause")
        ):
            return False
        return scored or not self._has_scores() or (not page_start and self._score_share() < 0.6)

    def _below_first_factor(self, line: Line) -> bool:
        """Whether a row of stacked factors is not the first of its risk, which is the likelihood's."""
        return self._factor is not None and not re.match(r"[lp]", line.texts[self._factor], re.IGNORECASE)

    def _cut_title(self, line: Line) -> bool:
        """Whether a page's first text under "Ref and title" goes on with the title that the page before cut off."""
        text = self._text(line, "ref_title")
        return (
            bool(text)
            and "risk_ref" not in self._by
            and self._has_scores()
            and not self._any(line, "likelihood", "impact", "score")
            and not split_ref(text)[0]
            and bool(re.match(r"\W*(?:[A-Z]{1,6}[ ./-]?)?\d", self.raws[-1].first("ref_title")))
        )

    def _only_ref(self, line: Line) -> bool:
        return any(line.texts[c.index] for c in self._body.columns if c.field and c.field != "risk_ref")

    def _has_scores(self) -> bool:
        return any(f.startswith(("likelihood", "impact", "score")) for f in self._by)

    def _score_share(self) -> float:
        shares = [s for f, s in self._share.items() if f.startswith(("likelihood", "impact", "score"))]
        return max(shares, default=0.0)

    def _repeats(self, previous: Raw, line: Line) -> bool:
        """Whether a row repeats its predecessor's title and description (one row per action)."""
        for name in ("title", "description", "event"):
            text = self._text(line, name)
            if text and plain(text) not in {plain(p) for p in previous.pieces.get(name, [])}:
                return False
        return True

    def add_row(self, line: Line) -> None:
        """Take one row as an entry of its own."""
        self._new(line, line.row.page)
        self.raws[-1].rows.append(line.row.locator)
        self._fate(line, "entry")

    def _new(self, line: Line, page: int | None) -> None:
        raw = Raw(section=self._section, table=self._body.table, page=page, closed=self._closed)
        self.raws.append(raw)
        if self._pending:
            raw.add("ref_title", self._pending)
            self._pending = ""
        for column in self._body.columns:
            text = line.texts[column.index] or (line.reach[column.index] if line.above[column.index] else "")
            if column.field == "area" and not text and self._fill_area and len(self.raws) > 1:
                text = self.raws[-2].first("area") if self.raws[-2].section == self._section else ""
            if column.index != self._factor:
                self._put(raw, replace(column, field=self._field(column, line)), text)

    def _put(self, raw: Raw, column: Column, text: str, *, wrapped: bool = False) -> None:
        if not text.strip():
            return
        if not column.field:
            held = raw.other.setdefault(column.printed or f"column {column.index + 1}", [])
            if text not in held:
                held.append(text)
            return
        if column.field.startswith(("likelihood", "impact", "score")):
            raw.orders[column.field] = column.order
        raw.printed.setdefault(column.field, column.printed)
        raw.add(column.field, text, wrapped=wrapped)

    def _fate(self, line: Line, fate: str, code: str = "") -> None:
        self.fates.append(Fate(line.row.locator, fate, len(self.raws) - 1 if fate in ("entry", "part") else None, code))

    def run(self) -> Joiner:
        """Walk every row once; afterwards `raws` and `fates` are complete."""
        for place, (line, start) in enumerate(zip(self._body.lines, self._body.starts, strict=True)):
            if place in self._body.titles and self._one_risk(place) and self._names_risk(self._body.titles[place]):
                self._pending = self._body.titles[place]
            self._step(line, start)
        return self

    def _step(self, line: Line, start: bool) -> None:
        if line.blank:
            self._fate(line, "part" if any(line.above) and self.raws else "blank")
            if any(line.above) and self.raws:
                self.raws[-1].rows.append(line.row.locator)
            return
        first = squash(line.texts[line.filled[0]])
        if TOTAL.match(first) and not self._text(line, "description") and not self._text(line, "title")[len(first) :]:
            self._fate(line, "legend")
            return
        heading = self._heading(line)
        if LEGEND.match(first) and (heading or len(line.filled) <= 3):
            self._legend = True
        if self._scale_row(line):
            self._legend = True
            self._fate(line, "legend")
            return
        if self._legend:
            if not (
                self._text(line, "risk_ref")
                and self._starts_entry(line, start)
                and self._any(line, "likelihood", "impact", "score")
            ):
                self._fate(line, "legend")
                return
            self._legend = False
        if heading and self._names_risk(heading):
            self._pending = heading
            self._fate(line, "heading")
        elif heading:
            self._closed = bool(CLOSED.search(heading))
            self._section = "" if LEVELWORD.match(heading) or self._closed else heading
            self._fate(line, "heading")
        elif self._starts_entry(line, start):
            self.add_row(line)
        elif self.raws:
            self._continue(line, start)
        else:
            self._fate(line, "issue", "row_not_understood")

    def _continue(self, line: Line, start: bool) -> None:
        raw = self.raws[-1]
        for printed in self._body.columns:
            if printed.index == self._factor:
                continue
            column = replace(printed, field=self._field(printed, line)) if self._factor is not None else printed
            text = line.texts[column.index]
            numeric = column.field.startswith(("likelihood", "impact", "score"))
            if numeric and raw.first(column.field):
                if text and squash(text) != raw.first(column.field):
                    raw.other.setdefault(column.printed, []).append(text)
                continue
            if column.field in ("risk_ref", "ref_title", "area", "direction", "response", "owner") and raw.first(
                column.field
            ):
                if text and not _same(text, raw.first(column.field)):
                    wrapped = start and column.field in ("area", "owner", "ref_title")
                    if wrapped or column.field == "owner":
                        self._put(raw, column, text, wrapped=True)
                    elif column.field != "ref_title":
                        raw.other.setdefault(column.printed, []).append(text)
                continue
            self._put(raw, column, text, wrapped=start and column.field != "")
        raw.rows.append(line.row.locator)
        self._fate(line, "part")


def each_row(body: Body) -> tuple[list[Raw], list[Fate]]:
    """Every printed row as a raw entry of its own, for tables that only add to entries of another table."""
    joiner = Joiner(body)
    for line in body.lines:
        if line.blank:
            joiner.fates.append(Fate(line.row.locator, "blank"))
            continue
        joiner.add_row(line)
    return joiner.raws, joiner.fates


def _same(a: str, b: str) -> bool:
    return plain(CONTINUED.sub("", a)) == plain(CONTINUED.sub("", b)) and bool(plain(a))
