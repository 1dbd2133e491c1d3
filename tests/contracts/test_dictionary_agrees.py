"""One name, one column, everywhere: the dictionary against suites, SQL, documentation and the contract."""

import re
from pathlib import Path

import pytest
import sqlglot

from expectations import sql_checks, suites
from pipelines.dictionary import docs, names, table
from pipelines.dictionary.drift import dictionary_columns, drift
from pipelines.settings import SQL

CONTRACT = Path(__file__).parents[2] / ".." / "shared" / "CONTRACT.md"


def test_four_lists_are_told_apart():
    found = drift({"a": ("x", "y"), "b": ("x",)}, {"a": ("x", "z"), "c": ("x",)})
    assert (found.missing_tables, found.extra_tables) == (("b",), ("c",))
    assert (found.missing_columns, found.extra_columns) == (("a.y",), ("a.z",))
    assert str(found).splitlines() == [
        "tables missing: b",
        "tables not in the dictionary: c",
        "columns missing: a.y",
        "columns not in the dictionary: a.z",
    ]
    assert not drift({"a": ("x",)}, {"a": ("x",)})


def test_every_table_has_a_suite_whose_author_looked_at_every_column():
    found = {name: suites.suite(name).columns for name in suites.names()}
    differs = drift(dictionary_columns(), found)
    assert not differs, f"expectations/suites and the dictionary differ; judge the columns, then list them:\n{differs}"


def test_suites_ask_only_about_columns_that_exist():
    asked = {name: {c for e in suites.suite(name).expectations for c in e.columns} for name in suites.names()}
    extra = drift(dictionary_columns(), asked).extra_columns
    assert extra == ()


def test_no_check_is_described_by_a_template():
    assert [e.about for name in names() for e in suites.suite(name).expectations if "{" in e.about] == []


def test_sql_tables_select_the_columns_of_their_table():
    found = {
        path.stem: sqlglot.parse_one(path.read_text(encoding="utf-8"), dialect="duckdb").named_selects
        for path in sorted((SQL / "tables").glob("*.sql"))
    }
    expected = {name: columns for name, columns in dictionary_columns().items() if name in found}
    whole = {name: columns for name, columns in found.items() if "*" not in columns}
    assert whole
    differs = drift({n: c for n, c in expected.items() if n in whole}, whole)
    assert not differs, f"sql/tables and the dictionary differ:\n{differs}"


def test_every_query_of_sql_checks_belongs_to_a_table():
    found = {path.stem.split("__")[0]: () for path in sorted(sql_checks.CHECKS.glob("*.sql"))}
    assert drift(dictionary_columns(), found).extra_tables == ()
    assert sum(len(sql_checks.for_table(name)) for name in names()) == len(list(sql_checks.CHECKS.glob("*.sql")))


def test_the_documentation_is_that_of_the_dictionary():
    written = docs.PAGE.read_text(encoding="utf-8")
    headings = re.split(r"^## (\w+)$", written, flags=re.MULTILINE)[1:]
    found = {
        name: re.findall(r"^\| `(\w+)` \|", body, flags=re.MULTILINE)
        for name, body in zip(headings[::2], headings[1::2], strict=True)
    }
    differs = drift(dictionary_columns(), found)
    assert not differs, f"docs/dictionary.md is old; run python -m pipelines.dictionary.docs:\n{differs}"
    assert written == docs.markdown(), "docs/dictionary.md is old; run python -m pipelines.dictionary.docs"


@pytest.mark.shared
@pytest.mark.skipif(not CONTRACT.exists(), reason="the written contract is not beside this checkout")
def test_every_table_and_column_of_the_written_contract_is_in_the_dictionary():
    text = CONTRACT.read_text(encoding="utf-8").split("## Tables", 1)[1]
    promised: dict[str, tuple[str, ...]] = {}
    for line in re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| [^|]* \| (.*) \|$", text, flags=re.MULTILINE):
        columns = re.sub(r"\([^()]*\)", "", line[1])
        listed = [c.strip() for c in columns.split(",") if re.fullmatch(r"[a-z_]+", c.strip())]
        for name in re.findall(r"`(\w+)`", line[0]):
            promised[name] = tuple(listed)
    assert len(promised) >= 17
    missing = drift(promised, {name: tuple(table(name).schema) for name in promised}).missing_columns
    assert missing == ()
