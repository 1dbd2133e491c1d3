from datetime import date

import pytest

from pipelines.catalogue.waivers import covering, frame, load_waivers
from pipelines.errors import BadConfiguration

HEADER = "waiver_id,table_name,expectation,row_key,expires,date,by,reason"
SOUND = "W1,registers,coverage_kept,,2026-06-30,2026-01-01,data lead,The folder was split on purpose"
DAY = date(2026, 3, 1)


def file(tmp_path, *lines, header=HEADER):
    path = tmp_path / "waivers.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def test_no_file_means_no_waivers(tmp_path):
    assert load_waivers(tmp_path / "waivers.csv") == ()


def test_a_waiver_holds_from_its_day_to_its_last_day(tmp_path):
    waivers = load_waivers(file(tmp_path, SOUND))
    held = [
        bool(covering(waivers, "registers", "coverage_kept", day))
        for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    ]
    assert held == [False, True, True, False]
    assert covering(waivers, "registers", "key", DAY) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("W1,registers,coverage_kept,,2026-06-30,2026-01-01,data lead,", "line 2: reason is empty"),
        ("W1,registers,coverage_kept,,,2026-01-01,data lead,Because", "line 2: expires is empty"),
        ("W1,registers,coverage_kept,,30/06/2026,2026-01-01,data lead,Because", "line 2: expires must be a date"),
        ("W1,registers,coverage_kept,,2026-06-30,2026-01-01,,Because", "line 2: by is empty"),
        ("W1,registers", "line 2: has more or fewer fields"),
    ],
)
def test_a_waiver_without_reason_author_or_end_is_refused_with_its_line(tmp_path, line, said):
    with pytest.raises(BadConfiguration, match=said):
        load_waivers(file(tmp_path, line))


def test_two_waivers_of_one_id_are_refused(tmp_path):
    with pytest.raises(BadConfiguration, match="waiver_id stands twice"):
        load_waivers(file(tmp_path, SOUND, SOUND))


def test_a_misspelt_header_is_refused(tmp_path):
    with pytest.raises(BadConfiguration, match="header must be"):
        load_waivers(file(tmp_path, header=HEADER.replace("reason", "why")))


def test_each_waiver_tells_what_became_of_it(tmp_path):
    lines = [
        SOUND,
        "W2,entries,key,a|b,2026-06-30,2026-01-01,data lead,One row only",
        "W3,entries,key,gone,2026-06-30,2026-01-01,data lead,Mended since",
        "W4,entries,key,,2026-02-01,2026-01-01,data lead,Too old",
        "W5,links,key,,2026-06-30,2026-05-01,data lead,Too early",
        "W6,links,in_order,,2026-06-30,2026-01-01,data lead,Nothing fails",
    ]
    failed = {("registers", "coverage_kept"): {"all registers"}, ("entries", "key"): {"a|b"}}
    told = {
        r["waiver_id"]: (r["applied"], r["outcome"])
        for r in frame(load_waivers(file(tmp_path, *lines)), failed, DAY).iter_rows(named=True)
    }
    assert told["W1"] == (True, "applied")
    assert told["W2"] == (True, "applied")
    assert told["W3"] == (False, "not needed: nothing failed that it covers; remove it")
    assert told["W4"] == (False, "expired on 2026-02-01; the finding stands")
    assert told["W5"] == (False, "not yet in force before 2026-05-01")
    assert told["W6"] == (False, "not needed: nothing failed that it covers; remove it")
