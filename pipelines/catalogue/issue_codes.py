"""`issue_codes.csv`: every code an issue or a finding can carry, its severity and who must answer.

Belongs here: reading and checking that file. What finds the oddity stands in the readers, in
`pipelines.shape` and in `sql/checks`; none of them states a severity of its own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

import polars as pl

from pipelines.errors import BadConfiguration
from pipelines.records import Responsibility, Severity

FILE = Path(__file__).with_name("issue_codes.csv")
HEADER = ["code", "severity", "responsibility", "meaning"]


@dataclass(frozen=True, slots=True)
class IssueCode:
    """One row of the file; `meaning` is a sentence for readers of the published issues."""

    code: str
    severity: Severity
    responsibility: Responsibility
    meaning: str


def read_issue_codes(path: Path) -> dict[str, IssueCode]:
    """The codes of one file, by code.

    Raises:
        BadConfiguration: naming every faulty line at once.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle, strict=True)
        if reader.fieldnames != HEADER:
            raise BadConfiguration(f"its header must be {','.join(HEADER)}.", where=str(path), remedy="Mend line 1.")
        lines = [(reader.line_num, row) for row in reader]
    faults: list[str] = []
    codes: dict[str, IssueCode] = {}
    for number, row in lines:
        faults += [f"line {number}: {fault}" for fault in _faults(row, codes)]
        codes[row["code"]] = IssueCode(**row)  # type: ignore[arg-type]
    if faults:
        raise BadConfiguration("; ".join(faults), where=str(path), remedy="Mend these lines.")
    return codes


def _faults(row: Mapping[str, str], known: Mapping[str, IssueCode]) -> list[str]:
    faults = []
    if None in row or None in row.values():
        return ["needs four fields; quote a meaning that holds a comma"]
    if not re.fullmatch(r"[a-z][a-z0-9_]*", row["code"]):
        faults.append(f"code {row['code']!r} must be lower_case words")
    if row["code"] in known:
        faults.append(f"code {row['code']!r} stands twice")
    if row["severity"] not in get_args(Severity):
        faults.append(f"severity {row['severity']!r} must be one of {', '.join(get_args(Severity))}")
    if row["responsibility"] not in get_args(Responsibility):
        faults.append(f"responsibility {row['responsibility']!r} must be one of {', '.join(get_args(Responsibility))}")
    if not row["meaning"].strip():
        faults.append("has no meaning")
    return faults


@cache
def issue_codes() -> Mapping[str, IssueCode]:
    """Every known code; read once."""
    return read_issue_codes(FILE)


def issue_code(code: str) -> IssueCode:
    """One code.

    Raises:
        BadConfiguration: the code is not in the file.
    """
    try:
        return issue_codes()[code]
    except KeyError:
        raise BadConfiguration(f"no such issue code {code!r}.", where=str(FILE), remedy="Add a row for it.") from None


def issue_codes_frame() -> pl.DataFrame:
    """The file as a frame, for pages that explain the codes."""
    rows = [(c.code, c.severity, c.responsibility, c.meaning) for c in issue_codes().values()]
    return pl.DataFrame(rows, schema=dict.fromkeys(HEADER, pl.String()), orient="row")
