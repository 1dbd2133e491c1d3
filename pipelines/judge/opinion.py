"""A second opinion on stances: word weights learnt from invented labelled entries, scored by SQL.

It is asked by `review` alone, to find the entries that a person should look at, and never changes a verdict:
its weights, `sql/opinion/terms.csv`, can be read but not argued with as a rule can. `python -m benchmarks.opinion`
learns them anew; no learning happens here.
"""

from __future__ import annotations

import polars as pl

from pipelines import warehouse
from pipelines.errors import BadConfiguration
from pipelines.judge.classify import prepare
from pipelines.judge.figures import STANCES
from pipelines.settings import SQL

TERMS = SQL / "opinion" / "terms.csv"
SCORE = SQL / "opinion" / "second_opinion.sql"

SCHEMA = pl.Schema(
    {"part": pl.String(), "term": pl.String(), "idf": pl.Float64(), **dict.fromkeys(STANCES, pl.Float64())}
)
"""part: threat or answer (`all` for the intercept); idf: inverse document frequency; one weight a stance."""
INTERCEPT = "(intercept)"


def load_terms() -> pl.DataFrame:
    """The shipped weights, in the columns of `SCHEMA`.

    Raises:
        BadConfiguration: the file is not what `python -m benchmarks.opinion` writes.
    """
    try:
        terms = pl.read_csv(TERMS, schema=SCHEMA)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise BadConfiguration(
            f"cannot be read ({str(error).splitlines()[0]}).",
            where=str(TERMS),
            remedy="Run: python -m benchmarks.opinion",
        ) from error
    if INTERCEPT not in terms["term"]:
        raise BadConfiguration(f"has no row {INTERCEPT}.", where=str(TERMS), remedy="Run: python -m benchmarks.opinion")
    return terms


def second_opinion(entries: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """What the second opinion makes of each entry.

    Multinomial logistic regression on TF-IDF: sublinear term frequency, each part scaled to Euclidean length
    one (Manning, Raghavan and Schütze 2008, "Introduction to Information Retrieval", 6.4 and 15.3).

    Args:
        entries: as for `classify`.
        terms: as `load_terms` gives them.

    Returns:
        One row an entry in the order given: entry_id, opinion (the likeliest stance), and the probability of
        each stance in a column of its name.
    """
    prepared = prepare(entries)
    # Identical texts are scored once: registers repeat themselves.
    said = [name for name in prepared.columns if name not in ("entry_id", "appetite")]
    texts = prepared.unique(said, maintain_order=True)
    with warehouse.connection({"entries": texts, "opinion_terms": terms}) as connected:
        scored = warehouse.select_file(connected, SCORE)
    likeliest = pl.concat_list(STANCES).list.arg_max().replace_strict(dict(enumerate(STANCES)), return_dtype=pl.String)
    judged = texts.join(scored, on="entry_id").with_columns(opinion=likeliest).select(*said, "opinion", *STANCES)
    return prepared.join(judged, on=said, how="left", maintain_order="left").select("entry_id", "opinion", *STANCES)
