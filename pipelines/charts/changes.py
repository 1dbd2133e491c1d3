"""What drove a change: the five parts of a shift as a waterfall that adds up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from pipelines.charts.figure import Figure, Layout, Words, alt, finish, values, wrap
from pipelines.charts.palette import LIGHT

Row = Mapping[str, Any]


def waterfall(steps: Sequence[Row], finding: str, words: Words) -> Figure | None:
    """The broad share at two dates and the five steps between them.

    Args:
        steps: of the query `shift_waterfall`, the seven rows of one pair of dates.

    Returns:
        The figure; None without steps (a share under ten entries has no decomposition).
    """
    if not steps:
        return None
    start, end = steps[0], steps[-1]
    told = "; ".join(
        words("chart.waterfall.part", part=words(f"part.{s['step']}"), points=words.points(s["value"]))
        for s in steps[1:-1]
    )
    alt_text = words(
        "chart.waterfall.alt",
        start=words.date(start["from_as_at"]),
        end=words.date(start["to_as_at"]),
        first=words.percent(start["ends"]),
        last=words.percent(end["ends"]),
        parts=told,
    )
    ours = any(s["step"] == "rules_changed" and s["value"] for s in steps)
    dates = {"from": words.date(start["from_as_at"]), "to": words.date(start["to_as_at"])}
    labels = [
        words(f"part.{s['step']}") if s["step"] not in dates else words("part.share", date=dates[s["step"]])
        for s in steps
    ]
    return Figure(
        name=f"what-drove-the-change-{start['span']}",
        title=words("chart.waterfall.title", start=dates["from"], end=dates["to"]),
        finding=finding,
        alt=alt_text,
        spec=lambda layout: finish(
            _bars(steps, labels, words, layout), layout, alt_text, 420 if layout.narrow else 330
        ),
        headings=(
            words("chart.waterfall.column.part"),
            words("chart.waterfall.column.points"),
            words("chart.waterfall.column.meaning"),
        ),
        rows=tuple(
            (
                label,
                words.percent(step["ends"]) if step["step"] in dates else words.points(step["value"]),
                words(f"part.{step['step']}.meaning"),
            )
            for step, label in zip(steps, labels, strict=True)
        ),
        data=pl.DataFrame([dict(s) for s in steps], infer_schema_length=None),
        notes=(words("chart.waterfall.note"), *([words("chart.waterfall.hatched")] if ours else [])),
    )


def _kind(step: Row) -> str:
    if step["step"] in ("from", "to"):
        return "share"
    if step["step"] == "rules_changed":
        return "ours"
    return "down" if step["value"] < 0 else "up"


COLOURS = {"share": LIGHT["strict"], "ours": LIGHT["unclear"], "up": LIGHT["enablement"], "down": LIGHT["avoidance"]}


def _bars(steps: Sequence[Row], labels: Sequence[str], words: Words, layout: Layout) -> Any:
    narrow_wrap = Layout(layout.name, layout.width, 15 if layout.narrow else 26)
    high = max(max(s["starts"], s["ends"]) for s in steps)
    room = 0.3 if layout.narrow else 0.14
    data = [
        {
            "part": wrap(label, narrow_wrap),
            "order": i,
            "low": min(s["starts"], s["ends"]),
            "high": max(s["starts"], s["ends"]),
            "end": s["ends"],
            "colour": COLOURS[_kind(s)],
            "label": words.percent(s["ends"]) if s["step"] in ("from", "to") else words.signed_points(s["value"]),
        }
        for i, (s, label) in enumerate(zip(steps, labels, strict=True))
    ]
    base = alt.Chart(values(data)).encode(
        y=alt.Y("part:N")
        .sort(alt.EncodingSortField("order"))
        .axis(title=None, labelExpr=SPLIT, ticks=False, domain=False, labelPadding=8)
    )
    x = alt.X("low:Q").scale(domain=[0, high + room * max(high, 0.1)]).axis(format="%", title=None, tickCount=4)
    bars = base.mark_bar(height=alt.RelativeBandSize(0.62), stroke=LIGHT["quiet"], strokeWidth=1).encode(
        x=x, x2="high:Q", color=alt.Color("colour:N").scale(None)
    )
    text = base.mark_text(align="left", dx=6, baseline="middle", fontWeight="bold").encode(
        x=alt.X("high:Q", title=None), text="label:N"
    )
    return bars + text


SPLIT = "split(datum.label, '\\n')"
"""The one expression of labels: a constant; the text it splits stands in the data."""
