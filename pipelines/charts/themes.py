"""Themes: how many entries of the latest register voice each, by pole, as counts with their share beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from pipelines.charts.changes import SPLIT
from pipelines.charts.figure import Figure, Layout, Words, alt, finish, values, wrap
from pipelines.charts.palette import LIGHT

Row = Mapping[str, Any]


def themes(rows: Sequence[Row], finding: str, words: Words) -> Figure | None:
    """Entries by theme in the latest register; themes in order of the rulebook's poles, then of their names.

    Args:
        rows: of the query `themes`, one series.

    Returns:
        The figure; None when no theme of either pole is voiced.
    """
    voiced = [row for row in rows if row["entries"] and row["pole"] in ("avoidance", "enablement")]
    if not voiced:
        return None
    told = "; ".join(words("chart.themes.part", theme=words.theme(r["theme"]), count=r["entries"]) for r in voiced)
    alt_text = words("chart.themes.alt", date=words.date(voiced[0]["as_at"]), themes=told)
    return Figure(
        name="themes",
        title=words("chart.themes.title", date=words.date(voiced[0]["as_at"])),
        finding=finding,
        alt=alt_text,
        spec=lambda layout: finish(
            _bars(voiced, words, layout),
            layout,
            alt_text,
            90 + 58 * len(voiced) if layout.narrow else 60 + 32 * len(voiced),
        ),
        headings=tuple(words(f"chart.themes.column.{c}") for c in ("theme", "pole", "entries", "share", "interval")),
        rows=tuple(
            (
                words.theme(r["theme"]),
                words(f"stance.{r['pole']}"),
                str(r["entries"]),
                words.percent(r["share"]),
                words.interval(r["low"], r["high"]),
            )
            for r in voiced
        ),
        data=pl.DataFrame([dict(r) for r in voiced], infer_schema_length=None),
        notes=(words("chart.themes.note"),),
    )


def _bars(rows: Sequence[Row], words: Words, layout: Layout) -> Any:
    data = [
        {
            "theme": wrap(words.theme(r["theme"]), Layout(layout.name, layout.width, 15 if layout.narrow else 34)),
            "entries": r["entries"],
            "pole": words(f"stance.{r['pole']}"),
            "label": str(r["entries"]),
        }
        for r in rows
    ]
    most = max(r["entries"] for r in rows)
    poles = ["avoidance", "enablement"]
    base = alt.Chart(values(data)).encode(
        y=alt.Y("theme:N")
        .sort([d["theme"] for d in data])
        .axis(title=None, labelExpr=SPLIT, ticks=False, domain=False, labelPadding=8),
        x=alt.X("entries:Q")
        .axis(title=words("chart.themes.axis"), format="d", tickMinStep=1, tickCount=4)
        .scale(domain=[0, most * 1.12], nice=False),
    )
    bars = base.mark_bar(height=alt.RelativeBandSize(0.62)).encode(
        color=alt.Color("pole:N")
        .scale(domain=[words(f"stance.{p}") for p in poles], range=[LIGHT[p] for p in poles])
        .legend(title=None, orient="top")
    )
    return bars + base.mark_text(align="left", dx=6, baseline="middle", fontWeight="bold").encode(text="label:N")
