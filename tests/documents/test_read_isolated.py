"""Reading in a worker: the same documents, and an issue where a parser hangs, swells or falls."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.read import open_file, read_isolated
from pipelines.read.isolated import Worker
from pipelines.records import Document
from pipelines.settings import Settings
from tests.builders.pdf import GRID, HEADER, WIDTHS, invented, table_pdf
from tests.documents.reading import codes


@pytest.fixture
def worker() -> Iterator[Worker]:
    one = Worker()
    yield one
    one.stop()


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.pdf"
    path.write_bytes(table_pdf([HEADER, *invented(5)], WIDTHS, GRID))
    return path


def test_a_worker_reads_what_this_process_reads(register: Path) -> None:
    assert read_isolated(register, "register.pdf", Settings()) == open_file(register, "register.pdf", Settings())


def test_one_worker_serves_file_after_file(worker: Worker, register: Path) -> None:
    worker.read(register, "a", Settings())
    first = worker.pid
    worker.read(register, "b", Settings())
    assert worker.pid == first is not None


def test_a_worker_that_takes_too_long_is_stopped_and_replaced(worker: Worker, register: Path) -> None:
    (document,) = worker.read(register, "a", Settings(read_seconds=0))
    assert codes(document) == ["parser_timeout"]
    assert len(document.sha256) == 64
    assert worker.pid is None
    assert codes(worker.read(register, "a", Settings())[0]) == []


def test_a_worker_that_falls_is_an_issue_and_replaced(worker: Worker, register: Path, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(b"Ref,Risk\n" + b"a,b\n" * 700_000)
    found: list[Document] = []
    reading = threading.Thread(
        target=lambda: found.extend(worker.read(path, "long.csv", Settings(max_rows=10_000_000)))
    )
    reading.start()
    while (pid := worker.pid) is None and reading.is_alive():
        pass
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    reading.join()
    assert codes(found[0]) == ["parser_crashed"]
    assert codes(worker.read(register, "a", Settings())[0]) == []


@pytest.mark.slow
def test_a_worker_out_of_memory_is_an_issue(worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_bytes(b"Ref,Risk\n" + b"a,b\n" * 700_000)
    small = replace(Settings(), read_memory_bytes=280_000_000, max_rows=10_000_000)
    (document,) = worker.read(path, "wide.csv", small)
    assert codes(document) == ["parser_memory"]


def test_what_is_no_file_never_reaches_a_worker(tmp_path: Path) -> None:
    (document,) = read_isolated(tmp_path / "none.pdf", "none.pdf", Settings())
    assert codes(document) == ["file_unreadable"]
