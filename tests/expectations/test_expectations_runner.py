import json
from datetime import date

import polars as pl
import pytest

from expectations import great, runner, sql_checks
from expectations.findings import ROWS, SAMPLE
from expectations.suites import Expected, Suite, names, suite
from pipelines import dictionary
from pipelines.catalogue.issue_codes import issue_code
from pipelines.errors import BadTable
from tests.expectations.sound import FIRST, SECOND, TODAY, changed, register_id, sound


def of(findings, expectation):
    return next(f for f in findings if f.expectation == expectation)


@pytest.mark.parametrize("table_name", dictionary.names())
def test_a_sound_publication_passes_everything(table_name):
    findings = runner.run(table_name, sound(), today=TODAY)
    assert [(f.expectation, f.result, f.message) for f in findings if f.result != "passed"] == []
    assert len(findings) > 3


@pytest.mark.parametrize("table_name", dictionary.names())
def test_an_empty_table_is_asked_everything_and_crashes_nothing(table_name):
    tables = {name: dictionary.table(name).empty() for name in dictionary.names()}
    assert {f.result for f in runner.run(table_name, tables, today=TODAY)} == {"passed"}


@pytest.mark.parametrize("table_name", dictionary.names())
def test_expectations_of_a_table_have_each_their_own_name(table_name):
    found = [f.expectation for f in runner.run(table_name, sound(), today=TODAY)]
    assert len(found) == len(set(found))


def test_a_table_that_a_check_needs_and_is_not_given_makes_it_crash_not_pass():
    tables = {"links": sound()["links"]}
    findings = runner.run("links", tables, today=TODAY)
    assert of(findings, "direction").result == "crashed"
    assert "entries" in of(findings, "direction").message
    assert of(findings, "references_entries_by_entry_id").result == "crashed"
    assert of(findings, "references_entries_by_entry_id").blocking


def test_needs_names_every_table_that_checks_read():
    assert set(runner.needs("evidence")) >= {"entries", "rules", "classifications"}
    assert "evidence" not in runner.needs("evidence")


def test_a_table_that_is_not_given_is_refused_by_name():
    with pytest.raises(BadTable, match="entries"):
        runner.run("entries", {})
    with pytest.raises(BadTable, match="no such table"):
        runner.run("nothing", {})


def test_wrong_columns_fail_and_what_needs_them_crashes():
    tables = sound()
    tables["links"] = tables["links"].drop("kind").with_columns(surplus=pl.lit(1), similarity=pl.lit("1"))
    findings = runner.run("links", tables, today=TODAY)
    columns = of(findings, "columns")
    assert (columns.result, columns.failing, columns.code) == ("failed", 3, "columns_differ")
    assert set(columns.rows["field"]) == {"kind", "surplus", "similarity"}
    assert of(findings, "key").result == "crashed"
    assert of(findings, "kind_known").result == "crashed"


def test_a_doubled_key_blocks_and_shows_the_key():
    tables = sound()
    tables["entries"] = pl.concat([tables["entries"], tables["entries"].head(1)])
    key = of(runner.run("entries", tables, today=TODAY), "key")
    assert key.blocking
    assert (key.failing, key.code) == (2, "key_not_unique")
    assert key.rows["row_key"].to_list() == [f"{register_id(FIRST)}.t1"] * 2
    assert key.rows["locator"].to_list() == ["Sheet1!A2:K2"] * 2


def test_a_required_null_and_a_dangling_reference_block():
    tables = changed(sound(), "evidence", f"{register_id(FIRST)}.t1", rule_id="invented.gone", theme=None)
    findings = runner.run("evidence", tables, today=TODAY)
    assert of(findings, "required").rows["field"].to_list() == ["theme"]
    assert of(findings, "references_rules_by_rule_id").rows["value"].to_list() == ["invented.gone"]
    assert of(findings, "required").blocking
    assert of(findings, "references_rules_by_rule_id").blocking


def test_a_value_outside_its_vocabulary_names_row_locator_and_value():
    tables = changed(sound(), "entries", f"{register_id(SECOND)}.t2", direction="sideways")
    finding = of(runner.run("entries", tables, today=TODAY), "direction_known")
    assert (finding.result, finding.failing, finding.severity) == ("failed", 1, "critical")
    row = finding.rows.row(0, named=True)
    assert (row["value"], row["locator"], row["field"]) == ("sideways", "Sheet1!A3:K3", "direction")
    assert row["source_file"] == f"tarnbrook/register-{SECOND.isoformat()}.csv"
    assert "Risk T2 (Flooding of the depot)" in row["message"]
    assert list(finding.rows.columns) == list(ROWS)


def test_an_expectation_that_raises_inside_great_expectations_is_crashed():
    impossible = Expected(
        "expect_column_values_to_be_between",
        {"column": "title", "min_value": 1},
        "critical",
        "title_is_a_number",
        "value_out_of_range",
        "{entry}: {value}",
    )
    known = Expected(
        "expect_column_values_to_be_in_set",
        {"column": "series", "value_set": ["corporate"]},
        "critical",
        "series_known",
        "value_not_in_vocabulary",
        "{entry}: {value}",
    )
    findings = great.run(Suite("entries", (), (impossible, known), suite("entries").path), sound())
    assert [f.result for f in findings] == ["crashed", "passed"]
    assert findings[0].blocking
    assert "could not be run" in findings[0].message


def test_an_expectation_unknown_to_the_library_crashes_and_does_not_raise():
    unknown = Expected("expect_the_moon", {"column": "title"}, "warning", "moon", "text_malformed", "")
    findings = great.run(Suite("entries", (), (unknown,), suite("entries").path), sound())
    assert [f.result for f in findings] == ["crashed"]


@pytest.mark.parametrize(
    ("result", "crashed"),
    [
        ({}, True),
        ({"success": False, "result": {}}, True),
        ({"success": False, "result": {}, "exception_info": {"raised_exception": False}}, True),
        ({"success": False, "exception_info": {"raised_exception": True, "exception_message": "flat"}}, True),
        (
            {
                "success": False,
                "exception_info": {"('metric', ())": {"raised_exception": True, "exception_message": "k"}},
            },
            True,
        ),
        (
            {
                "success": True,
                "exception_info": {"('metric', ())": {"raised_exception": True, "exception_message": "k"}},
            },
            True,
        ),
        (
            {
                "success": False,
                "result": {"unexpected_count": 3},
                "exception_info": {"raised_exception": False},
            },
            False,
        ),
        ({"success": True, "result": {}, "exception_info": {"raised_exception": False}}, False),
    ],
)
def test_every_shape_of_a_crash_is_told_from_a_failure(result, crashed):
    assert bool(great.crash_of(result)) == crashed


def test_a_query_that_fails_in_duckdb_is_crashed_and_names_its_file(tmp_path):
    check = sql_checks.for_table("entries")[0]
    broken = tmp_path / "entries__broken.sql"
    broken.write_text("select no_such_column from entries", encoding="utf-8")
    from dataclasses import replace

    from pipelines import warehouse

    with warehouse.connection({"entries": sound()["entries"]}) as connected:
        finding = sql_checks.run(replace(check, path=broken, needs=("entries",)), connected, sound())
    assert finding.result == "crashed"
    assert "entries__broken.sql" in finding.message


def test_checks_become_rows_of_the_table_checks_with_waivers_marked():
    tables = changed(sound(), "entries", f"{register_id(SECOND)}.t2", direction="sideways")
    findings = runner.run("entries", tables, today=TODAY)
    frame = runner.checks_frame(findings, "publication", [("entries", "direction_known")])
    failed = frame.filter(pl.col("result") == "failed")
    assert failed.select("expectation", "severity", "failing", "waived").rows() == [
        ("direction_known", "critical", 1, True)
    ]
    assert frame.height == len(findings)


def test_failing_rows_are_sampled_and_counts_stay_exact():
    tables = sound()
    many = [
        row | {"entry_id": f"{row['entry_id']}-{n}", "risk_ref": f"X{n}", "direction": "sideways"}
        for n in range(SAMPLE + 20)
        for row in tables["entries"].head(1).to_dicts()
    ]
    tables["entries"] = dictionary.table("entries").frame(many)
    findings = [f for f in runner.run("entries", tables, today=TODAY) if f.expectation == "direction_known"]
    rows = runner.failing_rows(findings)
    assert findings[0].failing == SAMPLE + 20
    assert rows["position"].to_list() == list(range(1, SAMPLE + 1))


def test_a_crashed_check_stands_among_the_failing_rows_with_its_words():
    findings = runner.run("links", {"links": sound()["links"]}, today=TODAY)
    rows = runner.failing_rows(findings).filter(pl.col("expectation") == "direction")
    assert "needs entries" in rows["message"][0]


def test_only_what_a_council_must_answer_becomes_an_issue_and_carries_its_place():
    tables = changed(sound(), "entries", f"{register_id(SECOND)}.t2", direction="sideways", score_residual=14.0)
    issues = runner.issues_from(runner.run("entries", tables, today=TODAY))
    assert set(issues["code"]) == {"score_not_product"}
    row = issues.row(0, named=True)
    assert (row["severity"], row["responsibility"]) == ("warning", "council")
    assert (row["locator"], row["field"], row["value"]) == ("Sheet1!A3:K3", "score_residual", "14")
    assert row["message"] == (
        "Risk T2 (Flooding of the depot): the residual score is printed as 14, but likelihood 3 and impact 4 "
        "give 12. Which is right?"
    )
    assert issues.unique(list(dictionary.table("issues").primary_key)).height == issues.height


def test_every_suite_and_query_carries_a_known_code_and_its_responsibility():
    for name in names():
        for expected in suite(name).expectations:
            assert issue_code(expected.code).responsibility == expected.responsibility
    graded = {"critical": "error", "warning": "warning", "info": "info"}
    for name in dictionary.names():
        for check in sql_checks.for_table(name):
            assert issue_code(check.code).severity == graded[check.severity], check.path.name


def test_the_matrix_of_a_council_serves_a_register_that_carries_none():
    from pipelines.catalogue.council import Council, Matrix

    tables = changed(sound(), "entries", f"{register_id(SECOND)}.t2", score_residual=14.0)
    tables["registers"] = tables["registers"].with_columns(matrix=pl.lit(None, pl.String))
    tables["entries"] = tables["entries"].filter(pl.col("as_at") == SECOND, pl.col("risk_ref") != "T1")
    without = of(runner.run("entries", tables, today=TODAY), "score_product")
    council = Council(id="tarnbrook", matrix=Matrix())
    given = of(runner.run("entries", tables, councils={"tarnbrook": council}, today=TODAY), "score_product")
    assert (without.failing, given.failing) == (0, 1)


def test_the_day_of_the_run_decides_what_is_in_the_future():
    tables = sound()
    early = runner.run("registers", tables, today=date(2025, 1, 1))
    assert of(early, "as_at_plausible").failing == 2
    assert of(runner.run("registers", tables, today=TODAY), "as_at_plausible").failing == 0


def test_registers_keep_their_matrix_as_json():
    assert json.loads(sound()["registers"]["matrix"][0])["formula"] == "product"
