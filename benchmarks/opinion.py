"""Learns the second opinion that `riskshift review` asks: writes sql/opinion/terms.csv and trained_on.csv.

`python -m benchmarks.opinion`. It learns from the invented entries of development authors alone, so that figures
on unseen authors are those of the weights as shipped. Logistic regression on TF-IDF of single words, those of the
threat apart from those of the answer; scikit-learn is needed here and nowhere else.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from benchmarks.labelled import DEVELOPMENT, Rows, answer, data_hash, files, load, threat
from pipelines.judge.figures import STANCES
from pipelines.judge.opinion import INTERCEPT, SCHEMA, TERMS

PARTS = {"threat": threat, "answer": answer}
TRAINED_ON = TERMS.with_name("trained_on.csv")
RARE = 3
"""A word counts from this many entries on: fewer says who wrote, not what is done."""
DIGITS = 3


def words(said: str) -> list[str]:
    """The words of a text, as sql/opinion/second_opinion.sql takes them."""
    return [word.lower() for word in re.findall("[A-Za-z0-9]{2,}", said)]


def fit(rows: Rows, rare: int = RARE) -> tuple[dict[str, TfidfVectorizer], LogisticRegression]:
    """The model: a vectorizer for each of `PARTS`, and the regression on their vectors side by side.

    Args:
        rows: labelled entries that hold each of the stances.
        rare: a word in fewer entries than this is left out.
    """
    rows = sorted(rows, key=lambda row: row["entry_id"])
    vectorizers = {part: TfidfVectorizer(analyzer=words, sublinear_tf=True, min_df=rare) for part in PARTS}
    found = [vectorizer.fit_transform([PARTS[p](row) for row in rows]) for p, vectorizer in vectorizers.items()]
    model = LogisticRegression(C=20, max_iter=3000, class_weight="balanced")
    # So little work is done sooner by one thread than by several that wait for one another.
    with threadpool_limits(1):
        model.fit(hstack(found).tocsr(), [row["label"] for row in rows])
    return vectorizers, model


def learn(rows: Rows, rare: int = RARE, digits: int | None = DIGITS) -> pl.DataFrame:
    """Weights learnt from labelled rows, in the columns of `pipelines.judge.opinion.SCHEMA`.

    Args:
        rows, rare: as for `fit`.
        digits: decimals kept; None keeps all.
    """
    vectorizers, model = fit(rows, rare)
    order = [list(model.classes_).index(stance) for stance in STANCES]
    terms = [("all", INTERCEPT, 1.0), *_terms(vectorizers)]
    pulls = np.column_stack([model.intercept_, model.coef_])[order]
    frame = pl.DataFrame(
        {name: [term[at] for term in terms] for at, name in enumerate(("part", "term", "idf"))}
        | dict(zip(STANCES, pulls, strict=True)),
        schema=SCHEMA,
    )
    return frame if digits is None else frame.with_columns(pl.selectors.float().round(digits))


def _terms(vectorizers: dict[str, TfidfVectorizer]) -> list[tuple[str, str, float]]:
    return [
        (part, str(term), float(idf))
        for part, vectorizer in vectorizers.items()
        for term, idf in zip(vectorizer.get_feature_names_out(), vectorizer.idf_, strict=True)
    ]


def training(rows: Rows) -> Rows:
    """The rows that may be learnt from."""
    return [row for row in rows if row["role"] == DEVELOPMENT]


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn and write."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args(
        arguments
    )
    rows = training(load(files()))
    terms = learn(rows)
    terms.write_csv(TERMS)
    with TRAINED_ON.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["authors", "entries", "data_hash", "source"])
        authors = " ".join(sorted({row["author"] for row in rows}))
        writer.writerow([authors, len(rows), data_hash(rows), "invented entries, labelled by the project"])
    print(f"{len(terms):,} terms learnt from {len(rows):,} entries of {authors}: {TERMS}")


if __name__ == "__main__":
    main()
