import json

import polars as pl
import pytest
from frictionless import Package, validate

from pipelines.dictionary import names, table
from pipelines.dictionary.packages import caveats, csvw, csvw_group, datapackage, write
from pipelines.errors import BadTable
from pipelines.publish import downloads
from tests.expectations.sound import sound


@pytest.fixture
def folder(tmp_path):
    parquets = {}
    for name, frame in sound().items():
        parquets[name] = tmp_path / f"{name}.parquet"
        frame.write_parquet(parquets[name])
    downloads.write(parquets, tmp_path / "data", "invented")
    return tmp_path / "data"


def test_frictionless_finds_nothing_wrong_with_a_published_package(folder):
    report = validate(str(folder / "datapackage.json"))
    assert report.flatten(["name", "type", "note"]) == []
    assert {task.name for task in report.tasks} == set(names())
    assert sum(task.stats["rows"] for task in report.tasks if task.name == "entries") == 6


@pytest.mark.parametrize(
    ("name", "column", "value", "kind"),
    [
        ("evidence", "entry_id", "nobody", "foreign-key"),
        ("entries", "score_residual", "twelve", "type-error"),
        ("stance_by_period", "as_at", "31/03/2025", "type-error"),
    ],
)
def test_frictionless_tells_a_broken_package_apart(folder, name, column, value, kind):
    frame = pl.read_csv(folder / f"{name}.csv", infer_schema=False)
    first = pl.int_range(pl.len()) == 0
    frame.with_columns(pl.when(first).then(pl.lit(value)).otherwise(column).alias(column)).write_csv(
        folder / f"{name}.csv"
    )
    report = validate(str(folder / "datapackage.json"))
    told = {task.name: {error.type for error in task.errors} for task in report.tasks}
    assert kind in told[name]


def test_a_doubled_key_is_told_by_frictionless(folder):
    frame = pl.read_csv(folder / "links.csv", infer_schema=False)
    pl.concat([frame, frame.head(1)]).write_csv(folder / "links.csv")
    report = validate(str(folder / "datapackage.json"))
    assert "primary-key" in {row[0] for row in report.flatten(["type"])}


def test_the_descriptor_says_types_units_keys_references_and_caveats():
    package = datapackage([table("entries"), table("registers"), table("shifts")], "id")
    entries, registers, shifts = package["resources"]
    assert entries["schema"]["primaryKey"] == ["entry_id"]
    assert entries["schema"]["foreignKeys"] == [
        {"fields": ["register_id"], "reference": {"resource": "registers", "fields": ["register_id"]}}
    ]
    assert registers["schema"]["foreignKeys"] == []
    assert "names of persons are replaced" in entries["description"].lower()
    fields = {f["name"]: f for f in shifts["schema"]["fields"]}
    assert fields["change"]["unit"] == "share"
    assert fields["n_from"]["type"] == "integer"
    assert fields["n_from"]["constraints"] == {"required": True}
    assert Package.from_descriptor(package).name == "riskshift"


def test_csvw_metadata_names_every_file_type_and_reference():
    group = csvw_group([table("entries"), table("links")])
    links = group["tables"][1]
    assert links["url"] == "links.csv"
    assert links["tableSchema"]["foreignKeys"][1] == {
        "columnReference": ["previous_entry_id"],
        "reference": {"resource": "entries.csv", "columnReference": ["entry_id"]},
    }
    kinds = {c["name"]: c["datatype"] for c in links["tableSchema"]["columns"]}
    assert (kinds["similarity"], kinds["ref_changed"], kinds["kind"]) == ("double", "boolean", "string")
    alone = csvw(table("links"))
    assert alone["@context"] == "http://www.w3.org/ns/csvw"
    assert "foreignKeys" not in alone["tableSchema"]


def test_descriptors_stand_beside_the_files(folder):
    for name in names():
        assert json.loads((folder / f"{name}.csv-metadata.json").read_text(encoding="utf-8"))["url"] == f"{name}.csv"
    group = json.loads((folder / "csv-metadata.json").read_text(encoding="utf-8"))
    assert [part["url"] for part in group["tables"]] == [f"{name}.csv" for name in names()]


def test_a_file_that_is_no_table_or_has_another_header_is_refused(tmp_path):
    (tmp_path / "entries.csv").write_text("entry_id,title\n", encoding="utf-8")
    with pytest.raises(BadTable, match="header"):
        write(tmp_path, "id")
    (tmp_path / "entries.csv").rename(tmp_path / "surprise.csv")
    with pytest.raises(BadTable, match="no table"):
        write(tmp_path, "id")


def test_every_caveat_of_a_table_is_explained_and_every_explanation_used():
    assert {code for name in names() for code in table(name).caveats} == set(caveats())
