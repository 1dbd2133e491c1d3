"""Glyphs to lines of text, and lines to the text of a cell or a paragraph.

A line break in a PDF is where the column ended, not what the author typed: lines that were wrapped are joined
by a space, lines that ended early by "\\n", lines with a gap between them by a blank line ("\\n\\n").
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pipelines.read.clean import clean, unligate
from pipelines.read.pdf.glyphs import Glyph

_BULLET: Final = re.compile(r"^([•▪●■◆❖➢○◦‣⁃✓✗☑☒□❑\-–—*·o]\s|\(?\d{1,2}[.)]\s|\(?[a-z][.)]\s|\(?[ivx]{1,5}[.)]\s)")
_TERMINAL: Final = re.compile(r"[.:;!?)\]”\"’]$")
_LABEL: Final = re.compile(r"^[A-Z][\w’'/&() -]{2,40}:(?:\s|$)")
_RECURS: Final = 2
_HYPHENATED: Final = re.compile(r"(\w+)-$")
_SHORT: Final = re.compile(
    r"(?:an?|and|any|all|are|as|at|be|but|by|can|do|for|go|had|has|he|her|his|if|in|is|its?|may|me|my|no|nor|not|off?|on"
    r"|one|or|our|out|own|per|set|she|so|the|too?|two|up|us|use|via|was|we|who|yet|you|get|new|old|due)"
)
_WORD: Final = re.compile(r"\w+(?:-\w+)*")


@dataclass(slots=True)
class Word:
    """A run of glyphs without white space, in its line's own direction; `index` is its first glyph's number."""

    text: str
    u0: float
    u1: float
    index: int = 0
    bold: bool = False


@dataclass(slots=True)
class Line:
    """Words on one baseline, `u` along the reading direction, `v` across it, in points."""

    words: list[Word]
    v: float
    size: float
    turn: int
    index: int
    box: tuple[float, float, float, float]
    bold: bool = False

    @property
    def text(self) -> str:
        """Words with single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def u0(self) -> float:
        """Where the line starts."""
        return self.words[0].u0

    @property
    def u1(self) -> float:
        """Where the line ends."""
        return self.words[-1].u1


@dataclass(slots=True)
class Vocabulary:
    """Words of a document that do not stand at a line's end: tells "multi-agency" from "deliv-ery".

    `labels` counts what lines begin with before a colon: what recurs there was typed on a line of its own.
    """

    words: set[str] = field(default_factory=set)
    labels: Counter[str] = field(default_factory=Counter)

    def learn(self, lines: Iterable[Line]) -> None:
        """Take the inner words and the labels of `lines`."""
        for line in lines:
            if label := _LABEL.match(line.text):
                self.labels[label.group()] += 1
            for match in _WORD.findall(line.text.lower()):
                self.words.add(match)

    def labelled(self, line: Line) -> bool:
        """Whether a line begins with a label that other lines begin with too."""
        label = _LABEL.match(line.text)
        return label is not None and self.labels[label.group()] >= _RECURS

    def mended(self, left: str, right: str) -> str:
        """Two halves around a hyphen at a line's end, as one word with or without the hyphen."""
        whole, hyphenated = (left + right).lower(), f"{left}-{right}".lower()
        if hyphenated in self.words or whole not in self.words:
            return f"{left}-{right}"
        return left + right


def _along(glyph: Glyph) -> tuple[float, float, float]:
    """Start and end along the reading direction and the baseline across it."""
    if glyph.turn == 0:
        return glyph.x0, glyph.x1, glyph.base_y
    if glyph.turn == 1:
        return -glyph.y1, -glyph.y0, glyph.base_x
    if glyph.turn == 2:
        return -glyph.x1, -glyph.x0, -glyph.base_y
    return glyph.y0, glyph.y1, -glyph.base_x


def to_lines(glyphs: Sequence[Glyph]) -> list[Line]:
    """Lines in reading order: upright text first, then each turned direction."""
    by_turn: dict[int, list[tuple[float, float, float, Glyph]]] = {}
    for glyph in glyphs:
        by_turn.setdefault(glyph.turn, []).append((*_along(glyph), glyph))
    lines: list[Line] = []
    for turn in sorted(by_turn):
        placed = sorted(by_turn[turn], key=lambda p: p[2])
        group: list[tuple[float, float, float, Glyph]] = []
        size = 0.0
        for item in placed:
            height = _size(item[3])
            if group and item[2] - group[0][2] > 0.42 * max(size, height, 3.0):
                lines += _line(group, turn)
                group, size = [], 0.0
            group.append(item)
            size = max(size, height) if not item[3].space else size
        if group:
            lines += _line(group, turn)
    return lines


def _size(glyph: Glyph) -> float:
    return glyph.y1 - glyph.y0 if glyph.turn % 2 == 0 else glyph.x1 - glyph.x0


def _line(group: list[tuple[float, float, float, Glyph]], turn: int) -> list[Line]:
    group.sort(key=lambda p: p[0])
    inked = [p for p in group if not p[3].space]
    if not inked:
        return []
    size = sorted(_size(p[3]) for p in inked)[len(inked) // 2]
    real_spaces = any(p[3].space and not p[3].generated for p in group)
    gap = (0.34 if real_spaces else 0.2) * size
    words: list[Word] = []
    letters: list[str] = []
    start = end = 0.0
    first = 0
    pending = False
    last: tuple[float, Glyph] | None = None
    for u0, u1, _, glyph in group:
        if glyph.space:
            pending = True
            continue
        if last is not None and _printed_twice(last, u0, glyph):
            continue
        if letters and ((pending and u0 > start) or u0 - end > gap or (last and _set_apart(last[1], glyph, u0 - end))):
            words.append(Word("".join(letters), start, end, first))
            letters = []
        if not letters:
            start, end, first = u0, u1, glyph.number
        letters.append(glyph.text)
        end = max(end, u1)
        pending = False
        last = (u0, glyph)
    words.append(Word("".join(letters), start, end, first))
    words = [Word(text, w.u0, w.u1, w.index) for w in words if (text := clean(unligate(w.text)))]
    if not words:
        return []
    box = (
        min(p[3].x0 for p in inked), min(p[3].y0 for p in inked),
        max(p[3].x1 for p in inked), max(p[3].y1 for p in inked),
    )  # fmt: skip
    baseline = sorted(p[2] for p in inked)[len(inked) // 2]
    return [Line(words, baseline, size, turn, min(p[3].number for p in inked), box)]


def _set_apart(left: Glyph, glyph: Glyph, space: float) -> bool:
    """Whether two letters with hardly a space between them come from elsewhere in the file: from two cells."""
    return space > 0.06 * _size(glyph) and not 0 <= glyph.number - left.number <= 3


def _printed_twice(last: tuple[float, Glyph], u0: float, glyph: Glyph) -> bool:
    """Bold faked by printing a letter twice: same letter, same place, from elsewhere in the file."""
    return (
        last[1].text == glyph.text
        and abs(last[0] - u0) < 0.25 * max(_size(glyph) * 0.5, 1.0)
        and abs(glyph.number - last[1].number) > 1
    )


def compose(lines: Sequence[Line], vocabulary: Vocabulary, extent: tuple[float, float] | None = None) -> str:
    """The text of lines that stand in one cell or paragraph.

    Args:
        lines: in reading order.
        vocabulary: words of the document, to mend words split at a line's end.
        extent: left and right edge of the cell, in points, where it is known.
    """
    text = ""
    for turn in sorted({line.turn for line in lines}):
        part = _compose([line for line in lines if line.turn == turn], vocabulary, extent if turn == 0 else None)
        text = f"{text}\n{part}" if text else part
    return text


def _compose(lines: Sequence[Line], vocabulary: Vocabulary, extent: tuple[float, float] | None) -> str:
    left, right = _usable(lines, extent)
    steps = [b.v - a.v for a, b in itertools.pairwise(lines)]
    leading = _leading(lines, steps)
    text = lines[0].text
    for previous, line, step in zip(lines, lines[1:], steps, strict=False):
        if step > 1.32 * leading or (previous.bold and not line.bold):
            text += "\n\n" + line.text
        elif _cut_word(previous, line, right, vocabulary):
            text += line.text
        elif vocabulary.labelled(line) or _ends_early(previous, line, left, right):
            text += "\n" + line.text
        else:
            text = _join(text, line.text, vocabulary)
    return text


def _usable(lines: Sequence[Line], extent: tuple[float, float] | None) -> tuple[float, float]:
    left, right = min(line.u0 for line in lines), max(line.u1 for line in lines)
    if extent is not None and extent[0] - 1 <= left and right <= extent[1] + 1:
        padding = min(max(left - extent[0], 2.0), 12.0)
        right = max(right, extent[1] - padding)
    return left, right


def _leading(lines: Sequence[Line], steps: list[float]) -> float:
    """The usual distance between baselines: the least one that is a plausible line height."""
    size = sorted(line.size for line in lines)[len(lines) // 2]
    plausible = [step for step in steps if 0.75 * size <= step <= 1.6 * size]
    return min(plausible, default=1.25 * size)


def _ends_early(line: Line, following: Line, left: float, right: float) -> bool:
    if _BULLET.match(following.text):
        return True
    if _LABEL.match(following.text) and (_TERMINAL.search(line.text) or not following.text[1:2].islower()):
        return True
    first = following.words[0]
    room = right - line.u1 - (first.u1 - first.u0) - 0.3 * line.size
    if room <= 0.04 * (right - left):
        return False
    opens = not following.text[0].islower()
    if _TERMINAL.search(line.text):
        return opens or room > 0.5 * (right - left)
    return opens and room > 0.25 * (right - left) and len(line.text) > 3


def _cut_word(line: Line, following: Line, right: float, vocabulary: Vocabulary) -> bool:
    """Whether a word too long for its column was cut without a hyphen: alone on its line, its rest begins the next.

    The two halves make a word that stands elsewhere in the document, or the line is full and the rest no word.
    """
    if len(line.words) != 1 or not re.fullmatch(r"[A-Za-z]{3,}", line.words[0].text):
        return False
    rest = re.match(r"[a-z]+", following.words[0].text)
    if rest is None or _SHORT.fullmatch(rest.group()):
        return False
    letter = (line.u1 - line.u0) / len(line.words[0].text)
    whole = (line.words[0].text + rest.group()).lower()
    return whole in vocabulary.words or (right - line.u1 < letter and len(rest.group()) <= 3)


def _join(text: str, following: str, vocabulary: Vocabulary) -> str:
    match = _HYPHENATED.search(text)
    if not match or not following[0].isalnum():
        joint = "" if text.endswith(("/", "\u2010")) and following[0].isalnum() and not text.endswith(" /") else " "
        return text + joint + following
    head = re.match(r"\w+", following)
    right = head.group() if head else ""
    if not right[:1].islower():
        return text + following
    mended = vocabulary.mended(match.group(1), right)
    return text[: match.start()] + mended + following[len(right) :]
