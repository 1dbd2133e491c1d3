"""Archives with fixed dates and order, so that a file's bytes depend on its content alone."""

from __future__ import annotations

import zipfile
from pathlib import Path

EPOCH = (2026, 1, 1, 0, 0, 0)


def repack(path: Path) -> None:
    """Rewrite a zip-based office file: same members in the same order, every date fixed."""
    with zipfile.ZipFile(path) as source:
        members = [(info.filename, info.compress_type, source.read(info)) for info in source.infolist()]
    with zipfile.ZipFile(path, "w") as target:
        for name, compression, content in members:
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = compression
            info.external_attr = 0o644 << 16
            target.writestr(info, content)


def archive(files: dict[str, bytes], path: Path) -> None:
    """A zip of files in the order given."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
