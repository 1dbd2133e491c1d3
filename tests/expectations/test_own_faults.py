"""Every query of sql/checks has rows that it must find; that it finds nothing else is `sound`'s own test."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from expectations import runner
from expectations.sql_checks import CHECKS
from pipelines import dictionary
from tests.expectations import test_published_errors
from tests.expectations.sound import FIRST, RISKS, SECOND, TODAY, changed, register_id, sound

Tables = dict[str, pl.DataFrame]
NOW, BEFORE = f"{register_id(SECOND)}.t1", f"{register_id(FIRST)}.t1"
FILE = f"tarnbrook/register-{SECOND.isoformat()}.csv"
PERIOD = {"council": "tarnbrook", "series": "corporate", "area": "all", "as_at": SECOND}
COUNTS = {"n": 20, "avoidance": 5, "containment": 10, "mixed": 2, "enablement": 3, "unclear": 0, "n_councils": 1}
BROAD, STRICT = (3 + 1) / 20, (3 + 1) / 10
SHARES = {
    "enablement_share_broad": BROAD,
    "broad_low": 0.1,
    "broad_high": 0.4,
    "enablement_share_strict": STRICT,
    "strict_low": 0.2,
    "strict_high": 0.7,
}
APPETITE = {
    "council": "tarnbrook",
    "series": "corporate",
    "area_local": "Finance",
    "area": "finance",
    "as_at": SECOND,
    "avoidance": 2,
    "containment": 6,
    "mixed": 0,
    "enablement": 4,
    "n": 12,
    "stated_level": 4,
    "language_stance": 2 / 12,
    "gap": 2 / 12 - 0.5,
}


def with_rows(name: str, *rows: dict) -> Tables:
    return sound() | {name: dictionary.table(name).frame(list(rows))}


def without(name: str, key: str) -> Tables:
    tables = sound()
    first = dictionary.table(name).columns[0].name
    return tables | {name: tables[name].filter(pl.col(first) != key)}


def period(**wrong: object) -> Tables:
    return with_rows("stance_by_period", PERIOD | COUNTS | SHARES | wrong)


def shift(**wrong: object) -> Tables:
    row = sound()["shifts"].row(0, named=True)
    parts = {
        "change": 0.1,
        "rules_changed": 0.0,
        "left_register": 0.0,
        "reworded": 0.1,
        "area_mix": 0.0,
        "entered": 0.0,
    }
    return with_rows("shifts", row | parts | wrong)


def drifted() -> Tables:
    earlier = [PERIOD | COUNTS | {"as_at": date(2024, month, 1)} for month in (3, 6, 9)]
    now = PERIOD | COUNTS | {"avoidance": 0, "containment": 2, "enablement": 16}
    return with_rows("stance_by_period", *earlier, now)


def blank_column() -> Tables:
    tables = sound()
    rows = [
        row | {"entry_id": f"{row['entry_id']}-{n}", "owner_role": row["owner_role"] if row["as_at"] == FIRST else None}
        for row in tables["entries"].to_dicts()
        for n in range(2)
    ]
    return tables | {"entries": dictionary.table("entries").frame(rows)}


def no_scores() -> Tables:
    tables = sound()
    columns = [n for n in tables["entries"].columns if n.startswith(("score_", "likelihood_", "impact_"))]
    return tables | {"entries": tables["entries"].with_columns(pl.lit(None, pl.Float64).alias(n) for n in columns)}


CASES: dict[str, Callable[[], Tables]] = {
    "appetite__gap_adds_up": lambda: with_rows("appetite", APPETITE | {"gap": 0.3}),
    "blue_oceans__counts": lambda: with_rows(
        "blue_oceans",
        {
            "as_at": SECOND,
            "area": "people",
            "need": "housing",
            "entries": 4,
            "councils": 2,
            "councils_enabling": 3,
            "basis": "registered",
        },
    ),
    "classifications__every_entry": lambda: without("classifications", NOW),
    "classifications__pole_of_stance": lambda: changed(sound(), "classifications", NOW, pole="avoidance"),
    "corrections__applied": lambda: with_rows(
        "corrections", {"correction_id": "C1", "applied": False, "outcome": "matches nothing", "date": FIRST}
    ),
    "councils__registers_counted": lambda: changed(sound(), "councils", "tarnbrook", registers=5),
    "documents__read_means_register": lambda: changed(sound(), "documents", FILE, status="refused"),
    "documents__rows_add_up": lambda: changed(sound(), "documents", FILE, rows_in=5),
    "entries__as_its_register": lambda: changed(sound(), "entries", NOW, as_at=FIRST),
    "entries__columns_kept": blank_column,
    "entries__columns_printed": no_scores,
    "entries__counted_by_register": lambda: without("entries", NOW),
    "entries__names_dropped": lambda: changed(sound(), "entries", NOW, actions="Cllr Invented will report"),
    "entries__other_is_json": lambda: changed(sound(), "entries", NOW, other="Portfolio: Place"),
    "evidence__span_quotes_its_field": lambda: changed(sound(), "evidence", NOW, span_start=0, span_end=5),
    "evidence__stance_supported": lambda: without("evidence", NOW),
    "flips__are_flips": lambda: with_rows(
        "flips",
        {
            "entry_id": NOW,
            "previous_entry_id": BEFORE,
            "risk_id": BEFORE,
            "council": "tarnbrook",
            "series": "corporate",
            "from_as_at": FIRST,
            "to_as_at": SECOND,
            "from_stance": "mixed",
            "to_stance": "mixed",
        },
    ),
    "headroom__counts": lambda: with_rows(
        "headroom", {**PERIOD, "n": 5, "above_target": 2, "at_target": 1, "below_target": 1}
    ),
    "issues__as_in_the_codes": lambda: with_rows(
        "issues",
        {
            "source_file": FILE,
            "locator": "",
            "field": "",
            "code": "owner_missing",
            "severity": "error",
            "responsibility": "council",
            "value": "",
            "message": "?",
        },
    ),
    "links__every_entry": lambda: without("links", NOW),
    "links__in_order": lambda: changed(sound(), "links", BEFORE, previous_entry_id=NOW, kind="same"),
    "links__kind_of_link": lambda: changed(sound(), "links", NOW, kind="new"),
    "links__one_risk_a_register": lambda: changed(sound(), "links", NOW, risk_id=f"{register_id(FIRST)}.t2"),
    "registers__coverage_kept": sound,
    "registers__same_bytes_same_entries": sound,
    "registers__still_here": sound,
    "rulings__applied": lambda: with_rows("rulings", {"ruling_id": "R1", "applied": False, "outcome": "no such entry"}),
    "shifts__moves_and_tests": lambda: shift(to_enablement=9, p_value=0.01),
    "shifts__parts_add_up": lambda: shift(change=0.2),
    "source_rows__every_entry": lambda: with_rows("source_rows"),
    "source_rows__fate_told": lambda: with_rows(
        "source_rows", {"source_file": FILE, "locator": "Sheet1!A9", "fate": "issue"}
    ),
    "stance_by_period__counts": lambda: period(n=21),
    "stance_by_period__drift": drifted,
    "stance_by_period__shares": lambda: period(enablement_share_broad=0.3),
    "stance_corrected__interval": lambda: with_rows(
        "stance_corrected",
        {**PERIOD, "share_corrected": 0.5, "corrected_low": 0.6, "corrected_high": 0.7, "basis": "invented"},
    ),
    "themes_by_period__interval": lambda: with_rows(
        "themes_by_period",
        {
            "council": "tarnbrook",
            "series": "corporate",
            "theme": "trial",
            "as_at": SECOND,
            "share": 0.5,
            "low": 0.6,
            "high": 0.7,
            "entries": 10,
        },
    ),
    "waivers__applied": lambda: with_rows("waivers", {"waiver_id": "W1", "applied": False, "outcome": "expired"}),
}


def previous(stem: str) -> Tables:
    """What was published before, for the three queries that compare with it."""
    tables = sound()
    one = tables["registers"].row(0, named=True)
    if stem == "registers__same_bytes_same_entries":
        return {"registers": dictionary.table("registers").frame([one | {"entries": 9}])}
    gone = [one | {"register_id": f"tarnbrook.corporate.200{n}-01-01", "source_sha256": str(n) * 64} for n in range(6)]
    return {"registers": dictionary.table("registers").frame([one, *gone])}


@pytest.mark.parametrize("stem", sorted(CASES))
def test_each_query_finds_the_rows_that_it_is_there_for(stem):
    table_name, _, expectation = stem.partition("__")
    findings = runner.run(table_name, CASES[stem](), previous=previous(stem), today=TODAY)
    found = next(f for f in findings if f.expectation == expectation)
    assert found.result == "failed"
    assert found.failing == found.rows.height > 0
    assert found.rows["message"].str.len_chars().min() > 15
    assert not found.rows["message"].str.contains(r"[{}]").any()


def test_every_query_has_a_row_that_it_must_find():
    by_code = {published.code for published in test_published_errors.ERRORS}
    others = {"rag_defined", "colour_only"}
    shown = {path.stem for path in CHECKS.glob("*.sql") if f"-- code: {(code := _code(path))}\n" and code in by_code}
    shown |= {path.stem for path in CHECKS.glob("*.sql") if path.stem.partition("__")[2] in others}
    assert {path.stem for path in CHECKS.glob("*.sql")} == shown | set(CASES)


def _code(path) -> str:
    return path.read_text(encoding="utf-8").splitlines()[0].removeprefix("-- code: ")


def test_a_planted_critical_fault_blocks():
    findings = runner.run("evidence", CASES["evidence__span_quotes_its_field"](), today=TODAY)
    assert [f.expectation for f in findings if f.blocking] == ["span_quotes_its_field"]


def test_a_fault_of_a_council_is_told_and_blocks_nothing():
    tables = changed(sound(), "entries", NOW, score_residual=13.0, owner_role=None, risk_ref="T2", direction="down")
    for name in ("entries", "links"):
        findings = runner.run(name, tables, today=TODAY)
        assert any(f.result == "failed" for f in findings)
        assert not any(f.blocking for f in findings)


@pytest.mark.parametrize(
    ("status", "dropped", "blocks"), [("read", 0, True), ("read", 6, False), ("withdrawn", 0, False)]
)
def test_fewer_entries_from_the_same_bytes_block_unless_a_person_set_them_aside(status, dropped, blocks):
    tables = changed(sound(), "documents", f"tarnbrook/register-{FIRST.isoformat()}.csv", status=status)
    drops = [
        {"correction_id": f"C{n}", "source_sha256": "1" * 64, "action": "drop", "applied": True} for n in range(dropped)
    ]
    tables["corrections"] = dictionary.table("corrections").frame(drops)
    findings = runner.run("registers", tables, previous=previous("registers__same_bytes_same_entries"), today=TODAY)
    assert next(f for f in findings if f.expectation == "same_bytes_same_entries").blocking == blocks


def test_a_first_publication_has_nothing_to_shrink_from():
    findings = runner.run("registers", sound(), previous=None, today=TODAY)
    assert {f.result for f in findings} == {"passed"}


def test_a_folder_that_shares_no_register_with_the_last_one_is_another_folder_and_blocks_nothing():
    before = previous("registers__coverage_kept")["registers"]
    strangers = {
        "registers": before.filter(~before["register_id"].is_in(sound()["registers"]["register_id"].implode()))
    }
    findings = runner.run("registers", sound(), previous=strangers, today=TODAY)
    assert not next(f for f in findings if f.expectation == "coverage_kept").blocking


def test_one_register_taken_away_warns_and_does_not_block():
    tables = sound()
    before = {"registers": tables["registers"]}
    tables = without("registers", register_id(FIRST))
    findings = runner.run("registers", tables, previous=before, today=TODAY)
    gone = next(f for f in findings if f.expectation == "still_here")
    assert (gone.result, gone.severity, gone.failing) == ("failed", "warning", 1)
    assert not next(f for f in findings if f.expectation == "coverage_kept").blocking


def test_evidence_is_counted_in_code_points_beyond_the_basic_plane():
    text = "Café 🌊 pilot with residents"
    at = text.index("pilot")
    tables = changed(sound(), "entries", NOW, actions=text)
    tables = changed(tables, "evidence", NOW, span_start=at, span_end=at + 5)
    findings = runner.run("evidence", tables, today=TODAY)
    assert next(f for f in findings if f.expectation == "span_quotes_its_field").result == "passed"


def test_a_role_after_a_title_is_no_name():
    text = "The Councillor Development programme and Councillor Training continue; Cllr [name] reports."
    tables = changed(sound(), "entries", NOW, controls=text, other='{"Lead": "Cllr [name]"}')
    findings = runner.run("entries", tables, today=TODAY)
    assert next(f for f in findings if f.expectation == "names_dropped").result == "passed"


def test_a_name_in_the_columns_without_a_field_is_found():
    tables = changed(sound(), "entries", NOW, other='{"Lead": "Mrs Inventedname"}')
    found = next(f for f in runner.run("entries", tables, today=TODAY) if f.expectation == "names_dropped")
    assert (found.failing, found.rows["field"].to_list(), found.rows["value"].to_list()) == (1, ["other"], [""])


def test_the_message_of_a_finding_never_repeats_a_name():
    tables = changed(sound(), "entries", NOW, actions="Cllr Invented will report")
    found = next(f for f in runner.run("entries", tables, today=TODAY) if f.expectation == "names_dropped")
    assert "Invented" not in " ".join([found.message, *found.rows["message"]])
    assert len(RISKS) == 3
