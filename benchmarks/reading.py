"""How much of a register is read, on layouts that the reader's authors did not design: writes docs/reading.md.

`python -m benchmarks.reading [FOLDER] [--seeds 1 2 3]` reads every file that FOLDER/truth.csv names (default:
the invented layouts of `samples.layouts`, made afresh for each seed) and compares entry by entry. An entry is
found when its words match a truth row better than any other; what matches none is invented. Words are compared
as multisets in the field where they belong, scores as numbers.
"""

from __future__ import annotations

import argparse
import csv
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from pipelines.read import open_file
from pipelines.settings import ROOT, Settings
from pipelines.shape import read_register

TEXTS = ("title", "description", "controls", "actions", "response", "owner_role", "area_local", "appetite_word")
NUMBERS = tuple(
    f"{part}_{when}" for when in ("inherent", "residual", "target") for part in ("likelihood", "impact", "score")
)
SAME = 0.35

Row = dict[str, Any]


def words(text: str | None) -> Counter[str]:
    """Words and numbers of a text, whatever stands between them."""
    return Counter(re.findall(r"[^\W_]+", (text or "").lower()))


def overlap(a: Counter[str], b: Counter[str]) -> float:
    """Shared words over the words of the larger text."""
    return sum((a & b).values()) / max(sum(a.values()), sum(b.values()), 1)


def read(path: Path) -> list[Row]:
    """Entries of one file, as `riskshift read` gives them."""
    rows: list[Row] = []
    for document in open_file(path, path.name, Settings()):
        rows += read_register(document, {}).entries
    return rows


def match(truth: list[Row], found: list[Row]) -> list[tuple[Row, Row]]:
    """Pairs of truth and found rows by words, each used once."""
    if not truth or not found:
        return []

    def bag(row: Row) -> Counter[str]:
        return sum((words(row.get(field)) for field in TEXTS[:4]), words(row.get("risk_ref")))

    left, right = [bag(row) for row in truth], [bag(row) for row in found]
    scores = np.array([[overlap(a, b) for b in right] for a in left])
    return [(truth[i], found[j]) for i, j in zip(*linear_sum_assignment(-scores), strict=True) if scores[i, j] >= SAME]


def _equal(wanted: str, got: float | None) -> bool:
    """Whether a number was read as printed; a truth that is no number (a letter) is never equal to one."""
    try:
        return got is not None and abs(float(wanted) - float(got)) < 1e-6
    except ValueError:
        return False


def compare(truth: list[Row], found: list[Row]) -> Row:
    """Counts for one file: entries, words by field, scores."""
    pairs = match(truth, found)
    right, all_words, extra, fields = 0, 0, 0, Counter[str]()
    numbers = good = false = 0
    for wanted, got in pairs:
        for field in TEXTS:
            a, b = words(wanted.get(field)), words(got.get(field))
            right, all_words, extra = (
                right + sum((a & b).values()),
                all_words + sum(a.values()),
                extra + sum((b - a).values()),
            )
            if a != b:
                fields[field] += 1
        for field in NUMBERS:
            a_number, b_number = wanted.get(field), got.get(field)
            if a_number not in ("", None):
                numbers += 1
                equal = _equal(a_number, b_number)
                good += equal
                fields[field] += int(not equal)
            elif b_number is not None:
                false += 1
    lost = [row for row in truth if all(row is not pair[0] for pair in pairs)]
    all_words += sum(sum(words(row.get(field)).values()) for row in lost for field in TEXTS)
    numbers += sum(row.get(field) not in ("", None) for row in lost for field in NUMBERS)
    return {
        "truth": len(truth),
        "found": len(pairs),
        "invented": len(found) - len(pairs),
        "words": all_words,
        "right": right,
        "extra": extra,
        "numbers": numbers,
        "good": good,
        "false": false,
        "fields": fields,
    }


def load(folder: Path) -> dict[str, list[Row]]:
    """Truth rows by file; files of files.csv without rows are decoys."""
    truth: dict[str, list[Row]] = defaultdict(list)
    for name in ("files.csv", "truth.csv"):
        with (folder / name).open(encoding="utf-8-sig", newline="") as handle:
            for row in csv.DictReader(handle):
                file = row.get("source_file") or row.get("file") or ""
                truth[file].extend([row] if name == "truth.csv" else [])
    return {file: truth[file] for file in sorted(truth)}


def measure(folder: Path) -> list[Row]:
    """One row a file."""
    return [{"file": file} | compare(rows, read(folder / file)) for file, rows in load(folder).items()]


def page(rows: list[Row], source: str) -> str:
    """The table as Markdown."""

    def share(a: int, b: int) -> str:
        return f"{a / b:.1%}" if b else "–"

    def line(name: str, part: list[Row]) -> str:
        total = {
            key: sum(row[key] for row in part)
            for key in ("truth", "found", "invented", "words", "right", "extra", "numbers", "good", "false")
        }
        return (
            f"| {name} | {total['found']} of {total['truth']} | {total['invented']} | {share(total['right'], total['words'])} "
            f"| {share(total['extra'], total['right'])} | {share(total['good'], total['numbers'])} | {total['false']} |"
        )

    files = sorted({row["file"] for row in rows})
    return "\n".join(
        [
            "# How much of a register is read",
            "",
            f"Generated by `python -m benchmarks.reading`. Invented registers: {source}.",
            "",
            "| file | entries | invented | words in their field | words beyond | scores | scores beyond |",
            "|---|--:|--:|--:|--:|--:|--:|",
            *(line(file, [row for row in rows if row["file"] == file]) for file in files),
            line("**all**", rows),
            "",
        ]
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the page when the project's own layouts were read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--seeds", nargs="*", type=int, default=[1, 2, 3])
    parser.add_argument("--wrong", action="store_true", help="name the fields that differ, by file")
    options = parser.parse_args(arguments)
    if options.folder:
        rows, source = measure(options.folder), str(options.folder)
    else:
        from samples.layouts import write_all

        rows = []
        for seed in options.seeds:
            with tempfile.TemporaryDirectory() as folder:
                write_all(Path(folder), seed)
                rows += measure(Path(folder))
        source = f"`samples.layouts`, seeds {', '.join(map(str, options.seeds))}"
    written = page(rows, source)
    print(written)
    if options.wrong:
        for row in rows:
            if row["fields"] or row["found"] != row["truth"] or row["invented"]:
                wrong = {name: n for name, n in row["fields"].most_common() if n}
                print(f"{row['file']}: {row['found']}/{row['truth']} +{row['invented']} {wrong}")
    if not options.folder:
        (ROOT / "docs" / "reading.md").write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
