"""The pages about everybody: overview, areas, blue oceans."""

from __future__ import annotations

from typing import Any

from pipelines.charts import oceans, stance
from pipelines.site import sentences
from pipelines.site.councils import Councils
from pipelines.site.model import bears_stance, judged, slug
from pipelines.site.press import Press
from pipelines.site.words import verdict_directions

SPANS = ("consecutive", "year", "whole")
ALPHA = 0.05


def overview(press: Press, councils: Councils) -> None:
    """What moved, how sure, where the data is thin, and every council in order of its name."""
    model, words = press.model, press.words
    lines = [councils.line(c) for c in model.councils]
    rows = model.stance.of("all", "all", "all")
    finding = (
        sentences.stance(rows[-1], words) + " " + words("overview.pooled", count=rows[-1]["n_councils"]) if rows else ""
    )
    stances = model.tables["classifications"]["stance"].value_counts().sort("stance").rows()
    totals = dict.fromkeys(("avoidance", "containment", "mixed", "enablement", "unclear"), 0) | dict(stances)
    moved = [(span, [told for c in model.councils for told in _moved(press, councils, c, span)]) for span in SPANS]
    pooled = any(bears_stance(r) for r in rows)
    press.page(
        "index.html",
        "overview.html",
        words("overview.title"),
        {
            "lines": lines,
            "letters": sorted({line["name"][:1].upper() for line in lines}),
            "totals": totals,
            "entry_count": model.tables["entries"].height,
            "register_count": model.tables["registers"].height,
            "issue_count": model.tables["issues"].height,
            "figures": [
                f
                for f in (
                    press.show(
                        stance.over_time(rows, model.events_of("all"), finding, words, words("overview.everybody")),
                        "all",
                    ),
                    press.show(
                        stance.counts(rows, sentences.counts(rows[-1], words), words, words("overview.everybody")),
                        "all",
                    ),
                )
                if f
            ]
            if pooled
            else [],
            "finding": finding,
            "moved": moved,
            "still": sum(1 for line in lines if line["shift"] and not directed(line["shift"])),
            "first": sum(1 for line in lines if line["register"] and not line["shift"]),
            "silent": [line for line in lines if line["counts"] and not bears_stance(line["counts"])],
            "few": [
                line
                for line in lines
                if line["counts"] and bears_stance(line["counts"]) and judged(line["counts"]) < 10
            ],
            "undated": [r for r in model.registers.values() if r["as_at"] is None],
            "refused": [d for d in model.rows("documents") if d["status"] in ("unreadable", "refused")],
        },
    )


def directed(shift: dict[str, Any]) -> bool:
    """Whether a shift may stand in a list of those that moved: its verdict says which way, and its test holds
    after correction for the many councils that are listed together."""
    q = shift["q_value"]
    return verdict_directions().get(shift["verdict"], "none") != "none" and (q is None or q <= ALPHA)


def _moved(press: Press, councils: Councils, council: str, span: str) -> list[dict[str, Any]]:
    found = []
    for register in councils.newest(council):
        shifts = press.model.shifts.of(council, register["series"], span)
        if shifts and directed(shifts[-1]):
            found.append(
                {
                    "name": press.model.names[council],
                    "path": f"{councils.home(council)}/index.html",
                    "series": press.series_name(register["series"]),
                    "shift": shifts[-1],
                    "sentence": press.words(f"verdict.{shifts[-1]['verdict']}"),
                }
            )
    return found


def areas(press: Press, councils: Councils) -> None:
    """One page for each area of the common scheme: everybody together, then each council by name."""
    model, words = press.model, press.words
    newest = {c: councils.newest(c) for c in model.councils}
    for area in model.areas:
        name = words.named("area", area)
        pooled = model.stance.of("all", "all", area)
        finding = sentences.stance(pooled[-1], words) if pooled else ""
        told: list[dict[str, Any]] = []
        for council in model.councils:
            for register in newest[council]:
                rows = [
                    r for r in model.stance.of(council, register["series"], area) if r["as_at"] == register["as_at"]
                ]
                if rows and rows[-1]["n"]:
                    told.append(
                        {
                            "name": model.names[council],
                            "path": f"council/{slug(council)}/index.html",
                            "series": press.series_name(register["series"]),
                            "row": rows[-1],
                        }
                    )
        bearing = any(bears_stance(r) for r in pooled)
        figures = (
            [
                press.show(stance.over_time(pooled, model.events_of("all"), finding, words, name), f"area-{area}"),
                press.show(stance.counts(pooled, sentences.counts(pooled[-1], words), words, name), f"area-{area}"),
            ]
            if bearing
            else []
        )
        press.page(
            f"area/{slug(area)}.html",
            "area.html",
            words("area.title", name=name),
            {
                "name": name,
                "area": area,
                "told": told,
                "figures": [f for f in figures if f],
                "finding": finding,
                "silent": not any(bears_stance(t["row"]) for t in told),
                "others": [(words.named("area", a), f"area/{slug(a)}.html") for a in model.areas],
            },
            [(words("nav.overview"), "index.html")],
        )


def blue_oceans(press: Press) -> None:
    """Needs that are registered, or named by communities, and who enables anything about them."""
    rows = press.model.charts["blue_oceans"].to_dicts()
    figure = oceans.oceans(rows, sentences.oceans(rows, press.words), press.words)
    press.page(
        "blue-oceans.html",
        "blue-oceans.html",
        press.words("oceans.title"),
        {
            "rows": rows,
            "figure": press.show(figure, "all"),
            "named": press.model.tables["needs"].sort("need", "council", "date").to_dicts(),
        },
        [(press.words("nav.overview"), "index.html")],
    )
