"""A small invented publication in which everything is as it should be, for tests that then break one thing.

Two registers of the invented council Tarnbrook, three risks each; every table of the dictionary is here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from pipelines import dictionary

TODAY = date(2026, 3, 1)
FIRST, SECOND = date(2025, 3, 31), date(2025, 9, 30)
MATRIX = {"likelihood": 5, "impact": 5, "formula": "product", "basis": "configured"}
RISKS = (
    (
        "T1",
        "Cyber attack",
        "Criminals could encrypt the payroll",
        "Back-ups are tested",
        "Run a pilot with residents",
    ),
    (
        "T2",
        "Flooding of the depot",
        "The river rises every winter",
        "Sand bags are stored",
        "Stop all building there",
    ),
    (
        "T3",
        "Vacancies in planning",
        "Officers leave for the city",
        "Weekly monitoring",
        "Recruit two officers",
    ),
)
STANCES = ("enablement", "avoidance", "containment")
QUOTED = {"enablement": "pilot", "avoidance": "Stop"}


def register_id(as_at: date) -> str:
    return f"tarnbrook.corporate.{as_at.isoformat()}"


def _entry(as_at: date, number: int) -> dict[str, Any]:
    ref, title, description, controls, actions = RISKS[number]
    later = as_at == SECOND
    return {
        "entry_id": f"{register_id(as_at)}.{ref.lower()}",
        "register_id": register_id(as_at),
        "council": "tarnbrook",
        "series": "corporate",
        "as_at": as_at,
        "risk_ref": ref,
        "title": title,
        "description": description,
        "controls": controls,
        "actions": actions,
        "response": "Treat",
        "area": "operations",
        "owner_role": "Director of Place",
        "likelihood_inherent": 5.0,
        "impact_inherent": 4.0,
        "score_inherent": 20.0,
        "likelihood_residual": 3.0,
        "impact_residual": 4.0,
        "score_residual": 12.0,
        "likelihood_target": 2.0,
        "impact_target": 3.0,
        "score_target": 6.0,
        "direction": "same" if later else "new",
        "other": json.dumps({"Previous score": "3 x 4 = 12"} if later else {}),
        "locator": f"Sheet1!A{number + 2}:K{number + 2}",
    }


def sound() -> dict[str, pl.DataFrame]:
    """Every table of the dictionary, sound."""
    both = (FIRST, SECOND)
    entries = [_entry(as_at, n) for as_at in both for n in range(3)]
    files = {as_at: f"tarnbrook/register-{as_at.isoformat()}.csv" for as_at in both}
    shas = {FIRST: "1" * 64, SECOND: "2" * 64}
    place = [(as_at, n) for as_at in both for n in range(3)]
    stance = dict(zip([e["entry_id"] for e in entries], STANCES * 2, strict=True))
    rows: dict[str, list[dict[str, Any]]] = {
        "documents": [
            {
                "source_file": files[d],
                "source_sha256": shas[d],
                "bytes": 900,
                "format": "csv",
                "status": "read",
                "reason": "a register",
                "register_id": register_id(d),
                "rows_in": 4,
                "rows_entry": 3,
                "rows_part": 0,
                "rows_issue": 1,
            }
            for d in both
        ],
        "source_rows": [
            *(
                {
                    "source_file": files[d],
                    "locator": "Sheet1!A1:K1",
                    "register_id": register_id(d),
                    "fate": "header",
                }
                for d in both
            ),
            *(
                {
                    "source_file": files[d],
                    "locator": e["locator"],
                    "register_id": register_id(d),
                    "fate": "entry",
                    "entry_id": e["entry_id"],
                }
                for (d, _), e in zip(place, entries, strict=True)
            ),
        ],
        "header_mappings": [
            {
                "source_file": files[d],
                "register_id": register_id(d),
                "table_name": "Sheet1",
                "position": n,
                "printed": printed,
                "field": field,
                "scope": "everywhere",
                "basis": "dictionary",
            }
            for d in both
            for n, (printed, field) in enumerate([("Ref", "risk_ref"), ("Direction", "direction")], 1)
        ],
        "registers": [
            {
                "register_id": register_id(d),
                "council": "tarnbrook",
                "series": "corporate",
                "title": "Invented register",
                "as_at": d,
                "as_at_basis": "cover",
                "source_file": files[d],
                "source_sha256": shas[d],
                "format": "csv",
                "language": "en",
                "entries": 3,
                "issues": 0,
                "matrix": json.dumps(MATRIX),
            }
            for d in both
        ],
        "entries": entries,
        "classifications": [
            {
                "entry_id": e["entry_id"],
                "stance": stance[e["entry_id"]],
                "pole": "none" if stance[e["entry_id"]] == "containment" else stance[e["entry_id"]],
                "confidence": "high",
                "decision_step": "4",
                "whose_risk": "organisation",
                "rulebook_version": "v",
                "ruled": False,
                "text_sha256": "a" * 64,
            }
            for e in entries
        ],
        "rules": [
            {
                "rule_id": f"invented.{pole}",
                "pole": pole,
                "theme": "trial",
                "fields": "actions",
                "pattern": word.lower(),
                "effect": "counted",
                "source": "invented",
                "reason": "for a test",
                "added": FIRST,
                "rulebook_version": "v",
            }
            for pole, word in QUOTED.items()
        ],
        "evidence": [
            {
                "entry_id": e["entry_id"],
                "rule_id": f"invented.{stance[e['entry_id']]}",
                "theme": "trial",
                "pole": stance[e["entry_id"]],
                "field": "actions",
                "matched_text": word,
                "effect": "counted",
                "span_start": e["actions"].index(word),
                "span_end": e["actions"].index(word) + len(word),
            }
            for e in entries
            if (word := QUOTED.get(stance[e["entry_id"]]))
        ],
        "links": [
            {
                "entry_id": e["entry_id"],
                "risk_id": entries[n % 3]["entry_id"],
                "previous_entry_id": entries[n % 3]["entry_id"] if n > 2 else None,
                "kind": "same" if n > 2 else "new",
                "ref_changed": False,
                "title_changed": False,
                "text_changed": False,
                "similarity": 1.0 if n > 2 else None,
                "basis": "reference",
            }
            for n, e in enumerate(entries)
        ],
        "stance_by_period": [
            {
                "council": "tarnbrook",
                "series": "corporate",
                "area": "all",
                "as_at": d,
                "n": 3,
                "avoidance": 1,
                "containment": 1,
                "mixed": 0,
                "enablement": 1,
                "unclear": 0,
                "n_councils": 1,
            }
            for d in both
        ],
        "shifts": [
            {
                "council": "tarnbrook",
                "series": "corporate",
                "area": "all",
                "span": "consecutive",
                "from_as_at": FIRST,
                "to_as_at": SECOND,
                "n_from": 3,
                "n_to": 3,
                "to_enablement": 0,
                "to_avoidance": 0,
                "to_or_from_unclear": 0,
                "n_stayed": 3,
                "verdict": "too_few_entries",
            }
        ],
        "councils": [{"council": "tarnbrook", "name": "Tarnbrook (invented)", "configured": True, "registers": 2}],
    }
    return {name: dictionary.table(name).frame(rows.get(name, [])) for name in dictionary.names()}


def changed(tables: Mapping[str, pl.DataFrame], table_name: str, key: str, **values: Any) -> dict[str, pl.DataFrame]:
    """The same tables with some values of the one row whose first column is `key` replaced."""
    table = dictionary.table(table_name)
    first = table.columns[0].name
    rows = [row | values if row[first] == key else row for row in tables[table_name].to_dicts()]
    assert any(row[first] == key for row in rows)
    return {**tables, table_name: table.frame(rows)}
