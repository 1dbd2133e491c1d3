"""Every setting, typed, with its default: the only reader of environment variables and the only one to know
where things stand in the checkout and under OUT.

`riskshift doctor` prints them. A setting is an environment variable `RISKSHIFT_NAME`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SQL = ROOT / "sql"
DICTIONARY = ROOT / "pipelines" / "dictionary" / "tables"
SAMPLES = ROOT / "samples" / "registers"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run needs to know. Paths are absolute.

    registers: folder (or fsspec address) of the registers and their `riskshift/` configuration.
    out: where sources, staging, publications and the `current` link live.
    dagster_home: the Dagster instance; git-ignored by default.
    alert_webhook, alert_email, smtp: where alerts go; empty means the log only.
    postgres: address of the PostgreSQL database for Dagster's runs, events and schedules; empty for SQLite.
    site_url: where the published site is served, for links out of Dagster; empty links to files.
    lock_seconds: how long a job waits for the one before on the same OUT.
    max_file_bytes, max_pages, max_rows, read_seconds, read_memory_bytes: bounds on reading one file.
    keep_publications: how many publications stay.
    engine: where texts are judged: empty for this process, `dask` for as many local Dask workers as cores, or the
        address of a Dask scheduler (tcp://HOST:PORT). Needs the package dask[distributed].
    shards: fsspec address that every worker can reach, for shards of texts; empty for OUT/shards.
    shard_count: into how many shards new texts are parted.
    """

    registers: str = str(SAMPLES)
    out: Path = ROOT / "out"
    dagster_home: Path = ROOT / ".dagster"
    alert_webhook: str = ""
    alert_email: str = ""
    smtp: str = ""
    postgres: str = ""
    site_url: str = ""
    lock_seconds: int = 3_600
    max_file_bytes: int = 200_000_000
    max_pages: int = 2_000
    max_rows: int = 50_000
    read_seconds: int = 120
    read_memory_bytes: int = 4_000_000_000
    keep_publications: int = 5
    engine: str = ""
    shards: str = ""
    shard_count: int = 16

    @property
    def configuration(self) -> Path:
        """The folder of files that the user owns."""
        return Path(self.registers) / "riskshift"

    @property
    def sources(self) -> Path:
        """Source bytes by sha256; never published."""
        return self.out / "sources"

    @property
    def verdicts(self) -> Path:
        """Verdicts on texts, carried from run to run; never published."""
        return self.out / "verdicts"

    @property
    def staging(self) -> Path:
        """Parquet tables of the run under way."""
        return self.out / "staging"

    @property
    def publications(self) -> Path:
        """Finished publications by id."""
        return self.out / "publications"

    @property
    def current(self) -> Path:
        """The symlink that publishing swaps."""
        return self.out / "current"


def from_environment(**overrides: object) -> Settings:
    """Settings from `RISKSHIFT_*` variables; keyword arguments win.

    Raises:
        ValueError: naming the variable when a number is not one.
    """
    values: dict[str, object] = {}
    for f in fields(Settings):
        variable = f"RISKSHIFT_{f.name.upper()}"
        if variable in os.environ:
            text = os.environ[variable]
            if isinstance(f.default, int):
                if not text.isdigit():
                    raise ValueError(f"{variable} must be a whole number, not {text!r}")
                values[f.name] = int(text)
            else:
                values[f.name] = Path(text).resolve() if isinstance(f.default, Path) else text
    values |= {name: value for name, value in overrides.items() if value is not None}
    for name in ("out", "dagster_home"):
        if name in values:
            values[name] = Path(str(values[name])).resolve()
    if "registers" in values and "://" not in str(values["registers"]):
        values["registers"] = str(Path(str(values["registers"])).resolve())
    return Settings(**values)  # type: ignore[arg-type]
