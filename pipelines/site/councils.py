"""A council's page, its permalinks per period, its issues to answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipelines.charts import areas, changes, stance, themes
from pipelines.charts.queries import group
from pipelines.site import culture, sentences
from pipelines.site.explore import explorer
from pipelines.site.model import bears_stance, slug
from pipelines.site.press import Press
from pipelines.site.registers import path as register_path
from pipelines.site.registers import told_entry
from pipelines.warehouse.spreadsheets import csv_bytes

FLIPS = 12
"""Flips shown whole on a council's page; the register's page of each date shows all."""
ISSUES = 300
"""Issues listed on the page of issues; the CSV beside it holds all."""


def last_of(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The last row, if there is one."""
    return rows[-1] if rows else None


class Councils:
    """Makes the pages of councils."""

    def __init__(self, press: Press) -> None:
        self.press, self.model, self.words = press, press.model, press.words
        charts = self.model.charts
        self.appetite = group(charts["appetite_by_area"], "council", "series")
        self.themes = group(charts["themes"], "council", "series")
        self.flips = self.model.by("flips", "council", "series")
        self.departures = self.model.by("departures", "council")
        self.headroom = group(self.model.tables["headroom"].sort("as_at"), "council", "series", "area")
        self.caveats: dict[str, list[dict[str, Any]]] = {}
        for row in self.model.rows("caveats"):
            first = row["row_key"].split("|")[0]
            owner = self.model.registers[first]["council"] if first in self.model.registers else first
            self.caveats.setdefault(owner, []).append(row)
        self.corrected = self.model.by("stance_corrected", "council", "series", "area")

    def home(self, council: str) -> str:
        """The folder of a council's pages."""
        return f"council/{slug(council)}"

    def newest(self, council: str) -> list[dict[str, Any]]:
        """The newest register of each series, corporate first; a series without any date gives its last undated one."""
        latest: dict[str, dict[str, Any]] = {}
        for register in self.model.council_registers.of(council):
            known = latest.get(register["series"])
            if register["revision"] != "withdrawn" and (known is None or register["as_at"] is not None):
                latest[register["series"]] = register
        return [latest[s] for s in self.model.series_of(council) if s in latest]

    def line(self, council: str) -> dict[str, Any]:
        """What lists say of a council: newest register, counts, and one sentence."""
        newest = self.newest(council)
        counts = self.model.counts(newest[0]["register_id"]) if newest else None
        last = self.model.shifts.of(council, newest[0]["series"], "consecutive") if newest else []
        return {
            "council": council,
            "name": self.model.names[council],
            "path": f"council/{slug(council)}/index.html",
            "register": newest[0] if newest else None,
            "counts": counts,
            "shift": last[-1] if last else None,
            "sentence": sentences.council_line(counts, last[-1] if last else None, self.words),
        }

    def write(self, council: str) -> None:
        """Write every page of one council."""
        home = f"council/{slug(council)}"
        name = self.model.names[council]
        registers = self.model.council_registers.of(council)
        newest = self.newest(council)
        periods = sorted({r["as_at"] for r in registers if r["as_at"] is not None})
        issues = self.model.issues_of_council.get(council)
        listed = issues.head(ISSUES).to_dicts() if issues is not None else []
        explore = explorer(self.press, council)
        if explore is not None:
            self.press.writer.file(f"{home}/explore.js", explore)
        trail = [(self.words("nav.overview"), "index.html")]
        context = {
            "council": council,
            "name": name,
            "about": self.model.council_rows.get(council),
            "registers": registers,
            "newest": newest,
            "series": [self.series(council, register) for register in newest],
            "questions": culture.answers(self.model, [r["register_id"] for r in newest], self.press.where, self.words),
            "departures": self.departures.of(council),
            "where": self.press.where,
            "entry": self.model.entry,
            "issue_count": len(issues) if issues is not None else 0,
            "to_answer": sum(1 for _ in filter(lambda r: r["responsibility"] == "council", issues.to_dicts()))
            if issues is not None
            else 0,
            "issues": [i for i in listed if i["responsibility"] == "council"][:8],
            "caveats": self.caveats.get(council, []),
            "periods": [(p, f"{home}/{p.isoformat()}.html") for p in periods],
            "register_path": register_path,
            "home": home,
            "explore": explore is not None,
            "sources": newest,
        }
        self.press.page(f"{home}/index.html", "council.html", name, context, trail)
        trail = [*trail, (name, f"{home}/index.html")]
        title = self.words("issues.title", name=name)
        self.press.page(
            f"{home}/issues.html",
            "issues.html",
            title,
            {
                "name": name,
                "issues": listed,
                "issue_count": context["issue_count"],
                "home": home,
                "registers": self.model.registers,
                "register_path": register_path,
                "sources": registers[-40:],
            },
            trail,
        )
        if issues is not None:
            self.press.writer.file(f"{home}/issues.csv", csv_bytes(issues))
        for period in periods:
            self.permalink(council, period, trail)

    def series(self, council: str, register: dict[str, Any]) -> dict[str, Any]:
        """Everything a council's page says of one series."""
        model, words, press = self.model, self.words, self.press
        series = register["series"]
        prefix = f"{council}-{series}"
        rows = model.stance.of(council, series, "all")
        counts = model.counts(register["register_id"])
        empty = not bears_stance(counts)
        shifts = model.shifts.of(council, series, "consecutive")
        last = shifts[-1] if shifts else None
        whole = last_of(model.shifts.of(council, series, "whole"))
        by_area = self.appetite.of(council, series)
        voiced = self.themes.of(council, series)
        events = model.events_of(council)
        subject = f"{model.names[council]}, {press.series_name(series)}"
        finding = sentences.stance(rows[-1], words) if rows else ""
        if last is not None:
            finding = f"{finding} {sentences.shift(last, words)}".strip()
        flips = sorted(self.flips.of(council, series), key=lambda f: (f["to_as_at"], f["entry_id"]), reverse=True)
        figures = (
            []
            if empty and not any(bears_stance(r) for r in rows)
            else [
                press.show(stance.over_time(rows, events, finding, words, subject), prefix) if rows else None,
                press.show(stance.counts(rows, sentences.counts(rows[-1], words), words, subject), prefix)
                if rows
                else None,
            ]
        )
        return {
            "series": series,
            "anchor": slug(f"series-{series}"),
            "name": press.series_name(series),
            "register": register,
            "counts": counts,
            "row": rows[-1] if rows else None,
            "finding": finding,
            "empty": sentences.emptiness(counts, words) if empty else "",
            "figures": [f for f in figures if f],
            "corrected": [c for c in self.corrected.of(council, series, "all") if c["share_corrected"] is not None],
            "shift": last,
            "shifts": shifts,
            "changes": self.changes(council, series, shifts, whole),
            "areas": []
            if empty
            else [
                f
                for f in (
                    press.show(areas.dots(by_area, sentences.areas(by_area, words), words), prefix),
                    press.show(areas.appetite(by_area, sentences.gaps(by_area, words), words), prefix),
                )
                if f
            ],
            "stated": [a for a in by_area if a["stated_word"] or a["stated_level"]],
            "themes": press.show(themes.themes(voiced, sentences.themes(voiced, words), words), prefix),
            "flips": [
                self.flip(f)
                for f in flips[:FLIPS]
                if f["entry_id"] in press.where and f["previous_entry_id"] in press.where
            ],
            "flip_count": len(flips),
            "headroom": last_of(self.headroom.of(council, series, "all")),
        }

    def changes(
        self, council: str, series: str, shifts: list[dict[str, Any]], whole: dict[str, Any] | None
    ) -> list[dict[str, Any]]:
        """The latest change, the last one in which the share moved where the latest did not, and the whole series."""
        if not shifts:
            return []
        moved = [s for s in shifts[:-1] if s["change"]]
        shown = [("latest", shifts[-1])]
        if not shifts[-1]["change"] and moved:
            shown.append(("earlier", moved[-1]))
        if whole is not None and len(shifts) > 1:
            shown.append(("whole", whole))
        told = []
        for kind, row in shown:
            steps = self.model.waterfall.of(council, series, row["span"], row["from_as_at"], row["to_as_at"])
            drawn = (
                changes.waterfall(steps, sentences.waterfall(row, self.words), self.words)
                if any(s["value"] for s in steps[1:-1])
                else None
            )
            told.append(
                {
                    "kind": kind,
                    "shift": row,
                    "sentence": sentences.shift(row, self.words),
                    "moves": sentences.moves(row, self.words),
                    "figure": self.press.show(drawn, f"{council}-{series}"),
                }
            )
        return told

    def flip(self, row: dict[str, Any]) -> dict[str, Any]:
        """One flip: the entry before and after, as its register's page shows it."""
        model, where, words = self.model, self.press.where, self.words
        old, new = model.entry[row["previous_entry_id"]], model.entry[row["entry_id"]]
        before, after = told_entry(model, old, where, words), told_entry(model, new, where, words)
        decided = {h["field"] for told in (before, after) for h in told["evidence"] if h["decided"]}
        for told in (before, after):
            told["fields"] = [f for f in told["fields"] if f["name"] in decided or old[f["name"]] != new[f["name"]]]
        return {**row, "before": before, "after": after}

    def permalink(self, council: str, period: date, trail: list[tuple[str, str]]) -> None:
        """The page of one council at one date: what its registers of that date say, and the change into it."""
        model, words = self.model, self.words
        told = []
        for register in [r for r in model.council_registers.of(council) if r["as_at"] == period]:
            row = next((r for r in model.stance.of(council, register["series"], "all") if r["as_at"] == period), None)
            into = [s for s in model.shifts.of(council, register["series"], "consecutive") if s["to_as_at"] == period]
            counts = model.counts(register["register_id"])
            told.append(
                {
                    "register": register,
                    "name": self.press.series_name(register["series"]),
                    "counts": counts,
                    "row": row,
                    "shift": into[0] if into else None,
                    "finding": sentences.stance(row, words)
                    if row and bears_stance(counts)
                    else sentences.emptiness(counts, words),
                    "verdict": sentences.shift(into[0], words) if into else "",
                    "moves": sentences.moves(into[0], words) if into else "",
                    "path": register_path(register["register_id"]),
                }
            )
        name = model.names[council]
        self.press.page(
            f"council/{slug(council)}/{period.isoformat()}.html",
            "period.html",
            words("period.title", name=name, date=words.date(period)),
            {
                "name": name,
                "period": period,
                "told": told,
                "home": f"council/{slug(council)}",
                "sources": [t["register"] for t in told],
            },
            trail,
        )
