"""A clock that goes wrong: what was read, published or planned by it comes right again once the clock does.

Dates are given where the code asks for the day; `benchmarks.soak` moves the clock of whole processes.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from assets import gate, instance
from assets.cli.caring import clock_faults
from benchmarks.soak_nights import nights
from benchmarks.soak_runs import bytes_of, differences
from pipelines import chain
from pipelines.publish import folder as publications
from pipelines.readings import held
from pipelines.settings import Settings, from_environment
from pipelines.shape import Reading
from pipelines.work import Work

pytestmark = pytest.mark.slow

TODAY = date(2026, 6, 30)
TABLE = (
    "Ref,Risk title,Risk description,Existing controls,Further actions,Current score\n"
    "R1,Invented delay,We may be late,Plans are checked,We will hire,12\n"
    "R2,Invented loss,We may lose money,Books are checked,We will save,9\n"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings over an invented council with a register of last year and one of this spring."""
    folder = tmp_path / "registers" / "invented"
    folder.mkdir(parents=True)
    for day in ("31 March 2025", "31 March 2026"):
        (folder / f"risk register {day}.csv").write_text(TABLE.replace("late", f"late by {day[-1]} days"))
    return from_environment(registers=tmp_path / "registers", out=tmp_path / "out", dagster_home=tmp_path / "home")


def published(settings: Settings, today: date) -> Path:
    """The publication of a run on some day."""
    return chain.run(Work(settings, today=today), gate.plain)


def dates(folder: Path) -> list[str]:
    """The dates that a publication's pages list."""
    frame = pl.read_parquet(folder / "site" / "data" / "registers.parquet")
    return sorted(str(day) for day in frame["as_at"].to_list())


@pytest.mark.parametrize("wrong", [TODAY - timedelta(days=365), TODAY + timedelta(days=3_650)])
def test_what_was_published_while_the_clock_was_wrong_comes_right_by_one_further_run(
    settings: Settings, tmp_path: Path, wrong: date
) -> None:
    (Path(settings.registers) / "invented" / "risk register 31 March 2031.csv").write_text(TABLE)
    astray = published(settings, wrong)
    assert dates(astray) != ["2025-03-31", "2026-03-31", "None"]
    assert Work(settings, today=wrong).nothing_new() == astray.name
    assert Work(settings, today=TODAY).nothing_new() is None
    published(settings, TODAY)
    other = from_environment(registers=settings.registers, out=tmp_path / "other")
    undisturbed = published(other, TODAY)
    assert dates(undisturbed) == ["2025-03-31", "2026-03-31", "None"]
    tables = {name for name in bytes_of(other.out) if name.startswith("site/data/") and name.endswith(".parquet")}
    one, two = bytes_of(settings.out), bytes_of(other.out)
    assert {n for n in differences(one, two) if n in tables} <= {
        f"site/data/{name}.parquet" for name in ("checks", "failing_rows", "waivers")
    }
    assert Work(settings, today=TODAY).nothing_new() == publications.current(settings).name  # type: ignore[union-attr]


def test_a_reading_holds_between_the_days_that_its_document_names() -> None:
    days = (date(2025, 3, 31), date(2026, 3, 31), date(2027, 3, 31))
    reading = Reading("invented.csv", "", "csv", "read", "", hinges=days)
    assert held([reading], TODAY) == (days[1], days[2])
    assert held([reading], days[1]) == (days[1], days[2])
    assert held([reading], date(2020, 1, 1)) == (date.min, days[0])
    assert held([Reading("invented.csv", "", "csv", "read", "")], TODAY) == (date.min, date.max)


def test_a_file_that_the_limits_stopped_is_tried_again_the_next_day(settings: Settings) -> None:
    hurried = from_environment(registers=settings.registers, out=settings.out, read_seconds=0)
    work = Work(hurried, today=TODAY)
    stopped = [work.readings.make(source)[0] for source in work.folder.sources]
    assert {issue["code"] for reading in stopped for issue in reading.issues} >= {"parser_timeout"}
    assert Work(hurried, today=TODAY).unread() == []
    assert len(Work(hurried, today=TODAY + timedelta(days=1)).unread()) == 2
    assert len(Work(hurried, today=TODAY - timedelta(days=1)).unread()) == 2


def finished(folder: Path, name: str, ended: str, previous: str | None) -> Path:
    """A publication's folder with nothing but a manifest."""
    path = folder / name
    path.mkdir(parents=True)
    plain = {"id": name, "run": {"ended": ended}, "previous": {"id": previous} if previous else None, "outputs": {}}
    (path / "manifest.json").write_text(json.dumps({"riskshift": plain}), encoding="utf-8")
    return path


def test_publications_are_ordered_by_what_follows_what_and_not_by_clocks(tmp_path: Path) -> None:
    settings = from_environment(out=tmp_path, keep_publications=3)
    for name, ended, previous in (
        ("first", "2026-01-01", None),
        ("ahead", "2036-01-02", "first"),
        ("behind", "2006-01-03", "ahead"),
        ("right", "2026-01-04", "behind"),
        ("last", "2026-01-05", "right"),
    ):
        finished(settings.publications, name, ended, previous)
    found = [path.name for path in publications.newest_first(settings.publications)]
    assert found == ["last", "right", "behind", "ahead", "first"]
    settings.current.symlink_to(settings.publications / "last")
    assert sorted(publications.prune(settings)) == ["ahead", "first"]


def test_manifests_that_name_one_another_in_a_circle_do_not_hang(tmp_path: Path) -> None:
    for name, previous in (("one", "two"), ("two", "one"), ("own", "own")):
        finished(tmp_path, name, "2026-01-01", previous)
    assert {path.name for path in publications.newest_first(tmp_path)} == {"one", "two", "own"}


def test_a_daemon_that_was_dead_for_a_week_makes_up_for_it_by_one_run(settings: Settings) -> None:
    evening = datetime(2026, 6, 30, 20, 0, tzinfo=UTC)
    with nights(settings) as look:
        assert look(evening) == []
        assert look(evening + timedelta(days=7)) == ["QUEUED"]
        assert look(evening + timedelta(days=7, hours=1)) == []
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as opened:
        assert list(clock_faults(settings, opened, evening + timedelta(days=7))) == []
        told = [told for _, told, _ in clock_faults(settings, opened, evening - timedelta(days=365))]
    assert [("every_night" in line, "2026-07-07" in line) for line in told] == [(True, True)]


def test_doctor_names_a_publication_that_lies_ahead(settings: Settings) -> None:
    published(settings, TODAY)
    now = datetime.now(tz=UTC)
    with instance.opened(settings) as opened:
        assert list(clock_faults(settings, opened, now)) == []
        assert [thing for thing, _, _ in clock_faults(settings, opened, now - timedelta(days=365))] == ["clock"]
