"""The views beside the tables that a check may read.

`limits` is written judgement in `baselines/limits.csv`, each with its reason. `register_matrix` has one row
per register: its scoring matrix, from the register itself or from its council's configuration. `role_words`
make an owner a role and not a person, as the reader knows them. `issue_codes` is that file, `this_run` holds
the day that "in the future" is counted from, `previous_TABLE` a table as last published.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import dictionary
from pipelines.catalogue.council import Council
from pipelines.catalogue.issue_codes import issue_codes_frame
from pipelines.settings import ROOT

ALWAYS = ("limits", "role_words", "issue_codes", "register_matrix", "this_run")
"""Views that are no tables; every check may read them."""
BASELINES = Path(__file__).with_name("baselines")
ROLE_WORDS = ROOT / "pipelines" / "shape" / "role_words.txt"
MATRIX = {
    "register_id": pl.String(),
    "formula": pl.String(),
    "likelihood": pl.Int64(),
    "impact": pl.Int64(),
    "impact_weights": pl.List(pl.Int64()),
    "letters": pl.String(),
    "basis": pl.String(),
}


def views(
    tables: Mapping[str, pl.DataFrame],
    previous: Mapping[str, pl.DataFrame] | None,
    councils: Mapping[str, Council] | None,
    today: date,
) -> dict[str, pl.DataFrame]:
    """Every view by name: the tables, `previous_TABLE` for each table of the dictionary, and the context."""
    known = {name: frame for name, frame in tables.items() if name in dictionary.names()}
    last = {
        f"previous_{name}": (previous or {}).get(name, dictionary.table(name).empty()) for name in dictionary.names()
    }
    registers = tables.get("registers", dictionary.table("registers").empty())
    return {
        **known,
        **last,
        "limits": pl.read_csv(BASELINES / "limits.csv", schema_overrides={"value": pl.Float64}),
        "role_words": pl.DataFrame({"word": _role_words()}),
        "issue_codes": issue_codes_frame(),
        "register_matrix": matrices(registers, councils or {}),
        "this_run": pl.DataFrame({"today": [today]}),
    }


@cache
def _role_words() -> tuple[str, ...]:
    lines = ROLE_WORDS.read_text(encoding="utf-8").splitlines()
    return tuple(sorted({word for line in lines if not line.startswith("#") for word in line.lower().split()}))


def matrices(registers: pl.DataFrame, councils: Mapping[str, Council]) -> pl.DataFrame:
    """One row per register with a known matrix; `impact_weights` is null where the impact is not weighted."""
    rows = []
    for register in registers.select("register_id", "council", "as_at", "matrix").iter_rows(named=True):
        stated = _matrix(register, councils)
        if stated is None:
            continue
        rows.append(
            {
                "register_id": register["register_id"],
                "formula": stated.get("formula") or "product",
                "likelihood": stated.get("likelihood"),
                "impact": stated.get("impact"),
                "impact_weights": stated.get("impact_weights") or None,
                "letters": stated.get("letters") or "",
                "basis": stated.get("basis") or "configured",
            }
        )
    return pl.DataFrame(rows, schema=MATRIX)


def _matrix(register: Mapping[str, Any], councils: Mapping[str, Council]) -> dict[str, Any] | None:
    if register["matrix"]:
        stated = json.loads(register["matrix"])
        return stated if isinstance(stated, dict) else None
    council = councils.get(register["council"])
    configured = council.matrix_at(register["as_at"]) if council else None
    return configured.model_dump() if configured else None
