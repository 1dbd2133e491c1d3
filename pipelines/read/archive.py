"""Zips: what is refused before anything is unpacked, and the documents of what is left.

Nothing is written to disk: a member's path is only ever a name, so a path that climbs out of the archive is
refused for what it claims, not for what it could do.
"""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Final

from pipelines.read.clean import clean
from pipelines.read.sniff import BROKEN_ZIP, SUFFIXES
from pipelines.records import Document, Issue
from pipelines.settings import Settings

_MAX_MEMBERS: Final = 5_000
_MAX_RATIO: Final = 250
_RATIO_FROM: Final = 20_000_000  # bytes unpacked below which a high ratio harms nobody
_MAX_DEPTH: Final = 2
_TOTAL_FACTOR: Final = 4  # a zip may unpack to this many times the greatest file
_QUIET: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")

ReadBytes = Callable[[bytes, str, Settings, int], list[Document]]


def over_limits(content: bytes, settings: Settings) -> Issue | None:
    """Why an Office file must not be unpacked, judged by its table of contents; None where it may be."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except BROKEN_ZIP as error:
        message = f"The file is damaged or cut off ({clean(str(error))[:80]}); fetch or publish it again."
        return Issue("file_truncated", message)
    if len(members) > _MAX_MEMBERS:
        return Issue("file_too_large", f"The file holds {len(members)} parts, the limit is {_MAX_MEMBERS}.")
    total = sum(member.file_size for member in members)
    limit = _TOTAL_FACTOR * settings.max_file_bytes
    if total > limit:
        return Issue("file_too_large", f"The file unpacks to {total} bytes, the limit is {limit}.")
    if any(_bomb(member) for member in members) or _overlap(members):
        return Issue("file_too_large", "The file unpacks to far more than it holds (a decompression bomb).")
    if any(member.flag_bits & 1 for member in members):
        return Issue("file_encrypted", "The file asks for a password; publish a copy without one.")
    return None


def _bomb(member: zipfile.ZipInfo) -> bool:
    return member.file_size > _RATIO_FROM and member.file_size > _MAX_RATIO * max(1, member.compress_size)


def _overlap(members: list[zipfile.ZipInfo]) -> bool:
    """Whether members share bytes, as the non-recursive bombs do."""
    end = -1
    for member in sorted(members, key=lambda m: m.header_offset):
        if member.header_offset < end:
            return True
        end = member.header_offset + 30 + member.compress_size
    return False


def read_archive(
    content: bytes,
    source_file: str,
    digest: str,
    settings: Settings,
    depth: int,
    read: ReadBytes,
    issues: list[Issue],
) -> list[Document]:
    """The documents of every member that can be read, and one of the zip itself for what cannot."""
    documents: list[Document] = []
    if depth >= _MAX_DEPTH:
        issues.append(Issue("zip_member_refused", f"Zips are opened {_MAX_DEPTH} deep, no deeper."))
    else:
        bomb = over_limits(content, settings)
        if bomb is not None and bomb.code != "file_encrypted":
            issues.append(bomb)
        else:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for member in sorted(archive.infolist(), key=lambda m: m.filename):
                    documents += _member(archive, member, source_file, settings, depth, read, issues)
    if not documents and not issues:
        issues.append(Issue("file_empty", "The zip holds no files."))
    if issues or not documents:
        documents.insert(0, Document(source_file, digest, "zip", issues=tuple(issues)))
    return documents


def _member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    source_file: str,
    settings: Settings,
    depth: int,
    read: ReadBytes,
    issues: list[Issue],
) -> list[Document]:
    name = clean(member.filename)
    if member.is_dir() or name.startswith(_QUIET[0]) or PurePosixPath(name).name in _QUIET[1:]:
        return []
    refusal = _refusal(member, name, settings)
    if not refusal:
        try:
            return read(archive.read(member), f"{source_file}/{name}", settings, depth + 1)
        except BROKEN_ZIP as error:
            refusal = f"it is damaged ({clean(str(error))[:80]})"
    issues.append(Issue("zip_member_refused", f"A member of the zip was not read: {refusal}.", name[:200]))
    return []


def _refusal(member: zipfile.ZipInfo, name: str, settings: Settings) -> str:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
        return "its path leads out of the zip"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "it is a symbolic link"
    if member.flag_bits & 1:
        return "it asks for a password"
    if member.file_size > settings.max_file_bytes:
        return f"it unpacks to {member.file_size} bytes, the limit is {settings.max_file_bytes}"
    if path.suffix.lower() not in SUFFIXES:
        return f"files ending in {path.suffix or 'nothing'!s} are not read"
    return ""
