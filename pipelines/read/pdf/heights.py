"""How high a line of text is, where a file's fonts do not say it: boxes that hug their letters are drawn out."""

from __future__ import annotations

import ctypes
import math
from typing import Any, Final

import pypdfium2.raw as pdfium_c

_ASCENT: Final = 0.8  # of an em, above the baseline
TALL: Final = 0.8  # of an em: a box lower than that hugs its letter


class Ems:
    """Font sizes as seen: what a character's box should be high, for some writers leave its font's height out."""

    def __init__(self, text_page: Any) -> None:
        self._text_page = text_page
        self._matrix = pdfium_c.FS_MATRIX()
        self._at = ctypes.byref(self._matrix)

    def of(self, index: int) -> float:
        """Height of the letter M's square of the character at `index`, in points; 0 where the file does not say."""
        if not pdfium_c.FPDFText_GetMatrix(self._text_page, index, self._at):
            return 0.0
        size: float = pdfium_c.FPDFText_GetFontSize(self._text_page, index)
        return size * math.hypot(self._matrix.c, self._matrix.d)


def heightened(
    box: tuple[float, float, float, float], x: float, y: float, turn: int, em: float
) -> tuple[float, float, float, float]:
    """A box (left, bottom, right, top) that hugs its letter, drawn out to the height of its line.

    A letter's own height says nothing of the distance between lines: "a" would be set with a gap below "A".
    """
    x0, y0, x1, y1 = box
    above, below = _ASCENT * em, (1 - _ASCENT) * em
    if turn == 0:
        return x0, y - below, x1, y + above
    if turn == 1:
        return x - above, y0, x + below, y1
    if turn == 2:
        return x0, y - above, x1, y + below
    return x - below, y0, x + above, y1
