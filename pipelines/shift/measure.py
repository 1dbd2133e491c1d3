"""Runs the SQL of the tables over time in order, and nothing else: from judged, linked entries to shifts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import duckdb
import polars as pl

from pipelines import dictionary, warehouse
from pipelines.catalogue.council import Council
from pipelines.errors import RiskshiftError
from pipelines.settings import SQL
from pipelines.shift import configured, paired
from pipelines.shift.accuracy import correct
from pipelines.shift.verdicts import caveats

GIVEN = ("registers", "entries", "classifications", "evidence", "links", "departures")


def measure(
    tables: Mapping[str, pl.DataFrame],
    councils: Mapping[str, Council],
    published: pl.DataFrame | None = None,
    accuracy: pl.DataFrame | None = None,
) -> dict[str, pl.DataFrame]:
    """Every table over time, each in the dictionary's columns.

    Args:
        tables: registers, entries (tagged), classifications, evidence, links, departures; needs and
            reading_issues (rows of `issues`, for lines printed beside a table) where known.
        councils: configurations by council id.
        published: `stance_by_period` of the last publication, from which a re-judged past is told apart
            from a council's change; None at a first publication.
        accuracy: confusion counts as `read_accuracy` gives them; None leaves the corrected shares null.

    Returns:
        stance_by_period, stance_corrected, shifts, flips, themes_by_period, appetite, headroom,
        blue_oceans, caveats.

    Raises:
        SqlFailed: a select file failed; the message names it.
        BadTable: a given table is not in the dictionary's columns.
    """
    made: dict[str, pl.DataFrame] = {}
    with warehouse.connection(_given(tables, published)) as connected:
        _configure(connected, tables, councils)
        _step(connected, "standing_registers", "judged_entries", "snapshots", "pairs")
        _compare(connected)
        made["stance_by_period"] = _select(connected, "stance_by_period")
        for name in ("appetite", "headroom"):
            made[name] = _select(connected, name)
        _step(connected, "register_caveats")
        for name in ("shifts", "flips", "themes_by_period", "blue_oceans", "caveats"):
            made[name] = _select(connected, name)
    made["stance_corrected"] = correct(made["stance_by_period"], accuracy)
    return made


def between(
    tables: Mapping[str, pl.DataFrame],
    council: str,
    from_: date,
    to_: date,
    *,
    series: str | None = None,
    area: str | None = None,
    published: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The shift between any two dates, in the columns of `shifts`, with the span `pair` and no q_value.

    A date without a register stands for the latest register before it. No q_value: one pair asked for
    by name is one test.

    Args:
        tables: as for `measure`.
        council: council id.
        from_: earlier date.
        to_: later date.
        series: only this series; None gives every series with a register at both dates.
        area: only this area; None gives `all` and every area.
        published: as for `measure`.

    Raises:
        RiskshiftError: no such council or series, or no register at or before a date; lists the dates.
    """
    with warehouse.connection(_given(tables, published)) as connected:
        _step(connected, "standing_registers", "judged_entries")
        known = connected.sql("select council, series, as_at from standing_registers order by all").pl()
        asked = _pairs(known, council, from_, to_, series)
        # The consecutive pairs between tell whether the register was re-based on the way.
        standard = warehouse.select_file(connected, SQL / "steps" / "pairs.sql")
        on_the_way = standard.filter(pl.col("council") == council, pl.col("span") == "consecutive")
        warehouse.add_table(connected, "pairs", pl.concat([asked, on_the_way]))
        _compare(connected)
        shifts = _select(connected, "shifts").filter(pl.col("span") == "pair")
    shifts = shifts.with_columns(pl.lit(None, pl.Float64).alias("q_value"))
    return shifts if area is None else shifts.filter(pl.col("area") == area)


def _pairs(known: pl.DataFrame, council: str, from_: date, to_: date, series: str | None) -> pl.DataFrame:
    own = known.filter(pl.col("council") == council)
    if own.is_empty():
        councils = ", ".join(known["council"].unique(maintain_order=True)) or "none"
        raise RiskshiftError(
            f"no dated register of council {council!r}.", remedy=f"Councils with dated registers: {councils}."
        )
    wanted = own if series is None else own.filter(pl.col("series") == series)
    if wanted.is_empty():
        raise RiskshiftError(
            f"council {council!r} has no series {series!r}.",
            remedy=f"Its series: {', '.join(own['series'].unique(maintain_order=True))}.",
        )
    if from_ >= to_:
        raise RiskshiftError(
            f"{from_} is not before {to_}.",
            remedy="Give the earlier date first: riskshift shift COUNCIL FROM TO.",
        )
    pairs = (
        wanted.group_by("council", "series")
        .agg(
            pl.col("as_at").filter(pl.col("as_at") <= from_).max().alias("from_as_at"),
            pl.col("as_at").filter(pl.col("as_at") <= to_).max().alias("to_as_at"),
        )
        .filter(pl.col("from_as_at") < pl.col("to_as_at"))
        .select("council", "series", pl.lit("pair").alias("span"), "from_as_at", "to_as_at")
        .sort("series")
    )
    if pairs.is_empty():
        dates = ", ".join(f"{day} ({name})" for name, day in wanted.select("series", "as_at").iter_rows())
        raise RiskshiftError(
            f"no two registers of {council!r} stand at {from_} and {to_}.", remedy=f"Its registers: {dates}."
        )
    return pairs


def _given(tables: Mapping[str, pl.DataFrame], published: pl.DataFrame | None) -> dict[str, pl.DataFrame]:
    given = {name: tables[name] for name in GIVEN}
    given["needs"] = tables.get("needs", dictionary.table("needs").empty())
    given["reading_issues"] = tables.get("reading_issues", dictionary.table("issues").empty())
    given["published"] = dictionary.table("stance_by_period").empty() if published is None else published
    return given


def _configure(
    connected: duckdb.DuckDBPyConnection, tables: Mapping[str, pl.DataFrame], councils: Mapping[str, Council]
) -> None:
    warehouse.add_table(connected, "local_areas", configured.local_areas(councils))
    warehouse.add_table(connected, "stated_appetite", configured.stated_appetite(councils))
    scores = configured.matrix_scores(tables["registers"], tables["entries"], councils)
    warehouse.add_table(connected, "matrix_scores", scores)
    messages = pl.DataFrame(
        {"code": list(caveats()), "message": list(caveats().values())},
        schema={"code": pl.String, "message": pl.String},
    )
    warehouse.add_table(connected, "caveat_messages", messages)


def _compare(connected: duckdb.DuckDBPyConnection) -> None:
    _step(connected, "stayers", "shift_sums", "rebasings")
    parts = _step(connected, "shift_parts")
    tests = paired.paired_tests(parts)
    warehouse.add_table(connected, "paired_tests", tests)
    warehouse.add_table(connected, "false_discovery", paired.false_discovery(parts, tests))


def _step(connected: duckdb.DuckDBPyConnection, *names: str) -> pl.DataFrame:
    for name in names:
        frame = warehouse.select_file(connected, SQL / "steps" / f"{name}.sql")
        warehouse.add_table(connected, name, frame)
    return frame


def _select(connected: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    frame = warehouse.select_file(connected, SQL / "tables" / f"{name}.sql")
    frame = dictionary.table(name).conform(frame)
    warehouse.add_table(connected, name, frame)
    return frame
