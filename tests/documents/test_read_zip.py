"""Zips and the file around a document: bombs, paths that climb, nested zips, wrong names, devices, links."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest

from pipelines.read import open_file
from pipelines.read.open import read_bytes
from pipelines.settings import Settings
from tests.builders.office import zipped
from tests.documents.reading import codes, read

CSV = b"Ref,Risk\nR1,Wet\n"


def test_each_member_is_a_document_of_its_own() -> None:
    documents = read_bytes(
        zipped({"a/one.csv": CSV, "two.html": b"<table><tr><td>x</td></tr></table>"}), "z.zip", Settings()
    )
    assert [(d.source_file, d.format) for d in documents] == [
        ("z.zip/a/one.csv", "csv"),
        ("z.zip/two.html", "html"),
    ]
    assert len({d.sha256 for d in documents}) == 2


@pytest.mark.parametrize("name", ["../up.csv", "/etc/root.csv", "a/../../b.csv", "c:\\windows\\x.csv", "..\\up.csv"])
def test_a_path_that_leads_out_of_the_zip_is_refused(name: str) -> None:
    documents = read_bytes(zipped({name: CSV, "good.csv": CSV}), "z.zip", Settings())
    assert codes(documents[0]) == ["zip_member_refused"]
    assert [d.source_file for d in documents[1:]] == ["z.zip/good.csv"]


def test_a_symbolic_link_in_a_zip_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        link = zipfile.ZipInfo("link.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    (document,) = read_bytes(target.getvalue(), "z.zip", Settings())
    assert codes(document) == ["zip_member_refused"]


def test_a_decompression_bomb_is_refused_unopened() -> None:
    document = read(zipped({"bomb.csv": b"0" * 60_000_000}), "z.zip")
    assert codes(document) == ["file_too_large"]


def test_a_bomb_inside_an_office_file_is_refused_unopened() -> None:
    document = read(zipped({"xl/workbook.xml": b" " * 60_000_000}), "a.xlsx")
    assert codes(document) == ["file_too_large"]


def test_zips_within_zips_end() -> None:
    content = CSV
    name = "a.csv"
    for level in range(5):
        content, name = zipped({name: content}), f"{level}.zip"
    documents = read_bytes(content, "z.zip", Settings())
    assert [codes(d) for d in documents] == [["zip_member_refused"]]


def test_members_of_other_kinds_are_named() -> None:
    documents = read_bytes(zipped({"photo.png": b"\x89PNG", "a.csv": CSV, "__MACOSX/a.csv": b"x"}), "z.zip", Settings())
    assert [issue.locator for issue in documents[0].issues] == ["photo.png"]
    assert len(documents) == 2


def test_a_damaged_member_does_not_stop_the_others() -> None:
    content = bytearray(zipped({"a.csv": CSV * 50, "b.csv": CSV}))
    content[45:60] = b"\xff" * 15
    documents = read_bytes(bytes(content), "z.zip", Settings())
    assert codes(documents[0]) == ["zip_member_refused"]
    assert [d.source_file for d in documents[1:]] == ["z.zip/b.csv"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"\x89PNG\r\n", "image"), (b"{\\rtf1 x}", "rtf"), (bytes(range(256)) * 20, "unknown")],
)
def test_kinds_that_are_not_read_say_so(content: bytes, kind: str) -> None:
    document = read(content, "a.bin")
    assert codes(document) == ["format_unsupported"]
    assert document.format == kind


def test_an_empty_zip_is_an_issue() -> None:
    assert codes(read(zipped({}), "z.zip")) == ["file_empty"]


def test_a_file_above_the_limit_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(CSV)
    (document,) = open_file(path, "a.csv", Settings(max_file_bytes=3))
    assert codes(document) == ["file_too_large"]


@pytest.mark.parametrize("what", ["missing", "folder", "device"])
def test_what_is_no_regular_file_is_an_issue(tmp_path: Path, what: str) -> None:
    path = {"missing": tmp_path / "none.csv", "folder": tmp_path, "device": Path("/dev/zero")}[what]
    (document,) = open_file(path, "a.csv", Settings())
    assert codes(document) == ["file_unreadable"]
