"""Many readings put together: ids, twins, duplicates, two files for one register, counts that add up."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from pydantic import TypeAdapter

from pipelines import dictionary
from pipelines.catalogue.corrections import Correction, load_corrections
from pipelines.catalogue.council import Council, DocumentEntry
from pipelines.errors import BadConfiguration
from pipelines.shape import Reading, combine, read_register
from tests.unit.shape.make import document, grid, table

COLUMNS = [
    ("Ref", "ref"),
    ("Risk", "title"),
    ("Description", "event"),
    ("Controls", "controls"),
    ("L", "lr"),
    ("I", "ir"),
    ("Score", "sr"),
]
ROWS = table(COLUMNS)


def reading(name="exampleshire/corporate-risk-register-2025-03-31.xlsx", rows=ROWS, councils=None, **more):
    return read_register(document(grid(rows), name=name, **more), councils or {})


def test_every_table_obeys_the_dictionary_and_ids_are_made_of_council_series_date_and_reference():
    tables = combine([reading()], {}, ())
    for name, frame in tables.items():
        assert frame.schema == pl.Schema(dictionary.table(name).schema)
    assert tables["registers"]["register_id"].to_list() == ["exampleshire.corporate.2025-03-31"]
    assert tables["entries"]["entry_id"].to_list() == [f"exampleshire.corporate.2025-03-31.sr{n}" for n in (1, 2, 3, 4)]
    assert tables["entries"]["area"].to_list() == [""] * 4


def test_an_undated_register_is_named_by_its_hash_and_a_repeated_reference_numbered():
    rows = [
        *ROWS,
        ["SR1", "Another", "A different risk.", "None yet", "1", "1", "1"],
        ["", "Third", "No reference.", "None", "1", "2", "2"],
    ]
    made = reading("exampleshire/crr.xlsx", rows)
    tables = combine([made], {}, ())
    stem = f"exampleshire.corporate.undated-{made.source_sha256[:8]}"
    assert tables["entries"]["entry_id"].to_list()[-2:] == [f"{stem}.sr1-2", f"{stem}.r6"]


def test_rows_add_up_and_every_entry_has_a_source_row():
    tables = combine([reading(), reading("exampleshire/q.xlsx", [["Date", "Venue"], ["May", "Hall"]])], {}, ())
    for row in tables["documents"].iter_rows(named=True):
        assert row["rows_in"] == row["rows_entry"] + row["rows_part"] + row["rows_issue"]
    assert set(tables["source_rows"]["entry_id"].drop_nulls()) == set(tables["entries"]["entry_id"])


def test_the_same_bytes_twice_are_counted_once():
    a = reading()
    b = read_register(document(grid(ROWS)), {})
    tables = combine(
        [a, Reading(**{**{f: getattr(b, f) for f in Reading.__slots__}, "source_file": "copy/of.xlsx"})], {}, ()
    )
    assert sorted(tables["documents"]["status"]) == ["duplicate", "read"]
    assert tables["entries"].height == 4


def test_a_welsh_copy_is_a_twin_and_a_welsh_register_alone_is_kept():
    welsh = [
        ["Cyf", "Risg", "Disgrifiad", "Rheolaethau", "Tebygolrwydd", "Effaith"],
        *[
            [
                f"SR{n}",
                "Cyllideb",
                "Mae risg na fydd arbedion yn cael eu cyflawni mewn pryd.",
                "Caiff cyllidebau eu monitro bob mis.",
                "3",
                "4",
            ]
            for n in (1, 2, 3, 4)
        ],
    ]
    english, copy = reading(), reading("exampleshire/cofrestr-risg-2025-03-31.xlsx", welsh)
    assert sorted(combine([english, copy], {}, ())["documents"]["status"]) == ["read", "twin"]
    alone = combine([copy], {}, ())
    assert alone["entries"].height == 4 and set(alone["issues"]["code"]) == {"language_not_judged"}


def test_a_corrected_file_wins_over_the_one_it_replaces():
    council = Council(
        id="exampleshire",
        documents=(DocumentEntry(match="*old*", status="replaced"), DocumentEntry(match="*new*", status="corrected")),
    )
    made = [reading(f"exampleshire/{n}-2025-03-31.xlsx", councils={"exampleshire": council}) for n in ("new", "old")]
    tables = combine(made, {"exampleshire": council}, ())
    status = dict(tables["documents"].select("source_file", "status").iter_rows())
    assert status == {"exampleshire/new-2025-03-31.xlsx": "read", "exampleshire/old-2025-03-31.xlsx": "duplicate"}
    assert tables["registers"]["revision"].to_list() == ["corrected"]
    assert "register_twice" in set(tables["issues"]["code"])


def test_two_projects_of_a_council_are_two_series_and_one_is_project():
    one, two = (reading(f"exampleshire-{p}-project-risk-register-2025-03-31.xlsx") for p in ("bridge", "baths"))
    assert combine([one], {}, ())["registers"]["series"].to_list() == ["project"]
    assert sorted(combine([one, two], {}, ())["registers"]["series"]) == ["project: baths", "project: bridge"]


def test_order_of_readings_does_not_matter():
    made = [reading(f"exampleshire/crr-2025-0{m}-28.xlsx") for m in (1, 2)]
    for name, frame in combine(made, {}, ()).items():
        assert frame.equals(combine(made[::-1], {}, ())[name])


def test_a_reading_survives_being_kept_as_json():
    adapter = TypeAdapter(list[Reading])
    made = reading()
    assert adapter.validate_json(adapter.dump_json([made])) == [made]


def correction(**changes):
    fields = {
        "correction_id": "c1",
        "source_sha256": reading().source_sha256,
        "risk_ref": "SR2",
        "field": "score_residual",
        "action": "override",
        "value": "9",
        "expect": "10",
        "date": date(2025, 4, 1),
        "by": "data team",
        "reason": "misprint",
    }
    return Correction(**{**fields, **changes})


def test_an_override_changes_one_value_and_is_told():
    tables = combine([reading()], {}, [correction()])
    assert tables["entries"]["score_residual"].to_list() == [12, 9, 16, 12]
    assert tables["corrections"].select("applied", "outcome").row(0) == (True, "10.0 became 9.0")
    assert tables["issues"].is_empty()


def test_a_drop_takes_the_entry_out_and_its_row_says_why():
    tables = combine([reading()], {}, [correction(action="drop", field="", value="", expect="Ageing school roofs")])
    assert tables["entries"]["risk_ref"].to_list() == ["SR1", "SR3", "SR4"]
    assert tables["registers"]["entries"].to_list() == [3]
    assert ("issue", "correction_dropped") in set(tables["source_rows"].select("fate", "code").iter_rows())
    document_row = tables["documents"].row(0, named=True)
    assert (
        document_row["rows_in"] == document_row["rows_entry"] + document_row["rows_part"] + document_row["rows_issue"]
    )


def test_a_flag_leaves_the_value_and_raises_an_issue():
    tables = combine([reading()], {}, [correction(action="flag", value="")])
    assert tables["entries"]["score_residual"].to_list() == [12, 10, 16, 12]
    assert tables["issues"]["code"].to_list() == ["correction_flagged"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expect": "11"}, "no longer says"),
        ({"risk_ref": "SR99"}, "no entry of that file"),
        ({"source_sha256": "f" * 64}, "no entry of that file"),
    ],
)
def test_a_correction_that_no_longer_fits_changes_nothing_and_is_an_error(change, words):
    tables = combine([reading()], {}, [correction(**change)])
    assert tables["entries"]["score_residual"].to_list() == [12, 10, 16, 12]
    assert tables["corrections"]["applied"].to_list() == [False]
    assert words in tables["corrections"]["outcome"][0]
    assert tables["issues"].select("code", "severity").row(0) == ("correction_failed", "error")


HEADER = "correction_id,source_sha256,risk_ref,field,action,value,expect,date,by,reason\n"


def test_corrections_are_loaded_and_a_missing_file_gives_none(tmp_path):
    path = tmp_path / "corrections.csv"
    assert load_corrections(path) == ()
    path.write_text(
        HEADER + "c1,abcdef12,SR2,score_residual,override,9,10,2025-04-01,data team,misprint\n", encoding="utf-8"
    )
    assert load_corrections(path) == (correction(source_sha256="abcdef12"),)


def test_every_fault_of_the_file_is_told_at_once_with_its_line(tmp_path):
    path = tmp_path / "corrections.csv"
    path.write_text(
        HEADER + "c1,abcdef12,SR2,score_residual,override,nine,10,2025-04-01,data team,misprint\n"
        "c2,xyz,SR2,colour,paint,9,10,2025-04-01,data team,misprint\n"
        "c3,abcdef12,SR2,title,drop,x,Gap,2025-04-01,data team,gone\n",
        encoding="utf-8",
    )
    with pytest.raises(BadConfiguration) as told:
        load_corrections(path)
    assert all(
        words in str(told.value)
        for words in ("line 2", "number", "line 3", "paint", "SHA-256", "line 4", "neither field nor value")
    )
