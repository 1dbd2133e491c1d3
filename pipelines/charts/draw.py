"""Figures to files: SVG for desks and phones, PNG for a committee paper, the spec, the rows as CSV.

File names end in a hash of what is drawn and of the code that draws, so an unchanged chart of an earlier
publication is hard-linked and neither built nor drawn again: that is what costs, a look-up is not. SVG carries its own
colours for dark pages and the hatching of `unclear`, which Vega has no mark for.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import vl_convert

from pipelines.charts.figure import Figure
from pipelines.charts.palette import DARK, LIGHT
from pipelines.warehouse.spreadsheets import csv_bytes

ENDINGS = ("wide.svg", "narrow.svg", "png", "json", "csv")
PNG_SCALE = 2.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure's files, by names below the charts folder, and the pixel sizes of its two pictures."""

    stem: str
    wide: tuple[int, int]
    narrow: tuple[int, int]

    def file(self, ending: str) -> str:
        """The file of one ending of `ENDINGS`."""
        return f"{self.stem}{'-' if ending.endswith('.svg') else '.'}{ending}"


def draw(figure: Figure, prefix: str, folder: Path, previous: Path | None = None, catalogue: str = "") -> Drawn:
    """Write a figure's files, or link those of an earlier publication.

    Args:
        prefix: beginning of the file names, such as "york-corporate"; a slug.
        folder: the charts folder of this publication.
        previous: the charts folder of the publication before.
        catalogue: a hash of the words that stand in specs.
    """
    csv = csv_bytes(figure.data)
    told = [figure.name, figure.title, figure.alt, *figure.notes, *(cell for row in figure.rows for cell in row)]
    hashed = hashlib.sha256(b"\0".join([made_by(), catalogue.encode(), *(t.encode() for t in told), csv]))
    stem = f"{prefix}-{figure.name}-{hashed.hexdigest()[:10]}"
    target = Drawn(stem, (0, 0), (0, 0))
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / target.file("csv")).exists() and not _linked(target, folder, previous):
        spec = figure.wide
        wide = recolour(vl_convert.vegalite_to_svg(spec))
        (folder / target.file("wide.svg")).write_text(wide, encoding="utf-8")
        narrow = recolour(vl_convert.vegalite_to_svg(figure.narrow))
        (folder / target.file("narrow.svg")).write_text(narrow, encoding="utf-8")
        (folder / target.file("png")).write_bytes(vl_convert.svg_to_png(on_paper(wide), scale=PNG_SCALE))
        (folder / target.file("json")).write_bytes(_json(spec))
        (folder / target.file("csv")).write_bytes(csv)
    sizes = [_size((folder / target.file(e)).read_text(encoding="utf-8")) for e in ("wide.svg", "narrow.svg")]
    return Drawn(stem, sizes[0], sizes[1])


@cache
def made_by() -> bytes:
    """A hash of the code that draws: this package, Altair and the renderer."""
    digest = hashlib.sha256("".join(version(p) for p in ("altair", "vl-convert-python")).encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.digest()


def _json(spec: Mapping[str, Any]) -> bytes:
    full = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", **spec}
    return json.dumps(full, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _linked(target: Drawn, folder: Path, previous: Path | None) -> bool:
    if previous is None or not all((previous / target.file(e)).exists() for e in ENDINGS):
        return False
    for ending in ENDINGS:
        os.link(previous / target.file(ending), folder / target.file(ending))
    return True


def _size(svg: str) -> tuple[int, int]:
    found = re.search(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"', svg)
    if found is None:
        raise ValueError("the picture has no size; draw it again")
    return round(float(found[1])), round(float(found[2]))


def hatching(line: str, ground: str) -> str:
    """The pattern that `unclear` is filled with."""
    return (
        '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="{ground}"/><rect width="2.4" height="6" fill="{line}"/></pattern>'
    )


def recolour(svg: str) -> str:
    """Give a drawn SVG its hatching and, where the reader's system is dark, the dark palette."""
    rules = "".join(
        f'[fill="{LIGHT[name]}"]{{fill:{DARK[name]}}}[stroke="{LIGHT[name]}"]{{stroke:{DARK[name]}}}'
        for name in LIGHT
        if LIGHT[name] != DARK[name]
    )
    svg = svg.replace(f'fill="{LIGHT["unclear"]}"', 'fill="url(#hatch)"')
    pattern = hatching(LIGHT["unclear"], LIGHT["page"])
    defs = f"<style>@media (prefers-color-scheme:dark){{{rules}}}</style><defs>{pattern}</defs>"
    return re.sub(r"(<svg[^>]*>)", lambda m: m[1] + defs, svg, count=1)


def on_paper(svg: str) -> str:
    """The same on white ground, for a picture without transparency."""
    return re.sub(
        r"(<svg[^>]*>.*?</defs>)",
        lambda m: f'{m[1]}<rect width="100%" height="100%" fill="#fff"/>',
        svg,
        count=1,
        flags=re.S,
    )
