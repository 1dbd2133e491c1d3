"""Areas: what the language of each says, entry by entry as counted dots, beside the appetite that was stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from pipelines.charts.changes import SPLIT
from pipelines.charts.figure import Figure, Layout, Words, alt, finish, values, wrap
from pipelines.charts.palette import LIGHT, STANCES

Row = Mapping[str, Any]
BEARING = STANCES[:4]
SHAPES = {"avoidance": "square", "containment": "circle", "mixed": "diamond", "enablement": "triangle-up"}
MOST_DOTS = 40
"""Areas with more entries than this make the dots too small to count: bars then."""


def dots(rows: Sequence[Row], finding: str, words: Words) -> Figure | None:
    """One dot for each judged entry of each area, coloured and shaped by stance.

    Args:
        rows: of the query `appetite_by_area`, one series.

    Returns:
        The figure; None when no area holds an entry that bears a stance.
    """
    held = [row for row in rows if row["n"]]
    if not any(row["avoidance"] + row["mixed"] + row["enablement"] for row in held):
        return None
    told = "; ".join(_told(row, words) for row in held)
    alt_text = words("chart.dots.alt", date=words.date(held[0]["as_at"]), areas=told)
    tallest = max(row["n"] for row in held)
    return Figure(
        name="stance-by-area",
        title=words("chart.dots.title", date=words.date(held[0]["as_at"])),
        finding=finding,
        alt=alt_text,
        spec=lambda layout: finish(
            _dots(held, words, layout, tallest),
            layout,
            alt_text,
            110 + 46 * len(held) if layout.narrow else 60 + 34 * len(held),
        ),
        headings=(
            words("chart.dots.column.area"),
            *(words(f"stance.{s}") for s in BEARING),
            words("chart.dots.column.n"),
            words("chart.dots.column.share"),
        ),
        rows=tuple(
            (row["area_local"], *(str(row[s]) for s in BEARING), str(row["n"]), words.percent(_share(row)))
            for row in held
        ),
        data=pl.DataFrame([dict(r) for r in held], infer_schema_length=None),
        notes=(words("chart.dots.note"),),
    )


def _share(row: Row) -> float | None:
    return (row["enablement"] + row["mixed"] / 2) / row["n"] if row["n"] >= 10 else None


def _told(row: Row, words: Words) -> str:
    parts = ", ".join(words("chart.counts.part", count=row[s], stance=words(f"stance.{s}")) for s in BEARING if row[s])
    return words("chart.dots.area", area=row["area_local"], parts=parts or words("chart.dots.none"))


def _dots(rows: Sequence[Row], words: Words, layout: Layout, tallest: int) -> Any:
    names = [words(f"stance.{s}") for s in BEARING]
    data: list[dict[str, Any]] = []
    for row in rows:
        place, area = 0, wrap(row["area_local"], layout)
        for stance in BEARING:
            for _ in range(row[stance]):
                data.append({"area": area, "place": place + 1, "starts": place, "stance": words(f"stance.{stance}")})
                place += 1
    y = (
        alt.Y("area:N")
        .sort([wrap(r["area_local"], layout) for r in rows])
        .axis(title=None, labelExpr=SPLIT, ticks=False, domain=False, labelPadding=8)
    )
    color = (
        alt.Color("stance:N")
        .scale(domain=names, range=[LIGHT[s] for s in BEARING])
        .legend(title=None, orient="top", columns=2 if layout.narrow else 4)
    )
    axis = alt.Axis(title=words("chart.dots.axis"), format="d", tickMinStep=1, tickCount=5, grid=False)
    base = alt.Chart(values(data))
    if tallest > MOST_DOTS:
        return base.mark_bar(size=18).encode(x=alt.X("count():Q").axis(axis), y=y, color=color, order="min(starts):Q")
    step = (layout.width - (140 if layout.narrow else 250)) / max(tallest, 8)
    size = min(150.0, max(26.0, (step * 0.8) ** 2))
    return base.mark_point(filled=True, opacity=1, size=size).encode(
        x=alt.X("place:Q").axis(axis).scale(domain=[0, max(tallest, 8) + 0.5], nice=False),
        y=y,
        color=color,
        shape=alt.Shape("stance:N").scale(domain=names, range=[SHAPES[s] for s in BEARING]),
    )


def appetite(rows: Sequence[Row], finding: str, words: Words) -> Figure | None:
    """Stated (and tolerable) level beside the language stance with its interval, on one ordinal axis.

    Returns:
        The figure; None when no area has a stated level.
    """
    stated = [row for row in rows if row["stated_level"] is not None]
    if not stated:
        return None
    alt_text = words(
        "chart.appetite.alt",
        date=words.date(stated[0]["as_at"]),
        areas="; ".join(_compared(row, words) for row in stated),
    )
    return Figure(
        name="stated-and-language",
        title=words("chart.appetite.title", date=words.date(stated[0]["as_at"])),
        finding=finding,
        alt=alt_text,
        spec=lambda layout: finish(
            _scale(stated, words, layout),
            layout,
            alt_text,
            110 + 62 * len(stated) if layout.narrow else 70 + 46 * len(stated),
        ),
        headings=tuple(
            words(f"chart.appetite.column.{c}")
            for c in ("area", "stated", "tolerable", "language", "interval", "gap", "n")
        ),
        rows=tuple(
            (
                row["area_local"],
                row["stated_word"] or words(f"level.{row['stated_level']}"),
                words(f"level.{row['tolerable_level']}") if row["tolerable_level"] else words("none"),
                words.signed(row["language_stance"]),
                words.signed_interval(row["language_low"], row["language_high"]),
                words.signed(row["gap"]),
                str(row["n"]),
            )
            for row in stated
        ),
        data=pl.DataFrame([dict(r) for r in rows], infer_schema_length=None),
        notes=(
            words("chart.appetite.note"),
            *([words("chart.appetite.tolerable")] if any(row["tolerable_level"] for row in stated) else []),
        ),
    )


def _compared(row: Row, words: Words) -> str:
    language = (
        words("chart.appetite.few", n=row["n"])
        if row["language_stance"] is None
        else words.signed(row["language_stance"])
    )
    return words(
        "chart.appetite.area", area=row["area_local"], stated=words(f"level.{row['stated_level']}"), language=language
    )


def _scale(rows: Sequence[Row], words: Words, layout: Layout) -> Any:
    stated, spoken = words("chart.appetite.stated"), words("chart.appetite.spoken")
    data = [
        {
            "area": wrap(r["area_local"], layout),
            "stated": r["stated_position"],
            "tolerable": r["stated_position"] if r["tolerable_position"] is None else r["tolerable_position"],
            "language": r["language_stance"],
            "low": r["language_low"],
            "high": r["language_high"],
            "stated_kind": stated,
            "spoken_kind": spoken,
        }
        for r in rows
    ]
    levels = [words(f"level.{i}") for i in range(1, 6)]
    shown = [levels[0], "", levels[2], "", levels[4]] if layout.narrow else levels
    positions = [-1.0, -0.5, 0.0, 0.5, 1.0]
    named = " : ".join(
        f"datum.value == {p} ? '{name.replace(chr(39), '')}'" for p, name in zip(positions, shown, strict=True)
    )
    axis = alt.Axis(values=positions, labelExpr=f"{named} : ''", title=words("chart.appetite.axis"), labelAngle=0)
    y = (
        alt.Y("area:N")
        .sort([d["area"] for d in data])
        .axis(title=None, labelExpr=SPLIT, ticks=False, domain=False, labelPadding=8)
    )
    kinds = {"domain": [stated, spoken]}
    base = alt.Chart(values(data)).encode(y=y)
    color = (
        alt.Color("stated_kind:N")
        .scale(**kinds, range=[LIGHT["mixed"], LIGHT["avoidance"]])
        .legend(title=None, orient="top", columns=1 if layout.narrow else 2)
    )
    shape = alt.Shape("stated_kind:N").scale(**kinds, range=["diamond", "circle"])
    spoken_color = alt.Color("spoken_kind:N").scale(**kinds, range=[LIGHT["mixed"], LIGHT["avoidance"]])
    spoken_shape = alt.Shape("spoken_kind:N").scale(**kinds, range=["diamond", "circle"])
    x = alt.X("stated:Q").scale(domain=[-1.08, 1.08], nice=False).axis(axis)
    judged = base.transform_filter("isValid(datum.language)")
    return alt.layer(
        base.mark_rule(strokeWidth=7, opacity=0.35, color=LIGHT["mixed"]).encode(x=x, x2="tolerable:Q"),
        judged.mark_rule(strokeWidth=2, color=LIGHT["avoidance"], yOffset=9).encode(x=alt.X("low:Q"), x2="high:Q"),
        base.mark_point(filled=True, opacity=1, size=150).encode(x=x, color=color, shape=shape),
        judged.mark_point(filled=True, opacity=1, size=110, yOffset=9).encode(
            x=alt.X("language:Q"), color=spoken_color, shape=spoken_shape
        ),
    )
