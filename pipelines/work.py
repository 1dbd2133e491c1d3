"""What one run starts from, loaded when first asked for: sources, the user's own files, the rulebook, the past.

Whatever decides a publication is named here once (`parts`), so that the same things give the same id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import dictionary, judge, sources
from pipelines.catalogue.corrections import Correction, load_corrections
from pipelines.catalogue.council import Council, load_councils
from pipelines.catalogue.rulings import load_rulings
from pipelines.catalogue.waivers import Waiver, load_waivers
from pipelines.judge import Rulebook
from pipelines.publish import folder as publications
from pipelines.publish import identity, manifest
from pipelines.readings import Readings
from pipelines.settings import Settings


@dataclass
class Work:
    """One run's inputs, each loaded when first asked for: sources, the user's own files, the rulebook, the past.

    `recorded` is the manifest of a publication to make again: it is compared with what it was compared with then.
    """

    settings: Settings
    recorded: Mapping[str, Any] | None = None
    today: date = field(default_factory=lambda: datetime.now(tz=UTC).date())
    tell: Callable[[str, int, int], None] = lambda _what, _done, _of: None

    @cached_property
    def folder(self) -> sources.Folder:
        """Every source by its hash, its bytes kept."""
        if self.recorded:
            found, own = (
                tuple(sources.Source(**raw) for raw in self.recorded[name]) for name in ("sources", "configuration")
            )
            return sources.Folder(found, own, Path(self.settings.registers))
        return sources.discover(self.settings)

    @property
    def own(self) -> Path:
        """The folder of the files that the user owns."""
        return self.folder.registers / sources.CONFIGURATION

    @cached_property
    def councils(self) -> dict[str, Council]:
        """Configured councils by id."""
        return load_councils(self.folder.registers)

    @cached_property
    def corrections(self) -> tuple[Correction, ...]:
        """The user's corrections of single values."""
        return load_corrections(self.own / "corrections.csv")

    @cached_property
    def rulings(self) -> pl.DataFrame:
        """The user's rulings, as yet without outcome."""
        return load_rulings(self.own / "rulings.csv")

    @cached_property
    def waivers(self) -> tuple[Waiver, ...]:
        """The user's waivers."""
        return load_waivers(self.own / "waivers.csv")

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rules, checked and compiled."""
        return judge.load_rulebook()

    @cached_property
    def readings(self) -> Readings:
        """The kept readings of documents."""
        return Readings(self.settings, self.councils, self.today)

    @cached_property
    def parts(self) -> dict[str, str]:
        """The hashes that decide what comes out, by what they are of; to be asked for when all is read."""
        return self._parts()

    def _parts(self) -> dict[str, str]:
        in_force = [waiver.waiver_id for waiver in self.waivers if waiver.in_force(self.today)]
        return identity.fingerprint(self.settings, self.folder, in_force, self.readings.outcome(self.folder.sources))

    @cached_property
    def published(self) -> Path | None:
        """The publication that readers see now; where that one was damaged, the newest whole one."""
        return publications.standing(self.settings)

    @cached_property
    def previous(self) -> dict[str, pl.DataFrame]:
        """The tables of that publication; {} before the first."""
        data = self.published / "site" / "data" if self.published else None
        found = sorted(data.glob("*.parquet")) if data else []
        return {path.stem: pl.read_parquet(path) for path in found if path.stem in dictionary.names()}

    @cached_property
    def baseline(self) -> Path | None:
        """The shares last published, where another rulebook judged them; None where the present one did."""
        told = self.recorded or (manifest.read(self.published / publications.MANIFEST) if self.published else None)
        if told is None:
            return None
        if told["parts"] == self.parts:
            return sources.kept(self.settings, told["baseline"]) if told["baseline"] else None
        same = told["rulebook_version"] == self.rulebook.version
        return None if same or self.published is None else self.published / "site" / "data" / "stance_by_period.parquet"

    @cached_property
    def baseline_sha256(self) -> str:
        """The hash of the baseline, "" without one."""
        return identity.hash_file(self.baseline) if self.baseline else ""

    @property
    def publication_id(self) -> str:
        """The id that this run's publication will have."""
        return identity.publication_id(self.parts, self.baseline_sha256)

    def nothing_new(self) -> str | None:
        """The id of the present publication where the same inputs and code already made it."""
        if self.published is None or self.published != publications.current(self.settings):
            return None
        told = manifest.read(self.published / publications.MANIFEST)
        return str(told["id"]) if told["parts"] == self._parts() and not self.unread() else None

    def unread(self) -> list[sources.Source]:
        """The sources without a kept reading that holds."""
        return [source for source in self.folder.sources if not self.readings.has(source)]
