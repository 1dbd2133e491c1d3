"""The entries a person should rule on, most worth it first, as rows of rulings.csv to fill in; and rulings as cases.

An entry is asked about when a second opinion contradicts the rules, when words stand on both sides, or when the
rules call themselves unsure; the last alone stands last, as it seldom means an error. The less likely the second
opinion holds the rules' stance to be, the sooner. docs/accuracy.md measures how many errors such a list holds.
Columns that begin with "_" are there to read; the loader of rulings passes over them.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.judge.classify import TEXT_COLUMNS, prepare
from pipelines.judge.figures import PLAIN, STANCES
from pipelines.judge.opinion import load_terms, second_opinion
from pipelines.judge.telling import STEPS

RULING = ("ruling_id", "kind", "entry_id", "value", "expect", "date", "by", "reason")
SHOWN = (
    "_stance",
    "_why_asked",
    "_second_opinion",
    "_decision_step",
    "_evidence",
    "_title",
    "_description",
    "_controls",
    "_actions",
    "_response",
    "_appetite",
    "_locator",
)
CASE = ("entry_id", "council", "author", *TEXT_COLUMNS, "appetite", "label", "confidence", "span", "why")
THRESHOLD = 0.4
"""How likely the second opinion must hold another stance to contradict the rules (docs/accuracy.md weighs it)."""
POLES = ("avoidance", "enablement")


def review(tables: Mapping[str, pl.DataFrame], limit: int = 50, terms: pl.DataFrame | None = None) -> pl.DataFrame:
    """Entries without a ruling on which the rules may well be wrong, each wording of a council once.

    Args:
        tables: entries, classifications, evidence and links, each as the dictionary has it.
        limit: how many rows at most.
        terms: weights of the second opinion; the shipped ones by default.

    Returns:
        Columns `RULING` (value, date, by and reason empty) and `SHOWN`, all text. Of equally worded entries of a
        council the newest stands for all, as a ruling holds for all of them; further wordings of one risk come
        after the first wordings of others.
    """
    judged = weighed(tables, load_terms() if terms is None else terms)
    spoken_against = pl.col("contradicted") | pl.col("both")
    asked = (
        judged.filter(spoken_against | (pl.col("confidence") == "low"))
        .with_columns(nth=pl.col("held").rank("ordinal").over("risk_id", ~spoken_against))
        .sort(
            ~spoken_against, "nth", "held", "as_at", "entry_id", descending=[False] * 3 + [True, False], nulls_last=True
        )
        .head(limit)
    )
    return asked.with_columns(
        ruling_id=pl.format("review-{}", "entry_id"),
        kind=pl.lit("stance"),
        expect="text_sha256",
        **dict.fromkeys(("value", "date", "by", "reason"), pl.lit("")),
        _stance="stance",
        _why_asked=_why(),
        _second_opinion=pl.format("{} {}", "opinion", pl.col("sure").round(2)),
        _appetite="appetite_word",
        **{f"_{name}": pl.col(name) for name in ("decision_step", "evidence", *TEXT_COLUMNS, "locator")},
    ).select(pl.col(*RULING, *SHOWN).fill_null(""))


def weighed(tables: Mapping[str, pl.DataFrame], terms: pl.DataFrame) -> pl.DataFrame:
    """Every unruled wording with all that is known of its verdict.

    Args:
        tables: as for `review`.
        terms: weights of the second opinion.

    Returns:
        Columns of entries and classifications, and: opinion, sure (its probability), held (that of the rules'
        stance); differs (the opinion is another and a stance is at stake), contradicted (so, and likely enough);
        both (acts of both poles were heard); before (the stance one register earlier); alike (entries of the
        council in these words); evidence; risk_id.
    """
    counted = tables["evidence"].filter(pl.col("effect").is_in(["counted", "flipped", "guarded", "framing"]))
    acts = counted.filter(pl.col("effect") != "framing", pl.col("pole").is_in(POLES))
    both = acts.group_by("entry_id").agg(both=pl.col("pole").n_unique() > 1)
    words = counted.group_by("entry_id").agg(
        evidence=pl.format("{}: {}", "rule_id", "matched_text").sort().str.join("; ")
    )
    stances = tables["classifications"].select(previous_entry_id="entry_id", before="stance")
    linked = tables["links"].join(stances, on="previous_entry_id", how="left").select("entry_id", "risk_id", "before")
    wordings = (
        tables["entries"]
        .join(tables["classifications"], on="entry_id")
        .with_columns(alike=pl.len().over("council", "text_sha256"))
        .filter(~pl.col("ruled"))
        .sort("as_at", "entry_id", descending=[True, False], nulls_last=True)
        .unique(["council", "text_sha256"], keep="first", maintain_order=True)
    )
    held = pl.coalesce(pl.when(pl.col("stance") == stance).then(stance) for stance in STANCES)
    # Whether a text is routine or too bare to judge moves no share, and the opinion is seldom right on it.
    at_stake = ~(pl.col("stance").is_in(PLAIN) & pl.col("opinion").is_in(PLAIN))
    return (
        wordings.join(second_opinion(wordings, terms), on="entry_id")
        .join(both, on="entry_id", how="left")
        .join(words, on="entry_id", how="left")
        .join(linked, on="entry_id", how="left")
        .with_columns(pl.col("both").fill_null(False), pl.coalesce("risk_id", "entry_id"))
        .with_columns(sure=pl.max_horizontal(STANCES), held=held)
        .with_columns(differs=(pl.col("opinion") != pl.col("stance")) & at_stake)
        .with_columns(contradicted=pl.col("differs") & (pl.col("sure") >= THRESHOLD))
    )


def _why() -> pl.Expr:
    """Why an entry is asked about, in sentences."""
    percent = (pl.col("sure") * 100).round().cast(pl.Int64)
    return pl.concat_str(
        pl.when("contradicted").then(
            pl.format(
                "A second opinion, learnt from labelled entries, takes it for {} (likelihood {} in 100).",
                "opinion",
                percent,
            )
        ),
        pl.when("both").then(pl.lit("Words stand on both sides.")),
        pl.when(pl.col("confidence") == "low").then(
            pl.format("The rules are unsure. {}", pl.col("decision_step").replace(STEPS))
        ),
        pl.when(pl.col("before") != pl.col("stance")).then(pl.format("In the register before it was {}.", "before")),
        pl.when(pl.col("alike") > 1).then(pl.format("{} entries of this council are worded so.", "alike")),
        separator=" ",
        ignore_nulls=True,
    )


def cases(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Stance rulings that applied, as labelled entries for `evaluate` and for whoever writes the next rules.

    Args:
        tables: entries and rulings, each as the dictionary has it.

    Returns:
        Columns `CASE`, all text: `author` is who ruled, `why` the reason, `span` is empty.
    """
    applied = tables["rulings"].filter(pl.col("kind") == "stance", "applied")
    latest = applied.sort("date", "ruling_id").unique("entry_id", keep="last", maintain_order=True)
    texts = prepare(tables["entries"]).join(tables["entries"].select("entry_id", "council"), on="entry_id")
    found = latest.join(texts, on="entry_id", maintain_order="left")
    return found.with_columns(
        author="by", label="value", confidence=pl.lit("high"), span=pl.lit(""), why="reason"
    ).select(CASE)
