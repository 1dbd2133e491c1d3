"""The lines and fills drawn on a PDF page: what a person sees as a table's rulings.

Borders come as stroked lines, stroked rectangles, thin filled rectangles or chains of dots; all end as
horizontal and vertical segments in the page's view.
"""

from __future__ import annotations

import ctypes
import itertools
from dataclasses import dataclass, field
from typing import Any, Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipelines.read.pdf.glyphs import View

THIN: Final = 3.6
_STRIPE: Final = 8.0
_THICK: Final = 1.2
MAX_OBJECTS: Final = 60_000
_MAX_SEGMENTS: Final = 4_000
_IDENTITY: Final = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Rulings:
    """`horizontal` as (y, x0, x1), `vertical` as (x, y0, y1), `fills` as (box, "#rrggbb"), in drawing order.

    `image_area` is the area in square points that pictures cover; `cut` says that a page had too many
    objects to look at all of them.
    """

    horizontal: list[tuple[float, float, float]] = field(default_factory=list)
    vertical: list[tuple[float, float, float]] = field(default_factory=list)
    fills: list[tuple[Box, str]] = field(default_factory=list)
    image_area: float = 0.0
    cut: bool = False


def read_rulings(page: pdfium.PdfPage, view: View) -> Rulings:
    """Everything drawn on the page, forms within it included."""
    reader = _Reader(view)
    count = pdfium_c.FPDFPage_CountObjects(page.raw)
    for index in range(count):
        reader.take(pdfium_c.FPDFPage_GetObject(page.raw, index), _IDENTITY, 0)
    for box in _without_stripes(reader.slim):
        if min(box[2] - box[0], box[3] - box[1]) <= THIN:
            reader.line(box)
    return reader.found


def _without_stripes(boxes: list[Box]) -> list[Box]:
    """Thin filled boxes less those that adjoin one another: a colour gradient is drawn as such stripes."""
    for along, across in ((0, 1), (1, 0)):
        order = sorted(boxes, key=lambda b: (round(b[along]), round(b[along + 2]), b[across]))
        kept: list[Box] = []
        chain: list[Box] = []
        for box in order:
            if chain and not (
                abs(chain[-1][along] - box[along]) < 1
                and abs(chain[-1][along + 2] - box[along + 2]) < 1
                and -0.6 < chain[-1][across + 2] - box[across] < THIN
            ):
                kept += chain if len(chain) < 4 else []
                chain = []
            chain.append(box)
        boxes = kept + (chain if len(chain) < 4 else [])
    return boxes


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


class _Reader:
    def __init__(self, view: View) -> None:
        self.found = Rulings()
        self.slim: list[Box] = []
        self._view = view
        self._seen = 0
        self._f = [ctypes.c_float() for _ in range(4)]
        self._at = [ctypes.byref(value) for value in self._f]
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._colour = [ctypes.c_uint() for _ in range(4)]

    def take(self, item: Any, matrix: Matrix, depth: int) -> None:
        """Take one page object, and what a form holds."""
        self._seen += 1
        if self._seen > MAX_OBJECTS:
            self.found.cut = True
            return
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            self._path(item, matrix)
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = self._bounds(item, matrix)
            self.found.image_area += max(0.0, x1 - x0) * max(0.0, y1 - y0)
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < 5:
            inner = _times(self._matrix(item), matrix)
            for index in range(pdfium_c.FPDFFormObj_CountObjects(item)):
                self.take(pdfium_c.FPDFFormObj_GetObject(item, index), inner, depth + 1)

    def _matrix(self, item: Any) -> Matrix:
        raw = pdfium_c.FS_MATRIX()
        if not pdfium_c.FPDFPageObj_GetMatrix(item, ctypes.byref(raw)):
            return _IDENTITY
        return raw.a, raw.b, raw.c, raw.d, raw.e, raw.f

    def _bounds(self, item: Any, matrix: Matrix) -> Box:
        if not pdfium_c.FPDFPageObj_GetBounds(item, *self._at):
            return 0.0, 0.0, 0.0, 0.0
        x0, y0, x1, y1 = (value.value for value in self._f)
        if matrix is not _IDENTITY:
            corners = [_apply(matrix, x, y) for x, y in ((x0, y0), (x1, y1))]
            (x0, y0), (x1, y1) = corners
        return self._view.box(x0, y0, x1, y1)

    def _path(self, item: Any, matrix: Matrix) -> None:
        pdfium_c.FPDFPath_GetDrawMode(item, ctypes.byref(self._fill), ctypes.byref(self._stroke))
        filled, stroked = self._fill.value != 0, self._stroke.value != 0
        if not filled and not stroked:
            return
        box = self._bounds(item, matrix)
        width, height = box[2] - box[0], box[3] - box[1]
        if width <= THIN or height <= THIN:
            if stroked:
                self.line(box)
            else:
                self.slim.append(box)
            return
        if min(width, height) <= _STRIPE and not stroked:
            self.slim.append(box)
        segments = pdfium_c.FPDFPath_CountSegments(item)
        if segments > _MAX_SEGMENTS:
            return
        if segments <= 2:
            return  # one slanting line
        points = self._points(item, segments, _times(self._matrix(item), matrix))
        if filled and len(points) == 1:
            colour = self._colour_of(item)
            self.found.fills.append((box, colour))
        if stroked and any(curved for _, curved in points) and segments <= 24:
            self._edges(box)  # a box with rounded corners
            return
        for subpath, _ in points:
            self._subpath(subpath, filled and not stroked)

    def _subpath(self, points: list[tuple[float, float]], fill_only: bool) -> None:
        if len(points) < 2:
            return
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        if box[2] - box[0] <= THIN or box[3] - box[1] <= THIN:
            self.line(box)
            return
        if fill_only:
            return
        for (ax, ay), (bx, by) in itertools.pairwise(points):
            if abs(ax - bx) <= 0.8 or abs(ay - by) <= 0.8:
                self.line((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))

    def line(self, box: Box) -> None:
        """Take a thin box as a ruling line; a dot counts both ways.

        The line a thick one meets may end at its edge: what is thick reaches as far beyond its own ends.
        """
        x0, y0, x1, y1 = box
        thickness = min(x1 - x0, y1 - y0)
        beyond = thickness if thickness > _THICK and max(x1 - x0, y1 - y0) > 2 * thickness else 0.0
        if x1 - x0 >= y1 - y0:
            self.found.horizontal.append(((y0 + y1) / 2, x0 - beyond, x1 + beyond))
        if y1 - y0 >= x1 - x0:
            self.found.vertical.append(((x0 + x1) / 2, y0 - beyond, y1 + beyond))

    def _edges(self, box: Box) -> None:
        x0, y0, x1, y1 = box
        self.found.horizontal += [(y0, x0, x1), (y1, x0, x1)]
        self.found.vertical += [(x0, y0, y1), (x1, y0, y1)]

    def _colour_of(self, item: Any) -> str:
        if not pdfium_c.FPDFPageObj_GetFillColor(item, *(ctypes.byref(c) for c in self._colour)):
            return ""
        red, green, blue, alpha = (c.value for c in self._colour)
        return f"#{red:02x}{green:02x}{blue:02x}" if alpha > 30 else ""

    def _points(self, item: Any, count: int, matrix: Matrix) -> list[tuple[list[tuple[float, float]], bool]]:
        """Each subpath as its corner points in view, closed where the file closes it, and whether it curves."""
        subpaths: list[tuple[list[tuple[float, float]], bool]] = []
        current: list[tuple[float, float]] = []
        curved = False
        x, y = self._f[0], self._f[1]
        for index in range(count):
            segment = pdfium_c.FPDFPath_GetPathSegment(item, index)
            kind = pdfium_c.FPDFPathSegment_GetType(segment)
            if not pdfium_c.FPDFPathSegment_GetPoint(segment, self._at[0], self._at[1]):
                continue
            point = self._view.point(*_apply(matrix, x.value, y.value))
            if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
                if len(current) > 1:
                    subpaths.append((current, curved))
                current, curved = [point], False
            else:
                curved = curved or kind == pdfium_c.FPDF_SEGMENT_BEZIERTO
                current.append(point)
            if pdfium_c.FPDFPathSegment_GetClose(segment) and current and current[0] != current[-1]:
                current.append(current[0])
        if len(current) > 1:
            subpaths.append((current, curved))
        return subpaths


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
