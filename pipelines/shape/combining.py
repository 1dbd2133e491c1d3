"""Readings of many documents put together: ids, Welsh twins, duplicates, replaced files, corrections.

Two files of one register are told apart here, never in a reading: a byte-equal file is a duplicate, a Welsh
copy a twin, a corrected file replaces its predecessor.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from pipelines import dictionary
from pipelines.catalogue.corrections import Correction, apply_corrections
from pipelines.catalogue.council import Council
from pipelines.catalogue.issue_codes import issue_code
from pipelines.shape.reading import Reading
from pipelines.shape.revisions import Kept, mark_duplicates, mark_revisions, mark_twins, still_read, tell_projects_apart
from pipelines.shape.text import slug


def combine(
    readings: Sequence[Reading], councils: Mapping[str, Council], corrections: Sequence[Correction]
) -> dict[str, pl.DataFrame]:
    """Whole tables from readings.

    Args:
        readings: one per document, in any order.
        councils: the configured councils by id.
        corrections: rows of corrections.csv; see `pipelines.catalogue.corrections`.

    Returns:
        documents, source_rows, header_mappings, registers, entries (area "", need and appetite_level null),
        issues and corrections, each as the dictionary says.
    """
    kept = [Kept(r, r.status, r.reason) for r in sorted(readings, key=lambda r: (r.source_file, r.source_sha256))]
    tell_projects_apart(kept)
    mark_duplicates(kept)
    mark_twins(kept)
    mark_revisions(kept)
    _identify(kept)
    entries = [row for k in kept if k.status == "read" for row in _entries(k)]
    applied = apply_corrections(
        entries, {k.register_id: k.reading.source_sha256 for k in kept if k.register_id}, corrections
    )
    entries = applied.entries
    dropped = {d["entry_id"]: d for d in applied.dropped}
    files = {k.reading.source_sha256: k.reading.source_file for k in reversed(kept)}
    issues = [row for k in kept for row in _issues(k)] + [_issue(_in_its_file(row, files)) for row in applied.issues]
    issues = _unique(issues)
    count: dict[str | None, int] = {}
    for row in issues:
        count[row["register_id"]] = count.get(row["register_id"], 0) + 1
    alive: dict[str, int] = {}
    for row in entries:
        alive[row["register_id"]] = alive.get(row["register_id"], 0) + 1
    tables: dict[str, list[dict[str, Any]]] = {
        "documents": [_document(k, set(dropped)) for k in kept],
        "source_rows": [row for k in kept for row in _source_rows(k, set(dropped))],
        "header_mappings": [
            {**row, "source_file": k.reading.source_file, "register_id": k.register_id}
            for k in kept
            for row in k.reading.header_mappings
        ],
        "registers": [_register(k, alive, count, councils) for k in kept if k.register_id],
        "entries": entries,
        "issues": issues,
        "corrections": applied.corrections,
    }
    return {name: dictionary.table(name).conform(dictionary.table(name).frame(rows)) for name, rows in tables.items()}


def _identify(kept: list[Kept]) -> None:
    """Register and entry ids; repeats get -2, -3 and so on in order of source file and row."""
    registers: dict[str, int] = {}
    for k in still_read(kept):
        r = k.reading
        day = r.as_at.isoformat() if r.as_at else f"undated-{r.source_sha256[:8]}"
        stem = f"{slug(r.council) or 'unknown'}.{slug(r.series) or 'corporate'}.{day}"
        k.register_id = _numbered(stem, registers)
        seen: dict[str, int] = {}
        k.entry_ids = [
            _numbered(f"{k.register_id}.{slug(str(e['risk_ref'] or '')) or f'r{n}'}", seen)
            for n, e in enumerate(r.entries, 1)
        ]


def _numbered(stem: str, seen: dict[str, int]) -> str:
    """The stem, or the stem with the first free number after it; every id given is remembered."""
    if stem not in seen:
        seen[stem] = 1
        return stem
    while True:
        seen[stem] += 1
        made = f"{stem}-{seen[stem]}"
        if made not in seen:
            seen[made] = 1
            return made


def _entries(k: Kept) -> list[dict[str, Any]]:
    r = k.reading
    fixed = {
        "register_id": k.register_id,
        "council": r.council,
        "series": r.series,
        "as_at": r.as_at,
        "area": "",
        "need": None,
        "appetite_level": None,
    }
    return [{"entry_id": entry_id, **fixed, **row} for entry_id, row in zip(k.entry_ids, r.entries, strict=True)]


def _issue(row: Mapping[str, Any]) -> dict[str, Any]:
    code = issue_code(row["code"])
    return {**row, "severity": code.severity, "responsibility": code.responsibility}


def _in_its_file(row: Mapping[str, Any], files: Mapping[str, str]) -> dict[str, Any]:
    """A correction's issue under the name of the file it corrects; under its own file's name where that is not here."""
    given = str(row["source_file"]).lower()
    found = (name for sha256, name in files.items() if sha256.startswith(given))
    return {**row, "source_file": next(found, "riskshift/corrections.csv")}


def _issues(k: Kept) -> list[dict[str, Any]]:
    base = {"register_id": k.register_id, "source_file": k.reading.source_file}
    return [_issue({**base, **row}) for row in (*k.reading.issues, *k.extra)]


def _unique(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    key = dictionary.table("issues").primary_key
    return list({tuple(row[name] for name in key): row for row in reversed(rows)}.values())[::-1]


def _source_rows(k: Kept, dropped: set[str]) -> list[dict[str, Any]]:
    out: dict[str, dict[str, Any]] = {}
    for row in k.reading.source_rows:
        place = row["entry"]
        entry_id = k.entry_ids[int(place)] if place is not None and k.status == "read" else None
        fate, code = row["fate"], row["code"]
        if place is not None and entry_id is None:
            fate, code = (
                "issue",
                "welsh_twin"
                if k.status == "twin"
                else "register_twice"
                if "another file" in k.reason
                else "duplicate_file",
            )
        elif entry_id in dropped:
            fate, code, entry_id = "issue", "correction_dropped", None
        out[str(row["locator"])] = {
            "source_file": k.reading.source_file,
            "locator": row["locator"],
            "register_id": k.register_id,
            "fate": fate,
            "entry_id": entry_id,
            "code": code,
        }
    return list(out.values())


def _document(k: Kept, dropped: set[str]) -> dict[str, Any]:
    r = k.reading
    rows = _source_rows(k, dropped)
    count = {fate: sum(1 for row in rows if row["fate"] == fate) for fate in ("entry", "part")}
    return {
        "source_file": r.source_file,
        "source_sha256": r.source_sha256,
        "bytes": r.bytes,
        "format": r.format or None,
        "status": k.status,
        "reason": k.reason,
        "register_id": k.register_id,
        "rows_in": len(rows),
        "rows_entry": count["entry"],
        "rows_part": count["part"],
        "rows_issue": len(rows) - count["entry"] - count["part"],
    }


def _register(
    k: Kept, alive: Mapping[str, int], count: Mapping[str | None, int], councils: Mapping[str, Council]
) -> dict[str, Any]:
    r = k.reading
    council = councils.get(r.council)
    matrix = r.matrix
    if matrix is not None:
        matrix = json.dumps(json.loads(matrix), sort_keys=True)
    return {
        "register_id": k.register_id,
        "council": r.council,
        "series": r.series,
        "title": r.title,
        "as_at": r.as_at,
        "as_at_basis": r.as_at_basis,
        "source_file": r.source_file,
        "source_sha256": r.source_sha256,
        "format": r.format,
        "language": r.language,
        "entries": alive.get(k.register_id or "", 0),
        "issues": count.get(k.register_id, 0),
        "licence": r.licence or (council.licence if council else "") or None,
        "source_url": r.source_url or (council.source_url if council else "") or None,
        "matrix": matrix,
        "revision": r.revision,
    }
