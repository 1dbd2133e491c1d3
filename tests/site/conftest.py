"""The fixture's site, built once for all tests of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from tests.site import fixture


@pytest.fixture(scope="session")
def made() -> Mapping[str, pl.DataFrame]:
    """The tables."""
    return fixture.tables()


@pytest.fixture(scope="session")
def site(made: Mapping[str, pl.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site's folder."""
    return fixture.site(tmp_path_factory.mktemp("publication") / "site", made, fixture.provenance())
