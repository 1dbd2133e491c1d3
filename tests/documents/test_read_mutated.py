"""Files damaged at random by a seeded hand: each ends as documents with known issue codes."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.read.isolated import Worker
from pipelines.settings import Settings
from tests.builders.office import ods, word, xls, xlsx, zipped
from tests.builders.pdf import GRID, HEADER, WIDTHS, invented, table_pdf

CODES = Path(__file__).parents[2] / "pipelines" / "catalogue" / "issue_codes.csv"
PAGE = b"<html><body><h1>x</h1><table><tr><td rowspan=2>a</td><td colspan=3>b</td></tr></table></body></html>"
BUILT = {
    "xlsx": lambda: xlsx(lambda book: book.add_worksheet("S").write_row("A1", ["Ref", 1, "Invented"])),
    "docx": lambda: word(lambda document: document.add_table(2, 2)),
    "ods": lambda: ods("S", [["Ref", "Risk"], ["R1", 2.0]], (0, 0, 1, 2)),
    "xls": lambda: xls({"S": [["Ref", 1.0], ["R1", "Invented"]]}),
    "csv": lambda: b'Ref,Risk,"two\nlines"\n' * 20,
    "html": lambda: PAGE,
    "pdf": lambda: table_pdf([HEADER, *invented(4)], WIDTHS, GRID),
    "zip": lambda: zipped({"a.csv": b"a,b\nc,d\n", "b.html": PAGE}),
}


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    one = Worker()
    yield one
    one.stop()


def _damaged(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice([1, 3, 10, 40])):
        if not changed:
            break
        at = chance.randrange(len(changed))
        kind = chance.randrange(5)
        if kind == 0:
            changed[at] = chance.randrange(256)
        elif kind == 1:
            del changed[at : at + chance.randrange(1, 50)]
        elif kind == 2:
            changed[at:at] = chance.randbytes(chance.randrange(1, 20))
        elif kind == 3:
            other = chance.randrange(len(changed))
            changed[at : at + 20] = changed[other : other + 20]
        elif chance.random() < 0.1:
            changed = changed[: max(1, at)]
    return bytes(changed)


def _mutated(kind: str, content: bytes, chance: random.Random) -> bytes:
    if kind not in ("xlsx", "docx", "ods") or chance.random() < 0.3:
        return _damaged(content, chance)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(members))
    return zipped({**members, name: _damaged(members[name], chance)})


@pytest.mark.parametrize("kind", BUILT)
def test_a_damaged_file_ends_as_documents_and_known_issues(kind: str, worker: Worker, tmp_path: Path) -> None:
    with CODES.open(newline="", encoding="utf-8") as stream:
        known = {row["code"] for row in csv.DictReader(stream)}
    chance = random.Random(f"damage {kind}")
    content = BUILT[kind]()
    path = tmp_path / f"register.{kind}"
    settings = Settings(read_seconds=20, read_memory_bytes=1_500_000_000)
    for _ in range(25):
        path.write_bytes(_mutated(kind, content, chance))
        documents = worker.read(path, path.name, settings)
        assert documents
        for document in documents:
            assert {issue.code for issue in document.issues} <= known
            for part in document.parts:
                repr(part).encode("utf-8")
