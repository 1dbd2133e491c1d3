"""What the council page's interactive chart reads: counts by date, series and area, and a spec, as a script of data.

A script, because pages opened from disk may not fetch; it assigns one constant and runs nothing. The chart is
an addition: everything in it stands in the tables of the page too.
"""

from __future__ import annotations

import json
from typing import Any

from pipelines.charts.figure import FONT, alt
from pipelines.charts.palette import DARK, LIGHT, STANCES
from pipelines.site.press import Press


def explorer(press: Press, council: str) -> bytes | None:
    """The script of one council; None when it has fewer than two dates to choose between."""
    series = press.model.series_of(council)
    data: dict[str, dict[str, Any]] = {}
    for name in series:
        areas = ["all", *press.model.areas_of.get((council, name), [])]
        rows = {area: press.model.stance.of(council, name, area) for area in areas}
        if len(rows["all"]) > 1:
            data[name] = {
                "label": press.series_name(name),
                "areas": [
                    {
                        "label": press.words("explore.all") if area == "all" else press.words.named("area", area),
                        "rows": [
                            [
                                r["as_at"].isoformat(),
                                *(r[s] for s in STANCES),
                                _short(r["broad"]),
                                _short(r["broad_low"]),
                                _short(r["broad_high"]),
                            ]
                            for r in found
                        ],
                    }
                    for area, found in rows.items()
                ],
            }
    if not data:
        return None
    told = {
        "series": list(data.values()),
        "stances": [press.words(f"stance.{s}") for s in STANCES],
        "words": {
            k: press.words.flat[f"explore.{k}"] for k in ("none", "share", "few", "difference", "entries", "no_test")
        },
        "spec": {"light": spec(press, LIGHT), "dark": spec(press, DARK)},
    }
    text = json.dumps(told, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return f"window.riskshiftExplore={text};\n".encode("ascii")


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def spec(press: Press, colours: dict[str, str]) -> dict[str, Any]:
    """Counts by stance and date; data, marks of the two chosen dates and tooltips, no register text."""
    names = [press.words(f"stance.{s}") for s in STANCES]
    bars = (
        alt.Chart(alt.NamedData(name="counts"))
        .mark_bar(stroke=colours["page"], strokeWidth=1.5)
        .encode(
            x=alt.X("date:O").axis(title=None, labelAngle=0, labelOverlap="greedy"),
            y=alt.Y("entries:Q").axis(title=press.words("chart.counts.axis"), format="d", tickMinStep=1),
            color=alt.Color("stance:N")
            .scale(domain=names, range=[colours[s] for s in STANCES])
            .legend(title=None, orient="top", columns=2, symbolType="square"),
            order="order:Q",
            opacity=alt.Opacity("chosen:Q").scale(domain=[0, 1], range=[0.5, 1]).legend(None),
            tooltip=[
                alt.Tooltip("date:N", title=press.words("chart.stance.column.as_at")),
                alt.Tooltip("stance:N", title=press.words("explore.stance")),
                alt.Tooltip("entries:Q", title=press.words("explore.entries")),
            ],
        )
        .properties(width="container", height=300, autosize=alt.AutoSizeParams(type="fit", contains="padding"))
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=14,
            titleFontSize=14,
            titleFontWeight="normal",
            labelColor=colours["ink"],
            titleColor=colours["quiet"],
            gridColor=colours["grid"],
            labelLimit=0,
        )
        .configure_legend(labelFontSize=14, labelColor=colours["ink"], labelLimit=0)
    )
    made: dict[str, Any] = bars.to_dict()
    return {**made, "background": None}
