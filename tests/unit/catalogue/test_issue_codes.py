import re

import polars as pl
import pytest

from pipelines.catalogue import issue_codes
from pipelines.errors import BadConfiguration
from pipelines.settings import ROOT


def written(tmp_path, *lines):
    path = tmp_path / "issue_codes.csv"
    path.write_text("\n".join(["code,severity,responsibility,meaning", *lines]) + "\n", encoding="utf-8")
    return path


def test_every_published_code_is_sound_and_explained():
    codes = issue_codes.issue_codes()
    assert len(codes) > 60
    assert all(code.meaning.endswith(".") for code in codes.values())


def test_a_code_is_found_by_its_name_and_an_unknown_one_is_named():
    assert issue_codes.issue_code("owner_missing").responsibility == "council"
    with pytest.raises(BadConfiguration, match=r"no such issue code 'no_such'"):
        issue_codes.issue_code("no_such")


def test_every_fault_of_a_file_is_told_at_once_with_its_line(tmp_path):
    path = written(
        tmp_path,
        "good_one,error,council,Something is wrong.",
        "Bad One,fatal,nobody,",
        "good_one,info,riskshift,Twice.",
        "short,error",
    )
    with pytest.raises(BadConfiguration) as caught:
        issue_codes.read_issue_codes(path)
    said = str(caught.value)
    expected = [
        "line 3: code 'Bad One'",
        "line 3: severity 'fatal'",
        "line 3: responsibility 'nobody'",
        "line 3: has no meaning",
        "line 4: code 'good_one' stands twice",
        "line 5: needs four fields",
    ]
    for part in expected:
        assert part in said


def test_a_file_with_another_header_is_refused(tmp_path):
    path = tmp_path / "issue_codes.csv"
    path.write_text("code,meaning\n", encoding="utf-8")
    with pytest.raises(BadConfiguration, match="header must be"):
        issue_codes.read_issue_codes(path)


def test_the_frame_has_one_row_a_code():
    frame = issue_codes.issue_codes_frame()
    assert frame.columns == ["code", "severity", "responsibility", "meaning"]
    assert frame["code"].n_unique() == frame.height
    assert frame.schema["code"] == pl.String


def test_every_code_that_the_readers_raise_is_in_the_file():
    raised = {
        code
        for path in (ROOT / "pipelines").rglob("*.py")
        for code in re.findall(r"\bIssue\(\s*\"([a-z_]+)\"", path.read_text(encoding="utf-8"))
    }
    assert raised - set(issue_codes.issue_codes()) == set()
    assert len(raised) > 20
