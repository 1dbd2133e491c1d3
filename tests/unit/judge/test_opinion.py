"""The second opinion is the model that was learnt, scored by SQL; it asks for review and judges nothing."""

from __future__ import annotations

import csv
import math

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.errors import BadConfiguration
from pipelines.judge import opinion
from pipelines.judge.figures import STANCES
from pipelines.judge.opinion import INTERCEPT, SCHEMA, load_terms, second_opinion

pytest.importorskip("sklearn")

from benchmarks import opinion as learning
from benchmarks.labelled import data_hash, files, load


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return load(files())


def told(pulls: dict[tuple[str, str], tuple[float, float]]) -> pl.DataFrame:
    """Weights by part and term: (idf, pull toward avoidance)."""
    frame = [(part, term, idf, pull, 0.0, 0.0, 0.0, 0.0) for (part, term), (idf, pull) in pulls.items()]
    return pl.DataFrame(frame, schema=SCHEMA, orient="row")


def test_a_probability_is_as_worked_out_by_hand() -> None:
    terms = told({("all", INTERCEPT): (1.0, 0.5), ("answer", "shut"): (2.0, 3.0), ("answer", "pool"): (1.0, -1.0)})
    entries = pl.DataFrame({"entry_id": ["a"], "title": ["Pool"], "actions": ["Pool shut. SHUT for good."]})
    shut, pool = (1 + math.log(2)) * 2, 1.0
    pull = math.exp(0.5 + (shut * 3 - pool) / math.hypot(shut, pool))
    row = second_opinion(entries, terms).row(0, named=True)
    assert row["opinion"] == "avoidance"
    assert row["avoidance"] == pytest.approx(pull / (pull + 4))


def test_what_is_learnt_is_scored_by_sql_as_by_scikit_learn(rows: list[dict[str, str]]) -> None:
    from scipy.sparse import hstack

    train, test = rows[::2], rows[1::4]
    vectorizers, model = learning.fit(train)
    vectors = hstack([v.transform([learning.PARTS[part](row) for row in test]) for part, v in vectorizers.items()])
    expected = pl.DataFrame(model.predict_proba(vectors.tocsr()), schema=list(model.classes_))
    scored = second_opinion(pl.DataFrame(test), learning.learn(train, digits=None))
    assert_frame_equal(scored.select(STANCES), expected.select(STANCES), abs_tol=1e-9)


@pytest.mark.slow
def test_the_shipped_weights_say_what_the_model_learnt_anew_says(rows: list[dict[str, str]]) -> None:
    anew = second_opinion(pl.DataFrame(rows), learning.learn(learning.training(rows), digits=None))
    shipped = second_opinion(pl.DataFrame(rows), load_terms())
    assert_frame_equal(shipped.select(STANCES), anew.select(STANCES), abs_tol=0.02)


def test_the_shipped_weights_were_learnt_from_the_development_authors_as_they_stand(rows: list[dict[str, str]]) -> None:
    with learning.TRAINED_ON.open(encoding="utf-8", newline="") as handle:
        (told_of,) = csv.DictReader(handle)
    learnt_from = learning.training(rows)
    assert told_of["authors"].split() == sorted({row["author"] for row in learnt_from})
    assert told_of["data_hash"] == data_hash(learnt_from), "run: python -m benchmarks.opinion"


def test_equal_texts_get_equal_opinions_and_an_empty_one_gets_one_too() -> None:
    entries = pl.DataFrame({"entry_id": ["c", "a", "b"], "controls": ["Club shut.", None, "Club shut."]})
    scored = second_opinion(entries, load_terms())
    assert scored["entry_id"].to_list() == ["c", "a", "b"]
    assert scored.row(0)[1:] == scored.row(2)[1:]
    assert scored["opinion"].null_count() == 0
    assert scored.select(pl.sum_horizontal(STANCES)).to_series().to_list() == pytest.approx([1.0] * 3)


def test_no_entries_give_no_opinions() -> None:
    assert second_opinion(pl.DataFrame(schema={"entry_id": pl.String}), load_terms()).is_empty()


def test_terms_that_cannot_be_used_name_the_file_and_the_remedy(tmp_path, monkeypatch) -> None:
    for name, content in (("gone.csv", None), ("bare.csv", ",".join(SCHEMA.names()) + "\n")):
        monkeypatch.setattr(opinion, "TERMS", tmp_path / name)
        if content is not None:
            (tmp_path / name).write_text(content)
        with pytest.raises(BadConfiguration, match=r"benchmarks\.opinion"):
            load_terms()
