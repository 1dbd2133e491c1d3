"""rulings.csv, events.csv and needs.csv: whole-file checks that tell every fault at once."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.catalogue.rulings import load_events, load_needs, load_rulings
from pipelines.errors import BadConfiguration

HEADER = "ruling_id,kind,entry_id,value,expect,date,by,reason\n"


def test_a_missing_file_is_no_ruling(tmp_path):
    assert load_rulings(tmp_path / "rulings.csv").is_empty()


def test_a_ruling_is_read_as_not_yet_used(tmp_path):
    path = tmp_path / "rulings.csv"
    path.write_text(HEADER + "1,departure,a.1,closed,,2026-01-02,Risk manager,Said so.\n")
    row = load_rulings(path).to_dicts()[0]
    assert (row["date"], row["applied"], row["value"]) == (date(2026, 1, 2), False, "closed")


def test_every_fault_of_meaning_is_told_at_once(tmp_path):
    path = tmp_path / "rulings.csv"
    path.write_text(
        HEADER
        + "1,guess,a,b,,2026-01-02,R,Because.\n"
        + "2,stance,a,brave,,2026-01-02,R,Because.\n"
        + "3,link,a,a,,2026-01-02,R,Because.\n"
        + "4,departure,a,gone,x,2026-01-02,R,Because.\n"
    )
    with pytest.raises(BadConfiguration) as told:
        load_rulings(path)
    for fault in (
        "1: kind must be",
        "2: value of a stance",
        "3: an entry cannot",
        "4: value of a departure",
        "4: expect",
    ):
        assert fault in str(told.value)


def test_a_ruling_without_reason_or_date_is_refused_with_its_line(tmp_path):
    path = tmp_path / "rulings.csv"
    path.write_text(HEADER + "1,link,a,b,,soon,R,\n")
    with pytest.raises(BadConfiguration, match=r"line 2: date must be a date.*line 2: reason is empty"):
        load_rulings(path)


def test_events_of_all_councils_have_none_and_kinds_are_checked(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text("date,council,label,kind\n2020-03-23,,First lockdown,external\n")
    assert load_events(path)["council"].to_list() == [None]
    path.write_text("date,council,label,kind\n2020-03-23,,First lockdown,weather\n")
    with pytest.raises(BadConfiguration, match="kind must be one of"):
        load_events(path)


def test_needs_name_their_source(tmp_path):
    path = tmp_path / "needs.csv"
    path.write_text("council,need,area,date,source\na,housing,property,2026-01-02,Residents' panel\n")
    assert load_needs(path)["source"].to_list() == ["Residents' panel"]
