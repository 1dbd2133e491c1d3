"""Areas, needs and appetite words, on the tag files' own cases and on literal rows."""

import polars as pl
import pytest

from pipelines import dictionary
from pipelines.catalogue.council import Area, Council
from pipelines.errors import BadRulebook
from pipelines.judge.tag import appetite_level, load_tags, tag


def entries(*rows):
    base = {
        c.name: ("" if c.type == "string" and not c.nullable else None) for c in dictionary.table("entries").columns
    }
    return dictionary.table("entries").frame([base | {"council": "aldwick"} | row for row in rows])


def tagged(**row):
    return tag(entries(row), {}).row(0, named=True)


@pytest.mark.parametrize("row", load_tags("areas"), ids=lambda row: row["area"])
def test_each_area_is_given_to_its_own_case_and_not_to_the_other(row):
    assert tagged(title=row["must_match"])["area"] == row["area"]
    assert tagged(title=row["must_not_match"])["area"] != row["area"]


@pytest.mark.parametrize("row", load_tags("needs"), ids=lambda row: row["need"])
def test_each_need_is_given_to_its_own_case_and_not_to_the_other(row):
    assert tagged(title=row["must_match"])["need"] == row["need"]
    assert tagged(title=row["must_not_match"])["need"] != row["need"]


def test_a_configured_area_wins_over_the_printed_word_and_the_text():
    council = Council(id="aldwick", areas=(Area(local="Policy delivery", area="strategy"),))
    row = {"title": "Ransomware attack", "area_local": "Policy Delivery"}
    assert tag(entries(row), {"aldwick": council})["area"].to_list() == ["strategy"]
    assert tag(entries(row | {"area_local": "Finance"}), {})["area"].to_list() == ["financial"]


def test_one_passing_mention_in_a_description_gives_no_need():
    assert tagged(title="Overspend", description="Costs of buses rise")["need"] is None


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("Averse", 1),
        ("Adverse", 1),
        ("MINIMALIST", 2),
        ("Cautious (3)", 3),
        ("Risk appetite: Open", 4),
        ("Hungry", 5),
        ("Very high", 5),
        ("Very low", 1),
        ("Above appetite", None),
        ("", None),
        (None, None),
        ("Open / Cautious", None),
        ("Amber", None),
    ],
)
def test_an_appetite_word_keeps_its_place_on_the_common_scale(word, level):
    assert appetite_level(word) == level


def test_rows_keep_their_order_and_number():
    rows = [{"entry_id": str(i), "title": t} for i, t in enumerate(["Youth clubs", "", "Youth clubs", "Bridges"])]
    assert tag(entries(*rows), {})["entry_id"].to_list() == ["0", "1", "2", "3"]


def test_every_fault_of_a_tag_file_is_told_at_once(tmp_path):
    (tmp_path / "needs.csv").write_text(
        "need,pattern,source,added,must_match,must_not_match\nx,(,us,2026-13-01,a,b\n", encoding="utf-8"
    )
    with pytest.raises(BadRulebook) as error:
        load_tags("needs", tmp_path)
    assert "line 2: added" in str(error.value) and "line 2: pattern" in str(error.value)


def test_tagging_gives_the_declared_schema():
    assert tag(entries({"title": "Bridges"}), {}).schema == pl.Schema(dictionary.table("entries").schema)
