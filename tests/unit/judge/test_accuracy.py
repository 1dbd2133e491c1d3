"""The accuracy page is made of folds that leak nothing, and shows the optional baseline for its own data alone."""

from __future__ import annotations

import csv

import polars as pl
import pytest

pytest.importorskip("sklearn")

from benchmarks import accuracy, accuracy_page, methods, review_list
from benchmarks.labelled import DEVELOPMENT, UNSEEN, Rows, data_hash, files, load
from pipelines.judge import load_rulebook

FIELDS = ("title", "description", "controls", "actions", "response", "appetite", "confidence", "span", "why")
SAID = {
    "avoidance": "The lido was shut for good in May.",
    "containment": "Plan exercised yearly and reported to the board.",
    "mixed": "The shelter was closed for good. Residents decide how the money is spent.",
    "enablement": "Residents of two streets decide how the money is spent; some of it may fail.",
    "unclear": "",
}


def invented(author: str, role: str) -> Rows:
    return [
        dict.fromkeys(FIELDS, "")
        | {"entry_id": f"{author}-{label}-{n}", "council": f"{author}{n}", "author": author, "role": role}
        | {"title": "Storm", "description": "A storm fells trees.", "controls": said, "label": label}
        for label, said in SAID.items()
        for n in range(4)
    ]


@pytest.fixture(scope="module")
def rows() -> Rows:
    return [*invented("A", UNSEEN), *invented("B", DEVELOPMENT), *invented("C", DEVELOPMENT)]


@pytest.fixture(scope="module")
def written(rows: Rows) -> str:
    by_author, by_council = (
        accuracy.judged(rows, "author", load_rulebook()),
        accuracy.judged(rows, "council", load_rulebook()),
    )
    return accuracy_page.page(
        by_author, by_council, review_list.asked(rows, load_rulebook()), methods.embedding_note(rows)
    )


@pytest.mark.parametrize("by", ["author", "council"])
def test_a_fold_never_learns_from_what_it_judges(rows: Rows, by: str) -> None:
    judged = []
    for one, train, test in methods.folds(rows, by):
        assert {row[by] for row in test} == {one}
        assert one not in {row[by] for row in train}
        judged += [row["entry_id"] for row in test]
    assert sorted(judged) == sorted(row["entry_id"] for row in rows)


def test_the_second_opinion_learns_from_development_authors_alone(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    learnt_from = []

    def learn(train: Rows) -> pl.DataFrame:
        learnt_from.append({row["role"] for row in train})
        return learn_really(train)

    learn_really = methods.learn
    monkeypatch.setattr(methods, "learn", learn)
    for _, train, test in methods.folds(rows, "author"):
        methods.opinion(train, test)
    assert learnt_from == [{DEVELOPMENT}] * 3


def test_every_method_judges_every_entry_of_every_fold(rows: Rows) -> None:
    judged = accuracy.judged(rows, "author", load_rulebook())
    assert set(judged["method"].value_counts()["count"]) == {len(rows)}
    assert accuracy_page.OURS in set(judged["method"])


def test_the_page_tells_its_folds_and_that_entries_are_invented(written: str) -> None:
    for told in (
        "**Invented entries, labelled by the project**",
        "## Unseen authors",
        "## Development authors",
        "## Each council left out",
        "## If it kept silent where in doubt",
        "## What the review list holds",
        "| the whole list |",
        "| never: the rules alone |",
    ):
        assert told in written


def test_every_table_of_the_page_is_as_wide_as_its_header(written: str) -> None:
    widths: list[int] = []
    for line in written.splitlines():
        if not line.startswith("|"):
            widths = []
            continue
        widths.append(line.replace("\\|", "").count("|"))
        assert widths[-1] == widths[0], line


def test_embedding_verdicts_are_shown_for_their_own_data_and_left_out_for_others(
    rows: Rows, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(methods, "EMBEDDED", tmp_path / "embedding.csv")
    methods._kept.cache_clear()
    assert methods.kept_embedded(rows, "author") is None
    assert "No verdicts by sentence embeddings are kept" in methods.embedding_note(rows)
    with methods.EMBEDDED.open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(methods.COLUMNS)
        told = ("mixed", "0.900", "unclear", "0.500", data_hash(rows), "2026-11-22")
        writer.writerows([row["entry_id"], *told] for row in rows)
    methods._kept.cache_clear()
    kept = methods.kept_embedded(rows, "council")
    assert kept is not None
    assert kept([], rows[:1]) == [("unclear", 0.5)]
    assert data_hash(rows) in methods.embedding_note(rows)
    changed = [*rows[1:], rows[0] | {"label": "mixed"}]
    assert methods.kept_embedded(changed, "author") is None
    assert "the labelled data have changed since" in methods.embedding_note(changed)
    methods._kept.cache_clear()


def test_counts_are_of_unseen_authors_and_refused_without_one(rows: Rows) -> None:
    judged = accuracy.judged(rows, "author", load_rulebook())
    told = accuracy.counts(judged, data_hash(rows))
    assert sum(row["n"] for row in told) == 20
    with pytest.raises(SystemExit, match="no unseen author"):
        accuracy.counts(judged.filter(pl.col("role") == DEVELOPMENT), "")


def test_the_review_list_is_counted_as_it_is_made(rows: Rows) -> None:
    asked = review_list.asked(rows, load_rulebook())
    whole = review_list.by_length(asked)[-1]
    assert whole["listed"] == asked["place"].is_not_null().sum()
    assert whole["caught"] == asked.filter(pl.col("place").is_not_null())["wrong"].sum()
    assert sum(row["entries"] for row in review_list.by_reason(asked)[2:]) <= asked.height
    follow = review_list.together(asked.with_columns(differs=pl.lit(True), sure=pl.lit(1.0), opinion="label"))
    assert follow[1]["macro_f1"] == 1


def test_the_data_hash_hears_every_change_and_no_order(rows: Rows) -> None:
    assert data_hash(rows) == data_hash(rows[::-1])
    assert data_hash(rows) != data_hash([rows[0] | {"label": "mixed"}, *rows[1:]])
    assert {row["role"] for row in load(files())} <= {UNSEEN, DEVELOPMENT}
