"""`riskshift run` on the samples: every table of the contract, a site, and a second run that has nothing to do."""

import json
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import chain, dictionary
from pipelines.settings import from_environment
from tests.conftest import few_registers


def test_the_run_ends_well_and_says_where_the_site_is(published):
    assert published.code == 0, published.complained
    assert str(published.out / "site" / "index.html") in published.printed
    assert (published.out / "site" / "index.html").exists()


def test_every_table_is_in_the_database_with_the_columns_and_types_of_the_dictionary(published):
    with duckdb.connect(published.out / "riskshift.duckdb", read_only=True) as database:
        for name in dictionary.names():
            found = database.execute(f"describe {name}").fetchall()
            wanted = [(c.name, dictionary.SQL_TYPES[c.type]) for c in dictionary.table(name).columns]
            assert [(row[0], row[1]) for row in found] == wanted, name


def test_tables_and_columns_carry_their_descriptions(published):
    with duckdb.connect(published.out / "riskshift.duckdb", read_only=True) as database:
        comments = database.execute(
            "select table_name, column_name, comment from duckdb_columns() where not internal"
        ).fetchall()
        bare = [f"{table}.{column}" for table, column, comment in comments if not comment]
        tables = database.execute(
            "select table_name from duckdb_tables() where comment is null and not internal"
        ).fetchall()
    assert (bare, tables) == ([], [])


def test_database_parquet_and_csv_hold_the_same_rows(published):
    data = published.out / "site" / "data"
    with duckdb.connect(published.out / "riskshift.duckdb", read_only=True) as database:
        for name in dictionary.names():
            parquet = pl.read_parquet(data / f"{name}.parquet")
            assert database.sql(f"select * from {name}").pl().equals(parquet), name
            rows = pl.read_csv(data / f"{name}.csv", infer_schema=False)
            assert (rows.height, rows.columns) == (parquet.height, parquet.columns), name


def test_sources_are_kept_and_never_published(published):
    kept = {path.name for path in (published.out / "sources").iterdir()}
    registers = pl.read_parquet(published.out / "site" / "data" / "registers.parquet")
    assert set(registers["source_sha256"]) <= kept
    names = {Path(name).name for name in registers["source_file"]}
    assert not [p for p in (published.out / "site").rglob("*") if p.name in names]


def test_a_second_run_finds_nothing_new_and_says_so(published, command):
    before = (published.out / "current").resolve()
    code, printed, _ = command("run", published.registers, "--out", published.out, home=published.dagster_home)
    assert code == 0
    assert f"Nothing new since publication {before.name}" in printed
    assert (published.out / "current").resolve() == before


def test_clocks_and_run_ids_stand_in_the_manifest_alone(published):
    folder = (published.out / "current").resolve()
    run = json.loads((folder / "manifest.json").read_text())["riskshift"]["run"]
    secrets = [run["run_id"].encode(), run["started"].encode(), run["ended"].encode()]
    told = [
        p
        for p in folder.rglob("*")
        if p.is_file() and p.name != "manifest.json" and any(word in p.read_bytes() for word in secrets)
    ]
    assert told == []


@pytest.mark.slow
def test_the_same_inputs_give_the_same_bytes_elsewhere_and_without_dagster(tmp_path):
    from assets import gate
    from pipelines.work import Work

    found = []
    for place in ("here", "there"):
        registers = few_registers(tmp_path / place / "registers")
        work = Work(from_environment(registers=registers, out=tmp_path / place / "out"))
        folder = chain.run(work, gate.plain)
        files = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        del files[Path("manifest.json")]
        found.append((folder.name, files))
    assert found[0][0] == found[1][0]
    assert [str(name) for name in found[0][1] if found[0][1][name] != found[1][1].get(name)] == []
