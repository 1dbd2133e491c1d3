"""The suites: `TABLE.json`, one per table of the dictionary, and the loader that checks them.

A suite file states what Great Expectations asks of the table beyond its columns, key and references (those
follow from the dictionary). `columns` names every column that its author looked at, so that a new one in
the dictionary is judged on purpose. An expectation carries `type` and `kwargs` in Great Expectations' own
words, a `severity`, and in `meta`: `check` (its name), `code` (a row of issue_codes.csv), and `message`
(words for each failing row, with {column} places and {entry}).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args

from expectations.findings import Level
from pipelines import dictionary
from pipelines.catalogue.issue_codes import issue_code
from pipelines.errors import BadConfiguration
from pipelines.records import Responsibility

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Expected:
    """One expectation of a suite file."""

    type: str
    kwargs: Mapping[str, Any]
    severity: Level
    check: str
    code: str
    message: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""
        single = [self.kwargs[name] for name in ("column", "column_A", "column_B") if name in self.kwargs]
        return tuple(dict.fromkeys([*single, *self.kwargs.get("column_list", ())]))

    @property
    def about(self) -> str:
        """What fails it, for who reads of it before any row does."""
        return f"A row fails where {re.sub(r'{[a-z_]+}', '…', self.message.removeprefix('{entry}: '))}"

    @property
    def responsibility(self) -> Responsibility:
        """Who must answer: as its code says."""
        return issue_code(self.code).responsibility


@dataclass(frozen=True, slots=True)
class Suite:
    """One suite file; `columns` are those that its author looked at."""

    table_name: str
    columns: tuple[str, ...]
    expectations: tuple[Expected, ...]
    path: Path


def load(path: Path) -> Suite:
    """Read one suite file.

    Raises:
        BadConfiguration: naming every fault at once.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise BadConfiguration(f"not valid JSON ({error}).", where=str(path), remedy="Mend that line.") from error
    faults = [f"unknown key {key!r}" for key in raw if key not in {"table", "columns", "expectations"}]
    if raw.get("table") != path.stem or path.stem not in dictionary.names():
        faults.append("`table` must be the file's own name and a table of the dictionary")
    expectations = []
    for number, item in enumerate(raw.get("expectations", []), 1):
        meta = item.get("meta", {})
        lacking = [n for n in ("type", "kwargs", "severity") if n not in item]
        lacking += [f"meta.{n}" for n in ("check", "code", "message") if n not in meta]
        if lacking:
            faults.append(f"expectation {number} lacks {', '.join(lacking)}")
        elif item["severity"] not in get_args(Level):
            faults.append(f"expectation {number}: severity must be one of {', '.join(get_args(Level))}")
        else:
            expectations.append(
                Expected(
                    item["type"],
                    item["kwargs"],
                    cast(Level, item["severity"]),
                    meta["check"],
                    meta["code"],
                    meta["message"],
                )
            )
    names = [expected.check for expected in expectations]
    faults += [f"check {name!r} stands twice" for name in sorted(set(names)) if names.count(name) > 1]
    if faults:
        raise BadConfiguration("; ".join(faults) + ".", where=str(path), remedy="Mend the suite.")
    return Suite(path.stem, tuple(raw["columns"]), tuple(expectations), path)


@cache
def suite(table_name: str) -> Suite:
    """The suite of one table."""
    return load(FOLDER / f"{table_name}.json")


def names() -> tuple[str, ...]:
    """Every table that has a suite file, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))
