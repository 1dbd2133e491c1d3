"""Verdicts carried between runs are those that judging anew would give, and end with their rulebook."""

import importlib
from dataclasses import replace

import polars as pl
import pytest

from pipelines import judge
from pipelines.judge import kept

judging = importlib.import_module("pipelines.judge.classify")


@pytest.fixture(scope="module")
def rulebook():
    return judge.load_rulebook()


ENTRIES = pl.DataFrame(
    {
        "entry_id": ["a", "b", "c", "d"],
        "title": ["Play scheme", "Play scheme", "", "Roads"],
        "controls": ["The play scheme was scrapped in May."] * 2 + ["", "The pilot was expanded to all wards."],
    }
)


def equal(left, right):
    return left.classifications.equals(right.classifications) and left.evidence.equals(right.evidence)


def test_kept_verdicts_give_the_same_tables_as_judging_anew(tmp_path, rulebook):
    anew = judge.classify(ENTRIES, rulebook)
    first = judge.classify(ENTRIES.head(2), rulebook, keep=tmp_path)
    then = judge.classify(ENTRIES, rulebook, keep=tmp_path)
    last = judge.classify(ENTRIES, rulebook, keep=tmp_path)
    assert first.classifications.equals(anew.classifications.head(2))
    assert equal(then, anew)
    assert equal(last, anew)


def test_what_is_known_is_not_judged_again(tmp_path, rulebook, monkeypatch):
    before = judge.classify(ENTRIES, rulebook, keep=tmp_path)
    monkeypatch.setattr(judging, "_judged", lambda *_: pytest.fail("judged again"))
    assert equal(judge.classify(ENTRIES, rulebook, keep=tmp_path), before)


def test_a_text_that_stands_twice_is_judged_once(rulebook, monkeypatch):
    judged, real = [], judging._judged
    monkeypatch.setattr(judging, "_judged", lambda texts, book: judged.append(texts.height) or real(texts, book))
    judge.classify(ENTRIES, rulebook)
    assert judged == [3]


def test_small_batches_give_the_same_tables_as_one(rulebook, monkeypatch):
    whole = judge.classify(ENTRIES, rulebook)
    monkeypatch.setattr(judging, "BATCH", 1)
    assert equal(judge.classify(ENTRIES, rulebook), whole)


def test_another_rulebook_starts_anew_and_only_the_last_few_stay(tmp_path, rulebook):
    steps = rulebook.steps
    for number in range(kept.FOLDERS + 2):
        other = replace(rulebook, steps=(*steps[:-1], (steps[-1][0], f"{steps[-1][1]}\n-- {number}")))
        assert kept.load(tmp_path, other).verdicts.is_empty()
        kept.save(tmp_path, other, kept.none())
    assert len(list(tmp_path.iterdir())) == kept.FOLDERS


def test_verdicts_that_cannot_be_read_are_judged_anew(tmp_path, rulebook):
    before = judge.classify(ENTRIES, rulebook, keep=tmp_path)
    (tmp_path / kept.version(rulebook) / "verdicts.parquet").write_bytes(b"cut off")
    assert equal(judge.classify(ENTRIES, rulebook, keep=tmp_path), before)
