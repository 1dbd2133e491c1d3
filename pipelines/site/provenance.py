"""What the site is told besides the tables: who made the publication, of what, and how sure the rules are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl


@dataclass(frozen=True, slots=True)
class Edge:
    """One arrow of the asset graph: `target` is made of `source`, and `how` says so in plain English."""

    source: str
    target: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How often the rules agree with labels that people gave.

    confusion: (label by people, stance by the rules) to number of entries. basis: what was labelled, by whom,
    with its hash; printed as it stands. agreement, macro_f1, alpha: as `riskshift evaluate` gives them, if known.
    """

    confusion: Mapping[tuple[str, str], int]
    basis: str
    agreement: float | None = None
    macro_f1: float | None = None
    alpha: float | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """What every page says of where it comes from.

    publication_id, rulebook_version: printed on each page. lineage: edges between assets. descriptions: asset to
    what it is, for assets that are no table of the dictionary. accuracy: None where nothing was measured.
    history: the `checks` tables of earlier publications, one under another, newest first. previous: the site
    folder of the publication before, for hard links and permalinks. strings: a catalogue whose keys replace those
    of pipelines/site/strings.toml, for a council's own words or language.
    """

    publication_id: str
    rulebook_version: str
    lineage: tuple[Edge, ...] = ()
    descriptions: Mapping[str, str] = field(default_factory=dict)
    accuracy: Accuracy | None = None
    history: pl.DataFrame | None = None
    previous: Path | None = None
    strings: Path | None = None
