"""The white strips between the columns of a table without rulings.

Method: over the lines with wide gaps between words, what stays white is a gutter. Where a text runs up to the
next column, the strip is too narrow to tell by its width; it is one all the same where line after line goes on at
one and the same place to its right, as words of running text do not.
"""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Final

from pipelines.read.pdf.lines import Line, Word

Strip = tuple[float, float]
_BULLETS: Final = frozenset("•▪●■◆❖➢○◦‣⁃✓◻□❑·-–")
_HANGING: Final = 3.0  # ems between a bullet and its text at most
_WIDE: Final = 0.95  # ems between two words from which on they may stand in two columns
_LEAST: Final = 0.36  # ems of a gutter told by its width
_LEAST_ALIGNED: Final = 0.06  # ems of a gutter told by what stands at its right
_SAME: Final = 0.7  # points
_SURE: Final = 5  # lines that go on at one place after texts of different lengths: no chance


def bulleted(left: Word, right: Word, size: float) -> bool:
    """Whether the space between two words is that between a bullet and its text."""
    return left.text in _BULLETS and right.u0 - left.u1 < _HANGING * size


def is_wide(line: Line) -> bool:
    """Whether a line has a gap that may part two columns."""
    return any(
        b.u0 - a.u1 > _WIDE * line.size and not bulleted(a, b, line.size) for a, b in itertools.pairwise(line.words)
    )


def starts_of(line: Line) -> set[int]:
    """Where the line's pieces between wide gaps start, in whole points."""
    starts, end = set(), -1e9
    for word in line.words:
        if word.u0 - end > _WIDE * line.size:
            starts.add(round(word.u0))
        end = word.u1
    return starts


def crosses(line: Line, gutters: list[Strip]) -> bool:
    """Whether running text of a line covers a gutter."""
    return any(_covers(line, strip) for strip in gutters)


def _covers(line: Line, strip: Strip) -> bool:
    middle = (strip[0] + strip[1]) / 2
    pieces = pieces_of(line) if strip[1] - strip[0] >= _LEAST * line.size else _words(line)
    return any(a < middle < b for a, b in pieces)


def _words(line: Line) -> list[Strip]:
    return [(word.u0, word.u1) for word in line.words]


def pieces_of(line: Line) -> list[Strip]:
    """Stretches of words with no more than the space of words between them."""
    pieces: list[Strip] = []
    last: Word | None = None
    for word in line.words:
        near = last is not None and (word.u0 - pieces[-1][1] < _LEAST * line.size or bulleted(last, word, line.size))
        if near:
            pieces[-1] = (pieces[-1][0], max(word.u1, pieces[-1][1]))
        else:
            pieces.append((word.u0, word.u1))
        last = word
    return pieces


def find_gutters(wide: list[Line], lines: list[Line]) -> list[Strip]:
    """White strips between columns, from the left.

    Args:
        wide: lines with wide gaps; all but a few of them leave a gutter free.
        lines: all lines, which may reach further into a strip than those.
    """
    size = sorted(line.size for line in wide)[len(wide) // 2]
    strips = [strip for strip in _white(wide, size) if _parts(strip, wide)]
    strips += [
        strip for strip in _aligned(wide, size) if not any(a <= strip[1] + 1 and strip[0] <= b for a, b in strips)
    ]
    return [_narrowed(strip, lines) for strip in sorted(strips)]


def _white(wide: list[Line], size: float) -> list[Strip]:
    events: Counter[float] = Counter()
    for line in wide:
        for a, b in pieces_of(line):
            events[round(a, 1)] += 1
            events[round(b, 1)] -= 1
    allowed = len(wide) // 25
    strips: list[Strip] = []
    depth, start = 0, None
    for x in sorted(events):
        if start is not None and depth <= allowed and x - start >= _LEAST * size:
            strips.append((start, x))
        depth += events[x]
        start = (start if depth <= allowed and start is not None else x) if depth <= allowed else None
    return _joined(strips)


def _joined(strips: list[Strip]) -> list[Strip]:
    joined: list[Strip] = []
    for a, b in strips:
        if joined and a <= joined[-1][1] + 0.2:
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return joined


def _parts(strip: Strip, wide: list[Line]) -> bool:
    """Whether text stands on both sides of the strip, on two lines at least and on most that reach across."""
    middle = (strip[0] + strip[1]) / 2
    parted = covering = 0
    for line in wide:
        if line.u0 < middle < line.u1:
            if any(a < middle < b for a, b in pieces_of(line)):
                covering += 1
            else:
                parted += 1
    return parted >= 2 and parted > 2 * covering


def _aligned(wide: list[Line], size: float) -> list[Strip]:
    """Strips, however narrow, at whose right edge line after line goes on.

    Three lines with wide gaps tell one, or five with gaps of several widths, or the header's line with two more.
    """
    places = Counter(
        round(word.u0)
        for line in wide
        for last, word in itertools.pairwise(line.words)
        if not bulleted(last, word, line.size)
    )
    usual = {None} | {near for place, count in places.items() if count >= 3 for near in (place - 1, place, place + 1)}
    found: list[Strip] = []
    for place, count in sorted(places.items()):
        if count < 3 or any(abs(place - b) <= 1.5 for _, b in found):
            continue
        starts = sorted(word.u0 for line in wide for word in line.words if abs(word.u0 - place) <= 1)
        at = starts[len(starts) // 2]
        before = [_before(line, at) for line in wide]
        astray = [
            line for line, end in zip(wide, before, strict=True) if end is not None and _next(line, at) not in usual
        ]
        on = [
            (at - end) / line.size
            for line, end in zip(wide, before, strict=True)
            if end is not None and any(abs(word.u0 - at) <= _SAME for word in line.words)
        ]
        edge = max((end for end in before if end is not None), default=at)
        sure = (
            sum(gap > _WIDE for gap in on) >= max(3, 0.5 * len(on))
            or (len(on) >= _SURE and len({round(gap, 1) for gap in on}) >= 3)
            or (len(on) >= 3 and not astray and any(abs(at - x) <= 1 for x in starts_of(wide[0])))
        )
        if sure and len(on) >= 2 * len(astray) and at - edge >= _LEAST_ALIGNED * size:
            found.append((edge, at))
    return found


def _before(line: Line, at: float) -> float | None:
    """Where the text to the left of a place ends, None where there is none."""
    return max((word.u1 for word in line.words if word.u0 < at - _SAME), default=None)


def _next(line: Line, at: float) -> int | None:
    """Where the line goes on at a place or to the right of it, in whole points; None where it does not."""
    return next((round(word.u0) for word in line.words if word.u0 >= at - _SAME), None)


def _narrowed(strip: Strip, lines: list[Line]) -> Strip:
    """The strip less what lines of one column, which have no wide gap themselves, reach into it."""
    left, right = strip
    for line in lines:
        for a, b in pieces_of(line):
            if a < strip[0] and left < b < right - 0.2 * line.size:
                left = b
            elif b > strip[1] and left + 0.2 * line.size < a < right:
                right = a
    return left, right
