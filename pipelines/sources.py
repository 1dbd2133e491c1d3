"""The registers folder as a run sees it: every file by its content hash, its bytes kept under OUT/sources.

Nothing here knows formats. Hidden files, the user's own `riskshift/` folder and office lock files are passed
over; what could lead a reader astray (links that leave the folder, devices, files without permission) is
reported as a problem, never followed. A file is hashed again only when its size, times or inode changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import fsspec

from pipelines.errors import NothingRead
from pipelines.secrets import without_password
from pipelines.settings import Settings

CONFIGURATION = "riskshift"
RACY_NS = 2_000_000_000
PART = ".part-"
"""Begins the name of a copy that is not whole yet; an interrupted job leaves such."""
UNFIT = re.compile(r"[\x00-\x1f\x7f]|\.\.\.")
"""What a file's name may hold and a partition key may not."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file found: `source_file` is its path below the registers folder with "/" between parts.

    `sha256` and `bytes` describe its content; `problem` says in words why it was not opened (then no hash).
    """

    source_file: str
    sha256: str = ""
    bytes: int = 0
    problem: str = ""

    @property
    def key(self) -> str:
        """The partition key of this content: path and the first twelve digits of the hash.

        A path with line breaks or three dots is written without them, and told apart by its own hash.
        """
        name = UNFIT.sub("_", self.source_file)
        if name != self.source_file:
            name += f"~{hashlib.sha256(self.source_file.encode()).hexdigest()[:6]}"
        return f"{name}@{self.sha256[:12]}"


@dataclass(frozen=True, slots=True)
class Folder:
    """What a run starts from: register files, and the user's own files by name and hash."""

    sources: tuple[Source, ...]
    configuration: tuple[Source, ...]
    registers: Path

    def as_json(self) -> dict[str, list[dict[str, Any]]]:
        """The same as plain values, for the manifest."""
        return {
            "sources": [asdict(source) for source in self.sources],
            "configuration": [asdict(source) for source in self.configuration],
        }


def kept(settings: Settings, sha256: str) -> Path:
    """Where the bytes of one source are kept."""
    return settings.sources / sha256


def discover(settings: Settings) -> Folder:
    """Hash every file of the registers folder (local, or any fsspec address) and keep its bytes.

    Returns:
        The files sorted by path. `registers` is a local folder holding `riskshift/`: the given one, or for a
        remote address a mirror of that sub-folder under OUT.

    Raises:
        NothingRead: the folder does not exist.
    """
    settings.sources.mkdir(parents=True, exist_ok=True)
    for left in settings.sources.glob(f"{PART}*"):
        left.unlink(missing_ok=True)
    if "://" in settings.registers:
        return _remote(settings)
    root = Path(settings.registers)
    if not root.is_dir():
        raise NothingRead(
            "there is no such folder.", where=str(root), remedy="Name the folder that holds the register files."
        )
    seen = _Seen(settings.sources / "seen.json")
    sources = tuple(sorted((_keep(settings, seen, *item) for item in _walk(root)), key=lambda s: s.source_file))
    mine = root / CONFIGURATION
    own = tuple(
        _keep(settings, seen, path.name, path, "")
        for path in sorted(mine.iterdir() if mine.is_dir() else ())
        if path.is_file() and not path.name.startswith(".")
    )
    seen.save()
    return Folder(sources, own, root)


def _name(path: Path, root: Path) -> str:
    """A path below the root as text that can be written anywhere, whatever bytes its name holds."""
    return os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "backslashreplace")


def _walk(root: Path) -> Iterator[tuple[str, Path, str]]:
    """Every file below the root with its problem, if any; links are followed to files inside the root only."""
    real_root = root.resolve()
    for folder, folders, files in os.walk(root, onerror=None):
        here = Path(folder)
        top = here == root
        folders[:] = sorted(f for f in folders if not f.startswith(".") and not (top and f == CONFIGURATION))
        linked = [f for f in folders if (here / f).is_symlink()]
        folders[:] = [f for f in folders if f not in linked]
        for name in sorted(linked + files):
            if name.startswith((".", "~$")):
                continue
            path = here / name
            problem = _problem(path, real_root)
            if problem is not None:
                yield _name(path, root), path, problem


def _problem(path: Path, real_root: Path) -> str | None:
    """Why a path is not opened: "" when it may be, None when it is no file of its own."""
    try:
        if path.is_symlink():
            try:
                target = path.resolve()
            except RuntimeError:
                return "a link that leads round to itself"
            if not target.is_relative_to(real_root):
                return "a link that leads outside the registers folder was not followed"
            return None if target.exists() else "a link that leads nowhere"
        mode = path.lstat().st_mode
    except OSError as error:
        return f"could not be looked at ({error.strerror})"
    if not stat.S_ISREG(mode):
        return "not a regular file (a device, pipe or socket)"
    return "" if os.access(path, os.R_OK) else "no permission to read it"


def _keep(settings: Settings, seen: _Seen, name: str, path: Path, problem: str) -> Source:
    """Hash one local file and keep its bytes, unless both were done before."""
    if problem:
        return Source(name, problem=problem)
    try:
        info = path.stat()
        known, copied = seen.hash_of(path, info)
        if known and _holds(kept(settings, known), info.st_size, copied):
            return Source(name, known, info.st_size)
        with path.open("rb") as stream:
            sha256, size = _store(settings, stream)
        seen.note(path, info, sha256, kept(settings, sha256).stat().st_mtime_ns)
        return Source(name, sha256, size)
    except OSError as error:
        return Source(name, problem=f"could not be read ({error.strerror})")


def _holds(path: Path, size: int, copied: int) -> bool:
    """Whether a kept copy is there, not cut short, and not written to since it was made."""
    try:
        info = path.stat()
    except OSError:
        return False
    return (info.st_size, info.st_mtime_ns) == (size, copied)


def _store(settings: Settings, stream: BinaryIO) -> tuple[str, int]:
    """Copy a stream into OUT/sources under its hash, whole or not at all."""
    digest, size = hashlib.sha256(), 0
    handle, temporary = tempfile.mkstemp(dir=settings.sources, prefix=PART)
    try:
        with os.fdopen(handle, "wb") as copy:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
                size += len(chunk)
                copy.write(chunk)
        target = kept(settings, digest.hexdigest())
        if not _is(target, digest.hexdigest()):
            Path(temporary).chmod(0o440)
            Path(temporary).replace(target)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return digest.hexdigest(), size


def _is(path: Path, sha256: str) -> bool:
    """Whether a file's bytes have a hash."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
    except OSError:
        return False


def sound(settings: Settings, source: Source) -> bool:
    """Whether the kept bytes of a source are those of its hash; altered ones are copied once more where they can."""
    if _is(kept(settings, source.sha256), source.sha256):
        return True
    try:
        with (Path(settings.registers) / source.source_file).open("rb") as stream:
            return _store(settings, stream)[0] == source.sha256
    except OSError:
        return False


def _remote(settings: Settings) -> Folder:
    """The same over fsspec: every object is read once a run, as remote stores promise no content hash."""
    fs, base = fsspec.core.url_to_fs(settings.registers)
    if not fs.exists(base):
        raise NothingRead(
            "there is no such folder.",
            where=without_password(settings.registers),
            remedy="Check the address and its credentials.",
        )
    prefix = base.rstrip("/") + "/"
    mirror = settings.out / "configuration"
    (mirror / CONFIGURATION).mkdir(parents=True, exist_ok=True)
    sources, own = [], []
    for address in sorted(fs.find(base)):
        name = address.removeprefix(prefix)
        parts = name.split("/")
        if any(part.startswith((".", "~$")) for part in parts):
            continue
        with fs.open(address, "rb") as stream:
            source = Source(name, *_store(settings, stream))
        if parts[0] == CONFIGURATION:
            own.append(Source(parts[-1], source.sha256, source.bytes))
        else:
            sources.append(source)
    for stale in (mirror / CONFIGURATION).iterdir():
        stale.unlink()
    lay_out(settings, own, mirror / CONFIGURATION)
    return Folder(tuple(sources), tuple(own), mirror)


def lay_out(settings: Settings, sources: list[Source] | tuple[Source, ...], folder: Path) -> None:
    """Put kept bytes back under their names, as when a publication is reproduced.

    Raises:
        NothingRead: the bytes of a source are not kept under OUT/sources.
    """
    for source in sources:
        if source.problem:
            continue
        here = kept(settings, source.sha256)
        if not here.exists():
            raise NothingRead(
                f"the bytes of {source.source_file} are not kept.",
                where=str(here),
                remedy="Restore OUT/sources from a backup.",
            )
        target = folder / source.source_file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(here.read_bytes())


class _Seen:
    """Which hash a local path had, by its size, times and inode: spares reading unchanged files again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.changed = False
        try:
            self.known: dict[str, list[Any]] = dict(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            self.known = {}

    @staticmethod
    def _mark(info: os.stat_result) -> list[int]:
        return [info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino]

    def hash_of(self, path: Path, info: os.stat_result) -> tuple[str, int]:
        """The hash, and when its copy was written; "" and 0 for what is not known."""
        mark, known = self._mark(info), self.known.get(os.fsencode(path).hex(), [])
        fits = len(known) == len(mark) + 2 and known[: len(mark)] == mark
        return (str(known[-2]), int(known[-1])) if fits else ("", 0)

    def note(self, path: Path, info: os.stat_result, sha256: str, copied: int) -> None:
        now = path.stat()
        settled = self._mark(now) == self._mark(info) and time.time_ns() - now.st_ctime_ns > RACY_NS
        if settled:
            self.known[os.fsencode(path).hex()] = [*self._mark(info), sha256, copied]
            self.changed = True

    def save(self) -> None:
        if self.changed:
            temporary = self.path.with_suffix(f".{os.getpid()}.tmp")
            temporary.write_text(json.dumps(self.known), encoding="utf-8")
            temporary.replace(self.path)
