"""`REGISTERS/riskshift/COUNCIL.toml`: one council's names, matrix, areas, series, licence and stated appetite.

The file's stem is the council's id everywhere (lower case, `kent`). Every key is optional: a council
without a file works on defaults, and what was inferred is marked as inferred. Unknown keys are refused,
so that a misspelt one cannot pass in silence.
"""

from __future__ import annotations

import csv
import difflib
import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from pipelines.errors import BadConfiguration
from pipelines.settings import SQL

TEXTS = ("title", "description", "cause", "event", "consequence", "controls", "actions", "mitigation", "response")
SCORED = ("likelihood", "impact", "score")
FIELDS = (
    *("risk_ref", "ref_title", *TEXTS, "appetite_word", "area_local", "owner_role", "direction", *SCORED),
    *(f"{factor}_{level}" for factor in SCORED for level in ("inherent", "residual", "target")),
)
"""What a printed header may be said to be; the shorter names of `pipelines/shape/headers.csv` are understood too."""
SHORT = {"owner_role": "owner", "area_local": "area", "appetite_word": "appetite"}


def _known(field: str) -> str:
    if field not in (*FIELDS, *SHORT.values(), "risk") and not field.startswith(("other:", "area:")):
        raise ValueError(f"{field!r} is no field; give one of {', '.join(FIELDS)}")
    return SHORT.get(field, field)


@cache
def common_areas() -> tuple[str, ...]:
    """The areas of the common scheme, as `sql/tags/areas.csv` lists them."""
    with (SQL / "tags" / "areas.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(row["area"] for row in csv.DictReader(handle))


def _common(area: str) -> str:
    if area not in common_areas():
        raise ValueError(f"{area!r} is no area of the common scheme{_near(area, common_areas())}")
    return area


def _near(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, as the end of a message; else all that are known."""
    names = list(known)
    meant = difflib.get_close_matches(word, names, n=1)
    return f"; did you mean {meant[0]}?" if meant else f"; known are {', '.join(names)}"


Headers = dict[str, Annotated[str, AfterValidator(_known)]]


class Part(BaseModel):
    """A table of the file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Matrix(Part):
    """How the council scores: sizes, printed order, letter orientation, and how a score is made.

    `formula` "product" is likelihood x impact; "weighted" uses `impact_weights` (City of London prints 24);
    "none" says that scores are not reproducible from the factors. `valid_from` dates a changed matrix.
    """

    likelihood: int = 5
    """Steps of the likelihood scale."""
    impact: int = 5
    """Steps of the impact scale."""
    formula: Literal["product", "weighted", "none"] = "product"
    """How a score comes of its factors; no score is ever computed where none is printed."""
    impact_weights: tuple[int, ...] = ()
    """With `formula = "weighted"`: what each impact step counts, least first."""
    letters: Literal["", "a_worst", "a_least"] = ""
    """Which end of a lettered scale is the worst; empty where numbers are printed."""
    order: Literal["likelihood_impact", "impact_likelihood"] = "likelihood_impact"
    """Which factor stands first in a printed pair such as 3 x 4."""
    likelihood_words: tuple[str, ...] = ()
    """Printed words of the likelihood scale, least first."""
    impact_words: tuple[str, ...] = ()
    """Printed words of the impact scale, least first."""
    bands: dict[str, tuple[float, float]] = Field(default_factory=dict)
    """Lowest and highest score of each colour or band; published beside the register."""
    valid_from: date | None = None
    """First as-at date of this matrix; without one it holds from the start."""


class Area(Part):
    """The council's own word for an area and the common scheme's; `group` maps areas onto three to five."""

    local: str
    """The council's own word."""
    area: Annotated[str, AfterValidator(_common)]
    """The common scheme's area: one of those in `sql/tags/areas.csv`."""
    group: str = ""
    """A coarser name of the council's own; charts by area then show it instead of `local`."""
    verified: bool = True
    """`false` marks a mapping that nobody at the council has confirmed yet."""


class StatedAppetite(Part):
    """One line of a published appetite statement, from `valid_from` on."""

    area_local: str
    """The area as the statement names it."""
    stated: str
    """The appetite word, or its level from 1 (averse) to 5 (eager)."""
    tolerable: str = ""
    """The word or level that is still tolerated."""
    valid_from: date | None = None
    """First as-at date that the line holds for; without one, from the start."""
    source: str = ""
    """Which statement it is taken from."""


class Series(Part):
    """A file-name or title pattern (shell style) and the series its registers belong to."""

    match: str
    """Shell-style pattern of file names or titles, such as `*adults*`; capitals do not matter."""
    series: str
    """corporate, budget, project or `directorate: NAME`."""


class DocumentEntry(Part):
    """What is said of one file, found by sha256 or by file-name pattern: its date, series, or withdrawal."""

    sha256: str = ""
    """The file's SHA-256; give this or `match`."""
    match: str = ""
    """Shell-style pattern of the file's name or of its path below the registers folder."""
    as_at: date | None = None
    """The date that the register stands at, where the file does not say it."""
    series: str = ""
    """The series that it belongs to."""
    status: Literal["", "withdrawn", "replaced", "corrected"] = ""
    """A withdrawn file does not count, a replaced one yields to another of its date, a corrected one wins."""
    ignore: bool = False
    """`true`: the file is no register and is left alone."""
    headers: Headers = Field(default_factory=dict)
    """Printed headers of this file and the fields they are."""
    reason: str = ""
    """Why, in words that the published pages may show."""
    licence: str = ""
    """The file's own licence."""
    source_url: str = ""
    """Where this file was published."""


class Council(Part):
    """One council's configuration; see docs for an example."""

    id: str
    """Not in the file: the stem of its name."""
    name: str = ""
    """Full name, as pages show it and as registers print it."""
    names: tuple[str, ...] = ()
    """Other names that its registers print."""
    kind: str = ""
    """Such as county, district, unitary or London borough."""
    nation: str = ""
    """Such as England."""
    licence: str = ""
    """Licence of the registers, such as OGL-UK-3.0; without one pages show deciding excerpts only."""
    source_url: str = ""
    """Where the registers are published."""
    verified: bool = True
    """`false` marks a file that nobody at the council has confirmed yet."""
    configured: bool = True
    """Not for the file: whether there is one."""
    folders: tuple[str, ...] = ()
    """Folders below the registers folder whose files are this council's."""
    matrix: Matrix | None = None
    """How the council scores."""
    matrices: tuple[Matrix, ...] = ()
    """Further matrices, each with `valid_from`, where the scoring changed."""
    areas: tuple[Area, ...] = ()
    """The council's words for areas in the common scheme."""
    appetite: tuple[StatedAppetite, ...] = ()
    """A published appetite statement, line by line."""
    series: tuple[Series, ...] = ()
    """Which files belong to which series."""
    documents: tuple[DocumentEntry, ...] = ()
    """What is to be known of single files."""
    headers: Headers = Field(default_factory=dict)
    """Printed headers and the fields they are, for every file of the council."""

    @property
    def unconfirmed(self) -> str | None:
        """What nobody at the council has confirmed: "everything", or its words for areas; None when all is."""
        if not self.verified:
            return "everything"
        return "; ".join(area.local for area in self.areas if not area.verified) or None

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
        faults = "; ".join(map(_fault, error.errors())) if isinstance(error, ValidationError) else str(error)
        raise BadConfiguration(
            f"keys that cannot be used: {faults}.", where=str(path), remedy="See docs/configuration.md."
        ) from error


_PARTS: dict[str, type[BaseModel]] = {
    "matrix": Matrix,
    "matrices": Matrix,
    "areas": Area,
    "appetite": StatedAppetite,
    "series": Series,
    "documents": DocumentEntry,
}


def _fault(error: Any) -> str:
    """One fault of a file: the place of its key, and what is wrong in our words."""
    place = [str(part) for part in error["loc"]]
    if error["type"] != "extra_forbidden":
        return f"{'.'.join(place)}: {error['msg'].removeprefix('Value error, ')}"
    part = _PARTS.get(place[0], Council) if len(place) > 1 else Council
    return f"{'.'.join(place)} is no key{_near(place[-1], part.model_fields)}"


def load_councils(registers: Path) -> dict[str, Council]:
    """Every configured council of a registers folder by id; empty when there is no `riskshift/` folder.

    A checkout of this program that lies there by its own name is no configuration.
    """
    files = sorted(p for p in (registers / "riskshift").glob("*.toml") if p.name != "pyproject.toml")
    return {council.id: council for council in map(load_council, files)}
