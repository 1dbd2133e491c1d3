"""The worker's side of `isolated`: read one file after another as asked on standard input, answer on standard output.

Standard output carries answers alone; whatever a parser prints goes nowhere.
"""

from __future__ import annotations

import os
import pickle
import resource
import struct
import sys
from pathlib import Path
from typing import Final

from pipelines.read.isolated import MEMORY_EXIT
from pipelines.read.open import open_file
from pipelines.records import Document

_HEADER: Final = struct.Struct(">Q")


def main() -> None:
    """Serve until standard input ends; argument: the memory limit in bytes."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    questions = sys.stdin.buffer
    while len(head := questions.read(_HEADER.size)) == _HEADER.size:
        path, source_file, settings = pickle.loads(questions.read(_HEADER.unpack(head)[0]))  # noqa: S301
        try:
            documents: list[Document] = open_file(Path(path), source_file, settings)
            body = pickle.dumps(documents, protocol=5)
        except MemoryError:
            os._exit(MEMORY_EXIT)
        answers.write(_HEADER.pack(len(body)) + body)
        answers.flush()


if __name__ == "__main__":
    main()
