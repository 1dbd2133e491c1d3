"""`REGISTERS/riskshift/corrections.csv`: a person's dated, reasoned change of one value of a register.

A row drops an entry, overrides one field, or flags one value. `expect` says what the source must still print
there: when the source has been mended, or nothing matches, the row is refused loudly and not applied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pipelines import dictionary
from pipelines.catalogue.owned import read_owned
from pipelines.errors import BadConfiguration

ACTIONS = ("drop", "override", "flag")
FIXED = {"entry_id", "register_id", "council", "series", "as_at", "locator", "other", "area", "need", "appetite_level"}


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of the file; the columns are those of the table `corrections` but `applied` and `outcome`."""

    correction_id: str
    source_sha256: str
    risk_ref: str
    field: str
    action: str
    value: str
    expect: str
    date: date
    by: str
    reason: str


@dataclass(slots=True)
class Applied:
    """Entries after corrections, those dropped, the corrections with their outcome, and issues."""

    entries: list[dict[str, Any]]
    dropped: list[dict[str, Any]] = field(default_factory=list)
    corrections: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)


def load_corrections(path: Path) -> tuple[Correction, ...]:
    """The corrections of one file; empty when there is no such file.

    Raises:
        BadConfiguration: naming every faulty line at once.
    """
    rows = read_owned(path, "corrections", optional=("field", "value"))
    lines = [f"line {number} ({row['correction_id']})" for number, row in enumerate(rows, 2)]
    faults = [f"{line}: {fault}" for line, row in zip(lines, rows, strict=True) for fault in _faults(row)]
    if faults:
        raise BadConfiguration("; ".join(faults) + ".", where=str(path), remedy="Mend these rows.")
    return tuple(Correction(**row) for row in rows)


def _faults(row: Mapping[str, Any]) -> list[str]:
    faults = []
    columns = {c.name: c.type for c in dictionary.table("entries").columns if c.name not in FIXED}
    if row["action"] not in ACTIONS:
        faults.append(f"action must be one of {', '.join(ACTIONS)}, not {row['action']!r}")
    elif row["action"] == "drop":
        if row["field"] or row["value"]:
            faults.append("a drop has neither field nor value; expect is compared with title and description")
    elif row["field"] not in columns:
        faults.append(f"field must be one of {', '.join(sorted(columns))}, not {row['field']!r}")
    elif (
        row["action"] == "override" and columns[row["field"]] == "double" and row["value"] and not _number(row["value"])
    ):
        faults.append(f"value must be a number for {row['field']}, not {row['value']!r}")
    if len(row["source_sha256"]) < 8 or not set(row["source_sha256"].lower()) <= set("0123456789abcdef"):
        faults.append("source_sha256 must be the file's SHA-256 or at least its first eight digits")
    return faults


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _same(expected: str, value: object) -> bool:
    if isinstance(value, float):
        return _number(expected) and float(expected) == value
    return " ".join(expected.split()) == " ".join(str(value or "").split())


def _matches(correction: Correction, row: Mapping[str, Any]) -> bool:
    wanted = correction.risk_ref.strip().casefold()
    return wanted in {str(row.get("risk_ref") or "").strip().casefold(), str(row["locator"]).strip().casefold()}


def _holds(correction: Correction, row: Mapping[str, Any]) -> bool:
    if correction.action == "drop":
        texts = (row["title"], row["description"])
        return any(_same(correction.expect, text) for text in texts if text)
    return _same(correction.expect, row[correction.field]) or (
        correction.expect == "(blank)" and not row[correction.field]
    )


def apply_corrections(
    entries: Sequence[dict[str, Any]], hashes: Mapping[str, str], corrections: Sequence[Correction]
) -> Applied:
    """Apply each correction to the one entry it names.

    Args:
        entries: rows of the table `entries`.
        hashes: SHA-256 of the source by register id.
        corrections: in the order of the file.

    Returns:
        The entries as corrected, and per correction whether it applied and what happened; one that matches
        nothing, several entries, or a source that no longer says `expect` changes nothing and is an error issue.
    """
    done = Applied([dict(row) for row in entries])
    for correction in corrections:
        found = [
            row
            for row in done.entries
            if hashes.get(row["register_id"], "").startswith(correction.source_sha256.lower())
            and _matches(correction, row)
        ]
        problem = _problem(correction, found)
        outcome = problem or _apply(correction, found[0], done)
        done.corrections.append({**asdict(correction), "applied": not problem, "outcome": outcome})
        if problem:
            row = found[0] if found else None
            done.issues.append(
                {
                    "register_id": row["register_id"] if row else None,
                    "source_file": correction.source_sha256,
                    "locator": row["locator"] if row else "",
                    "field": correction.field,
                    "code": "correction_failed",
                    "value": correction.correction_id,
                    "message": f"Correction {correction.correction_id} did not apply: {problem}.",
                }
            )
    return done


def _problem(correction: Correction, found: Sequence[Mapping[str, Any]]) -> str:
    if not found:
        return "no entry of that file has this reference or locator"
    if len(found) > 1:
        return f"{len(found)} entries have this reference; give the locator instead"
    if not _holds(correction, found[0]):
        shown = found[0]["title"] if correction.action == "drop" else found[0][correction.field]
        return (
            f"the source no longer says {correction.expect!r} but {str(shown)[:120]!r}; "
            "withdraw or renew the correction"
        )
    return ""


def _apply(correction: Correction, row: dict[str, Any], done: Applied) -> str:
    if correction.action == "drop":
        done.entries = [entry for entry in done.entries if entry is not row]
        done.dropped.append(row)
        outcome, code = "entry dropped", "correction_dropped"
    elif correction.action == "flag":
        outcome, code = "value flagged", "correction_flagged"
    else:
        old = row[correction.field]
        row[correction.field] = _value(correction)
        outcome, code = f"{old!r} became {row[correction.field]!r}", ""
    if code:
        done.issues.append(
            {
                "register_id": row["register_id"],
                "source_file": correction.source_sha256,
                "locator": row["locator"],
                "field": correction.field,
                "code": code,
                "value": correction.correction_id,
                "message": f"{outcome.capitalize()} by correction {correction.correction_id} "
                f"of {correction.date.isoformat()}: {correction.reason}",
            }
        )
    return outcome


def _value(correction: Correction) -> Any:
    column = next(c for c in dictionary.table("entries").columns if c.name == correction.field)
    if column.type == "double":
        return float(correction.value) if correction.value else None
    return correction.value or (None if column.nullable else "")
