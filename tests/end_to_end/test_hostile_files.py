"""Files made to hang, swell, crash, climb out or call home: each ends as entries or issues, and no more."""

from __future__ import annotations

import io
import os
import socket
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks import soak_large
from benchmarks.soak_files import LIMITS, known_codes, mutants, survive
from pipelines import sources
from pipelines.read.isolated import Worker
from pipelines.readings import Readings, shaped
from pipelines.settings import Settings, from_environment
from tests.builders.office import xlsx, zipped

pytestmark = pytest.mark.slow

ORDINARY_CASES = 150


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """One worker for all files here."""
    one = Worker()
    yield one
    one.stop()


def found(worker: Worker, path: Path, settings: Settings = LIMITS) -> tuple[int, set[str]]:
    """Entries and issue codes that come of a file."""
    outcome = survive(worker, path, f"invented/{path.name}", known_codes(), settings)
    assert outcome.lost == ""
    return outcome.entries, set(outcome.codes)


def test_samples_damaged_by_a_seeded_hand_end_as_entries_or_issues(worker: Worker, tmp_path: Path) -> None:
    codes, lost, entries = known_codes(), [], 0
    for mutant in mutants(ORDINARY_CASES, seed=22, step=3):
        path = tmp_path / f"case{mutant.suffix}"
        path.write_bytes(mutant.content)
        outcome = survive(worker, path, f"invented/{path.name}", codes)
        entries += outcome.entries > 0
        if outcome.lost:
            lost.append((mutant.number, mutant.sample, mutant.kind, outcome.lost))
    assert lost == []
    assert entries > ORDINARY_CASES / 2
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith("case")) == []


def bomb(member: str, megabytes: int) -> bytes:
    """A zip whose one member unpacks to far more than it holds."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open(member, "w", force_zip64=True) as stream,
    ):
        for _ in range(megabytes):
            stream.write(bytes(1 << 20))
    return target.getvalue()


def test_bombs_are_refused_by_their_table_of_contents(worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    path.write_bytes(bomb("register.csv", 64))
    assert found(worker, path) == (0, {"file_too_large"})
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(bomb("xl/worksheets/sheet1.xml", 64))
    assert found(worker, path) == (0, {"file_too_large"})
    nest = zipped({"a.csv": b"Ref,Risk\nR1,Invented\n"})
    for _ in range(20):
        nest = zipped({"inner.zip": nest})
    path = tmp_path / "nested.zip"
    path.write_bytes(nest)
    assert found(worker, path) == (0, {"zip_member_refused"})


def test_members_that_climb_out_of_a_zip_are_refused_and_the_others_read(worker: Worker, tmp_path: Path) -> None:
    table = b"Ref,Risk title,Controls\nR1,Invented,Checks\nR2,Invented too,Checks\n"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in ("../escaped.csv", "/tmp/escaped.csv", "a/../../escaped.csv", "..\\escaped.csv"):
            archive.writestr(name, table)
        link = zipfile.ZipInfo("link.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good/register 31 March 2025.csv", table)
    path = tmp_path / "in" / "registers.zip"
    path.parent.mkdir()
    path.write_bytes(content.getvalue())
    documents = worker.read(path, path.name, LIMITS)
    assert [d.source_file for d in documents if d.parts] == ["registers.zip/good/register 31 March 2025.csv"]
    assert [i.code for i in documents[0].issues] == ["zip_member_refused"] * 5
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["in", "registers.zip"]


OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def test_entities_lead_neither_to_files_nor_to_the_network(worker: Worker, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/".encode()
        book = xlsx(lambda b: b.add_worksheet("S").write_row("A1", ["Ref", "Risk title", "Invented"]))
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        shared = members["xl/sharedStrings.xml"].partition(b"?>")[2].replace(b"Invented", b"&a;")
        rel = b'<Relationship Id="rId99" Type="http://x/externalLink" Target="' + address + b'" TargetMode="External"/>'
        rels = members["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", rel + b"</Relationships>")
        hostile = {
            "file.xlsx": zipped({**members, "xl/sharedStrings.xml": OUTSIDE + shared}),
            "net.xlsx": zipped(
                {**members, "xl/sharedStrings.xml": OUTSIDE.replace(b"file:///etc/passwd", address) + shared}
            ),
            "link.xlsx": zipped(
                {**members, "xl/_rels/workbook.xml.rels": rels, "xl/vbaProject.bin": b"Invented macro"}
            ),
            "page.html": OUTSIDE + b"<html><body><table><tr><td>Ref</td><td>&a;</td></tr></table>"
            b'<img src="' + address + b'"><iframe src="' + address + b'"></iframe></body></html>',
        }
        for name, content in hostile.items():
            path = tmp_path / name
            path.write_bytes(content)
            for document in worker.read(path, name, LIMITS):
                assert "root:" not in repr(document.parts), name
        with pytest.raises(TimeoutError):
            server.accept()


def test_wrong_suffixes_and_unknown_bytes_are_told(worker: Worker, tmp_path: Path) -> None:
    book = xlsx(lambda b: b.add_worksheet("S").write_row("A1", ["Ref", "Risk title", "Invented"]))
    for name, content, code in (
        ("book.pdf", book, "wrong_extension"),
        ("page.xls", b"<html><table><tr><td>Ref</td><td>Risk</td></tr></table></html>", "wrong_extension"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "format_unsupported"),
        ("noise.xlsx", bytes(range(256)) * 20, "format_unsupported"),
        ("nothing.docx", b"", "file_empty"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        assert code in found(worker, path)[1], name


def test_a_table_of_a_million_rows_is_cut_where_settings_say_and_says_so(worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "million.csv"
    path.write_bytes(b"Ref,Risk title\n" + b"R,x\n" * 1_000_000)
    (document,) = worker.read(path, path.name, replace(LIMITS, max_rows=5_000))
    assert [issue.code for issue in document.issues] == ["too_many_rows"]
    assert len(document.grids[0].rows) == 5_000


def test_memory_that_ran_out_on_a_large_document_is_told_as_such_and_not_as_damage(
    worker: Worker, tmp_path: Path
) -> None:
    path = tmp_path / "large.docx"
    soak_large.as_docx(path, 100_000)
    assert found(worker, path, replace(LIMITS, read_memory_bytes=250_000_000)) == (0, {"parser_memory"})


@pytest.mark.parametrize("suffix", sorted(soak_large.WRITERS))
def test_more_rows_or_pages_than_settings_allow_are_cut_in_every_format_and_the_others_are_entries(
    worker: Worker, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"large{suffix}"
    soak_large.WRITERS[suffix](path, 60)
    entries, codes = found(worker, path, replace(LIMITS, max_rows=40, max_pages=40))
    assert entries in (39, 40)
    assert codes == {"no_as_at_date", "too_many_pages" if suffix == ".pdf" else "too_many_rows"}


def test_altered_bytes_of_a_kept_source_are_copied_again_before_anything_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "registers"
    folder.mkdir()
    (folder / "one.csv").write_bytes(TABLE)
    (folder / "twin.csv").write_bytes(TABLE)
    os.utime(folder / "one.csv", (1, 1))
    settings = from_environment(registers=folder, out=tmp_path / "out")
    source = sources.discover(settings).sources[0]
    kept = sources.kept(settings, source.sha256)

    def alter() -> None:
        kept.chmod(0o640)
        kept.write_bytes(TABLE.replace(b"Invented delay", b"Forged riskier"))

    alter()
    (reading,) = Readings(settings, {}).make(source)
    assert "Forged" not in str(reading.entries)
    assert kept.read_bytes() == TABLE
    alter()
    assert sources.discover(settings).sources[0] == source
    assert kept.read_bytes() == TABLE


def test_a_table_of_forty_thousand_columns_ends_soon(worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_bytes(TABLE.replace(b"\n", b"," * 40_000 + b"\n"))
    assert found(worker, path)[0] == 2


TABLE = (
    b"Ref,Risk title,Risk description,Existing controls,Further actions,Risk owner,Current score\n"
    b"R1,Invented delay,We may be late,Plans are checked,We will hire,Director of Invention,12\n"
    b"R2,Invented loss,We may lose money,Books are checked,We will save,Director of Invention,9\n"
)


def test_a_cell_of_thirty_megabytes_is_cut_and_the_other_rows_stay(worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(TABLE.replace(b"Plans are checked", b"Plans " + b" " * 30_000_000 + b"are checked"))
    entries, codes = found(worker, path)
    assert entries == 2
    assert "text_cut" in codes


def test_links_devices_and_odd_names_neither_lead_out_nor_stop_a_run(tmp_path: Path) -> None:
    folder = tmp_path / "registers"
    folder.mkdir()
    secret = tmp_path / "secret.csv"
    secret.write_bytes(b"Ref,Risk title\nR1,Invented secret\n")
    (folder / "out.csv").symlink_to(secret)
    (folder / "passwd.csv").symlink_to("/etc/passwd")
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    (folder / "round").symlink_to(folder)
    (folder / "zero.csv").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.csv")
    odd = [b"two\nlines ... 31 March 2025.csv", b"\xff\xfe.csv", b"\xfe\xff.csv", "=cmd|'C'!A1 \u202e.csv".encode()]
    for name in odd:
        (folder / os.fsdecode(name)).write_bytes(TABLE)
    settings = from_environment(registers=folder, out=tmp_path / "out")
    sources_found = sources.discover(settings).sources
    problems = {s.source_file: s.problem for s in sources_found if s.problem}
    assert set(problems) == {"out.csv", "passwd.csv", "loop.csv", "zero.csv", "pipe.csv"}
    assert len({s.source_file for s in sources_found}) == len(sources_found)
    for source in sources_found:
        source.source_file.encode("utf-8")
        assert not set("\n\r\t\x00") & set(source.key)
        assert "..." not in source.key
    readings = Readings(settings, {})
    kept_names = {p.name for p in settings.sources.iterdir()}
    assert not any(b"secret" in (settings.sources / name).read_bytes() for name in kept_names)
    made = {s.source_file: readings.make(s) for s in sources_found}
    assert all(len(made[name]) == 1 and made[name][0].issues for name in problems)
    assert sum(len(r.entries) for read in made.values() for r in read) == 2 * len(odd)


def test_our_own_fault_on_one_file_is_an_issue_of_that_file(
    monkeypatch: pytest.MonkeyPatch, worker: Worker, tmp_path: Path
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("invented")

    path = tmp_path / "register.csv"
    path.write_bytes(b"Ref,Risk title,Controls\nR1,Invented,Checks\n")
    monkeypatch.setattr("pipelines.shape.read_register", broken)
    (document,) = worker.read(path, path.name, LIMITS)
    reading = shaped(document, {}, date(2026, 6, 30))
    assert (reading.status, [issue["code"] for issue in reading.issues]) == ("unreadable", ["shaping_failed"])


def test_the_worker_writes_no_file(worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(b"Ref,Risk title\nR1,Invented\n")
    worker.read(path, path.name, LIMITS)
    limits = Path(f"/proc/{worker.pid}/limits").read_text(encoding="utf-8")
    line = next(line for line in limits.splitlines() if line.startswith("Max file size"))
    assert line.split()[3:5] == ["0", "0"]
