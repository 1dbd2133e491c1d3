"""The rulebook's known error carried into the shares: what a share would be if every entry were judged as
a careful person judges it.

Confusion counts (`sql/accuracy.csv`: no text, counts only) say how often each true stance is judged as
each other one. The inverse of that matrix corrects the counts of a register (Rogan & Gladen 1978, here
for five stances); draws of both the register and the matrix give the interval. Raw intervals are for the
measured share, these for the true one. Whoever counts anew writes the file; here it is read.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines import dictionary
from pipelines.errors import BadConfiguration
from pipelines.settings import SQL

STANCES = ("avoidance", "containment", "mixed", "enablement", "unclear")
COLUMNS = ("truth", "verdict", "n", "data_hash", "date", "source")
SCHEMA = {
    "truth": pl.String, "verdict": pl.String, "n": pl.Int64, "data_hash": pl.String, "date": pl.Date,
    "source": pl.String,
}  # fmt: skip
DRAWS = 1000
SEED = 1978
PRIOR = 0.2  # per stance, one entry's weight in all: keeps a draw possible where a count is 0
NO_ACCURACY = "No accuracy data."

Floats = NDArray[np.float64]


def read_accuracy(path: Path = SQL / "accuracy.csv") -> pl.DataFrame | None:
    """Confusion counts: truth, verdict, n, data_hash, date, source; None where there is no such file.

    Raises:
        BadConfiguration: every faulty line at once.
    """
    if not path.exists():
        return None
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise BadConfiguration(
                f"its header must be {','.join(COLUMNS)}.",
                where=str(path),
                remedy="Run riskshift evaluate anew.",
            )
        rows = [(reader.line_num, row) for row in reader]
    faults = [f"line {number}: {fault}" for number, row in rows for fault in _faults(row)]
    pairs = [(row["truth"], row["verdict"]) for _, row in rows]
    faults += [f"{truth} judged as {verdict} stands twice" for truth, verdict in sorted(_repeated(pairs))]
    if faults:
        raise BadConfiguration("; ".join(faults), where=str(path), remedy="Count anew, or mend these lines.")
    return pl.DataFrame(
        [row | {"n": int(row["n"]), "date": date.fromisoformat(row["date"])} for _, row in rows],
        schema=SCHEMA,
    )


def _faults(row: dict[str, str]) -> list[str]:
    faults = [f"{column} {row[column]!r} is no stance" for column in ("truth", "verdict") if row[column] not in STANCES]
    if not str(row["n"]).isdigit():
        faults.append(f"n {row['n']!r} is not a count")
    try:
        date.fromisoformat(str(row["date"]))
    except ValueError:
        faults.append(f"date {row['date']!r} is not YYYY-MM-DD")
    return faults


def _repeated(pairs: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    seen: set[tuple[str, str]] = set()
    return {pair for pair in pairs if pair in seen or seen.add(pair)}  # type: ignore[func-returns-value]


def correct(stance: pl.DataFrame, accuracy: pl.DataFrame | None) -> pl.DataFrame:
    """`stance_corrected`: the raw broad share, the corrected one, and its 95 % interval.

    Null without accuracy data, where the raw share is null, and where the matrix cannot be inverted.
    The same counts give the same interval at any time and in any company.

    Args:
        stance: `stance_by_period`.
        accuracy: as `read_accuracy` gives it.
    """
    confusion = _confusion(accuracy)
    basis = NO_ACCURACY if accuracy is None or confusion is None else _basis(accuracy)
    distinct = stance.filter(pl.col("enablement_share_broad").is_not_null()).select(STANCES).unique().sort(STANCES)
    corrected = [
        _corrected(np.array(counts, dtype=np.float64), confusion) if confusion is not None else (None,) * 3
        for counts in distinct.iter_rows()
    ]
    columns = ("share_corrected", "corrected_low", "corrected_high")
    values = pl.DataFrame(corrected, schema=dict.fromkeys(columns, pl.Float64), orient="row")
    frame = stance.join(distinct.hstack(values), on=list(STANCES), how="left", maintain_order="left").with_columns(
        pl.col("enablement_share_broad").alias("share_raw"), pl.lit(basis).alias("basis")
    )
    table = dictionary.table("stance_corrected")
    return table.conform(frame.select([column.name for column in table.columns]))


def _confusion(accuracy: pl.DataFrame | None) -> Floats | None:
    """Counts by truth (rows) and verdict (columns); a stance never seen as truth counts as judged rightly."""
    if accuracy is None or accuracy.is_empty():
        return None
    counts = np.zeros((len(STANCES), len(STANCES)))
    for truth, verdict, n in accuracy.select("truth", "verdict", "n").iter_rows():
        counts[STANCES.index(truth), STANCES.index(verdict)] += n
    absent = counts.sum(axis=1) == 0
    counts[absent, absent] = 1
    return counts if np.linalg.cond(counts / counts.sum(axis=1, keepdims=True)) < 1e6 else None


def _basis(accuracy: pl.DataFrame) -> str:
    latest = accuracy["date"].max()
    sources = ", ".join(sorted(set(accuracy["source"])))
    hashes = ", ".join(sorted(set(accuracy["data_hash"])))
    return f"{accuracy['n'].sum()} {sources}, counted {latest!s}, data {hashes}"


def _corrected(counts: Floats, confusion: Floats) -> tuple[float, float, float]:
    rates = confusion / confusion.sum(axis=1, keepdims=True)
    point = _share(_true_stances((counts / counts.sum())[None, :], rates[None, :, :]))[0]
    generator = np.random.default_rng([SEED, *(int(count) for count in counts)])
    drawn_rates = np.stack([generator.dirichlet(row + PRIOR, DRAWS) for row in confusion], axis=1)
    drawn = _share(_true_stances(generator.dirichlet(counts + PRIOR, DRAWS), drawn_rates))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(point), float(min(low, point)), float(max(high, point))


def _true_stances(measured: Floats, rates: Floats) -> Floats:
    """Solves measured = true x rates for each row, and puts what falls outside back to the nearest bound."""
    true = np.linalg.solve(rates.transpose(0, 2, 1), measured[:, :, None])[:, :, 0]
    true = np.clip(true, 0.0, None)
    return np.asarray(true / true.sum(axis=1, keepdims=True))


def _share(stances: Floats) -> Floats:
    judged = np.maximum(1.0 - stances[:, STANCES.index("unclear")], 1e-9)
    numerator = stances[:, STANCES.index("enablement")] + stances[:, STANCES.index("mixed")] / 2
    return np.asarray(np.clip(numerator / judged, 0.0, 1.0))
