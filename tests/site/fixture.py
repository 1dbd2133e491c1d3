"""Three invented councils in tables, made in code: one that moves, one that bears no stance, one too small for shares.

Alder's texts also carry what an attacker might print in a register; Birch's register is bilingual and of unknown
licence; Cedar has one dated register of six entries, a withdrawn one, and one without a date. All of it is invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import dictionary
from pipelines.catalogue.council import Area, Council, StatedAppetite
from pipelines.publish import downloads
from pipelines.shift import measure
from pipelines.site import Accuracy, Edge, Provenance, build

HOSTILE = '<script>alert(1)</script> "onload=alert(2)" {{ 7*7 }} datum.x'
QUARTERS = (date(2023, 3, 31), date(2023, 9, 30), date(2024, 3, 31), date(2024, 9, 30))
AVOID = "The Council has closed the pop-up market for good."
ENABLE = "Residents will run a test of street pianos, and the Council will learn from it."
ROUTINE = "The plan is reviewed monthly. Staff are trained."
WELSH = "Mae’r Cyngor yn adolygu’r cynllun bob mis ac yn hyfforddi staff yn rheolaidd."
WORDS = {"avoidance": "closed the pop-up market for good", "enablement": "run a test of street pianos"}
RULES = {"avoidance": ("a1-close", "A1"), "enablement": ("e2-test", "E2")}
VERSION = "rules0001"
PUBLICATION = "pub0001fixture"
ROLES = ("avoidance", "containment", "mixed", "enablement", "unclear")

COUNCILS = {
    "alder": Council(
        id="alder",
        name="Alder Borough Council",
        kind="district",
        nation="England",
        licence="OGL-UK-3.0",
        areas=tuple(Area(local=f"{n} (our word)", area=n.lower()) for n in ("Financial", "People")),
        appetite=(
            StatedAppetite(area_local="Financial (our word)", stated="open", tolerable="eager"),
            StatedAppetite(area_local="People (our word)", stated="cautious"),
        ),
    ),
}


def stance_of(council: str, number: int, quarter: int) -> str:
    """Which stance an invented entry bears: Alder moves from avoidance to enablement as quarters pass."""
    if council == "birch":
        return "containment" if number % 2 else "unclear"
    if number % 12 == 11:
        return "unclear"
    if number % 3 == 0:
        return "containment"
    if number == 1:
        return "mixed"
    return "enablement" if number < 5 * (quarter + 1) else "avoidance"


def text_of(stance: str) -> str:
    """The actions that bear a stance."""
    return {
        "avoidance": AVOID,
        "enablement": ENABLE,
        "containment": ROUTINE,
        "mixed": f"{AVOID} {ENABLE}",
        "unclear": "",
    }[stance]


def register(council: str, series: str, as_at: date | None, entries: int, **more: Any) -> dict[str, Any]:
    """A row of `registers`."""
    day = as_at.isoformat() if as_at else "undated-0badc0de"
    return {
        "register_id": f"{council}.{series}.{day}",
        "council": council,
        "series": series,
        "title": f"Risk register of {council.title()}",
        "as_at": as_at,
        "as_at_basis": "text" if as_at else "none",
        "source_file": f"{council}/{series}-{day}.csv",
        "source_sha256": f"{abs(hash_(council + day)):064x}",
        "format": "csv",
        "language": "en",
        "entries": entries,
        "issues": 0,
        "licence": "OGL-UK-3.0",
        "source_url": f"https://{council}.example/registers",
        "matrix": None,
        "revision": None,
        **more,
    }


def hash_(text: str) -> int:
    """A number from a text, the same in every process."""
    return int.from_bytes(text.encode()[-12:], "big")


def entry(told: Mapping[str, Any], number: int, stance: str) -> dict[str, Any]:
    """A row of `entries`."""
    council, birch = told["council"], told["council"] == "birch"
    area = ("financial", "people")[number % 2] if council == "alder" else "governance"
    title = f"Street pianos {number + 1}" if number else f"Pianos {HOSTILE}"
    return {
        "entry_id": f"{told['register_id']}.r{number + 1}",
        "register_id": told["register_id"],
        "council": council,
        "series": told["series"],
        "as_at": told["as_at"],
        "risk_ref": f"R{number + 1}",
        "title": title,
        "description": WELSH
        if birch and number == 1
        else f"A piano might fall. {HOSTILE}"
        if number == 0
        else "A piano might fall.",
        "controls": "" if stance == "unclear" else ROUTINE,
        "actions": text_of(stance),
        "response": "",
        "appetite_word": None,
        "appetite_level": None,
        "area": area,
        "area_local": f"{area.title()} (our word)" if council == "alder" else None,
        "need": ("housing", "loneliness")[number % 2] if council == "alder" else None,
        "owner_role": "Director",
        "likelihood_residual": 3.0,
        "impact_residual": 4.0,
        "score_residual": 12.0,
        "score_target": 8.0,
        "other": '{"Review": "=1+1"}',
        "locator": f"row {number + 2}",
    }


def evidence(row: Mapping[str, Any], stance: str) -> list[dict[str, Any]]:
    """Hits whose spans quote the actions."""
    poles = {"mixed": ("avoidance", "enablement"), "avoidance": ("avoidance",), "enablement": ("enablement",)}.get(
        stance, ()
    )
    hits = []
    for pole in poles:
        start = row["actions"].index(WORDS[pole])
        hits.append(
            {
                "entry_id": row["entry_id"],
                "rule_id": RULES[pole][0],
                "theme": RULES[pole][1],
                "pole": pole,
                "field": "actions",
                "span_start": start,
                "span_end": start + len(WORDS[pole]),
                "matched_text": WORDS[pole],
                "effect": "counted",
            }
        )
    return hits


def tables() -> dict[str, pl.DataFrame]:
    """Every table of a publication over the three councils."""
    registers = [register("alder", "corporate", q, 24) for q in QUARTERS]
    registers += [register("birch", "corporate", q, 12, licence=None, language="en+cy") for q in QUARTERS[:2]]
    registers += [
        register("cedar", "corporate", QUARTERS[0], 6),
        register("cedar", "project", None, 2),
        register("cedar", "budget", QUARTERS[1], 1, revision="withdrawn"),
    ]
    rows, verdicts, hits, links = [], [], [], []
    for told in registers:
        quarter = QUARTERS.index(told["as_at"]) if told["as_at"] else 0
        for number in range(told["entries"]):
            stance = stance_of(told["council"], number, quarter)
            row = entry(told, number, stance)
            if told["as_at"] == QUARTERS[-1] and number == 9:
                row |= {"likelihood_residual": 2.0, "score_residual": 8.0}
            rows.append(row)
            verdicts.append(
                {
                    "entry_id": row["entry_id"],
                    "stance": stance,
                    "confidence": "high",
                    "decision_step": "a_persons_ruling" if number == 2 else "only_enabling_acts",
                    "pole": stance if stance in RULES else "none",
                    "whose_risk": "community",
                    "rulebook_version": VERSION,
                    "ruled": number == 2,
                    "text_sha256": f"{number:064x}",
                }
            )
            hits += evidence(row, stance)
            before = told["council"] != "cedar" and quarter
            past = f"{told['council']}.corporate.{QUARTERS[quarter - 1].isoformat()}.r{number + 1}" if before else None
            changed = bool(before) and stance_of(told["council"], number, quarter - 1) != stance
            links.append(
                {
                    "entry_id": row["entry_id"],
                    "risk_id": f"{told['council']}.{told['series']}.{number}",
                    "previous_entry_id": past,
                    "kind": "reworded" if changed else "same" if past else "new",
                    "ref_changed": False,
                    "title_changed": False,
                    "text_changed": changed,
                    "similarity": 1.0 if past else None,
                    "basis": "reference",
                }
            )
    frames = {
        "registers": dictionary.table("registers").frame(registers),
        "entries": dictionary.table("entries").frame(rows),
        "classifications": dictionary.table("classifications").frame(verdicts),
        "evidence": dictionary.table("evidence").frame(hits),
        "links": dictionary.table("links").frame(links),
        **told_by_people(),
    }
    made = {name: dictionary.table(name).empty() for name in dictionary.names()} | frames
    return made | measure(made, COUNCILS)


def told_by_people() -> dict[str, pl.DataFrame]:
    """Councils, rules, issues, checks, decisions, events and needs."""

    def frame(name: str, *rows: dict[str, Any]) -> pl.DataFrame:
        return dictionary.table(name).frame(rows)

    return {
        "councils": frame(
            "councils",
            *(
                {
                    "council": c,
                    "name": n,
                    "kind": "district",
                    "nation": "England",
                    "configured": c == "alder",
                    "registers": r,
                }
                for c, n, r in (
                    ("alder", "Alder Borough Council", 4),
                    ("birch", "Birch Council", 2),
                    ("cedar", "Cedar Council", 3),
                )
            ),
        ),
        "rules": frame(
            "rules",
            *(
                {
                    "rule_id": rule,
                    "pole": pole,
                    "theme": theme,
                    "fields": "actions",
                    "pattern": "x",
                    "effect": "act",
                    "source": "invented",
                    "reason": "It says so.",
                    "added": date(2024, 1, 1),
                    "rulebook_version": VERSION,
                }
                for pole, (rule, theme) in RULES.items()
            ),
        ),
        "issues": frame(
            "issues",
            *(
                {
                    "register_id": "alder.corporate.2024-09-30",
                    "source_file": "alder/corporate-2024-09-30.csv",
                    "locator": f"row {i}",
                    "field": "title",
                    "code": "reference_repeated",
                    "severity": s,
                    "responsibility": w,
                    "value": v,
                    "message": f"Odd: {v}",
                }
                for i, (s, w, v) in enumerate(
                    (
                        ("warning", "council", "=cmd|' /C calc'!A0"),
                        ("error", "riskshift", "-5"),
                        ("info", "council", "@SUM(A1)"),
                    )
                )
            ),
        ),
        "checks": frame(
            "checks",
            *(
                {
                    "publication_id": PUBLICATION,
                    "table_name": t,
                    "expectation": e,
                    "severity": s,
                    "result": r,
                    "failing": f,
                    "waived": False,
                }
                for t, e, s, r, f in (
                    ("entries", "reference_repeated", "warning", "failed", 2),
                    ("entries", "keys_unique", "critical", "passed", 0),
                    ("shifts", "parts_add_up", "critical", "crashed", 0),
                )
            ),
        ),
        "failing_rows": frame(
            "failing_rows",
            *(
                {
                    "table_name": "entries",
                    "expectation": "reference_repeated",
                    "position": i,
                    "code": "reference_repeated",
                    "row_key": f"k{i}",
                    "register_id": None,
                    "source_file": "alder/corporate-2024-09-30.csv",
                    "locator": f"row {i}",
                    "field": "risk_ref",
                    "value": "R1",
                    "message": f"R1 stands twice {HOSTILE}",
                }
                for i in (1, 2)
            ),
        ),
        "documents": frame(
            "documents",
            {
                "source_file": "cedar/notes.docx",
                "source_sha256": "f" * 64,
                "bytes": 10,
                "format": "docx",
                "status": "refused",
                "reason": "no register table",
                "register_id": None,
                "rows_in": 9,
                "rows_entry": 6,
                "rows_part": 1,
                "rows_issue": 2,
            },
        ),
        "rulings": frame(
            "rulings",
            {
                "ruling_id": "one",
                "kind": "stance",
                "entry_id": "alder.corporate.2024-09-30.r3",
                "value": "enablement",
                "expect": "",
                "date": date(2024, 10, 1),
                "by": "Risk manager",
                "reason": "It is a trial.",
                "applied": True,
                "outcome": "Applied; the rules say containment.",
            },
        ),
        "departures": frame(
            "departures",
            {
                "risk_id": "alder.corporate.99",
                "last_entry_id": "alder.corporate.2024-03-31.r5",
                "council": "alder",
                "series": "corporate",
                "as_at": QUARTERS[3],
                "kind": "closed",
                "basis": "the cover says closed",
            },
        ),
        "events": frame(
            "events",
            *(
                {"date": d, "council": c, "label": label, "kind": "external"}
                for d, c, label in (
                    (date(2023, 5, 4), None, "Elections"),
                    (date(2023, 5, 20), "alder", "New administration"),
                    (date(2024, 5, 2), None, "Elections again"),
                    (date(2020, 3, 23), None, "Before the series"),
                )
            ),
        ),
        "needs": frame(
            "needs",
            {
                "council": "alder",
                "need": "loneliness",
                "area": "people",
                "date": date(2024, 1, 1),
                "source": "Residents’ forum",
            },
        ),
    }


def provenance(previous: Path | None = None, publication_id: str = PUBLICATION, **more: Any) -> Provenance:
    """What the fixture's site is told besides its tables."""
    confusion = {(a, b): 40 if a == b else 2 for a in ROLES[:4] for b in ROLES[:4]} | {("unclear", "unclear"): 4}
    return Provenance(
        publication_id=publication_id,
        rulebook_version=VERSION,
        previous=previous,
        lineage=(
            Edge("source files", "entries", "read and shaped"),
            Edge("entries", "classifications", "judged by the rules"),
            Edge("classifications", "stance_by_period", "counted"),
            Edge("stance_by_period", "site", "drawn"),
        ),
        descriptions={"source files": "Bytes as councils published them.", "site": "These pages."},
        accuracy=Accuracy(confusion, "Invented labels.", macro_f1=0.9, alpha=0.88),
        history=pl.DataFrame(
            {
                "publication_id": ["pub0000"] * 2,
                "result": ["passed", "failed"],
                "failing": [0, 3],
                "waived": [False, True],
            }
        ),
        **more,
    )


def site(folder: Path, made: Mapping[str, pl.DataFrame], told: Provenance) -> Path:
    """The site with its downloads, as a publication holds it."""
    build(made, folder, told)
    parquets = folder.with_name(f"{folder.name}-parquet")
    parquets.mkdir()
    for name, frame in made.items():
        frame.write_parquet(parquets / f"{name}.parquet")
    downloads.write({name: parquets / f"{name}.parquet" for name in made}, folder / "data", told.publication_id)
    return folder
