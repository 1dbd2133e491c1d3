"""The sample set: deterministic, labelled as invented, small, and true to the stories it announces."""

from __future__ import annotations

import csv
import hashlib
import re
import zipfile
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from pipelines.catalogue.council import load_councils
from samples.bank import FOLDER, Voice, load
from samples.councils import HOUSES
from samples.generate import HERE, generate, told_series, write_as
from samples.model import INVENTED
from samples.plants import NAMES
from samples.story import story_row
from samples.writers import WRITERS

NEVER_ENABLED = {"loneliness", "transport"}


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for name in ("registers", "truth")
        for p in sorted((folder / name).rglob("*"))
        if p.is_file()
    }


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def text_of(path: Path) -> str:
    """Text enough of a file to find its label."""
    if path.suffix == ".pdf":
        document = pypdfium2.PdfDocument(str(path))
        return document[0].get_textpage().get_text_range()
    if path.suffix in {".xlsx", ".docx", ".ods"}:
        with zipfile.ZipFile(path) as archive:
            return "".join(archive.read(n).decode() for n in archive.namelist() if n.endswith(".xml"))
    if path.suffix == ".xls":
        return path.read_bytes().replace(b"\0", b"").decode("latin-1")
    return path.read_text(encoding="utf-8-sig")


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("second")
    generate(2, folder)
    return folder


@pytest.mark.slow
def test_the_repository_holds_exactly_what_the_generator_writes_for_seed_one(tmp_path: Path) -> None:
    generate(1, tmp_path)
    assert hashes(tmp_path) == hashes(HERE)


@pytest.mark.slow
def test_another_seed_gives_other_files_and_another_truth(second: Path) -> None:
    ours, theirs = hashes(HERE), hashes(second)
    same = [name for name in ours if theirs.get(name) == ours[name]]
    assert {Path(name).name for name in same} <= {"waivers.csv"} | {f"{h.id}.toml" for h in HOUSES}
    assert [r["story"] for r in rows(second, "stories")] == [r["story"] for r in rows(HERE, "stories")]


def test_every_register_says_that_it_is_invented() -> None:
    files = [p for h in HOUSES for p in sorted((HERE / "registers" / h.id).iterdir())]
    assert len(files) > 64
    assert [p.name for p in files if INVENTED.split(" – ")[0] not in text_of(p)] == []


def test_the_set_is_small() -> None:
    assert sum(p.stat().st_size for p in (HERE / "registers").rglob("*") if p.is_file()) < 4_000_000


@pytest.mark.parametrize("where", ["first", pytest.param("second", marks=pytest.mark.slow)])
def test_councils_have_eight_to_twelve_registers_of_nine_to_twenty_four_entries(
    where: str, request: pytest.FixtureRequest
) -> None:
    found = rows(HERE if where == "first" else request.getfixturevalue("second"), "entries")
    counts = Counter((r["council"], r["as_at"]) for r in found if r["status"] != "withdrawn")
    days = Counter(council for council, _ in counts)
    assert set(days) == {h.id for h in HOUSES}
    assert all(8 <= n <= 12 for n in days.values())
    assert all(9 <= n <= 24 for n in counts.values())
    assert {c for (c, _), n in counts.items() if n >= 20} >= {
        "harrowmere",
        "port-kestrel",
        "marlbeck",
        "wenlow",
    }
    assert {c for (c, _), n in counts.items() if n < 10} == {"tarn-and-fell"}
    assert all(date(2022, 1, 1) < date.fromisoformat(day) <= date(2026, 9, 30) for _, day in counts)


@pytest.mark.parametrize("seed", range(1, 13))
def test_every_seed_tells_the_stories_that_it_announces(seed: int) -> None:
    for house in HOUSES:
        series, told = told_series(house, seed)
        row = story_row(house.id, "corporate", told, series.snapshots)
        change = float(str(row["share_to"])) - float(str(row["share_from"]))
        up, down = int(str(row["to_enablement"])), int(str(row["to_avoidance"]))
        parts = {name: abs(float(str(row[name]))) for name in ("left_register", "reworded", "entered")}
        assert sum(float(str(row[n])) for n in parts) == pytest.approx(change, abs=1e-5)
        if told.story == "rewording":
            assert up >= 8 and down == 0 and max(parts, key=lambda n: parts[n]) == "reworded"
        elif told.story == "cuts":
            assert down >= 8 and up == 0 and max(parts, key=lambda n: parts[n]) == "reworded"
        elif told.story == "turnover":
            assert (up, down) == (0, 0) and change > 0.3 and parts["reworded"] == 0
        else:
            assert (up, down) == (0, 0) and abs(change) < 0.1


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_noisy_council_wavers_both_ways_in_between(seed: int) -> None:
    house = next(h for h in HOUSES if h.id == "wenlow")
    snapshots = told_series(house, seed)[0].snapshots
    middle = [{e.uid: (e.stance, e.controls, e.actions) for e in s.entries} for s in snapshots]
    moved = [sum(a[u][0] != b[u][0] for u in a) for a, b in pairwise(middle)]
    reworded = [sum(a[u] != b[u] for u in a) for a, b in pairwise(middle)]
    assert all(0 < n <= 4 for n in moved)
    assert all(n >= 5 for n in reworded)


def test_turnover_leaves_the_words_of_stayers_alone() -> None:
    links = [r for r in rows(HERE, "links") if r["council"] == "marlbeck"]
    assert {r["text_changed"] for r in links if r["kind"] != "new"} <= {"False", "True"}
    stay = [r for r in links if r["text_changed"] == "True"]
    named = [r for r in rows(HERE, "planted") if r["council"] == "marlbeck" and r["kind"] == "named_in_text"]
    assert {r["risk_ref"] for r in stay} == {r["risk_ref"] for r in named}


def test_the_renumbering_has_renamed_merged_and_split_risks() -> None:
    links = [r for r in rows(HERE, "links") if r["council"] == "ashcombe-vale"]
    kinds = Counter(r["kind"] for r in links)
    assert kinds["merged"] == kinds["split"] == 2
    assert kinds["renumbered"] >= 12
    assert sum(r["title_changed"] == "True" and r["kind"] == "renumbered" for r in links) == 2


def test_every_entry_has_a_link_and_every_predecessor_exists() -> None:
    entries = {(r["council"], r["as_at"], r["risk_ref"]) for r in rows(HERE, "entries") if r["status"] != "withdrawn"}
    links = rows(HERE, "links")
    assert {(r["council"], r["as_at"], r["risk_ref"]) for r in links} == entries
    before = {(r["council"], r["previous_as_at"], r["previous_ref"]) for r in links if r["kind"] != "new"}
    assert before <= entries


def test_no_planted_name_is_left_in_the_truth() -> None:
    parts = {part for name in NAMES for part in (name, name.split()[-1])}
    for row in rows(HERE, "entries"):
        assert not [p for p in parts if any(p in value for value in row.values())]


def test_planted_errors_name_entries_that_exist() -> None:
    refs = {(r["source_file"], r["risk_ref"]) for r in rows(HERE, "entries")}
    planted = rows(HERE, "planted")
    assert len({r["kind"] for r in planted}) >= 10
    assert [r for r in planted if r["risk_ref"] and (r["source_file"], r["risk_ref"]) not in refs] == []


def test_welsh_twins_hold_the_same_risks_as_their_english_files() -> None:
    twins = Counter((r["as_at"], r["twin_of"]) for r in rows(HERE, "twins"))
    english = Counter((r["as_at"], r["source_file"]) for r in rows(HERE, "entries") if r["council"] == "dyffryn-eirlys")
    assert twins == english and len(twins) >= 8


def test_six_councils_are_configured_and_two_work_on_defaults() -> None:
    councils = load_councils(HERE / "registers")
    assert {h.id for h in HOUSES} - set(councils) == {"ashcombe-vale", "marlbeck"}
    matrices = councils["strathcairn"]
    early, late = matrices.matrix_at(date(2020, 1, 1)), matrices.matrix_at(date(2026, 9, 30))
    assert early is not None and late is not None
    assert (early.likelihood, late.likelihood) == (4, 5)
    assert {a.area_local: a.stated for a in councils["dyffryn-eirlys"].appetite} == {
        "Finance": "Cautious",
        "Reputation": "Open",
        "Policy delivery": "Open",
    }


def test_the_bank_is_broad_and_no_sentence_serves_two_stances() -> None:
    topics = load()
    assert len(topics) >= 60
    routine = [s for t in topics.values() for s in (*t.controls, *t.actions)]
    acts = [act for t in topics.values() for w in t.acts.values() for wording in w for act in wording]
    assert len(set(routine) | set(acts)) > 500
    assert max(Counter(acts).values()) == 1
    assert not {a.split("|")[1] for a in acts} & set(routine)


def test_a_council_that_speaks_in_the_singular_keeps_its_verbs_in_the_singular() -> None:
    voice = Voice(we="the Council", us="it", our="its", plural=False)
    acts = [a for t in load().values() for w in t.acts.values() for wording in w for a in wording]
    wrong = re.compile(r"[Tt]he Council (?!has|is|will|can|cannot|may)\w+(?<!s) ")
    assert [said for act in acts if wrong.search(said := voice.say(act))] == []


def test_every_act_says_where_it_stands() -> None:
    for bank in (load(), load(FOLDER / "bilingual", "en.toml"), load(FOLDER / "bilingual", "cy.toml")):
        acts = [a for t in bank.values() for w in t.acts.values() for wording in w for a in wording]
        assert [a for a in acts if a[:2] not in {"C|", "A|"}] == []


def test_needs_that_communities_name_are_enabled_nowhere() -> None:
    needs = {t.id: t.need for t in load().values() if t.need}
    assert set(needs.values()) == NEVER_ENABLED
    assert all(not load()[name].acts["enablement"] for name in needs)


@pytest.mark.parametrize(("form", "layout"), sorted(WRITERS))
def test_the_same_entries_can_be_written_in_every_format(form: str, layout: str, tmp_path: Path) -> None:
    series, _ = told_series(HOUSES[0], 1)
    first = tmp_path / f"one.{form}"
    sheet = write_as(form, series.snapshots[0].entries, first, layout)
    again = tmp_path / f"two.{form}"
    write_as(form, series.snapshots[0].entries, again, layout)
    assert len(sheet.entries) == len(series.snapshots[0].entries)
    assert first.read_bytes() == again.read_bytes() != b""


def test_an_unknown_format_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"known are: .*pdf cards"):
        write_as("pages", [], tmp_path / "x.pages")


def test_everything_in_one_format_gives_the_same_truth(tmp_path: Path) -> None:
    generate(1, tmp_path, "csv")
    drop = {"source_file"}
    ours = [{k: v for k, v in r.items() if k not in drop} for r in rows(HERE, "entries")]
    theirs = [{k: v for k, v in r.items() if k not in drop} for r in rows(tmp_path, "entries")]
    assert theirs == ours
