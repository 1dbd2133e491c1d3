"""What councils configure, as tables that the SQL can join: stated appetite, areas and groups, matrices."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl
from pydantic import ValidationError

from pipelines.catalogue.appetite_words import level
from pipelines.catalogue.council import Council, Matrix, StatedAppetite

STATED = {
    "line": pl.Int64, "council": pl.String, "area_local": pl.String, "stated_word": pl.String,
    "stated_level": pl.Int64, "tolerable_level": pl.Int64, "valid_from": pl.Date,
}  # fmt: skip
AREAS = {"council": pl.String, "basis": pl.String, "name": pl.String, "shown": pl.String, "area": pl.String}
SCORES = {"register_id": pl.String, "score": pl.Float64}


def local_areas(councils: Mapping[str, Council]) -> pl.DataFrame:
    """How each council names its areas: council, basis, name, shown, area.

    basis `local` leads from the council's own word (lower case) to the group or word shown; `common`
    from the common scheme's area, where the council's scheme gives it exactly one name.
    """
    rows: list[dict[str, Any]] = []
    for council in councils.values():
        by_area: dict[str, set[str]] = {}
        for area in council.areas:
            shown = area.group or area.local
            by_area.setdefault(area.area, set()).add(shown)
            rows.append({
                "council": council.id, "basis": "local", "name": area.local.lower(), "shown": shown,
                "area": area.area,
            })  # fmt: skip
        rows += [
            {"council": council.id, "basis": "common", "name": area, "shown": next(iter(shown)), "area": area}
            for area, shown in by_area.items()
            if len(shown) == 1
        ]
    return pl.DataFrame(rows, schema=AREAS).unique(["council", "basis", "name"], keep="first", maintain_order=True)


def stated_appetite(councils: Mapping[str, Council]) -> pl.DataFrame:
    """Lines of appetite statements: line, council, area_local (the group where areas are grouped),
    stated_word, stated_level, tolerable_level (1 to 5), valid_from.

    Several areas of one group with different words show all words, and no level: an ordinal has no mean.
    """
    rows: list[dict[str, Any]] = []
    for council in councils.values():
        groups = {area.local.lower(): area.group for area in council.areas if area.group}
        names = {area.local.lower(): area.local for area in council.areas}
        gathered: dict[tuple[str, date | None], list[StatedAppetite]] = {}
        for line in council.appetite:
            local = line.area_local.lower()
            shown = groups.get(local) or names.get(local) or line.area_local
            gathered.setdefault((shown, line.valid_from), []).append(line)
        for (shown, valid_from), lines in gathered.items():
            rows.append({
                "line": len(rows), "council": council.id, "area_local": shown,
                "stated_word": " / ".join(dict.fromkeys(line.stated for line in lines)),
                "stated_level": _common(level(line.stated) for line in lines),
                "tolerable_level": _common(level(line.tolerable) for line in lines),
                "valid_from": valid_from,
            })  # fmt: skip
    return pl.DataFrame(rows, schema=STATED)


def _common(levels: Iterable[int | None]) -> int | None:
    distinct = set(levels)
    return distinct.pop() if len(distinct) == 1 else None


def matrix_scores(registers: pl.DataFrame, entries: pl.DataFrame, councils: Mapping[str, Council]) -> pl.DataFrame:
    """The scores that a register's matrix can reach: register_id, score.

    The configured matrix at the register's date comes first, then the matrix the register was read with;
    where neither says how scores are made, the distinct scores that the series prints.
    """
    reachable: dict[str, tuple[float, ...]] = {}
    rows: list[dict[str, Any]] = []
    unknown: list[str] = []
    for register in registers.select("register_id", "council", "as_at", "matrix").iter_rows(named=True):
        council = councils.get(register["council"])
        matrix = (council.matrix_at(register["as_at"]) if council else None) or _read_matrix(register["matrix"])
        if matrix is None or matrix.formula == "none":
            unknown.append(register["register_id"])
            continue
        key = matrix.model_dump_json()
        scores = reachable.setdefault(key, _reachable(matrix))
        rows += [{"register_id": register["register_id"], "score": score} for score in scores]
    printed = (
        entries.unpivot(["score_residual", "score_target"], index=["council", "series"], value_name="score")
        .drop("variable")
        .drop_nulls()
        .unique()
    )
    observed = (
        registers.filter(pl.col("register_id").is_in(unknown))
        .join(printed, on=["council", "series"], how="inner")
        .select("register_id", "score")
    )
    return pl.concat([pl.DataFrame(rows, schema=SCORES), observed])


def _read_matrix(text: str | None) -> Matrix | None:
    if not text:
        return None
    raw = json.loads(text)
    try:
        return Matrix(**{key: value for key, value in raw.items() if key in Matrix.model_fields})
    except ValidationError:
        return None


def _reachable(matrix: Matrix) -> tuple[float, ...]:
    impacts = matrix.impact_weights if matrix.formula == "weighted" and matrix.impact_weights else None
    steps = impacts or range(1, matrix.impact + 1)
    return tuple(sorted({float(likelihood * step) for likelihood in range(1, matrix.likelihood + 1) for step in steps}))
