"""Making entries of a parsed file happens in the worker: the same readings, under the same bounds as parsing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue.council import load_councils
from pipelines.read import open_file
from pipelines.read.isolated import Worker
from pipelines.readings import read_file, shaped
from pipelines.settings import SAMPLES, Settings
from pipelines.shape.language import _identifier
from tests.builders.faulty import falling, falling_on_the_second, swelling, without_end
from tests.builders.office import zipped

pytestmark = pytest.mark.slow

TODAY = date(2026, 6, 30)
LIMITS = Settings(read_seconds=8, read_memory_bytes=2_000_000_000)
TABLE = (
    b"Ref,Risk title,Risk description,Existing controls,Further actions,Current score\n"
    b"R1,Invented delay,We may be late,Plans are checked,We will hire,12\n"
    b"R2,Invented loss,We may lose money,Books are checked,We will save,9\n"
)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """One worker for all files here."""
    one = Worker()
    yield one
    one.stop()


@pytest.mark.parametrize("suffix", [".csv", ".docx", ".html", ".ods", ".pdf", ".xls", ".xlsx"])
def test_the_worker_makes_what_this_process_makes(worker: Worker, suffix: str) -> None:
    path = sorted(SAMPLES.rglob(f"*{suffix}"))[0]
    name, councils = path.relative_to(SAMPLES).as_posix(), load_councils(SAMPLES)
    here = [shaped(document, councils, TODAY) for document in open_file(path, name, LIMITS)]
    assert here[0].entries
    assert read_file(path, name, LIMITS, councils, TODAY, worker) == here


@pytest.mark.parametrize(("doing", "cause"), [(without_end, "time"), (swelling, "memory"), (falling, "crash")])
def test_making_entries_that_hangs_swells_or_falls_is_an_issue_of_that_file(
    monkeypatch: pytest.MonkeyPatch, worker: Worker, tmp_path: Path, doing: Callable[..., Any], cause: str
) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(TABLE)
    with monkeypatch.context() as patch:
        patch.setattr("pipelines.readings.all_shaped", doing)
        (reading,) = read_file(path, path.name, LIMITS, {}, TODAY, worker)
    assert (reading.status, reading.entries, len(reading.source_sha256)) == ("unreadable", (), 64)
    assert [(issue["code"], issue["value"]) for issue in reading.issues] == [("shaping_stopped", cause)]
    (after,) = read_file(path, path.name, LIMITS, {}, TODAY, worker)
    assert len(after.entries) == 2


def test_one_register_of_an_archive_that_stops_the_worker_does_not_take_the_others_with_it(
    monkeypatch: pytest.MonkeyPatch, worker: Worker, tmp_path: Path
) -> None:
    path = tmp_path / "registers.zip"
    path.write_bytes(zipped({"first.csv": TABLE, "second.csv": TABLE.replace(b"late", b"later"), "third.csv": TABLE}))
    monkeypatch.setattr("pipelines.readings.all_shaped", falling_on_the_second)
    readings = read_file(path, path.name, LIMITS, {}, TODAY, worker)
    assert [len(reading.entries) for reading in readings] == [2, 0, 2]
    assert [issue["code"] for issue in readings[1].issues] == ["shaping_stopped"]


def test_a_text_whose_language_needs_the_model_is_told_in_the_worker_too(worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "cofrestr.csv"
    unsettled = b"R1,Oedi,Mae risg wedi bod yn system of the,,,12"
    path.write_bytes(b"\n".join([TABLE.splitlines()[0], unsettled, TABLE.splitlines()[2], b""]))
    here = [shaped(document, {}, TODAY) for document in open_file(path, path.name, LIMITS)]
    assert read_file(path, path.name, LIMITS, {}, TODAY, worker) == here
    assert len(here[0].entries) == 2
    assert _identifier.cache_info().currsize == 1
