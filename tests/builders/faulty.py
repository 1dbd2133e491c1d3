"""Steps that a worker cannot come through; they stand in a module of their own so that its process can import them."""

from __future__ import annotations

import os
from datetime import date
from typing import NoReturn

from pipelines.readings import all_shaped
from pipelines.records import Document
from pipelines.shape import Reading


def without_end(*_: object) -> NoReturn:
    """Makes entries for ever."""
    while True:
        pass


def swelling(*_: object) -> int:
    """Makes entries of a thousand gigabytes."""
    return len(bytearray(10**12))


def falling(*_: object) -> NoReturn:
    """Falls in making entries."""
    os._exit(3)


def falling_on_the_second(documents: list[Document], councils: bytes, today: date) -> list[Reading]:
    """Falls wherever the second register is among the documents."""
    if any("second" in document.source_file for document in documents):
        os._exit(3)
    return all_shaped(documents, councils, today)
