"""The truth beside sample registers as the frames that linking takes, and its answers in the same terms."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import dictionary
from pipelines.link import Linked

KEY = ("council", "series", "as_at")


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    """Rows of one truth file, empty cells as ""."""
    return pl.read_csv(folder / f"{name}.csv", infer_schema_length=0).fill_null("").to_dicts()


def frames(folder: Path) -> dict[str, pl.DataFrame]:
    """entries, registers, issues (lines printed below a table), stances (`judged`) as the truth has them."""
    links = read(folder, "links")
    references = _references(links)
    entries, judged, seen = [], [], {}
    for row in read(folder, "entries"):
        if row["status"] in {"withdrawn", "replaced"}:
            continue
        register_id = ".".join(row[k] for k in KEY)
        place = seen[register_id] = seen.get(register_id, -1) + 1
        reference = row["risk_ref"] or references[register_id][place]
        entry_id = f"{register_id}.{place}"
        columns = {c.name for c in dictionary.table("entries").columns} & row.keys()
        values = {k: row[k] or None for k in columns - {"council", "series", "as_at", "direction"}}
        texts = {k: row[k] for k in ("title", "description", "controls", "actions", "response")}
        entries.append({
            **values, **texts, "entry_id": entry_id, "register_id": register_id, "risk_ref": reference,
            **{k: row[k] for k in KEY}, "area": row["area_local"] or "none", "other": "{}", "locator": "",
        })  # fmt: skip
        judged.append({"entry_id": entry_id, "stance": row["stance"], "risk": row["risk"]})
    return {
        "entries": _frame("entries", entries),
        "registers": _registers(entries),
        "issues": _frame("issues", _notes(folder)),
        "judged": pl.DataFrame(judged),
    }


def _frame(name: str, rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
    table = dictionary.table(name)
    raw = pl.DataFrame(
        [{c.name: row.get(c.name) for c in table.columns} for row in rows],
        schema={c.name: pl.String for c in table.columns},
    )
    return raw.with_columns(
        [pl.col(c.name).str.to_date() if c.type == "date" else pl.col(c.name).cast(table.schema[c.name])
         for c in table.columns]
    )  # fmt: skip


def _registers(entries: list[dict[str, Any]]) -> pl.DataFrame:
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry["register_id"]] = counts.get(entry["register_id"], 0) + 1
    first = {entry["register_id"]: entry for entry in reversed(entries)}
    return _frame("registers", [
        {**{k: first[r][k] for k in KEY}, "register_id": r, "title": r, "as_at_basis": "", "source_file": r,
         "source_sha256": "", "format": "csv", "language": "en", "entries": str(n), "issues": "0"}
        for r, n in counts.items()
    ])  # fmt: skip


def _references(links: list[dict[str, Any]]) -> dict[str, list[str]]:
    references: dict[str, list[str]] = {}
    for before, row in zip([None, *links], links, strict=False):
        register_id = ".".join(row[k] for k in KEY)
        merged_again = before and row["kind"] == "merged" and before["risk_ref"] == row["risk_ref"]
        if not merged_again:
            references.setdefault(register_id, []).append(row["risk_ref"])
    return references


def _notes(folder: Path) -> list[dict[str, Any]]:
    rows = [row for row in read(folder, "departures") if row["basis"]]
    return [
        {"register_id": ".".join(row[k] for k in KEY), "source_file": "", "locator": "", "field": "",
         "code": "", "severity": "info", "responsibility": "council", "value": row["basis"], "message": ""}
        for row in rows
    ]  # fmt: skip


def true_links(folder: Path) -> set[tuple[str, ...]]:
    """(council, series, as_at, reference, previous as_at, previous reference, kind) of each entry.

    A merged entry stands once, with the predecessor whose risk it goes on as.
    """
    rows = read(folder, "links")
    return {(*(row[k] for k in KEY), row["risk_ref"], row["previous_as_at"], row["previous_ref"], row["kind"])
            for row in rows}  # fmt: skip


def found_links(entries: pl.DataFrame, linked: Linked) -> set[tuple[str, ...]]:
    """The links found, in the terms of `true_links`."""
    known = {row["entry_id"]: row for row in entries.iter_rows(named=True)}
    found = set()
    for link in linked.links.iter_rows(named=True):
        now, before = known[link["entry_id"]], known.get(link["previous_entry_id"] or "")
        previous = (str(before["as_at"]), before["risk_ref"]) if before else ("", "")
        found.add((now["council"], now["series"], str(now["as_at"]), now["risk_ref"], *previous, link["kind"]))
    return found


def scores(true: set[tuple[str, ...]], found: set[tuple[str, ...]]) -> pl.DataFrame:
    """Precision and recall by kind: a link is right when entry, predecessor and kind are.

    A merged entry has one predecessor in `links` and several in the truth: naming any of them is right.
    """
    single = {(*link[:4], "", "", "merged") if link[-1] == "merged" else link for link in found}
    wanted = {(*link[:4], "", "", "merged") if link[-1] == "merged" else link for link in true}
    wrong = {link for link in found if link[-1] == "merged" and link not in true}
    rows = []
    for kind in sorted({link[-1] for link in single | wanted}):
        right = sum(link[-1] == kind for link in single & wanted) - sum(link[-1] == kind for link in wrong)
        told, there = (sum(link[-1] == kind for link in links) for links in (single, wanted))
        precision, recall = (right / n if n else None for n in (told, there))
        rows.append({"kind": kind, "true": there, "found": told, "precision": precision, "recall": recall})
    return pl.DataFrame(rows)
