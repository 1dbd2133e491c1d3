"""How well stances are judged, beside baselines on the same folds: writes docs/accuracy.md.

`python -m benchmarks.accuracy [LABELLED.csv ...]` (default: tests/labelled). A fold is one author, and again one
council: the trained baselines learn from all others and are tested on that one; the rules learn nothing here, but
their author had read the development sets, so those folds say little of unseen text and stand apart.
`--counts` also rewrites sql/accuracy.csv from the authors that no rule was written from. `--embedding` first takes
the verdicts of the sentence-embedding baseline again, which needs the optional extra `embedding`.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from benchmarks import accuracy_page, methods, review_list
from benchmarks.labelled import UNSEEN, Rows, data_hash, files, load, today
from pipelines.judge import Rulebook, load_rulebook
from pipelines.judge.figures import STANCES, table
from pipelines.settings import ROOT, SQL

COUNTS = SQL / "accuracy.csv"


def judged(rows: Rows, by: str, rulebook: Rulebook) -> pl.DataFrame:
    """Every entry as every method judges it when its author, or its council, is left out.

    Returns:
        method, entry_id, author, council, role, label, verdict, sure.
    """
    found = []
    for name, method in methods.methods(rows, by, rulebook).items():
        for _, train, test in methods.folds(rows, by):
            found += [
                {"method": name, **{key: row[key] for key in ("entry_id", "author", "council", "role", "label")}}
                | {"verdict": stance, "sure": sure}
                for row, (stance, sure) in zip(test, method(train, test), strict=True)
            ]
    return pl.DataFrame(found)


def counts(by_author: pl.DataFrame, data: str) -> list[dict[str, object]]:
    """Rows of sql/accuracy.csv: confusion counts of the rulebook on unseen authors; no text.

    Raises:
        SystemExit: there is no unseen author, and figures of read ones would flatter.
    """
    ours = by_author.filter(pl.col("method") == accuracy_page.OURS, pl.col("role") == UNSEEN)
    if ours.is_empty():
        raise SystemExit("no unseen author is left; sql/accuracy.csv stays. Add one to tests/labelled.")
    confusion = table(ours["label"].to_list(), ours["verdict"].to_list())
    return [
        {
            "truth": truth,
            "verdict": verdict,
            "n": int(confusion[i, j]),
            "data_hash": data,
            "date": today(),
            "source": "invented entries, labelled by the project",
        }
        for i, truth in enumerate(STANCES)
        for j, verdict in enumerate(STANCES)
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, then write docs/accuracy.md and, where asked, sql/accuracy.csv."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", nargs="*", type=Path, help="labelled CSV files (default: tests/labelled)")
    parser.add_argument("--counts", action="store_true", help="also rewrite sql/accuracy.csv")
    parser.add_argument("--embedding", action="store_true", help="take the embedding verdicts again (extra: embedding)")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "accuracy.md")
    options = parser.parse_args(arguments)
    rows = load(options.labelled or files())
    if options.embedding:
        methods.keep_embedded(rows)
    rulebook = load_rulebook()
    by_author = judged(rows, "author", rulebook)
    written = accuracy_page.page(
        by_author,
        judged(rows, "council", rulebook),
        review_list.asked(rows, rulebook),
        f"Rulebook `{rulebook.version}`, labelled data `{data_hash(rows)}`. {methods.embedding_note(rows)}",
    )
    options.page.write_text(written, encoding="utf-8")
    print(written)
    if options.counts:
        with COUNTS.open("w", encoding="utf-8", newline="") as handle:
            told = counts(by_author, data_hash(rows))
            writer = csv.DictWriter(handle, told[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(told)


if __name__ == "__main__":
    main()
