"""Pages put together: running headers told from text, paragraphs from lines, everything in reading order.

Method for running headers and footers: a line at the outer edge of a page that stands at the same height on at
least half of the pages. In a footer, and beside the word "page", digits may differ; in a header they may not,
for there "Risk 1" and "Risk 2" are titles.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from pipelines.read.build import grid
from pipelines.read.pdf.columns import Earlier, find_tables
from pipelines.read.pdf.continuing import continued
from pipelines.read.pdf.gutters import bulleted
from pipelines.read.pdf.lines import Line, Vocabulary, compose
from pipelines.read.pdf.page import Draft, Table
from pipelines.read.pdf.rulings import Box
from pipelines.records import Block, Grid

_PAGE_NUMBER: Final = re.compile(r"^(page|tudalen)?\s*\d{1,4}(\s*(of|o|/)\s*\d{1,4})?$", re.IGNORECASE)
_LABEL: Final = re.compile(r"^[A-Z][\w’'/&() -]{2,40}:(?:\s|$)")
_MARGIN: Final = 0.09
_WIDEST_SPACING: Final = 2.2  # ems between the lines of one paragraph at most
Kind = Literal["heading", "paragraph", "header", "footer"]


@dataclass(slots=True)
class Piece:
    """A part of a page and where it stands."""

    box: Box
    part: Block | Table


def arrange(drafts: Sequence[Draft], vocabulary: Vocabulary) -> list[Block | Grid]:
    """Parts of the whole document in reading order."""
    running = _running(drafts)
    body, spacing = _body_size(drafts), _line_spacing(drafts)
    earlier = Earlier()
    last: Table | None = None
    parts: list[Block | Grid] = []
    for draft in drafts:
        pieces: list[Piece] = [Piece(table.box, table) for table in draft.tables]
        inner: list[Line] = []
        for line in draft.loose:
            kind = _edge(draft, line)
            if kind and (_key(draft, line, kind) in running or _PAGE_NUMBER.match(line.text)):
                pieces.append(Piece(line.box, _block(draft, [line], line.text, kind)))
            else:
                inner.append(line)
        tables, inner = find_tables(inner, draft, vocabulary, earlier)
        pieces += [Piece(table.box, table) for table in tables]
        pieces += _paragraphs(inner, draft, body, spacing, vocabulary)
        _sort(pieces)
        last = _go_on(pieces, last)
        parts += _emit(draft, pieces)
    return parts


def _go_on(pieces: list[Piece], last: Table | None) -> Table | None:
    """Give a table at the top of a page the columns of `last`, the one at the end of the page before.

    Returns the table at this page's end.
    """
    body = [piece for piece in pieces if isinstance(piece.part, Table) or piece.part.kind not in ("header", "footer")]
    if last is not None and body and isinstance(body[0].part, Table):
        body[0].part = continued(body[0].part, last)
    part = body[-1].part if body else None
    return part if isinstance(part, Table) else None


def _sort(pieces: list[Piece]) -> None:
    order = {"header": 0, "footer": 2}
    pieces.sort(
        key=lambda p: (
            order.get(p.part.kind, 1) if isinstance(p.part, Block) else 1,
            round(p.box[1] / 3),
            p.box[0],
        )
    )


def _emit(draft: Draft, pieces: list[Piece]) -> list[Block | Grid]:
    parts: list[Block | Grid] = []
    count = 0
    for piece in pieces:
        if isinstance(piece.part, Block):
            parts.append(piece.part)
            continue
        count += 1
        name = f"page {draft.number} table {count}"
        parts.append(
            grid(
                piece.part.rows,
                name,
                lambda i, name=name: f"{name} row {i + 1}",  # type: ignore[misc]
                page=draft.number,
                column_x=piece.part.column_x,
            )
        )
    return parts


def _edge(draft: Draft, line: Line) -> Literal["header", "footer"] | None:
    height = draft.view.height
    if line.box[3] < _MARGIN * height:
        return "header"
    if line.box[1] > (1 - _MARGIN) * height:
        return "footer"
    return None


def _key(draft: Draft, line: Line, kind: str) -> tuple[str, str, int]:
    from_edge = line.box[1] if kind == "header" else draft.view.height - line.box[3]
    text = line.text.casefold()
    if kind == "footer" or re.search(r"\b(page|tudalen)\b", text):
        text = re.sub(r"\d+", "#", text)
    return kind, text, round(from_edge / 8)


def _running(drafts: Sequence[Draft]) -> set[tuple[str, str, int]]:
    if len(drafts) < 2:
        return set()
    seen: Counter[tuple[str, str, int]] = Counter()
    for draft in drafts:
        seen.update({_key(draft, line, kind) for line in draft.loose if (kind := _edge(draft, line))})
    return {key for key, count in seen.items() if count >= max(2, len(drafts) / 2)}


def _body_size(drafts: Sequence[Draft]) -> float:
    sizes: Counter[float] = Counter()
    for draft in drafts:
        for line in draft.loose:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _line_spacing(drafts: Sequence[Draft]) -> float:
    """Line distance in ems up to which text goes on: told by the lines that go on in lower case."""
    steps = [
        (line.v - above.v) / line.size
        for draft in drafts
        for above, line in itertools.pairwise(draft.loose)
        if above.turn == line.turn == 0
        and line.text[:1].islower()
        and abs(above.u0 - line.u0) < line.size
        and 0.5 * line.size < line.v - above.v < _WIDEST_SPACING * line.size
    ]
    usual = sorted(steps)[len(steps) // 2] if len(steps) >= 3 else 0.0
    return max(1.45, min(1.12 * usual, _WIDEST_SPACING))


def _paragraphs(lines: list[Line], draft: Draft, body: float, spacing: float, vocabulary: Vocabulary) -> list[Piece]:
    groups: list[list[Line]] = []
    for line in sorted((piece for whole in lines for piece in split_at_gaps(whole)), key=_place):
        above = next((g for g in reversed(groups[-6:]) if _continues(g[-1], line, draft, spacing)), None)
        if above is None:
            groups.append([line])
        else:
            above.append(line)
    pieces: list[Piece] = []
    for group in groups:
        text = compose(group, vocabulary)
        kind: Kind = "heading" if _is_heading(group, text, draft, body) else "paragraph"
        block = _block(draft, group, text, kind)
        pieces.append(Piece(_hull(group), block))
    return pieces


def _place(line: Line) -> tuple[int, float, float]:
    return line.turn, round(line.v, 0), line.u0


def split_at_gaps(line: Line, ems: float = 1.6) -> list[Line]:
    """A line cut where the space between two words is that of columns, or parts two labels, not words."""
    pieces: list[Line] = []
    start = 0
    for i in range(1, len(line.words) + 1):
        if i == len(line.words) or _gap(line, i, ems):
            words = line.words[start:i]
            box = (words[0].u0, line.box[1], words[-1].u1, line.box[3]) if line.turn == 0 else line.box
            pieces.append(replace(line, words=words, box=box, bold=all(word.bold for word in words)))
            start = i
    return pieces


def _gap(line: Line, i: int, ems: float) -> bool:
    left, right = line.words[i - 1], line.words[i]
    gap = (right.u0 - left.u1) / line.size
    if bulleted(left, right, line.size):
        return False
    return gap > ems or (gap > 0.7 and bool(_LABEL.match(" ".join(word.text for word in line.words[i : i + 6]))))


def _continues(above: Line, line: Line, draft: Draft, spacing: float) -> bool:
    step = line.v - above.v
    return (
        above.turn == line.turn
        and 0.5 * line.size < step < spacing * max(line.size, above.size)
        and abs(above.size - line.size) < 0.15 * line.size
        and min(above.u1, line.u1) - max(above.u0, line.u0) > -0.5 * line.size
        and (above.index in draft.bold) == (line.index in draft.bold)
    )


def _is_heading(group: list[Line], text: str, draft: Draft, body: float) -> bool:
    if len(text) > 160 or len(group) > 3 or not re.search(r"[^\W\d_]", text):
        return False
    larger = group[0].size > 1.12 * body
    bold = group[0].index in draft.bold and not text.endswith((".", ";", ","))
    return larger or bold


def _hull(lines: Sequence[Line]) -> Box:
    boxes = [line.box for line in lines]
    return (
        min(b[0] for b in boxes), min(b[1] for b in boxes),
        max(b[2] for b in boxes), max(b[3] for b in boxes),
    )  # fmt: skip


def _block(draft: Draft, lines: Sequence[Line], text: str, kind: Kind) -> Block:
    box = ",".join(str(round(edge)) for edge in _hull(lines))
    return Block(text, f"page {draft.number} box {box}", kind, draft.number)
