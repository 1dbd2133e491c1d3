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

from pipelines import dictionary, warehouse
from pipelines.errors import BadRulebook
from pipelines.judge.compile import UnknownClass, expand, hits_select, inflect, plural
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

Classes = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True)
class Rulebook:
    """Rules that hold together.

    rules: one row a rule, as the table `rules` of the dictionary.
    cases: rule_id, text, expected (whether the rule must match it).
    hits_sql: the compiled `select` that finds every rule's hit.
    steps: name and SQL of each view under sql/judge, in order, `hits` among them.
    """

    version: str
    rules: pl.DataFrame
    cases: pl.DataFrame
    hits_sql: str
    steps: tuple[tuple[str, str], ...]


def load_rulebook(folder: Path = RULES, judge: Path = JUDGE) -> Rulebook:
    """Read, check and compile the rulebook.

    Raises:
        BadRulebook: listing every fault of every file at once.
    """
    faults: list[str] = []
    classes = _classes(folder / "classes", faults)
    rows = _rows(folder, faults)
    compiled = _compiled(rows, classes, faults)
    if not rows:
        faults.append(f"{folder}: no rules")
    if faults:
        raise BadRulebook(
            f"{len(faults)} faults:\n  " + "\n  ".join(faults),
            where=str(folder),
            remedy="Mend these rows; nothing is judged until they hold together.",
        )
    version = _version(folder, judge)
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
    hits = hits_select(compiled)
    steps = sorted(
        [(path.name, path.read_text(encoding="utf-8")) for path in judge.glob("*.sql")] + [("05_hits.sql", hits)]
    )
    return Rulebook(version, frame, cases, hits, tuple((name[3:-4], sql) for name, sql in steps))


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


def _compiled(rows: list[dict[str, str]], classes: Classes, faults: list[str]) -> list[dict[str, str]]:
    compiled = []
    with duckdb.connect(":memory:") as connection:
        for row in rows:
            ready = {"rule_id": row["rule_id"]}
            for column in ("pattern", "near", "not_near"):
                try:
                    ready[column] = expand(row[column], classes)
                    if ready[column]:
                        connection.execute("select regexp_matches('', ?)", [ready[column]])
                except UnknownClass as error:
                    faults.append(f"{row['rule_id']}: {column} names the unknown class {error}")
                except duckdb.Error as error:
                    faults.append(f"{row['rule_id']}: {column} is no RE2 expression ({error})")
            compiled.append(ready)
    return compiled


def failing_cases(rulebook: Rulebook) -> pl.DataFrame:
    """The rules' own cases that do not turn out as written, each run through the real views.

    Returns:
        rule_id, text, expected: empty when every rule matches what it must and nothing that it must not.
    """
    numbered = rulebook.cases.with_row_index("number").with_columns(entry_id=pl.col("number").cast(pl.String))
    empty = [pl.lit("").alias(c) for c in ("title", "controls", "actions", "response", "appetite")]
    entries = numbered.select("entry_id", pl.col("text").alias("description"), *empty)
    with warehouse.connection({"entries": entries, "rules": rulebook.rules, "cases": numbered}) as connected:
        for name, sql in rulebook.steps[:5]:
            warehouse.execute(connected, f"create temp table {name} as {sql}", f"sql/judge/{name}.sql")
        return connected.execute(
            """
            select c.rule_id, c.text, c.expected
            from cases as c
            left join (
                select distinct f.entry_id, h.rule_id
                from hits as h
                inner join clauses using (clause_id)
                inner join places using (clause)
                inner join texts using (text_id)
                inner join fields as f using (text)
            ) as found using (entry_id, rule_id)
            where (found.entry_id is not null) <> c.expected
            order by all
            """
        ).pl()
