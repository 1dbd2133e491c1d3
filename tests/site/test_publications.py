"""One publication after another: links for what stands, addresses that stay."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from pipelines.charts.queries import load
from pipelines.site import build
from pipelines.site.writer import PUBLICATION, Writer
from pipelines.warehouse.spreadsheets import csv_bytes
from tests.site import fixture

PAGE = f'<meta name="publication" content="{PUBLICATION}"><p>{PUBLICATION}</p>'


@pytest.fixture(scope="module")
def later(site: Path, made: Mapping[str, pl.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication after the fixture's, in which one entry of one register reads otherwise."""
    changed = pl.col("entry_id") == "alder.corporate.2024-09-30.r4"
    entries = made["entries"].with_columns(
        controls=pl.when(changed).then(pl.lit("Something new.")).otherwise("controls")
    )
    folder = tmp_path_factory.mktemp("later") / "site"
    build({**made, "entries": entries}, folder, fixture.provenance(site, "pub0002"))
    return folder


def test_an_unchanged_page_is_a_hard_link_and_keeps_its_publication(site: Path, later: Path) -> None:
    page = "register/alder.corporate.2023-03-31.html"
    assert (later / page).samefile(site / page)
    assert fixture.PUBLICATION in (later / page).read_text(encoding="utf-8")


def test_a_changed_page_is_written_and_names_the_new_publication(site: Path, later: Path) -> None:
    page = "register/alder.corporate.2024-09-30.html"
    assert not (later / page).samefile(site / page)
    told = (later / page).read_text(encoding="utf-8")
    assert "Something new." in told and "pub0002" in told and fixture.PUBLICATION not in told


def test_only_pages_that_changed_are_written_anew(site: Path, later: Path) -> None:
    written = [p.relative_to(later).as_posix() for p in later.rglob("*") if p.is_file() and p.stat().st_nlink == 1]
    assert sorted(written) == ["data.html", "register/alder.corporate.2024-09-30.html"]


def test_charts_and_the_bundle_are_linked(site: Path, later: Path) -> None:
    assert all(p.samefile(site / p.relative_to(later)) for p in (later / "charts").iterdir())
    assert (later / "static" / "vega.js").samefile(site / "static" / "vega.js")


def test_a_page_whose_register_is_gone_stays_at_its_address(
    site: Path, made: Mapping[str, pl.DataFrame], tmp_path: Path
) -> None:
    kept = made["registers"].filter(pl.col("register_id") != "alder.corporate.2023-03-31")
    entries = made["entries"].filter(pl.col("register_id") != "alder.corporate.2023-03-31")
    second, third = tmp_path / "second", tmp_path / "third"
    build({**made, "registers": kept, "entries": entries}, second, fixture.provenance(site, "pub0003"))
    for page in ("council/alder/2023-03-31.html", "register/alder.corporate.2023-03-31.html"):
        assert "stood here in an earlier publication" in (second / page).read_text(encoding="utf-8")
    build({**made, "registers": kept, "entries": entries}, third, fixture.provenance(second, "pub0004"))
    assert (third / "council/alder/2023-03-31.html").samefile(second / "council/alder/2023-03-31.html")


def test_a_page_is_linked_across_several_publications(tmp_path: Path) -> None:
    for before, now in ((None, "one"), ("one", "two"), ("two", "three")):
        Writer(tmp_path / now, now, tmp_path / before if before else None).page("a.html", PAGE)
    assert (tmp_path / "three" / "a.html").samefile(tmp_path / "one" / "a.html")
    assert (tmp_path / "one" / "a.html").read_text(encoding="utf-8") == PAGE.replace(PUBLICATION, "one")


def test_rewriting_a_page_leaves_the_earlier_publication_as_it_was(tmp_path: Path) -> None:
    Writer(tmp_path / "one", "one").page("a.html", PAGE)
    writer = Writer(tmp_path / "two", "two", tmp_path / "one")
    writer.page("a.html", PAGE)
    writer.page("a.html", PAGE + "more")
    assert (tmp_path / "one" / "a.html").read_text(encoding="utf-8") == PAGE.replace(PUBLICATION, "one")
    assert "more" in (tmp_path / "two" / "a.html").read_text(encoding="utf-8")


def test_formulas_in_downloads_are_neutralised_and_numbers_are_not() -> None:
    frame = pl.DataFrame(
        {
            "text": ["=1+1", "+441904", "-5", "-five", "@x", "\tx", "\rx", "plain", "a=b", None, "-1.5%"],
            "number": [-1.5] * 11,
        }
    )
    lines = csv_bytes(frame).decode("utf-8")
    assert lines.startswith("text,number\n'=1+1,-1.5\n+441904,-1.5\n-5,-1.5\n'-five,-1.5\n'@x,-1.5\n")
    assert "'\tx" in lines and "'\rx" in lines and "\na=b,-1.5" in lines and "\n-1.5%,-1.5" in lines


def test_charts_read_tables_in_any_order(made: Mapping[str, pl.DataFrame]) -> None:
    shuffled = {name: frame.reverse() for name, frame in made.items()}
    for name, frame in load(made).items():
        assert frame.equals(load(shuffled)[name]), name
