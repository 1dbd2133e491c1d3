"""Stance over time: the broad share with its interval leading, the strict one beside it, events marked.

Also the counts behind it, stance by stance, which is all that may be shown of a small register.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from pipelines.charts.figure import Figure, Layout, Words, alt, finish, values
from pipelines.charts.palette import LABEL_ON, LIGHT, STANCES

Row = Mapping[str, Any]
LABEL_GAP = 0.08
"""Shares closer than this would print their end labels over each other."""
DAY_LABEL = 42
"""Pixels that a month over its year needs below a bar."""
MONTH_AND_YEAR = "[utcFormat(toDate(datum.value), '%b'), utcFormat(toDate(datum.value), '%Y')]"
"""Two lines for a day; a constant."""
MARKER_GAP = 0.06
"""Events closer than this part of the time axis share one marker."""


def over_time(rows: Sequence[Row], events: Sequence[Row], finding: str, words: Words, subject: str) -> Figure | None:
    """Broad share with 95 % interval and strict share, by as-at date.

    Args:
        rows: of the query `stance_over_time`, one series and area.
        events: rows with date and label, any order.
        finding: the sentence above the chart.
        subject: whose series it is, for the title.

    Returns:
        The figure; None when no date has a share (fewer than ten judged entries everywhere).
    """
    shown = [row for row in rows if row["broad"] is not None]
    if not shown:
        return None
    first, last = shown[0], shown[-1]
    markers = mark_events(events, first["as_at"], last["as_at"])
    alt_text = " ".join(
        [
            finding,
            words(
                "chart.stance.alt",
                count=len(shown),
                start=words.date(first["as_at"]),
                end=words.date(last["as_at"]),
                first=words.percent(first["broad"]),
                last=words.percent(last["broad"]),
                low=words.percent(last["broad_low"]),
                high=words.percent(last["broad_high"]),
                n=last["n"],
            ),
        ]
    )
    notes = [words(f"chart.stance.{name}_{mark}") for name in ("broad", "strict") if (mark := _mark(rows, name))]
    notes += [
        words("chart.stance.event", number=m["number"], date=words.date(m["date"]), label=m["label"]) for m in markers
    ]
    missing = [row for row in rows if row["broad"] is None]
    if missing:
        notes.append(words("chart.stance.missing", dates=", ".join(words.date(r["as_at"]) for r in missing)))
    return Figure(
        name="stance-over-time",
        title=words("chart.stance.title", subject=subject),
        finding=finding,
        alt=alt_text,
        spec=lambda layout: finish(
            _share_layers(rows, markers, words, layout), layout, alt_text, 300 if layout.narrow else 340
        ),
        headings=tuple(words(f"chart.stance.column.{c}") for c in ("as_at", "n", "broad", "interval", "strict")),
        rows=tuple(
            (
                words.date(row["as_at"]),
                str(row["n"]),
                words.percent(row["broad"]),
                words.interval(row["broad_low"], row["broad_high"]),
                words.percent(row["strict"]),
            )
            for row in rows
        ),
        data=pl.DataFrame([dict(row) for row in rows], infer_schema_length=None),
        notes=tuple(notes),
    )


def _mark(rows: Sequence[Row], name: str) -> str:
    """How a share is drawn: a "line" where two dates in a row have one, else a "dot", or "" where none has."""
    if any(a[name] is not None and b[name] is not None for a, b in pairwise(rows)):
        return "line"
    return "dot" if any(row[name] is not None for row in rows) else ""


def mark_events(events: Sequence[Row], start: date, end: date) -> list[dict[str, Any]]:
    """Numbered markers for the events within a span; neighbours too close to tell apart share a number.

    Returns:
        date, number (such as "1" or "2–3") and label of each event, in order of date; `mark` is true on the
        first of those sharing a marker.
    """
    inside = sorted((e for e in events if start <= e["date"] <= end), key=lambda e: (e["date"], e["label"]))
    span = max((end - start).days, 1)
    marked: list[dict[str, Any]] = []
    for event in inside:
        lead = next((m for m in reversed(marked) if m["mark"]), None)
        new = lead is None or (event["date"] - lead["date"]).days / span >= MARKER_GAP
        number = len([m for m in marked if m["mark"]]) + (1 if new else 0)
        marked.append({"date": event["date"], "label": event["label"], "number": str(number), "mark": new})
    return marked


def _share_layers(rows: Sequence[Row], markers: Sequence[Row], words: Words, layout: Layout) -> Any:
    shown = [row for row in rows if row["broad"] is not None]
    last = shown[-1]
    data = values([{k: r[k] for k in ("as_at", "broad", "broad_low", "broad_high", "strict", "n")} for r in rows])
    span = (last["as_at"] - shown[0]["as_at"]).days
    x = (
        alt.X("as_at:T")
        .scale(type="utc", padding=14)
        .axis(
            title=None,
            format="%Y" if span > 1100 else "%b %Y",
            grid=False,
            labelOverlap="greedy",
            labelSeparation=10,
            tickCount="year" if span > 1100 else len(shown) if len(shown) < 5 else 4,
        )
    )
    if len(shown) == 1:
        x = alt.X("as_at:O").axis(title=None, labelAngle=0, labels=False, ticks=False)
    y = alt.Y("broad:Q").scale(domain=[0, 1]).axis(format="%", title=None, tickCount=5)
    base = alt.Chart(data)
    layers: list[Any] = []
    numbered = [m for m in markers if m["mark"]]
    if numbered and len(shown) > 1:
        events = alt.Chart(values([{"as_at": m["date"], "number": m["number"]} for m in numbered]))
        layers += [
            events.mark_rule(strokeDash=[2, 4], color=LIGHT["quiet"], strokeWidth=1.5).encode(x=x),
            events.mark_text(baseline="bottom", dy=-3, color=LIGHT["quiet"]).encode(
                x=x, y=alt.value(0), text="number:N"
            ),
        ]
    strict, broad = {"color": LIGHT["strict"]}, {"color": LIGHT["avoidance"]}
    if len(shown) > 12:
        layers.append(
            base.mark_area(opacity=0.22, **broad).encode(x=x, y=alt.Y("broad_low:Q", title=None), y2="broad_high:Q")
        )
    else:
        layers.append(
            base.mark_rule(strokeWidth=2, **broad).encode(x=x, y=alt.Y("broad_low:Q", title=None), y2="broad_high:Q")
        )
    layers += [
        base.mark_line(strokeDash=[6, 4], strokeWidth=2, **strict).encode(x=x, y=alt.Y("strict:Q", title=None)),
        base.mark_point(shape="square", size=46, filled=False, strokeWidth=2, **strict).encode(
            x=x, y=alt.Y("strict:Q", title=None)
        ),
        base.mark_line(strokeWidth=3, **broad).encode(x=x, y=y),
        base.mark_point(size=64, filled=True, opacity=1, **broad).encode(x=x, y=y),
    ]
    labels = _end_labels(last, words)
    labelled = alt.Chart(values(labels))
    layers.append(
        labelled.mark_text(align="left", dx=10, baseline="middle", fontWeight="bold").encode(
            x=x, y=alt.Y("at:Q", title=None), text="label:N"
        )
    )
    del layout
    return alt.layer(*layers)


def _end_labels(last: Row, words: Words) -> list[dict[str, Any]]:
    labels = [{"as_at": last["as_at"], "at": last["broad"], "label": words("chart.stance.broad")}]
    if last["strict"] is not None:
        at = last["strict"]
        if abs(at - last["broad"]) < LABEL_GAP:
            at = last["broad"] + (LABEL_GAP if at >= last["broad"] else -LABEL_GAP)
            at = last["broad"] + LABEL_GAP if at < 0 else at
        labels.append({"as_at": last["as_at"], "at": at, "label": words("chart.stance.strict")})
    return labels


def counts(rows: Sequence[Row], finding: str, words: Words, subject: str) -> Figure | None:
    """Entries by stance at each as-at date, as counts, `unclear` hatched and never left out.

    Returns:
        The figure; None when no entry bears a stance: the page then says so in words.
    """
    if not any(row["avoidance"] + row["mixed"] + row["enablement"] for row in rows):
        return None
    last = rows[-1]
    told = ", ".join(words("chart.counts.part", count=last[s], stance=words(f"stance.{s}")) for s in STANCES)
    alt_text = words("chart.counts.alt", date=words.date(last["as_at"]), parts=told, dates=len(rows))
    return Figure(
        name="stance-counts",
        title=words("chart.counts.title", subject=subject),
        finding=finding,
        alt=alt_text,
        spec=lambda layout: finish(_count_layers(rows, words, layout), layout, alt_text, 320),
        headings=(
            words("chart.stance.column.as_at"),
            *(words(f"stance.{s}") for s in STANCES),
            words("chart.stance.column.n"),
        ),
        rows=tuple((words.date(r["as_at"]), *(str(r[s]) for s in STANCES), str(r["n"])) for r in rows),
        data=pl.DataFrame([{k: r[k] for k in ("council", "series", "area", "as_at", "n", *STANCES)} for r in rows]),
    )


def _count_layers(rows: Sequence[Row], words: Words, layout: Layout) -> Any:
    names = [words(f"stance.{s}") for s in STANCES]
    long = [
        {
            "as_at": row["as_at"].isoformat(),
            "stance": words(f"stance.{s}"),
            "entries": row[s],
            "order": i,
            "ink": LABEL_ON.get(s, LIGHT["ink"]),
            "starts": sum(row[t] for t in STANCES[:i]),
        }
        for row in rows
        for i, s in enumerate(STANCES)
    ]
    for item in long:
        item["middle"] = item["starts"] + item["entries"] / 2
        item["ends"] = item["starts"] + item["entries"]
    days = [row["as_at"].isoformat() for row in rows]
    every = -(-len(days) * DAY_LABEL // (layout.width - 70))
    base = alt.Chart(values(long)).encode(
        x=alt.X("as_at:O").axis(title=None, labelAngle=0, values=days[::every], labelExpr=MONTH_AND_YEAR, ticks=False)
    )
    broad = min(96, round((layout.width - 70) / len(days) * 0.84))
    bars = base.mark_bar(stroke=LIGHT["page"], strokeWidth=1.5, size=broad).encode(
        y=alt.Y("starts:Q").axis(title=words("chart.counts.axis"), format="d", tickMinStep=1, tickCount=5),
        y2="ends:Q",
        color=alt.Color("stance:N")
        .scale(domain=names, range=[LIGHT[s] for s in STANCES])
        .legend(title=None, orient="top", columns=2 if layout.narrow else 5, symbolType="square"),
    )
    if len(rows) > (4 if layout.narrow else 8):
        return bars
    tall = max(sum(row[s] for s in STANCES) for row in rows) / 18
    label = base.transform_filter(alt.datum.entries >= tall).transform_filter(alt.datum.order < len(STANCES) - 1)
    return bars + label.mark_text(baseline="middle").encode(
        y=alt.Y("middle:Q", title=None), text="entries:Q", color=alt.Color("ink:N").scale(None)
    )
