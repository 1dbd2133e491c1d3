"""Blue oceans: needs that councils register, beside how many of those councils enable anything about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from pipelines.charts.changes import SPLIT
from pipelines.charts.figure import Figure, Layout, Words, alt, finish, values, wrap
from pipelines.charts.palette import LIGHT

Row = Mapping[str, Any]
MOST = 25
"""Needs drawn; the table twin holds all."""


def oceans(rows: Sequence[Row], finding: str, words: Words) -> Figure | None:
    """Councils that register each need, and councils with an enabling entry about it.

    Args:
        rows: of the query `blue_oceans`.

    Returns:
        The figure; None when nobody registers a need.
    """
    drawn = [row for row in rows if row["councils"] and row["basis"] == "registered"]
    if not drawn:
        return None
    drawn = sorted(drawn, key=lambda r: (r["councils_enabling"] - r["councils"], r["area"], r["need"]))[:MOST]
    told = "; ".join(
        words(
            "chart.oceans.part",
            need=words.named("need", r["need"]),
            area=words.named("area", r["area"]),
            councils=r["councils"],
            enabling=r["councils_enabling"],
        )
        for r in drawn
    )
    alt_text = words("chart.oceans.alt", date=words.date(drawn[0]["as_at"]), needs=told)
    return Figure(
        name="blue-oceans",
        title=words("chart.oceans.title", date=words.date(drawn[0]["as_at"])),
        finding=finding,
        alt=alt_text,
        spec=lambda layout: finish(
            _dumbbells(drawn, words, layout),
            layout,
            alt_text,
            110 + 58 * len(drawn) if layout.narrow else 80 + 34 * len(drawn),
        ),
        headings=tuple(
            words(f"chart.oceans.column.{c}") for c in ("need", "area", "basis", "entries", "councils", "enabling")
        ),
        rows=tuple(
            (
                words.named("need", r["need"]),
                words.named("area", r["area"]),
                words(f"basis.{r['basis']}"),
                str(r["entries"]),
                str(r["councils"]),
                str(r["councils_enabling"]),
            )
            for r in rows
        ),
        data=pl.DataFrame([dict(r) for r in rows], infer_schema_length=None),
        notes=(words("chart.oceans.note"),),
    )


def _dumbbells(rows: Sequence[Row], words: Words, layout: Layout) -> Any:
    kinds = [words("chart.oceans.enabling"), words("chart.oceans.registering")]
    label = {
        id(r): wrap(
            f"{words.named('need', r['need'])} ({words.named('area', r['area'])})",
            Layout(layout.name, layout.width, 16 if layout.narrow else 40),
        )
        for r in rows
    }
    order = [label[id(r)] for r in rows]
    long = [
        {"need": label[id(r)], "councils": r[column], "kind": kind}
        for r in rows
        for column, kind in (("councils", kinds[1]), ("councils_enabling", kinds[0]))
    ]
    y = alt.Y("need:N").sort(order).axis(title=None, labelExpr=SPLIT, ticks=False, domain=False, labelPadding=8)
    most = max(r["councils"] for r in rows)
    x = (
        alt.X("councils:Q")
        .scale(domain=[0, most + 0.5], nice=False)
        .axis(title=words("chart.oceans.axis"), format="d", tickMinStep=1, tickCount=min(most, 5))
    )
    spans = [{"need": label[id(r)], "councils": r["councils_enabling"], "all": r["councils"]} for r in rows]
    rules = alt.Chart(values(spans)).mark_rule(strokeWidth=3, color=LIGHT["grid"]).encode(x=x, x2="all:Q", y=y)
    points = (
        alt.Chart(values(long))
        .mark_point(filled=True, opacity=1, size=130)
        .encode(
            x=x,
            y=y,
            color=alt.Color("kind:N")
            .scale(domain=kinds, range=[LIGHT["enablement"], LIGHT["avoidance"]])
            .legend(title=None, orient="top", columns=1 if layout.narrow else 2),
            shape=alt.Shape("kind:N").scale(domain=kinds, range=["triangle-up", "square"]),
        )
    )
    return rules + points
