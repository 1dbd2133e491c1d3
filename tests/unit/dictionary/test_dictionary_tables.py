import polars as pl
import pytest

from pipelines.dictionary import TYPES, names, table
from pipelines.dictionary.docs import markdown
from pipelines.errors import BadTable


@pytest.mark.parametrize("name", names())
def test_each_table_is_described_whole(name):
    told = table(name)
    columns = {c.name: c for c in told.columns}
    assert told.name == name
    assert told.grain
    assert told.description
    assert len(columns) == len(told.columns)
    assert set(told.primary_key) <= set(columns)
    assert all(c.type in TYPES and c.description for c in told.columns)


@pytest.mark.parametrize("name", names())
def test_references_name_tables_and_columns_that_are_there_and_alike(name):
    for key in table(name).foreign_keys:
        theirs = table(key.table)
        assert theirs.primary_key == key.references
        assert [table(name).schema[c] for c in key.columns] == [theirs.schema[c] for c in key.references]


def test_a_frame_is_ordered_and_typed_as_the_dictionary_says():
    told = table("caveats")
    frame = pl.DataFrame({"message": ["m"], "code": ["c"], "row_key": ["k"], "table_name": ["t"]})
    assert told.conform(frame).columns == ["table_name", "row_key", "code", "message"]
    assert told.empty().schema == told.schema


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ({"table_name": ["t"], "row_key": ["k"], "code": ["c"]}, r"missing columns \['message'\]"),
        (
            {"table_name": ["t"], "row_key": ["k"], "code": ["c"], "message": ["m"], "z": [1]},
            r"surplus columns \['z'\]",
        ),
        ({"table_name": ["t"], "row_key": ["k"], "code": ["c"], "message": [None]}, r"required columns \['message'\]"),
    ],
)
def test_a_frame_that_differs_is_refused_by_column(frame, said):
    with pytest.raises(BadTable, match=said):
        table("caveats").conform(
            pl.DataFrame(frame, schema_overrides={"message": pl.String} if "message" in frame else {})
        )


def test_a_value_that_does_not_fit_its_type_and_an_unknown_column_are_refused():
    row = {"council": ["c"], "need": ["n"], "area": ["a"], "date": ["soon"], "source": ["s"]}
    with pytest.raises(BadTable, match="does not fit its type"):
        table("needs").conform(pl.DataFrame(row))
    with pytest.raises(BadTable, match="not in the dictionary"):
        table("needs").frame([{"surprise": 1}])
    with pytest.raises(BadTable, match="no such table"):
        table("surprise")


def test_the_page_has_every_table_its_units_and_its_caveats():
    page = markdown()
    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == list(names())
    assert "| `change` | DOUBLE | share | yes |" in page
    assert "Caveat: Names of persons are replaced by [name]" in page
