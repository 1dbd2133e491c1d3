"""The same registers, published by two clean processes in surroundings that differ in all that must not matter."""

from __future__ import annotations

import duckdb
import pytest

from benchmarks.soak_runs import ELSEWHERE, Place, bytes_of, differences, fill, several
from pipelines import dictionary

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> list[Place]:
    """Two publications of the first register of each sample council, made at the same time."""
    base = tmp_path_factory.mktemp("twice")
    places = [Place(base / "one", ELSEWHERE[0]), Place(base / "a longer place", ELSEWHERE[1], "cofrestri â")]
    for number, place in enumerate(places):
        fill(place.registers, several(), backwards=bool(number))
    running = [place.start() for place in places]
    for process in running:
        _, complained = process.communicate()
        assert process.returncode == 0, complained
    return places


def test_pages_pictures_and_downloads_are_the_same_bytes_and_the_publication_has_the_same_id(
    twice: list[Place],
) -> None:
    one, other = (bytes_of(place.out) for place in twice)
    assert {".html", ".svg", ".png", ".csv", ".parquet", ".duckdb"} <= {name[name.rfind(".") :] for name in one if name}
    assert differences(one, other) == []


def test_the_databases_hold_the_same_rows(twice: list[Place]) -> None:
    one, other = (duckdb.connect(place.out / "riskshift.duckdb", read_only=True) for place in twice)
    with one, other:
        for name in dictionary.names():
            rows = [database.execute(f"select * from {name}").fetchall() for database in (one, other)]
            assert rows[0] == rows[1], name


def test_neither_place_nor_clock_nor_locale_is_published(twice: list[Place]) -> None:
    for place in twice:
        shown = (place.out / "current").resolve()
        words = [str(place.base).encode(), place.environment["TZ"].encode()]
        told = [p for p in shown.rglob("*") if p.is_file() and any(word in p.read_bytes() for word in words)]
        assert [p.name for p in told if p.name != "manifest.json"] == []
