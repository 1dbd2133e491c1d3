"""Reading in a process of its own, so that a parser that hangs, swells or crashes is an issue and no more.

One worker reads file after file; it is replaced only after it was stopped or fell. It is started fresh (never
forked, so no lock or connection of this process lives in it), under limits on memory, on the size of any file it
writes, and without core dumps. What is done with the documents next can be done there too, under the same limits
and in the same turn (`Worker.run`). Thread-safe: callers take turns.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import pickle
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from pipelines.read.open import look_at, open_file
from pipelines.records import Document, Issue
from pipelines.settings import ROOT, Settings

_HEADER: Final = struct.Struct(">Q")
_LARGEST_ANSWER: Final = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Step:
    """A function of a module and its arguments; those after the first get the step before's result first."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]


class Stopped(Exception):
    """The worker did not come through: `step` from 0, `cause` time, memory or crash, and the exit code if any."""

    def __init__(self, step: int, cause: str, code: int | None = None) -> None:
        super().__init__(f"step {step}: {cause}")
        self.step, self.cause, self.code = step, cause, code


class Worker:
    """A process that reads files on request; `pid` is None while none runs."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._memory = 0
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Process id of the running worker."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def read(self, path: Path, source_file: str, settings: Settings) -> list[Document]:
        """The documents in a file, or one that says by an issue why there are none."""
        try:
            return list(self.run([opening(path, source_file, settings)], settings))
        except Stopped as stopped:
            return failed(path, source_file, stopped, settings)

    def run(self, steps: Sequence[Step], settings: Settings) -> Any:
        """What the last of some steps gives; each may take `settings.read_seconds`.

        Raises:
            Stopped: a step took too long or too much memory, or the process fell.
        """
        with self._lock:
            process = self._running(settings)
            answers: list[Any] = []
            try:
                _send(process.stdin, list(steps))
                while len(answers) < len(steps):
                    answers.append(_receive(process.stdout, time.monotonic() + settings.read_seconds))
            except _TookTooLong:
                self.stop()
                raise Stopped(len(answers), "time") from None
            except (OSError, EOFError, pickle.UnpicklingError):
                raise self._autopsy(len(answers)) from None
        return answers[-1]

    def stop(self) -> None:
        """End the worker, if one runs."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        process.wait()

    def _running(self, settings: Settings) -> subprocess.Popen[bytes]:
        alive = self._process is not None and self._process.poll() is None
        if alive and self._process is not None and self._memory == settings.read_memory_bytes:
            return self._process
        self.stop()
        self._memory = settings.read_memory_bytes
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
            [sys.executable, "-m", "pipelines.read.worker", str(settings.read_memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            close_fds=True,
        )
        return self._process

    def _autopsy(self, step: int) -> Stopped:
        code = self._process.wait() if self._process is not None else None
        self.stop()
        return Stopped(step, "memory" if code == MEMORY_EXIT else "crash", code)


MEMORY_EXIT: Final = 87


class _TookTooLong(Exception):
    """The worker did not answer in time."""


def opening(path: Path, source_file: str, settings: Settings) -> Step:
    """The step that reads a file."""
    return Step(open_file, (path, source_file, settings))


def failed(path: Path, source_file: str, stopped: Stopped, settings: Settings) -> list[Document]:
    """The document that says why a file was not read."""
    megabytes = settings.read_memory_bytes // 1_000_000
    issue = {
        "time": Issue(
            "parser_timeout",
            f"Reading took longer than {settings.read_seconds} seconds and was stopped; "
            "split the file, or raise RISKSHIFT_READ_SECONDS.",
        ),
        "memory": Issue(
            "parser_memory",
            f"Reading needed more than {megabytes} MB and was stopped; "
            "split the file, or raise RISKSHIFT_READ_MEMORY_BYTES.",
        ),
        "crash": Issue(
            "parser_crashed",
            "The parser broke down on the file; publish it again, or in another format.",
            value="" if stopped.code is None else str(stopped.code),
        ),
    }[stopped.cause]
    digest = ""
    with contextlib.suppress(OSError), path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return [Document(source_file, digest, "unknown", issues=(issue,))]


def _send(stream: IO[bytes] | None, message: object) -> None:
    if stream is None:
        raise EOFError
    body = pickle.dumps(message, protocol=5)
    stream.write(_HEADER.pack(len(body)) + body)
    stream.flush()


def _receive(stream: IO[bytes] | None, deadline: float) -> Any:
    """A step's answer; None for a step that another follows."""
    if stream is None:
        raise EOFError
    (length,) = _HEADER.unpack(_exactly(stream, _HEADER.size, deadline))
    if length > _LARGEST_ANSWER:
        raise EOFError
    return pickle.loads(_exactly(stream, length, deadline)) if length else None  # noqa: S301 - our own worker's pipe


def _exactly(stream: IO[bytes], length: int, deadline: float) -> bytes:
    pieces: list[bytes] = []
    missing = length
    descriptor = stream.fileno()
    while missing:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([descriptor], [], [], left)[0]:
            raise _TookTooLong
        piece = stream.read1(min(missing, 1 << 20))  # type: ignore[attr-defined]
        if not piece:
            raise EOFError
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)


WORKER: Final = Worker()
"""The worker of this process."""
atexit.register(WORKER.stop)


def read_isolated(path: Path, source_file: str, settings: Settings) -> list[Document]:
    """As `open_file`, in another process under `settings.read_seconds` and `settings.read_memory_bytes`.

    What can be told without parsing (missing, no regular file, too large) is told here.
    """
    refused = look_at(path, source_file, settings)
    return [refused] if refused is not None else WORKER.read(path, source_file, settings)
