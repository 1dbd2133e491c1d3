"""The page of one register: every entry with an anchor, ending at its evidence and its place in the source."""

from __future__ import annotations

import json
from typing import Any

from pipelines.site import sentences
from pipelines.site.marks import FIELDS, deciding, excerpts, language, whole
from pipelines.site.model import Model, bears_stance, slug
from pipelines.site.words import Catalogue

BUDGET = 90_000
"""Characters of register text on one page; a longer register goes on, on a second one."""
OVERHEAD = 1_800


def anchor(entry: dict[str, Any]) -> str:
    """The entry's anchor on its register's page: its reference."""
    register, entry_id = entry["register_id"], entry["entry_id"]
    return slug(entry_id[len(register) + 1 :] if entry_id.startswith(f"{register}.") else entry_id)


def paged(model: Model, register_id: str) -> list[list[dict[str, Any]]]:
    """A register's entries by page."""
    pages: list[list[dict[str, Any]]] = [[]]
    used = 0
    for entry in model.entries.of(register_id):
        size = OVERHEAD + sum(len(entry[f]) for f in FIELDS) + len(entry["other"])
        if pages[-1] and used + size > BUDGET:
            pages.append([])
            used = 0
        pages[-1].append(entry)
        used += size
    return pages


def path(register_id: str, page: int = 0) -> str:
    """The address of a register's page, from 0."""
    return f"register/{slug(register_id)}{f'-page-{page + 1}' if page else ''}.html"


def places(model: Model) -> dict[str, str]:
    """Entry id to the address where it stands on the site."""
    found: dict[str, str] = {}
    for register_id in model.registers:
        for number, entries in enumerate(paged(model, register_id)):
            found |= {e["entry_id"]: f"{path(register_id, number)}#{anchor(e)}" for e in entries}
    return found


def licensed(register: dict[str, Any]) -> bool:
    """Whether the licence is known, so that whole texts may be shown."""
    return bool(register["licence"])


LEVELS, FACTORS = ("inherent", "residual", "target"), ("likelihood", "impact", "score")


def scores(entry: dict[str, Any], words: Catalogue) -> list[tuple[str, str]]:
    """What an entry prints of likelihood, impact and score, by level, in words; nothing that is not printed."""
    told = []
    for level in LEVELS:
        printed = [(f, entry[f"{f}_{level}"]) for f in FACTORS if entry[f"{f}_{level}"] is not None]
        if printed:
            told.append(
                (words(f"register.level_{level}"), ", ".join(words(f"register.{f}", value=v) for f, v in printed))
            )
    return told


def rescored(before: dict[str, Any], now: dict[str, Any], words: Catalogue) -> list[str]:
    """Which scores of a risk differ between two registers, by level; one that either does not print is no change."""
    told = []
    for level in LEVELS:
        pairs = [(f, before[f"{f}_{level}"], now[f"{f}_{level}"]) for f in FACTORS]
        moved = [(f, a, b) for f, a, b in pairs if a is not None and b is not None and a != b]
        if moved:
            parts = ", ".join(words(f"register.rescored_{f}", before=a, now=b) for f, a, b in moved)
            told.append(words("register.rescored", level=words(f"register.level_{level}").lower(), parts=parts))
    return told


def told_entry(model: Model, entry: dict[str, Any], where: dict[str, str], words: Catalogue) -> dict[str, Any]:
    """One entry as the page shows it: marked fields (or excerpts), evidence, decision, locator, links."""
    register = model.registers[entry["register_id"]]
    hits = model.hits.of(entry["entry_id"])
    verdict = model.verdict.get(entry["entry_id"])
    decided = deciding(hits, verdict["stance"] if verdict else "unclear")
    open_text = licensed(register)
    fields = []
    for name in FIELDS[1:]:
        text = entry[name]
        if not text:
            continue
        shown = [whole(text, name, hits, decided)] if open_text else excerpts(text, name, decided)
        if shown:
            fields.append({"name": name, "parts": shown, "lang": language(text, register["language"])})
    link = model.links.get(entry["entry_id"])
    previous = link["previous_entry_id"] if link else None
    known = {id(h) for h in decided}
    return {
        "entry": entry,
        "anchor": anchor(entry),
        "title": whole(entry["title"], "title", hits, decided) if open_text else entry["title"],
        "lang": language(entry["title"], register["language"]),
        "verdict": verdict,
        "ruling": model.ruling.get(entry["entry_id"]) if verdict and verdict["ruled"] else None,
        "fields": fields,
        "evidence": [
            {**h, "decided": id(h) in known, "reason": (model.rules.get(h["rule_id"]) or {}).get("reason", "")}
            for h in hits
        ],
        "whole": open_text,
        "other": json.loads(entry["other"]) if open_text and entry["other"] else {},
        "link": link,
        "scores": scores(entry, words),
        "rescored": rescored(model.entry[previous], entry, words) if previous in model.entry else [],
        "previous": {"id": previous, "path": where.get(previous, "")} if previous else None,
        "silent": not (entry["controls"] or entry["actions"] or entry["response"]),
        "address": where[entry["entry_id"]],
        "name": entry["title"] or entry["description"][:80] or words("register.untitled"),
    }


def contexts(
    model: Model, register_id: str, where: dict[str, str], words: Catalogue
) -> list[tuple[str, dict[str, Any]]]:
    """Address and context of each page of a register."""
    register = model.registers[register_id]
    counts = model.counts(register_id)
    pages = paged(model, register_id)
    issues = model.issues_of_register.of(register_id)
    row = next(
        (r for r in model.stance.of(register["council"], register["series"], "all") if r["as_at"] == register["as_at"]),
        None,
    )
    if not counts["n"]:
        finding = words("register.no_entries")
    elif not bears_stance(counts):
        finding = sentences.emptiness(counts, words)
    else:
        finding = (
            sentences.stance(row, words)
            if row
            else words("finding.undated", parts=sentences.told_counts(counts, words), count=counts["n"])
        )
    return [
        (
            path(register_id, number),
            {
                "register": register,
                "council_name": model.names[register["council"]],
                "counts": counts,
                "finding": finding,
                "entries": [told_entry(model, e, where, words) for e in entries],
                "index": [
                    {
                        "ref": e["risk_ref"] or "",
                        "name": e["title"] or e["description"][:80] or words("register.untitled"),
                        "path": where[e["entry_id"]],
                        "verdict": model.verdict.get(e["entry_id"]),
                        "lang": language(e["title"], register["language"]),
                    }
                    for page in pages
                    for e in page
                ]
                if number == 0
                else [],
                "page": number,
                "pages": [path(register_id, n) for n in range(len(pages))],
                "issues": issues[:40] if number == 0 else [],
                "issue_count": len(issues),
                "sources": [register],
            },
        )
        for number, entries in enumerate(pages)
    ]
