"""What each source file was read as, kept under OUT/readings so that a night reads new and changed files only.

A kept reading holds while its bytes, the reading code, the limits, what tells councils apart, and the
configuration of the councils it was read for are all the same; one whose own bytes were altered is made again.
One council's changed file thus re-reads that council's registers alone. A reading also depends on the day, as no
date ahead becomes a register's: it holds until the next day that a document names (after a clock went wrong: also
from the last). One that the limits of the worker stopped, by chance of a busy night perhaps, is tried again the
next day.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pipelines import shape
from pipelines.catalogue.council import Council
from pipelines.publish.identity import LIMITS, hash_json, hash_text, reader_version
from pipelines.read.isolated import WORKER, Step, Stopped, Worker, failed, opening
from pipelines.read.open import look_at
from pipelines.read.sniff import sniff
from pipelines.records import Document, Issue
from pipelines.settings import Settings
from pipelines.shape import Reading
from pipelines.sources import Source, kept, sound

RECOGNISE = {"id", "name", "names", "folders", "documents"}
PASSING = {"parser_timeout", "parser_memory", "parser_crashed", "shaping_stopped"}
"""Issues that another day may not bring."""


@dataclass(frozen=True)
class Readings:
    """The readings of a run's sources, by settings, configured councils, and the day."""

    settings: Settings
    councils: Mapping[str, Council]
    today: date = field(default_factory=lambda: datetime.now(tz=UTC).date())

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
        name = hash_json([self._common, source.source_file, source.sha256, source.problem])
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
                if not head["from"] <= self.today.isoformat() < head["until"]:
                    return None
                if head_only:
                    return []
                body = handle.read()
                return self._adapter.validate_json(body) if hash_text(body) == head["sha256"] else None
        except (OSError, ValueError, ValidationError, TypeError, KeyError):
            return None

    def make(self, source: Source) -> list[Reading]:
        """Read one file now, and keep what came of it."""
        made = self._read(source)
        path = self._path(source)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".tmp")
        body = self._adapter.dump_json(made)
        since, until = held(made, self.today)
        head = {
            "configured": self._configured([reading.council for reading in made if reading.council]),
            "sha256": hashlib.sha256(body).hexdigest(),
            "from": since.isoformat(),
            "until": until.isoformat(),
        }
        temporary.write_bytes(json.dumps(head).encode() + b"\n" + body)
        temporary.replace(path)
        return made

    def outcome(self, sources: Iterable[Source]) -> str:
        """A hash of what some sources were read as: the same bytes may be read otherwise on another day."""
        return hash_json([[source.source_file, self._body_sha256(source)] for source in sources])

    def _body_sha256(self, source: Source) -> str:
        try:
            with self._path(source).open(encoding="utf-8") as handle:
                return str(json.loads(handle.readline())["sha256"])
        except (OSError, ValueError, TypeError, KeyError):
            return ""

    def _read(self, source: Source) -> list[Reading]:
        problem = source.problem or ("" if sound(self.settings, source) else "its kept bytes were altered")
        if problem:
            message = f"The file was not opened: {problem}."
            issue = Issue("file_not_opened", message, value=problem)
            document = Document(source.source_file, source.sha256, "unknown", issues=(issue,))
            return [shaped(document, self.councils, self.today)]
        return read_file(
            kept(self.settings, source.sha256), source.source_file, self.settings, self.councils, self.today
        )


def held(made: Sequence[Reading], today: date) -> tuple[date, date]:
    """From which day on, and until which, a file made into readings today would be read the same."""
    if any(issue["code"] in PASSING for reading in made for issue in reading.issues):
        return today, today + timedelta(days=1)
    hinges = [day for reading in made for day in reading.hinges]
    return (
        max((day for day in hinges if day <= today), default=date.min),
        min((day for day in hinges if day > today), default=date.max),
    )


def read_file(
    path: Path,
    source_file: str,
    settings: Settings,
    councils: Mapping[str, Council],
    today: date,
    worker: Worker = WORKER,
) -> list[Reading]:
    """Read one file and make registers of it, both in the worker, each within `settings.read_seconds`.

    Args:
        path: where its bytes are.
        source_file: its name as recorded.
        settings: bounds.
        councils: the configured councils by id.
        today: as for `shape.read_register`.
        worker: the process that does it.

    Returns:
        A reading a document; at least one. What stopped the work is an issue of it.
    """
    refused = look_at(path, source_file, settings)
    if refused is not None:
        return [shaped(refused, councils, today)]
    steps = [opening(path, source_file, settings), Step(all_shaped, (pickle.dumps(dict(councils)), today))]
    try:
        return list(worker.run(steps, settings))
    except Stopped as stopped:
        if stopped.step == 0:
            return [shaped(document, councils, today) for document in failed(path, source_file, stopped, settings)]
        if sniff(path.read_bytes()) != "zip":
            (document,) = failed(path, source_file, stopped, settings)
            return [_stopped(replace(document, issues=()), stopped)]
        documents = worker.read(path, source_file, settings)
        return [_alone(document, settings, councils, today, worker) for document in documents]


def _alone(
    document: Document, settings: Settings, councils: Mapping[str, Council], today: date, worker: Worker
) -> Reading:
    """One document of an archive in which some document stopped the worker: the others must not be lost with it."""
    try:
        readings: list[Reading] = worker.run(
            [Step(all_shaped, ([document], pickle.dumps(dict(councils)), today))], settings
        )
    except Stopped as stopped:
        return _stopped(document, stopped)
    return readings[0]


def _stopped(document: Document, stopped: Stopped) -> Reading:
    """A reading that says what stopped the making of entries."""
    bound = {"time": "RISKSHIFT_READ_SECONDS", "memory": "RISKSHIFT_READ_MEMORY_BYTES"}.get(stopped.cause)
    remedy = f"split the file, or raise {bound}" if bound else "please report it, with the file"
    message = f"The file was parsed, but making entries of it was stopped by a bound on {stopped.cause}; {remedy}."
    if not bound:
        message = f"The file was parsed, but the process that made entries of it fell ({stopped.code}); {remedy}."
    return _unread(document, "shaping_stopped", message, stopped.cause)


def all_shaped(documents: list[Document], councils: bytes, today: date) -> list[Reading]:
    """Every document of a file as a register; in the worker, which is given the councils pickled."""
    known = _councils(councils)
    return [shaped(document, known, today) for document in documents]


@lru_cache(maxsize=1)
def _councils(pickled: bytes) -> dict[str, Council]:
    """The councils, unpickled once for all files of a run."""
    return dict(pickle.loads(pickled))  # noqa: S301 - from the process that started this one


def shaped(document: Document, councils: Mapping[str, Council], today: date) -> Reading:
    """A document as a register; where our own code breaks down on it, an unreadable one that says so.

    One file out of hundreds must not stop the night: the fault is an issue of ours with its place in the code.
    """
    try:
        return shape.read_register(document, dict(councils), today)
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception as error:  # noqa: BLE001 - whatever breaks on one file is an issue of that file
        last = traceback.extract_tb(error.__traceback__)[-1]
        value = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
        message = "The file was parsed, but making entries of it broke down. Please report it, with the file."
        return _unread(document, "shaping_failed", message, value)


def _unread(document: Document, code: str, message: str, value: str) -> Reading:
    """A reading without entries that says why, with what was found odd before."""
    issues = tuple(asdict(issue) for issue in (*document.issues, Issue(code, message, value=value)))
    return Reading(document.source_file, document.sha256, document.format, "unreadable", message, issues=issues)


def described(readings: list[Reading]) -> dict[str, Any]:
    """What a reading is worth telling on its partition: council, entries, issues."""
    return {
        "councils": sorted({reading.council for reading in readings if reading.council}),
        "entries": sum(len(reading.entries) for reading in readings),
        "issues": sum(len(reading.issues) for reading in readings),
    }
