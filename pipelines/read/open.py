"""One file to its documents: told apart by bytes, read by its format's module, faults as issues."""

from __future__ import annotations

import gc
import hashlib
import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipelines.read.archive import over_limits, read_archive
from pipelines.read.bounds import bounded
from pipelines.read.build import with_headings
from pipelines.read.delimited import read_delimited
from pipelines.read.markup import read_html
from pipelines.read.pdf import read_pdf
from pipelines.read.sheets import read_sheets
from pipelines.read.sniff import Kind, disagrees, sniff
from pipelines.read.word import read_docx
from pipelines.records import Block, Document, Grid, Issue
from pipelines.settings import Settings

_UNSUPPORTED: Final = {
    "doc": "an old Word document (.doc); save it as .docx",
    "odt": "an OpenDocument text; save it as .docx",
    "rtf": "rich text (.rtf); save it as .docx",
    "image": "a picture; publish the original document",
    "presentation": "a presentation; publish the register as a document or a spreadsheet",
    "unknown": "in no known format",
}


@dataclass(slots=True)
class _Read:
    parts: tuple[Block | Grid, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    pages: int | None = None


def open_file(path: Path, source_file: str, settings: Settings) -> list[Document]:
    """The documents in a file: one, or for a zip one a member that can be read.

    Args:
        path: where the bytes are.
        source_file: the file's name as recorded, relative to the registers folder.
        settings: bounds on bytes, pages and rows.

    Returns:
        At least one document; what could not be read is an issue of it, never an exception.
    """
    refused = look_at(path, source_file, settings)
    if refused is not None:
        return [refused]
    try:
        content = path.read_bytes()
    except OSError as error:
        issue = Issue("file_unreadable", f"The file cannot be opened: {error.strerror or error}.")
        return [Document(source_file, "", "unknown", issues=(issue,))]
    return read_bytes(content, source_file, settings)


def look_at(path: Path, source_file: str, settings: Settings) -> Document | None:
    """A document that says why a file is not even opened (missing, a device, too large), None where it may be."""
    issue = _refuse(path, settings)
    return None if issue is None else Document(source_file, "", "unknown", issues=(issue,))


def _refuse(path: Path, settings: Settings) -> Issue | None:
    try:
        state = path.stat()
    except (OSError, ValueError) as error:
        return Issue("file_unreadable", f"The file cannot be opened: {getattr(error, 'strerror', '') or error}.")
    if not stat.S_ISREG(state.st_mode):
        return Issue("file_unreadable", "This is no regular file (a folder, device or pipe).")
    if state.st_size > settings.max_file_bytes:
        message = f"The file has {state.st_size} bytes, the limit is {settings.max_file_bytes}."
        return Issue("file_too_large", message, value=str(state.st_size))
    return None


def read_bytes(content: bytes, source_file: str, settings: Settings, depth: int = 0) -> list[Document]:
    """The documents in a file's bytes; `depth` counts the zips around it."""
    digest = hashlib.sha256(content).hexdigest()
    kind = sniff(content)
    with _uncollected():
        return _documents(content, kind, source_file, digest, settings, depth)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: cells by the hundred thousand are made here and none is garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _documents(
    content: bytes, kind: Kind, source_file: str, digest: str, settings: Settings, depth: int
) -> list[Document]:
    issues: list[Issue] = []
    if disagrees(source_file, kind) and not (kind == "zip" and not zipfile.is_zipfile(io.BytesIO(content))):
        issues.append(Issue("wrong_extension", f"The file's name does not fit what it holds ({kind}).", value=kind))
    if kind == "zip":
        return read_archive(content, source_file, digest, settings, depth, read_bytes, issues)
    found = _read(content, kind, settings)
    parts, cut = bounded(found.parts)
    name = "tsv" if kind == "csv" and found.properties.get("delimiter") == "tab" else kind
    return [
        Document(
            source_file=source_file,
            sha256=digest,
            format=name,
            parts=parts,
            properties={**found.properties, "bytes": str(len(content))},
            issues=tuple(issues + found.issues + cut),
            pages=found.pages,
        )
    ]


def _read(content: bytes, kind: str, settings: Settings) -> _Read:
    if kind == "empty":
        return _Read(issues=[Issue("file_empty", "The file is empty.")])
    if kind == "encrypted":
        message = "The file asks for a password; publish a copy without one."
        return _Read(issues=[Issue("file_encrypted", message)])
    if kind in _UNSUPPORTED:
        message = f"The file is {_UNSUPPORTED[kind]}."
        return _Read(issues=[Issue("format_unsupported", message, value=kind)])
    if kind in ("xlsx", "xlsb", "ods", "docx"):
        bomb = over_limits(content, settings)
        if bomb is not None:
            return _Read(issues=[bomb])
    if kind == "pdf":
        pdf = read_pdf(content, settings)
        return _Read(pdf[0], pdf[1], pdf[2], pdf[3])
    if kind in ("xlsx", "xlsb", "xls", "ods"):
        parts, properties, issues = read_sheets(content, kind, settings)
    elif kind == "docx":
        parts, properties, issues = read_docx(content, settings)
    elif kind == "html":
        parts, properties, issues = read_html(content, settings)
    else:
        parts, properties, issues = read_delimited(content, settings)
    if not parts and not issues:
        issues.append(Issue("file_empty", "The file holds no text."))
    return _Read(with_headings(parts), properties, issues)
