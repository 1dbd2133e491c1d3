"""Dagster's own instances for the tests of assets, and a work over a few registers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from pipelines.settings import Settings, from_environment


@pytest.fixture
def settings(tmp_path: Path, registers: Path) -> Settings:
    """Settings over three registers, with results and instance in the test's own folder."""
    return from_environment(registers=registers, out=tmp_path / "out", dagster_home=tmp_path / "home")


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """A persistent instance of the test's own."""
    with dg.instance_for_test(temp_dir=str(tmp_path)) as made:
        yield made
