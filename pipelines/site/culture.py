"""The four culture questions of the founding page, with the entries that speak for and against; never a score."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.site.marks import deciding, excerpts, language
from pipelines.site.model import Model
from pipelines.site.words import Catalogue

QUESTIONS = Path(__file__).with_name("culture.toml")
SHOWN = 6
"""Entries shown on either side of a question; the count says how many there are."""


@cache
def questions() -> tuple[dict[str, Any], ...]:
    """The questions in order: id, themes that speak for, themes that speak against."""
    raw = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))
    return tuple({"id": key, "for": tuple(v["for"]), "against": tuple(v["against"])} for key, v in raw.items())


def answers(model: Model, register_ids: list[str], where: dict[str, str], words: Catalogue) -> list[dict[str, Any]]:
    """Each question with the entries whose deciding words speak for or against it.

    Args:
        register_ids: a council's newest registers, one a series.
    """
    voiced: dict[tuple[str, str], list[tuple[dict[str, Any], Mapping[str, Any]]]] = {}
    for register_id in register_ids:
        for entry in model.entries.of(register_id):
            verdict = model.verdict.get(entry["entry_id"])
            for hit in deciding(model.hits.of(entry["entry_id"]), verdict["stance"] if verdict else "unclear"):
                voiced.setdefault((hit["pole"], hit["theme"]), []).append((entry, hit))
    told = []
    for question in questions():
        sides = {}
        for side, pole in (("for", "enablement"), ("against", "avoidance")):
            found: dict[str, dict[str, Any]] = {}
            for theme in question[side]:
                for entry, hit in voiced.get((pole, theme), []):
                    found.setdefault(entry["entry_id"], _entry(model, entry, hit, where, words))
            sides[side] = {"count": len(found), "entries": list(found.values())[:SHOWN]}
        told.append({"id": question["id"], **sides})
    return told


def _entry(
    model: Model, entry: dict[str, Any], hit: Mapping[str, Any], where: dict[str, str], words: Catalogue
) -> dict[str, Any]:
    register = model.registers[entry["register_id"]]
    text = entry[hit["field"]] or ""
    return {
        "name": entry["title"] or entry["risk_ref"] or words("register.untitled"),
        "ref": entry["risk_ref"] or "",
        "path": where[entry["entry_id"]],
        "excerpt": next(iter(excerpts(text, hit["field"], [hit])), ""),
        "field": hit["field"],
        "theme": words.theme(hit["theme"]),
        "lang": language(text, register["language"]),
    }
