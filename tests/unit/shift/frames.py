"""Literal rows as the frames that `measure` takes: only what a test says, the rest neutral."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from pipelines import dictionary

E, M, C, A, U = "enablement", "mixed", "containment", "avoidance", "unclear"


def register(council: str, as_at: date | None, series: str = "corporate", **values: Any) -> dict[str, Any]:
    """A row of `registers`."""
    return {
        "register_id": f"{council}.{series}.{as_at}", "council": council, "series": series, "title": "Risks",
        "as_at": as_at, "as_at_basis": "text", "source_file": f"{council}-{as_at}.csv", "source_sha256": "0",
        "format": "csv", "language": "en", "entries": 1, "issues": 0, **values,
    }  # fmt: skip


def entry(
    council: str, as_at: date | None, risk: str, stance: str, *, area: str = "Operations",
    series: str = "corporate", **values: Any,
) -> dict[str, Any]:  # fmt: skip
    """A row of `entries` with its stance and the risk it continues (`stance`, `risk`) beside it."""
    register_id = values.pop("register_id", f"{council}.{series}.{as_at}")
    return {
        "entry_id": f"{register_id}.{risk}", "register_id": register_id, "council": council,
        "series": series, "as_at": as_at, "risk_ref": risk, "title": "", "description": "", "controls": "",
        "actions": "", "response": "", "area": area, "other": "{}", "locator": "row 1",
        "stance": stance, "risk": risk, **values,
    }  # fmt: skip


def tables(
    entries: Sequence[dict[str, Any]],
    registers: Sequence[dict[str, Any]] | None = None,
    **given: pl.DataFrame,
) -> dict[str, pl.DataFrame]:
    """The tables of `measure` from rows of `entry`; registers follow from the entries unless given."""
    if registers is None:
        keys = sorted({(e["council"], e["as_at"], e["series"]) for e in entries}, key=str)
        registers = [register(council, as_at, series) for council, as_at, series in keys]
    plain = [{k: v for k, v in e.items() if k not in {"stance", "risk"}} for e in entries]
    judged = [
        {
            "entry_id": e["entry_id"], "stance": e["stance"], "pole": "none", "confidence": "high",
            "decision_step": "1", "whose_risk": "organisation", "rulebook_version": "v", "ruled": False,
            "text_sha256": "0",
        }
        for e in entries
    ]  # fmt: skip
    links = [
        {
            "entry_id": e["entry_id"], "risk_id": f"{e['council']}.{e['series']}.{e['risk']}", "kind": "same",
            "ref_changed": False, "title_changed": False, "text_changed": False, "basis": "reference",
        }
        for e in entries
    ]  # fmt: skip
    return {
        "registers": dictionary.table("registers").frame(registers),
        "entries": dictionary.table("entries").frame(plain),
        "classifications": dictionary.table("classifications").frame(judged),
        "evidence": dictionary.table("evidence").empty(),
        "links": dictionary.table("links").frame(links),
        "departures": dictionary.table("departures").empty(),
        **given,
    }


def listed(council: str, as_at: date, stances: str, *, first: int = 1, **values: Any) -> list[dict[str, Any]]:
    """Entries R1, R2 ... of one register from a word of letters: E, M, C, A, U."""
    names = {"E": E, "M": M, "C": C, "A": A, "U": U}
    return [entry(council, as_at, f"R{first + i}", names[s], **values) for i, s in enumerate(stances)]


def only(frame: pl.DataFrame, **where: Any) -> dict[str, Any]:
    """The one row that has these values."""
    rows = frame.filter(**where).to_dicts()
    assert len(rows) == 1, f"{len(rows)} rows with {where}"
    return rows[0]
