import json

import polars as pl

from pipelines import dictionary
from pipelines.publish.history import history


def publication(folder, name, ended, results):
    data = folder / name / "site" / "data"
    data.mkdir(parents=True)
    rows = [
        {
            "publication_id": name,
            "table_name": "entries",
            "expectation": e,
            "severity": "warning",
            "result": r,
            "failing": n,
            "waived": False,
        }
        for e, r, n in results
    ]
    dictionary.table("checks").frame(rows).write_parquet(data / "checks.parquet")
    (folder / name / "manifest.json").write_text(json.dumps({"riskshift": {"run": {"ended": ended}}}), encoding="utf-8")


def test_results_stand_newest_first_by_the_end_of_their_run(tmp_path):
    publication(tmp_path, "b", "2026-01-01T02:00:00+00:00", [("key", "failed", 3)])
    publication(tmp_path, "a", "2026-01-02T02:00:00+00:00", [("key", "passed", 0), ("required", "passed", 0)])
    found = history(tmp_path)
    assert found.select("publication_id", "result", "failing").rows() == [
        ("a", "passed", 0),
        ("a", "passed", 0),
        ("b", "failed", 3),
    ]
    assert found.schema == pl.Schema(dictionary.table("checks").schema)


def test_a_publication_under_construction_is_passed_over(tmp_path):
    publication(tmp_path, "a", "2026-01-02T02:00:00+00:00", [("key", "passed", 0)])
    (tmp_path / "c.tmp" / "site" / "data").mkdir(parents=True)
    assert history(tmp_path)["publication_id"].to_list() == ["a"]


def test_before_the_first_publication_there_is_no_history(tmp_path):
    assert history(tmp_path).is_empty()
