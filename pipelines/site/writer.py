"""Pages and files to a folder: an unchanged one is a hard link to the publication before.

A page names the publication in which it last changed, so a new publication does not touch pages whose content
stands. A page that was published once stays at its address: when its register or council is gone, the writer
leaves a page there that says so.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

PUBLICATION = "@@publication@@"
"""Stands in rendered pages where the publication's id belongs."""
NAMED = re.compile(rb'<meta name="publication" content="([^"]{1,80})">')


class Writer:
    """Writes below `folder`, linking what `previous` already has."""

    def __init__(self, folder: Path, publication_id: str, previous: Path | None = None) -> None:
        self.folder = folder
        self.publication_id = publication_id
        self.previous = previous if previous is not None and previous.is_dir() else None
        self.pages: set[str] = set()

    def page(self, path: str, html: str) -> None:
        """Write a page; `PUBLICATION` in it becomes the id of the publication in which it last changed."""
        self.pages.add(path)
        text = html.encode("utf-8")
        old = self._old(path)
        if old is not None:
            known = NAMED.search(old, 0, 4096)
            if known and old == text.replace(PUBLICATION.encode(), known[1]):
                self._link(path)
                return
        self._write(path, text.replace(PUBLICATION.encode(), self.publication_id.encode()))

    def file(self, path: str, content: bytes) -> None:
        """Write a file that names no publication."""
        if self._old(path) == content:
            self._link(path)
        else:
            self._write(path, content)

    def gone(self) -> list[str]:
        """Addresses of council, area and register pages of the publication before that this one has not written."""
        if self.previous is None:
            return []
        found = (
            p.relative_to(self.previous).as_posix()
            for f in ("council", "area", "register")
            for p in (self.previous / f).rglob("*.html")
        )
        return sorted(set(found) - self.pages)

    def _old(self, path: str) -> bytes | None:
        if self.previous is None:
            return None
        old = self.previous / path
        return old.read_bytes() if old.is_file() else None

    def _link(self, path: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if self.previous is not None:
            target.unlink(missing_ok=True)
            os.link(self.previous / path, target)

    def _write(self, path: str, content: bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.write_bytes(content)
