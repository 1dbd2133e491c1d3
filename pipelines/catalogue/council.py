"""`REGISTERS/riskshift/COUNCIL.toml`: one council's names, matrix, areas, series, licence and stated appetite.

The file's stem is the council's id everywhere (lower case, `kent`). Every key is optional: a council
without a file works on defaults, and what was inferred is marked as inferred. Unknown keys are refused,
so that a misspelt one cannot pass in silence.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipelines.errors import BadConfiguration


class Part(BaseModel):
    """A table of the file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Matrix(Part):
    """How the council scores: sizes, printed order, letter orientation, and how a score is made.

    `formula` "product" is likelihood x impact; "weighted" uses `impact_weights` (City of London prints 24);
    "none" says that scores are not reproducible from the factors. `valid_from` dates a changed matrix.
    """

    likelihood: int = 5
    impact: int = 5
    formula: Literal["product", "weighted", "none"] = "product"
    impact_weights: tuple[int, ...] = ()
    letters: Literal["", "a_worst", "a_least"] = ""
    order: Literal["likelihood_impact", "impact_likelihood"] = "likelihood_impact"
    likelihood_words: tuple[str, ...] = ()
    impact_words: tuple[str, ...] = ()
    bands: dict[str, tuple[float, float]] = Field(default_factory=dict)
    valid_from: date | None = None


class Area(Part):
    """The council's own word for an area and the common scheme's; `group` maps areas onto three to five."""

    local: str
    area: str
    group: str = ""
    verified: bool = True


class StatedAppetite(Part):
    """One line of a published appetite statement, from `valid_from` on."""

    area_local: str
    stated: str
    tolerable: str = ""
    valid_from: date | None = None
    source: str = ""


class Series(Part):
    """A file-name or title pattern (shell style) and the series its registers belong to."""

    match: str
    series: str


class DocumentEntry(Part):
    """What is said of one file, found by sha256 or by file-name pattern: its date, series, or withdrawal."""

    sha256: str = ""
    match: str = ""
    as_at: date | None = None
    series: str = ""
    status: Literal["", "withdrawn", "replaced", "corrected"] = ""
    ignore: bool = False
    headers: dict[str, str] = Field(default_factory=dict)
    reason: str = ""
    licence: str = ""
    source_url: str = ""


class Council(Part):
    """One council's configuration; see docs for an example."""

    id: str
    name: str = ""
    names: tuple[str, ...] = ()
    kind: str = ""
    nation: str = ""
    licence: str = ""
    source_url: str = ""
    verified: bool = True
    configured: bool = True
    folders: tuple[str, ...] = ()
    matrix: Matrix | None = None
    matrices: tuple[Matrix, ...] = ()
    areas: tuple[Area, ...] = ()
    appetite: tuple[StatedAppetite, ...] = ()
    series: tuple[Series, ...] = ()
    documents: tuple[DocumentEntry, ...] = ()
    headers: dict[str, str] = Field(default_factory=dict)

    def matrix_at(self, as_at: date | None) -> Matrix | None:
        """The matrix in force at a register's date; None when none is configured."""
        known = [m for m in (self.matrix, *self.matrices) if m is not None]
        if as_at is None:
            return known[-1] if known else None
        in_force = [m for m in known if m.valid_from is None or m.valid_from <= as_at]
        return max(in_force, key=lambda m: m.valid_from or date.min, default=None)


def load_council(path: Path) -> Council:
    """Read one council's file.

    Raises:
        BadConfiguration: naming the file and every key that is wrong.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return Council(id=path.stem.lower(), **raw)
    except tomllib.TOMLDecodeError as error:
        raise BadConfiguration(
            f"not valid TOML ({error}).", where=str(path), remedy="Mend that line; see docs/configuration.md."
        ) from error
    except (ValidationError, TypeError, UnicodeDecodeError) as error:
        faults = (
            "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            if isinstance(error, ValidationError)
            else str(error)
        )
        raise BadConfiguration(
            f"keys that cannot be used: {faults}.", where=str(path), remedy="See docs/configuration.md."
        ) from error


def load_councils(registers: Path) -> dict[str, Council]:
    """Every configured council of a registers folder by id; empty when there is no `riskshift/` folder."""
    return {c.id: c for c in (load_council(p) for p in sorted((registers / "riskshift").glob("*.toml")))}
