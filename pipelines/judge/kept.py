"""Verdicts carried from run to run: what a text was judged as stays so until the text or the rulebook changes.

Entries repeat their words from register to register, so a verdict belongs to the hash of an entry's judged text.
Kept verdicts stand as Parquet in a folder named by everything that could change them; the last few such folders
stay, so that trying another rulebook and going back costs nothing.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import polars as pl

from pipelines.judge.rulebook import Rulebook
from pipelines.settings import SQL

KEY = "text_sha256"
VERDICTS = pl.Schema(
    {
        KEY: pl.String(),
        "stance": pl.String(),
        "confidence": pl.String(),
        "decision_step": pl.String(),
        "whose_risk": pl.String(),
    }
)
EVIDENCE = pl.Schema(
    {
        KEY: pl.String(),
        "rule_id": pl.String(),
        "theme": pl.String(),
        "pole": pl.String(),
        "field": pl.String(),
        "span_start": pl.Int64(),
        "span_end": pl.Int64(),
        "matched_text": pl.String(),
        "effect": pl.String(),
    }
)
FOLDERS = 3
"""Rulebooks whose verdicts stay."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What texts were judged as: one row of `verdicts` a text, any number of `evidence`, both by `text_sha256`."""

    verdicts: pl.DataFrame
    evidence: pl.DataFrame

    def of(self, texts: pl.DataFrame) -> Verdicts:
        """Those of some texts alone."""
        return Verdicts(self.verdicts.join(texts, on=KEY, how="semi"), self.evidence.join(texts, on=KEY, how="semi"))

    def without(self, texts: pl.DataFrame) -> Verdicts:
        """Those of all but some texts."""
        return Verdicts(self.verdicts.join(texts, on=KEY, how="anti"), self.evidence.join(texts, on=KEY, how="anti"))


def none() -> Verdicts:
    """No verdict at all."""
    return Verdicts(pl.DataFrame(schema=VERDICTS), pl.DataFrame(schema=EVIDENCE))


def joined(several: Iterable[Verdicts]) -> Verdicts:
    """Several together."""
    found = [none(), *several]
    return Verdicts(pl.concat(each.verdicts for each in found), pl.concat(each.evidence for each in found))


def version(rulebook: Rulebook) -> str:
    """A hash of whatever decides a verdict: compiled rules, views, macros, this package's code, DuckDB."""
    told = f"{duckdb.__version__}\0{rulebook.steps}\0{rulebook.rules.write_csv()}\0{_code()}"
    return hashlib.sha256(told.encode()).hexdigest()[:24]


@cache
def _code() -> str:
    """A hash of the code as this process found it first."""
    digest = hashlib.sha256()
    for path in sorted([*Path(__file__).parent.glob("*.py"), *(SQL / "macros").glob("*.sql")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def load(folder: Path, rulebook: Rulebook) -> Verdicts:
    """The verdicts kept under a rulebook; none where there are none or they cannot be read."""
    here = folder / version(rulebook)
    try:
        verdicts, evidence = (pl.read_parquet(here / f"{name}.parquet") for name in ("verdicts", "evidence"))
    except (OSError, pl.exceptions.PolarsError):
        return none()
    if verdicts.schema != VERDICTS or evidence.schema != EVIDENCE:
        return none()
    return Verdicts(verdicts, evidence.join(verdicts, on=KEY, how="semi"))


def save(folder: Path, rulebook: Rulebook, found: Verdicts) -> None:
    """Keep exactly these, evidence first so that a verdict never stands without it; clear the oldest rulebooks."""
    here = folder / version(rulebook)
    here.mkdir(parents=True, exist_ok=True)
    for name, frame in (("evidence", found.evidence), ("verdicts", found.verdicts)):
        frame.write_parquet(here / f"{name}.tmp")
        (here / f"{name}.tmp").replace(here / f"{name}.parquet")
    here.touch()
    for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)[FOLDERS:]:
        shutil.rmtree(old, ignore_errors=True)
