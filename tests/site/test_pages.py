"""What the pages say and hold, read as HTML."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import polars as pl
import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from pipelines import dictionary
from pipelines.site import Provenance, build
from pipelines.site.press import POLICY
from tests.site import fixture

LIMIT = 300_000
RULED = "A person ruled on this entry: enablement, by Risk manager on 1 October 2024, because: It is a trial."
NEWEST = "register/alder.corporate.2024-09-30.html"


def html(site: Path, path: str) -> HTMLParser:
    return HTMLParser((site / path).read_text(encoding="utf-8"))


def text(site: Path, path: str) -> str:
    node = html(site, path).css_first("main")
    assert node is not None
    return re.sub(r"\s+", " ", node.text())


@pytest.fixture(scope="module")
def pages(site: Path) -> list[str]:
    return sorted(p.relative_to(site).as_posix() for p in site.rglob("*.html"))


def test_every_page_type_is_there(pages: list[str]) -> None:
    wanted = {
        "index.html",
        "council/alder/index.html",
        "council/alder/2024-03-31.html",
        "council/alder/issues.html",
        "area/people.html",
        "blue-oceans.html",
        NEWEST,
        "quality.html",
        "method.html",
        "data.html",
        "lineage.html",
        "accessibility.html",
    }
    assert wanted <= set(pages)


def test_no_link_picture_or_anchor_is_broken(site: Path, pages: list[str]) -> None:
    anchors = {page: {n.attributes["id"] for n in html(site, page).css("[id]")} for page in pages}
    broken = []
    for page in pages:
        for node in html(site, page).css("[href], [src], [srcset], [data-rows], [data-bundle]"):
            for name in ("href", "src", "srcset", "data-rows", "data-bundle"):
                link = node.attributes.get(name)
                if not link:
                    continue
                parts = urlsplit(link)
                target = (site / page).parent / unquote(parts.path) if parts.path else site / page
                where = target.resolve().relative_to(site.resolve()).as_posix()
                if parts.scheme or not target.exists() or (parts.fragment and parts.fragment not in anchors[where]):
                    broken.append((page, link))
    assert broken == []


def test_ids_are_unique_on_every_page(site: Path, pages: list[str]) -> None:
    twice = {
        page: [i for i, n in Counter(n.attributes["id"] for n in html(site, page).css("[id]")).items() if n > 1]
        for page in pages
    }
    assert {p: t for p, t in twice.items() if t} == {}


def test_every_page_carries_the_policy_and_no_inline_script_or_style(site: Path, pages: list[str]) -> None:
    for page in pages:
        tree = html(site, page)
        policy = tree.css_first('meta[http-equiv="Content-Security-Policy"]')
        assert policy is not None and policy.attributes["content"] == POLICY, page
        assert not [n for n in tree.css("script") if not n.attributes.get("src") or n.text()], page
        assert not tree.css("style, [style], [onclick], [onload], iframe, object, form"), page


def test_every_page_is_small(site: Path, pages: list[str]) -> None:
    assert {p: (site / p).stat().st_size for p in pages if (site / p).stat().st_size > LIMIT} == {}


def test_every_page_tells_its_publication_and_rulebook(site: Path, pages: list[str]) -> None:
    for page in pages:
        foot = html(site, page).css_first("footer")
        assert foot is not None
        assert fixture.PUBLICATION in foot.text() and fixture.VERSION in foot.text(), page


def test_a_register_page_tells_date_hash_licence_and_address(site: Path, made: Mapping[str, pl.DataFrame]) -> None:
    row = made["registers"].filter(pl.col("register_id") == "alder.corporate.2024-09-30").to_dicts()[0]
    told = text(site, NEWEST)
    assert all(
        v in told
        for v in (row["source_sha256"], row["source_file"], row["source_url"], "OGL-UK-3.0", "30 September 2024")
    )


def test_headings_do_not_skip_a_level(site: Path, pages: list[str]) -> None:
    for page in pages:
        levels = [int(n.tag[1]) for n in html(site, page).css("main h1, main h2, main h3, main h4, main h5")]
        assert levels[0] == 1 and levels.count(1) == 1, page
        assert all(b - a <= 1 for a, b in pairwise(levels)), (page, levels)


def test_hostile_register_text_is_shown_and_never_run(site: Path) -> None:
    raw = (site / NEWEST).read_text(encoding="utf-8")
    assert "<script>alert" not in raw
    assert fixture.HOSTILE in text(site, NEWEST)
    assert "49" not in html(site, NEWEST).css_first("#r1").text().split("Evidence")[0]  # type: ignore[union-attr]


def test_an_entry_ends_at_its_evidence_and_its_place_in_the_source(site: Path) -> None:
    entry = html(site, NEWEST).css_first("#r3")
    assert entry is not None
    assert [m.text() for m in entry.css(".field mark")] == ["run a test of street pianos"]
    assert "e2-test" in entry.css_first(".evidence").text()  # type: ignore[union-attr]
    assert "alder/corporate-2024-09-30.csv, row 4" in re.sub(r"\s+", " ", entry.css_first(".locator").text())  # type: ignore[union-attr]
    assert "ruled by a person" in entry.text()


def test_a_ruling_stands_with_its_reason_at_every_entry_in_the_same_words(site: Path) -> None:
    for page in (NEWEST, "register/alder.corporate.2024-03-31.html"):
        assert text(site, page).count(RULED) == 1
    assert "Decided because a person ruled on it" in text(site, NEWEST) and "persons ruling" not in text(site, NEWEST)


def test_an_entry_shows_likelihood_impact_and_score_where_it_stands_and_what_changed_of_them(site: Path) -> None:
    entry, unchanged = (html(site, NEWEST).css_first(f"#r{n}") for n in (10, 4))
    assert entry is not None and unchanged is not None
    shown = entry.css_first("dl.scores")
    assert shown is not None and shown.parent == entry
    told = re.sub(r"\s+", " ", entry.text())
    printed = {n.css_first("dt").text(): n.css_first("dd").text() for n in shown.css("div")}
    assert printed == {"Present score": "likelihood 2, impact 4, total 8", "Score aimed at": "total 8"}
    changed = "; present score: likelihood 3 then, 2 now, total 12 then, 8 now"
    assert f"the same words as before, with other scores{changed}" in told
    assert "the same entry as before" not in told
    assert "then, " not in unchanged.text()


def test_the_two_readings_and_what_bears_a_stance_are_explained_under_the_first_figures(site: Path) -> None:
    for page in ("index.html", "council/alder/index.html"):
        readings = html(site, page).css_first(".readings")
        assert readings is not None and "a mixed entry half" in readings.text() and "containment" in readings.text()
        link = readings.css_first("a")
        assert link is not None and (link.attributes["href"] or "").endswith("method.html#shares")
    assert "Containment, the ordinary plans, checks and training" in text(site, "index.html")


def test_what_failed_stands_first_on_the_quality_page_and_leads_to_its_rows(site: Path) -> None:
    tree = html(site, "quality.html")
    heading = tree.css_first("main h2")
    assert heading is not None and heading.attributes["id"] == "failures"
    links = [a.attributes["href"] for a in tree.css("section[aria-labelledby=failures] a")]
    assert links == ["#shifts-parts_add_up", "#entries-reference_repeated"]
    rows = [row.attributes["id"] for row in tree.css("table.tight tbody tr[id]")]
    assert rows.index("entries-reference_repeated") < rows.index("entries-keys_unique")


def test_an_outcome_that_says_applied_is_not_told_twice(site: Path) -> None:
    told = text(site, "quality.html")
    assert "Applied; the rules say containment." in told and "Applied: Applied" not in told


def test_an_unknown_licence_is_told_and_only_excerpts_are_shown(site: Path) -> None:
    page = "register/birch.corporate.2023-09-30.html"
    assert "licence of this register is not known" in text(site, page)
    assert fixture.ROUTINE not in text(site, page)
    assert fixture.ROUTINE in text(site, NEWEST)


def test_welsh_titles_keep_their_language(site: Path, made: Mapping[str, pl.DataFrame], tmp_path: Path) -> None:
    welsh = made["registers"].with_columns(licence=pl.lit("OGL-UK-3.0"))
    build({**made, "registers": welsh}, tmp_path / "site", fixture.provenance(site))
    texts = html(tmp_path / "site", "register/birch.corporate.2023-09-30.html").css('p.text[lang="cy"]')
    assert [t.text() for t in texts] == [fixture.WELSH]


def test_a_council_without_any_stance_gets_counts_and_no_chart(site: Path) -> None:
    page = "council/birch/index.html"
    told = text(site, page)
    assert "None of the 12 entries bears a stance. Ordinary containment: 6. Too little text to judge: 6." in told
    assert "No control, action or response printed at all: 6." in told
    assert not html(site, page).css("figure")


def test_a_small_register_gets_counts_and_no_share(site: Path) -> None:
    told = text(site, "council/cedar/index.html")
    assert "fewer than ten judged entries there is no share" in told
    assert not re.search(r"\d%", told.split("Four questions")[0].replace("95%", ""))


def test_an_undated_register_is_listed_and_kept_out_of_time(site: Path) -> None:
    assert "This register bears no date" in text(site, "council/cedar/index.html")
    assert "no date" in text(site, "register/cedar.project.undated-0badc0de.html")


def test_a_withdrawn_register_says_so(site: Path) -> None:
    assert "The council has withdrawn this register" in text(site, "register/cedar.budget.2023-09-30.html")


def test_sentences_above_charts_claim_what_the_verdict_supports(site: Path, made: Mapping[str, pl.DataFrame]) -> None:
    from pipelines.site.words import verdict_sentences

    row = (
        made["shifts"]
        .filter((pl.col("council") == "alder") & (pl.col("area") == "all") & (pl.col("span") == "consecutive"))
        .sort("to_as_at")
        .to_dicts()[-1]
    )
    assert verdict_sentences()[row["verdict"]] in text(site, "council/alder/index.html")


def test_flips_show_the_wording_before_and_after(site: Path, made: Mapping[str, pl.DataFrame]) -> None:
    flips = made["flips"].filter(pl.col("council") == "alder").height
    page = html(site, "council/alder/index.html")
    shown = page.css("article.flip")
    assert 0 < len(shown) <= flips
    first = shown[0].css(".pair > div")
    assert len(first) == 2
    assert [m.attributes["class"] for m in shown[0].css(".pair mark")] == ["avoidance", "enablement"]


def test_culture_questions_list_entries_and_no_score(site: Path) -> None:
    page = html(site, "council/alder/index.html")
    questions = page.css(".question")
    assert len(questions) == 4
    told = " ".join(q.text() for q in questions)
    assert "street pianos" in told
    assert not re.search(r"\d+%|\bscore of\b|out of 4", told)


def test_issues_are_listed_with_a_csv_to_send(site: Path) -> None:
    assert "reference_repeated" in text(site, "council/alder/issues.html")
    rows = list(csv.DictReader(io.StringIO((site / "council/alder/issues.csv").read_text(encoding="utf-8"))))
    assert {r["value"] for r in rows} == {"'=cmd|' /C calc'!A0", "-5", "'@SUM(A1)"}


def test_councils_stand_in_order_of_name_and_never_of_a_figure(site: Path) -> None:
    for page in ("index.html", "area/financial.html"):
        names = [n.text().strip() for n in html(site, page).css(".councils h3")]
        assert names == sorted(names)
    assert not re.search(r"\b(rank|league|best|worst|top \d)\b", text(site, "index.html"), re.I)


def test_each_chart_has_finding_alternative_table_and_downloads(site: Path) -> None:
    figures = html(site, "council/alder/index.html").css("figure.chart")
    assert len(figures) >= 6
    for figure in figures:
        picture = figure.css_first("picture img")
        assert picture is not None and len(picture.attributes["alt"] or "") > 60
        assert figure.css_first(".finding") is not None
        assert figure.css_first("table") is not None
        assert {Path(a.attributes["href"] or "").suffix for a in figure.css(".downloads a")} == {
            ".svg",
            ".png",
            ".csv",
            ".json",
        }
        source = figure.css_first("picture source")
        assert source is not None and "narrow" in (source.attributes["srcset"] or "")


def test_quality_shows_suites_failing_rows_history_and_decisions(site: Path) -> None:
    told = text(site, "quality.html")
    assert "reference repeated" in told and "could not run" in told
    assert "R1 stands twice" in told
    assert "pub0000" in told
    assert "It is a trial." in told
    assert "9 rows stood in register tables: 6 became an entry" in told


def test_method_shows_the_measured_accuracy(site: Path) -> None:
    told = text(site, "method.html")
    assert "The rules agree with people’s labels on 164 of 188 entries (87%)." in told
    assert "4 of 4" in told, "a class under ten labels shows counts"


def test_method_without_measurement_says_so(tmp_path: Path) -> None:
    build({}, tmp_path / "site", Provenance("p", "r"))
    assert "No accuracy was measured" in text(tmp_path / "site", "method.html")


def test_data_page_lists_every_table_of_the_dictionary(site: Path) -> None:
    told = html(site, "data.html")
    assert [n.attributes["id"] for n in told.css("section.table")] == [f"table-{n}" for n in dictionary.names()]


def test_lineage_is_a_picture_and_a_list(site: Path) -> None:
    svg = (site / "lineage.svg").read_text(encoding="utf-8")
    assert svg.count('class="e"') == 4 and "classifications" in svg
    assert "Bytes as councils published them." in text(site, "lineage.html")


def test_a_permalink_holds_the_figures_of_its_own_date(site: Path, made: Mapping[str, pl.DataFrame]) -> None:
    row = (
        made["stance_by_period"]
        .filter((pl.col("council") == "alder") & (pl.col("area") == "all") & (pl.col("as_at") == date(2023, 9, 30)))
        .to_dicts()[0]
    )
    told = text(site, "council/alder/2023-09-30.html")
    assert f"{row['enablement_share_broad']:.0%}" in told
    assert "as at 30 September 2023" in told


def test_a_council_without_rows_gives_a_site_all_the_same(tmp_path: Path) -> None:
    build({}, tmp_path / "site", Provenance("p", "r"))
    assert "0 councils" in text(tmp_path / "site", "index.html")
    assert "No need is registered" in text(tmp_path / "site", "blue-oceans.html")


def test_a_long_register_goes_on_on_a_second_page(site: Path, made: Mapping[str, pl.DataFrame], tmp_path: Path) -> None:
    long = made["entries"].with_columns(description=pl.lit("A piano might fall. " * 500))
    build({**made, "entries": long}, tmp_path / "site", fixture.provenance(site))
    first = tmp_path / "site" / NEWEST
    assert first.stat().st_size < LIMIT
    links = [n.attributes["href"] for n in html(tmp_path / "site", NEWEST).css(".entries a")]
    assert len(links) == 24
    later = [link for link in links if "-page-2" in (link or "")]
    assert later
    page, anchor = (later[0] or "").split("#")
    assert html(tmp_path / "site", page.removeprefix("../")).css_first(f"#{anchor}") is not None


def test_the_same_tables_give_the_same_bytes(site: Path, made: Mapping[str, pl.DataFrame], tmp_path: Path) -> None:
    build(dict(reversed(made.items())), tmp_path / "site", fixture.provenance())
    for path in (tmp_path / "site").rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (site / path.relative_to(tmp_path / "site")).read_bytes(), path
