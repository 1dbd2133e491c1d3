"""What each source file was read as, kept under OUT/readings so that a night reads new and changed files only.

A kept reading holds while its bytes, the reading code, the limits, what tells councils apart, and the
configuration of the councils it was read for are all the same; one whose own bytes were altered is made again.
One council's changed file thus re-reads that council's registers alone.
"""

from __future__ import annotations

import hashlib
import json
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pipelines import read, shape
from pipelines.catalogue.council import Council
from pipelines.publish.identity import LIMITS, hash_json, hash_text, reader_version
from pipelines.records import Document, Issue
from pipelines.settings import Settings
from pipelines.shape import Reading
from pipelines.sources import Source, kept

RECOGNISE = {"id", "name", "names", "folders", "documents"}


@dataclass(frozen=True)
class Readings:
    """The readings of a run's sources, by settings and configured councils."""

    settings: Settings
    councils: Mapping[str, Council]

    @cached_property
    def _adapter(self) -> TypeAdapter[list[Reading]]:
        return TypeAdapter(list[Reading])

    @cached_property
    def _common(self) -> str:
        """What every reading depends on."""
        recognise = {
            name: council.model_dump(mode="json", include=RECOGNISE) for name, council in self.councils.items()
        }
        limits = {name: getattr(self.settings, name) for name in LIMITS}
        return hash_json([reader_version(), limits, recognise])

    def _configured(self, councils: list[str]) -> dict[str, str]:
        """The hash of each of some councils' configuration, "" for one without."""
        return {
            name: hash_text(self.councils[name].model_dump_json()) if name in self.councils else ""
            for name in sorted(set(councils))
        }

    def _path(self, source: Source) -> Path:
        name = hash_json([self._common, source.source_file, source.sha256])
        return self.settings.out / "readings" / f"{name[:40]}.json"

    def has(self, source: Source) -> bool:
        """Whether a kept reading still holds."""
        return self._load(source, head_only=True) is not None

    def of(self, source: Source) -> list[Reading]:
        """The readings of one file (a zip gives several), kept or made and kept."""
        kept_reading = self._load(source)
        return kept_reading if kept_reading is not None else self.make(source)

    def _load(self, source: Source, *, head_only: bool = False) -> list[Reading] | None:
        try:
            with self._path(source).open(encoding="utf-8") as handle:
                head = json.loads(handle.readline())
                if head["configured"] != self._configured(list(head["configured"])):
                    return None
                if head_only:
                    return []
                body = handle.read()
                return self._adapter.validate_json(body) if hash_text(body) == head["sha256"] else None
        except (OSError, ValueError, ValidationError, TypeError, KeyError):
            return None

    def make(self, source: Source) -> list[Reading]:
        """Read one file now, and keep what came of it."""
        made = [shaped(document, self.councils) for document in self._documents(source)]
        path = self._path(source)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".tmp")
        body = self._adapter.dump_json(made)
        configured = self._configured([reading.council for reading in made if reading.council])
        head = json.dumps({"configured": configured, "sha256": hashlib.sha256(body).hexdigest()})
        temporary.write_bytes(head.encode() + b"\n" + body)
        temporary.replace(path)
        return made

    def _documents(self, source: Source) -> list[Document]:
        if source.problem:
            message = f"The file was not opened: {source.problem}."
            issue = Issue("file_not_opened", message, value=source.problem)
            return [Document(source.source_file, source.sha256, "unknown", issues=(issue,))]
        return read.read_isolated(kept(self.settings, source.sha256), source.source_file, self.settings)


def shaped(document: Document, councils: Mapping[str, Council]) -> Reading:
    """A document as a register; where our own code breaks down on it, an unreadable one that says so.

    One file out of hundreds must not stop the night: the fault is an issue of ours with its place in the code.
    """
    try:
        return shape.read_register(document, dict(councils), datetime.now(tz=UTC).date())
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception as error:  # noqa: BLE001 - whatever breaks on one file is an issue of that file
        last = traceback.extract_tb(error.__traceback__)[-1]
        value = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
        message = "The file was parsed, but making entries of it broke down. Please report it, with the file."
        issue = {"code": "shaping_failed", "message": message, "locator": "", "field": "", "value": value}
        return Reading(document.source_file, document.sha256, document.format, "unreadable", message, issues=(issue,))


def described(readings: list[Reading]) -> dict[str, Any]:
    """What a reading is worth telling on its partition: council, entries, issues."""
    return {
        "councils": sorted({reading.council for reading in readings if reading.council}),
        "entries": sum(len(reading.entries) for reading in readings),
        "issues": sum(len(reading.issues) for reading in readings),
    }
