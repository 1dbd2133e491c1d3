"""The characters of a PDF page, where they stand and which way they run.

Coordinates are points from the page's top left as a reader sees it: page rotation, crop boxes and pages
whose whole content is turned are taken out here, so nothing later needs to know about them.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipelines.read.clean import depict, symbols_of
from pipelines.read.pdf.heights import TALL, Ems, heightened

_SLIT: Final = 4.0  # a clip box less high or wide than this, in points, shows nothing legible
_HYPHEN_MARKS: Final = {0x2, 0xFFFE}  # PDFium's stand-ins for a hyphen at the end of a line


class Glyph(NamedTuple):
    """A character and its box; `turn` counts quarter turns anticlockwise of its reading direction,
    `number` its place in the file.

    `home` is the nearest point of the clip box of a character that overruns it: in the cell it was typed into.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base_x: float
    base_y: float
    turn: int
    number: int
    space: bool
    generated: bool
    home: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class View:
    """How page space becomes what a reader sees: `rotation` in quarter turns clockwise, and the crop box."""

    rotation: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Width in points as seen."""
        return self.top - self.bottom if self.rotation % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Height in points as seen."""
        return self.right - self.left if self.rotation % 2 else self.top - self.bottom

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of page space as seen, from the top left."""
        if self.rotation == 0:
            return x - self.left, self.top - y
        if self.rotation == 1:
            return y - self.bottom, x - self.left
        if self.rotation == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """A box of page space as seen: left, top, right, bottom."""
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _crop(page: pdfium.PdfPage) -> tuple[float, float, float, float]:
    rect = pdfium_c.FS_RECTF()
    pdfium_c.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(rect))
    return rect.left, rect.bottom, rect.right, rect.top


class Fonts:
    """Font names of a page's characters, asked for only where they matter."""

    def __init__(self, text_page: Any) -> None:
        self._text_page = text_page
        self._buffer = ctypes.create_string_buffer(256)
        self._flags = ctypes.c_int()

    def name(self, index: int) -> str:
        """Name of the font of the character at `index`, "" where the file does not say."""
        length = pdfium_c.FPDFText_GetFontInfo(
            self._text_page, index, self._buffer, len(self._buffer), ctypes.byref(self._flags)
        )
        return self._buffer.raw[: max(0, min(length, len(self._buffer)) - 1)].decode("utf-8", "replace")

    def bold(self, index: int) -> bool:
        """Whether the character at `index` is set in bold."""
        name = self.name(index).lower()
        return "bold" in name or "black" in name or "heavy" in name


class Clips:
    """Clip boxes of text objects: a spreadsheet's printer cuts cells off that way and leaves the text in."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[float, float, float, float] | None] = {}
        self._x, self._y = ctypes.c_float(), ctypes.c_float()

    def of(self, text_object: Any) -> tuple[float, float, float, float] | None:
        """Left, bottom, right, top in page space; None where nothing is cut."""
        address = ctypes.cast(text_object, ctypes.c_void_p).value
        if address is None:
            return None
        if address not in self._known:
            self._known[address] = self._read(text_object)
        return self._known[address]

    def _read(self, text_object: Any) -> tuple[float, float, float, float] | None:
        path = pdfium_c.FPDFPageObj_GetClipPath(text_object)
        count = pdfium_c.FPDFClipPath_CountPaths(path) if path else -1
        box: tuple[float, float, float, float] | None = None
        for number in range(min(count, 16)):
            xs: list[float] = []
            ys: list[float] = []
            for index in range(min(pdfium_c.FPDFClipPath_CountPathSegments(path, number), 64)):
                segment = pdfium_c.FPDFClipPath_GetPathSegment(path, number, index)
                if pdfium_c.FPDFPathSegment_GetPoint(segment, ctypes.byref(self._x), ctypes.byref(self._y)):
                    xs.append(self._x.value)
                    ys.append(self._y.value)
            if not xs:
                continue
            one = (min(xs), min(ys), max(xs), max(ys))
            box = one if box is None else (
                max(box[0], one[0]), max(box[1], one[1]), min(box[2], one[2]), min(box[3], one[3])
            )  # fmt: skip
        return box


@dataclass(slots=True)
class PageText:
    """The characters of a page in the order of the file, and what could not be taken.

    `unmapped` counts characters without Unicode, `hidden` holds text that lies outside the visible area of a
    row or column of no height or width.
    """

    glyphs: list[Glyph]
    view: View
    unmapped: int
    hidden: str


_Raw = tuple[int, int, float, float, float, float, float, float, int, Any]


def read_glyphs(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> PageText:
    """All characters of a page.

    Line breaks that the library makes up are left out, its made-up spaces are kept and marked `generated`.
    """
    raw = text_page.raw
    count = max(0, text_page.count_chars())
    x, y, rect = ctypes.c_double(), ctypes.c_double(), pdfium_c.FS_RECTF()
    at_x, at_y, at_rect = ctypes.byref(x), ctypes.byref(y), ctypes.byref(rect)
    unicode_of, origin_of = pdfium_c.FPDFText_GetUnicode, pdfium_c.FPDFText_GetCharOrigin
    box_of, angle_of = pdfium_c.FPDFText_GetLooseCharBox, pdfium_c.FPDFText_GetCharAngle
    quarter = math.pi / 2
    object_of, clips, ems = pdfium_c.FPDFText_GetTextObject, Clips(), Ems(raw)
    found: list[_Raw] = []
    hidden: list[str] = []
    turns: Counter[int] = Counter()
    unmapped = 0
    fresh, cut, em = True, None, 0.0
    for index in range(count):
        code = unicode_of(raw, index)
        if code in (13, 10):
            fresh = True
            continue
        if code in _HYPHEN_MARKS:
            code = 0x2D
        elif code in (0, 0xFFFD, 0xFFFF):
            unmapped += 1
            continue
        if not box_of(raw, index, at_rect) or not origin_of(raw, index, at_x, at_y):
            continue
        if fresh:  # characters of one word share their clip box
            cut, em = clips.of(object_of(raw, index)), ems.of(index)
        fresh = code == 32
        clip = cut
        if clip is not None:
            middle, across = (rect.bottom + rect.top) / 2, (rect.left + rect.right) / 2
            if clip[0] <= across <= clip[2] and clip[1] <= middle <= clip[3]:
                clip = None
            elif clip[2] - clip[0] < _SLIT or clip[3] - clip[1] < _SLIT:
                hidden.append(chr(code) if code < 0xD800 else "")
                continue
        angle = angle_of(raw, index)
        turn = -round(angle / quarter) % 4 if angle else 0  # the library counts clockwise
        turns[turn] += code != 32
        x0, y0, x1, y1, at = rect.left, rect.bottom, rect.right, rect.top, (x.value, y.value)
        if (x1 - x0 if turn % 2 else y1 - y0) < TALL * em:
            x0, y0, x1, y1 = heightened((x0, y0, x1, y1), *at, turn, em)
        found.append((code, index, x0, y0, x1, y1, *at, turn, clip))
    left, bottom, right, top = _crop(page)
    rotation = (page.get_rotation() // 90) % 4
    main, most = turns.most_common(1)[0] if turns else (0, 0)
    if most >= 30 and most > 0.8 * turns.total():
        rotation = main
    view = View(rotation, left, bottom, right, top)
    return PageText(_as_seen(found, view, raw), view, unmapped, "".join(hidden).strip())


def _as_seen(found: list[_Raw], view: View, raw: Any) -> list[Glyph]:
    fonts = Fonts(raw)
    glyphs: list[Glyph] = []
    rotation, left, top = view.rotation, view.left, view.top
    plain = rotation == 0
    high = 0
    for code, index, x0, y0, x1, y1, base_x, base_y, turn, clip in found:
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            if not high:
                continue
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        if code > 0x10FFFF:
            continue
        if plain:
            seen, at = (x0 - left, top - y1, x1 - left, top - y0), (base_x - left, top - base_y)
        else:
            seen, at = view.box(x0, y0, x1, y1), view.point(base_x, base_y)
        character = chr(code)
        generated = code == 32 and pdfium_c.FPDFText_IsGenerated(raw, index) == 1
        home = view.point(*_within(clip, (x0 + x1) / 2, (y0 + y1) / 2)) if clip else None
        glyphs.append(Glyph(character, *seen, *at, (turn - rotation) % 4, index, character.isspace(), generated, home))
    return _depicted(glyphs, fonts)


def _within(clip: tuple[float, float, float, float], x: float, y: float) -> tuple[float, float]:
    """The point of a clip box nearest to a point outside it, a little off its edge."""
    inset = 1.5
    return (
        min(max(x, clip[0] + inset), clip[2] - inset),
        min(max(y, clip[1] + inset), clip[3] - inset),
    )


def _depicted(glyphs: list[Glyph], fonts: Fonts) -> list[Glyph]:
    """Letters that stand alone or outside ASCII may be signs of a symbol font: ask the font."""
    for position, glyph in enumerate(glyphs):
        character = glyph.text
        if character.isspace():
            continue
        alone = (position == 0 or glyphs[position - 1].space or _apart(glyphs[position - 1], glyph)) and (
            position + 1 == len(glyphs) or glyphs[position + 1].space or _apart(glyph, glyphs[position + 1])
        )
        if not alone and character.isascii():
            continue
        if character.isdigit() or character in "–—’‘“”£•":
            continue
        name = fonts.name(glyph.number)
        if "\uf020" <= character <= "\uf0ff" and symbols_of(name) is None:
            name = "Wingdings"  # other fonts that print the signs of a word processor's bullets keep its codes
        if symbols_of(name) is not None:
            glyphs[position] = glyph._replace(text=depict(character, name))
    return glyphs


def _apart(left: Glyph, right: Glyph) -> bool:
    return abs(left.base_y - right.base_y) > 1 or right.x0 - left.x1 > 1
