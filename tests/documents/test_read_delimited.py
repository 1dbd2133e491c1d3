"""Delimited text: every encoding and delimiter that councils' systems write, and broken quotation."""

from __future__ import annotations

import pytest

from pipelines.settings import Settings
from tests.documents.reading import codes, read, rows_of

ROWS = [
    ["Ref", "Risk", "Cost"],
    ["R1", "Invented café – floods", "£5"],
    ["R2", "Invented “quoted” risk", "£6"],
]


def _written(delimiter: str) -> str:
    return "\r\n".join(delimiter.join(row) for row in ROWS) + "\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"])
def test_an_encoding_is_told_from_the_bytes(encoding: str) -> None:
    assert rows_of(read(_written(",").encode(encoding), "a.csv")) == ROWS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_declared_encoding_raises_no_issue(encoding: str) -> None:
    assert codes(read(_written(",").encode(encoding), "a.csv")) == []


def test_a_guessed_encoding_is_said() -> None:
    assert codes(read(_written(",").encode("cp1252"), "a.csv")) == ["encoding_guessed"]


def test_welsh_letters_survive_their_own_encoding() -> None:
    content = "Cyf,Risg\r\nR1,dŵr yn y tŷ\r\n".encode("iso8859_14")
    assert rows_of(read(content, "a.csv"))[1] == ["R1", "dŵr yn y tŷ"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimiter_is_told_from_the_rows(delimiter: str) -> None:
    assert rows_of(read(_written(delimiter).encode(), "a.csv")) == ROWS


def test_commas_within_semicolons_do_not_split() -> None:
    content = b"Ref;Risk\nR1;wet, cold, dark\nR2;dry, warm, light\n"
    assert rows_of(read(content, "a.csv"))[1] == ["R1", "wet, cold, dark"]


def test_a_declared_separator_wins() -> None:
    assert rows_of(read(b"sep=;\na;b\nc;d\n", "a.csv")) == [["a", "b"], ["c", "d"]]


def test_line_breaks_within_quotes_stay_in_their_cell_and_in_the_locator() -> None:
    document = read(b'Ref,Risk\nR1,"first\nsecond"\nR2,third\n', "a.csv")
    rows = document.grids[0].rows
    assert rows[1].cells[1].text == "first\nsecond"
    assert [row.locator for row in rows] == ["line 1", "lines 2-3", "line 4"]


def test_short_rows_are_filled_up() -> None:
    assert rows_of(read(b"a,b,c\nd\n", "a.csv")) == [["a", "b", "c"], ["d", "", ""]]


def test_a_quotation_mark_that_never_closes_does_not_swallow_the_rest() -> None:
    body = "".join(f"R{i},risk {i}\n" for i in range(1, 400))
    document = read(('Ref,Risk\nR0,"open\n' + body).encode(), "a.csv")
    assert codes(document) == ["quote_unclosed"]
    assert ["R399", "risk 399"] in rows_of(document)


def test_null_bytes_vanish() -> None:
    assert rows_of(read(b"a,b\x00c\nd,e\nf,g\nh,i\n", "a.csv"))[0] == ["a", "bc"]


def test_rows_beyond_the_limit_are_an_issue() -> None:
    document = read(b"a,b\n" * 30, "a.csv", Settings(max_rows=7))
    assert len(document.grids[0].rows) == 7
    assert codes(document) == ["too_many_rows"]


@pytest.mark.parametrize("content", [b"", b"  \r\n \n", b"\x00\x00"])
def test_an_empty_file_is_an_issue(content: bytes) -> None:
    assert codes(read(content, "a.csv")) == ["file_empty"]
