"""What a chart is before it is drawn: two specs, its finding in words, and the table that says the same."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import altair
import polars as pl

from pipelines.charts.palette import LIGHT


class Words(Protocol):
    """The catalogue of the site's strings, as charts use it; `pipelines.site.words` has the one that is."""

    def __call__(self, key: str, /, **given: Any) -> str:
        """The sentence of a key with its values filled in."""

    def date(self, value: date) -> str:
        """A day in words."""

    def percent(self, value: float | None) -> str:
        """A share in per cent, or the word for none."""

    def points(self, value: float | None) -> str:
        """A difference of shares in percentage points, with its sign."""

    def signed_points(self, value: float | None) -> str:
        """The same without its unit, for a label whose chart names it."""

    def interval(self, low: float | None, high: float | None) -> str:
        """An interval of shares."""

    def signed(self, value: float | None) -> str:
        """A number from -2 to 2 with its sign."""

    def signed_interval(self, low: float | None, high: float | None) -> str:
        """An interval of such numbers."""

    def theme(self, code: str) -> str:
        """A theme's name."""

    def named(self, kind: str, code: str) -> str:
        """The name of a code of some kind (area, need), or the code itself made readable."""


alt: Any = altair
"""Altair untyped: its generated overloads refuse the very dictionaries that it documents."""
FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Layout:
    """A width to draw for: `wide` for desks and paper, `narrow` for phones. Text is 14 px in both."""

    name: str
    width: int
    wrap: int

    @property
    def narrow(self) -> bool:
        """Whether this is the phone's."""
        return self.name == "narrow"


WIDE = Layout("wide", 720, 30)
NARROW = Layout("narrow", 328, 15)


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart, ready to draw.

    name: slug of the kind of chart. title: its heading. finding: the sentence above it, which claims no more
    than the test supports. alt: finding and numbers for whoever does not see it. spec: a layout to its Vega-Lite
    spec, made only when it is drawn, from what the other fields hold and the catalogue's words. headings, rows:
    the table twin, formatted. data: the rows behind it, for the CSV. notes: lines to print beneath.
    """

    name: str
    title: str
    finding: str
    alt: str
    spec: Callable[[Layout], dict[str, Any]]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    data: pl.DataFrame
    notes: tuple[str, ...] = ()

    @property
    def wide(self) -> dict[str, Any]:
        """The Vega-Lite spec for desks and paper."""
        return self.spec(WIDE)

    @property
    def narrow(self) -> dict[str, Any]:
        """The Vega-Lite spec for phones."""
        return self.spec(NARROW)


def wrap(text: str, layout: Layout) -> str:
    """Break a label into lines that fit the layout; axes split it at the line breaks."""
    return "\n".join(textwrap.wrap(text, layout.wrap, break_long_words=True)) or " "


def values(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Rows as inline data, dates as ISO days: nothing of a register ever stands in an expression."""
    plain = [{k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in row.items()} for row in rows]
    return alt.Data(values=plain)


def finish(chart: Any, layout: Layout, alt_text: str, height: int | None) -> dict[str, Any]:
    """A chart as a Vega-Lite spec in the house style: transparent ground, 14 px text, no box, quiet grid.

    Args:
        chart: any Altair chart without width.
        height: pixels, or None where the chart sets steps itself.
    """
    sized = chart.properties(width=layout.width, description=alt_text)
    if height is not None:
        sized = sized.properties(height=height)
    sized = sized.properties(autosize=alt.AutoSizeParams(type="fit", contains="padding"))
    styled = (
        sized.configure(font=FONT, padding=4)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=14,
            titleFontSize=14,
            titleFontWeight="normal",
            labelColor=LIGHT["ink"],
            titleColor=LIGHT["quiet"],
            gridColor=LIGHT["grid"],
            domainColor=LIGHT["quiet"],
            tickColor=LIGHT["quiet"],
            labelLimit=0,
            titleLimit=0,
        )
        .configure_legend(
            labelFontSize=14,
            titleFontSize=14,
            labelColor=LIGHT["ink"],
            titleColor=LIGHT["quiet"],
            labelLimit=0,
            symbolStrokeWidth=1.5,
            symbolSize=150,
        )
        .configure_text(fontSize=14, color=LIGHT["ink"])
    )
    spec: dict[str, Any] = styled.to_dict()
    spec.pop("$schema", None)
    spec["background"] = None
    datasets: dict[str, Any] = {}
    _hoist(spec, datasets, {})
    spec["datasets"] = datasets
    return spec


def _hoist(part: Any, datasets: dict[str, Any], known: dict[str, str]) -> None:
    """Give every inline dataset a name at the top, so that layers share one copy."""
    if isinstance(part, list):
        for value in part:
            _hoist(value, datasets, known)
    elif isinstance(part, dict):
        data = part.get("data")
        if isinstance(data, dict) and "values" in data:
            text = json.dumps(data["values"], sort_keys=True)
            name = known.setdefault(text, f"rows-{len(known) + 1}")
            datasets[name] = data["values"]
            part["data"] = {"name": name}
        for key, value in part.items():
            if key != "data":
                _hoist(value, datasets, known)
