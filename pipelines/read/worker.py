"""The worker's side of `isolated`: read one file after another as asked on standard input, answer on standard output.

A question is a list of steps; an empty answer says that one is done, the last carries what came of it. Standard
output carries answers alone; whatever a parser prints goes nowhere. No file may be written here: a library that
unpacks a model of its own into a temporary one gets memory instead.
"""

from __future__ import annotations

import io
import os
import pickle
import resource
import struct
import sys
import tempfile
from typing import IO, Any, Final

from pipelines.read.isolated import MEMORY_EXIT, Step

_HEADER: Final = struct.Struct(">Q")


def main() -> None:
    """Serve until standard input ends; argument: the memory limit in bytes."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    tempfile.TemporaryFile = _in_memory  # type: ignore[assignment]
    questions = sys.stdin.buffer
    while len(head := questions.read(_HEADER.size)) == _HEADER.size:
        body = questions.read(_HEADER.unpack(head)[0])
        try:
            _answer(pickle.loads(body), answers)  # noqa: S301 - from the process that started this one
        except MemoryError:
            os._exit(MEMORY_EXIT)


def _in_memory(*_: Any, **__: Any) -> io.BytesIO:
    """A temporary file that is none."""
    return io.BytesIO()


def _answer(steps: list[Step], answers: IO[bytes]) -> None:
    """Take the steps one by one, each given what came of the one before, and say when each is done."""
    before: tuple[Any, ...] = ()
    for left, step in zip(reversed(range(len(steps))), steps, strict=True):
        before = (step.function(*before, *step.arguments),)
        body = b"" if left else pickle.dumps(before[0], protocol=5)
        answers.write(_HEADER.pack(len(body)) + body)
        answers.flush()


if __name__ == "__main__":
    main()
