"""The rulebook: rows of sql/rules/*.csv and classes of words, checked as a whole before it may judge.

What a rule may say stands here; what it says stands in the CSV files, which a person can read and challenge.
The version is a hash over every file of sql/rules and sql/judge, so any change of either shows.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from pipelines import dictionary
from pipelines.errors import BadRulebook
from pipelines.judge import ready
from pipelines.judge.compile import UnknownClass, expand, hits_select, inflect, literal, marked_select, named, plural
from pipelines.judge.needed import Vocabulary
from pipelines.judge.spotting import Spotter
from pipelines.settings import SQL

RULES = SQL / "rules"
JUDGE = SQL / "judge"
COLUMNS = (
    "rule_id",
    "pole",
    "theme",
    "fields",
    "pattern",
    "near",
    "not_near",
    "effect",
    "source",
    "reason",
    "added",
    "must_match",
    "must_not_match",
)
POLES = ("avoidance", "enablement", "none")
STANCE_EFFECTS = ("act", "sign", "cue", "frame")
MARK_EFFECTS = (
    "protect",
    "matter",
    "negate",
    "reverse",
    "other_body",
    "history",
    "option",
    "guard",
    "legend",
    "own",
    "undone",
    "answer",
    "blank",
    "unusable",
    "routine",
    "whose",
)
FIELDS = ("title", "description", "controls", "actions", "response")
CASES = " || "

GENERATED = {"marked": marked_select, "hits": hits_select}
"""Steps compiled from the rules, which follow the file of the candidates."""

Classes = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True)
class Rulebook:
    """Rules that hold together.

    rules: one row a rule, as the table `rules` of the dictionary.
    cases: rule_id, text, expected (whether the rule must match it).
    compiled: rule_id and the expanded pattern, near and not_near of each rule.
    spotter: which statements each rule must see.
    steps: name and SQL of each view under sql/judge, in order, and of those that are compiled from the rules.
    """

    version: str
    rules: pl.DataFrame
    cases: pl.DataFrame
    compiled: tuple[dict[str, str], ...]
    spotter: Spotter
    steps: tuple[tuple[str, str], ...]


def load_rulebook(folder: Path = RULES, judge: Path = JUDGE) -> Rulebook:
    """Read, check and compile the rulebook.

    Raises:
        BadRulebook: listing every fault of every file at once.
    """
    faults: list[str] = []
    version = _version(folder, judge)
    rows = _rows(folder, faults)
    made = ready.load(version) if not faults else None
    if made is None:
        made = _ready(rows, _classes(folder / "classes", faults), faults)
    if not rows:
        faults.append(f"{folder}: no rules")
    if faults:
        raise BadRulebook(
            f"{len(faults)} faults:\n  " + "\n  ".join(faults),
            where=str(folder),
            remedy="Mend these rows; nothing is judged until they hold together.",
        )
    ready.save(version, made)
    frame = dictionary.table("rules").conform(
        pl.DataFrame(
            [
                {
                    **{c: row[c] for c in COLUMNS[:11]},
                    "near": row["near"] or None,
                    "not_near": row["not_near"] or None,
                    "added": date.fromisoformat(row["added"]),
                    "rulebook_version": version,
                }
                for row in rows
            ]
        ).sort("rule_id")
    )
    cases = pl.DataFrame(
        [
            {"rule_id": row["rule_id"], "text": text.strip(), "expected": expected}
            for row in rows
            for column, expected in (("must_match", True), ("must_not_match", False))
            for text in row[column].split(CASES)
            if text.strip()
        ],
        schema={"rule_id": pl.String, "text": pl.String, "expected": pl.Boolean},
    )
    steps: list[tuple[str, str]] = []
    for path in sorted(judge.glob("*.sql")):
        steps.append((path.stem.partition("_")[2], path.read_text(encoding="utf-8")))
        if steps[-1][0] == "candidates":
            steps += [(name, compiled(made.compiled)) for name, compiled in GENERATED.items()]
    return Rulebook(version, frame, cases, made.compiled, made.spotter, tuple(steps))


def _version(*folders: Path) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.suffix in {".csv", ".sql"}):
            digest.update(f"{folder.name}/{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:12]


def _read(path: Path, columns: tuple[str, ...], faults: list[str]) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        if tuple(reader.fieldnames or ()) != columns:
            faults.append(f"{path.name}: columns must be {', '.join(columns)}")
            return []
        rows = []
        for line, row in enumerate(reader, start=2):
            if None in row or None in row.values():
                faults.append(f"{path.name} line {line}: {len(columns)} cells expected")
            else:
                rows.append({key: value.strip() for key, value in row.items()})
        return rows


def _classes(folder: Path, faults: list[str]) -> Classes:
    """Classes of words: `verbs_*.csv` (class, verb, done) inflected, others (class, noun) singular and plural."""
    classes: dict[str, dict[str, list[str]]] = {}
    for path in sorted(folder.glob("*.csv")):
        verbs = path.name.startswith("verbs")
        for row in _read(path, ("class", "verb", "done") if verbs else ("class", "noun"), faults):
            forms = classes.setdefault(row["class"], {"all": []})
            if verbs:
                for form, words in inflect(row["verb"], row["done"]).items():
                    forms.setdefault(form, []).extend(words)
                    forms["all"].extend(words)
            else:
                forms["all"].extend(plural(noun.strip()) for noun in row["noun"].split(","))
    return classes


def _rows(folder: Path, faults: list[str]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.csv")):
        for row in _read(path, COLUMNS, faults):
            name = f"{path.name} {row['rule_id'] or '(no rule_id)'}"
            if row["rule_id"] in seen:
                faults.append(f"{name}: the id stands in {seen[row['rule_id']]} too")
            seen[row["rule_id"]] = path.name
            faults.extend(f"{name}: {fault}" for fault in _row_faults(row))
            rows.append(row)
    return rows


def _row_faults(row: dict[str, str]) -> list[str]:
    faults = [
        f"{column} is empty"
        for column in ("rule_id", "theme", "fields", "pattern", "source", "reason", "must_match")
        if not row[column]
    ]
    if row["pole"] not in POLES:
        faults.append(f"pole {row['pole']!r} is none of {', '.join(POLES)}")
    if row["effect"] not in STANCE_EFFECTS + MARK_EFFECTS:
        faults.append(f"effect {row['effect']!r} is none of {', '.join(STANCE_EFFECTS + MARK_EFFECTS)}")
    elif (row["pole"] == "none") == (row["effect"] in STANCE_EFFECTS):
        faults.append(f"effect {row['effect']} does not go with pole {row['pole']}")
    unknown = sorted(set(row["fields"].split()) - set(FIELDS))
    if unknown:
        faults.append(f"fields {unknown} are none of {', '.join(FIELDS)}")
    try:
        date.fromisoformat(row["added"])
    except ValueError:
        faults.append(f"added {row['added']!r} is no date like 2026-11-22")
    return faults


def _ready(rows: list[dict[str, str]], classes: Classes, faults: list[str]) -> ready.Ready:
    """Every pattern expanded and checked by DuckDB, and what each needs."""
    compiled, needs = [], {}
    words, characters = named(classes)
    vocabulary = Vocabulary(words)
    with duckdb.connect(":memory:") as connection:
        for row in rows:
            expanded = {"rule_id": row["rule_id"]}
            for column in ("pattern", "near", "not_near"):
                try:
                    expanded[column] = expand(row[column], classes)
                    if expanded[column]:
                        connection.execute(f"select regexp_extract('', {literal(expanded[column])})")
                except UnknownClass as error:
                    faults.append(f"{row['rule_id']}: {column} names the unknown class {error}")
                except duckdb.Error as error:
                    faults.append(f"{row['rule_id']}: {column} is no RE2 expression ({error})")
            compiled.append(expanded)
            if not faults:
                needs[row["rule_id"]] = vocabulary.needed(expand(row["pattern"], characters))
    return ready.Ready(tuple(compiled), Spotter.of(needs))
