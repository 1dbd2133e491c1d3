"""What a file is, told from its bytes: names lie, and spreadsheets saved as HTML under .xls are common."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Final, Literal

Kind = Literal[
    "pdf", "xlsx", "xlsb", "xls", "ods", "csv", "docx", "html", "zip",
    "encrypted", "doc", "odt", "rtf", "image", "presentation", "unknown", "empty",
]  # fmt: skip

_SUFFIXES: Final[dict[str, frozenset[str]]] = {
    ".pdf": frozenset({"pdf"}),
    ".xlsx": frozenset({"xlsx"}),
    ".xlsm": frozenset({"xlsx"}),
    ".xltx": frozenset({"xlsx"}),
    ".xlsb": frozenset({"xlsb"}),
    ".xls": frozenset({"xls"}),
    ".ods": frozenset({"ods"}),
    ".odt": frozenset({"odt"}),
    ".docx": frozenset({"docx"}),
    ".docm": frozenset({"docx"}),
    ".doc": frozenset({"doc"}),
    ".html": frozenset({"html"}),
    ".htm": frozenset({"html"}),
    ".csv": frozenset({"csv"}),
    ".tsv": frozenset({"csv"}),
    ".tab": frozenset({"csv"}),
    ".txt": frozenset({"csv"}),
    ".zip": frozenset({"zip"}),
}
SUFFIXES: Final = frozenset(_SUFFIXES)
_IMAGES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"RIFF")
BROKEN_ZIP: Final = (
    zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, KeyError,
)  # fmt: skip
"""What opening or reading a damaged, cut or encrypted zip raises, Office files included."""
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sniff(content: bytes) -> Kind:
    """The kind of file that `content` is."""
    if not content.strip(b"\x00 \t\r\n"):
        return "empty"
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zipped(content)
    if content.startswith(_OLE):
        return _compound(content)
    if content.startswith(b"{\\rtf"):
        return "rtf"
    if content.startswith(_IMAGES):
        return "image"
    if content[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00") and b"\x00" in content[:16]:
        return "xls"
    return _text(content)


def _zipped(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                mimetype = archive.read("mimetype").decode("ascii", "replace")
                if "spreadsheet" in mimetype:
                    return "ods"
                if "opendocument.text" in mimetype:
                    return "odt"
    except BROKEN_ZIP:
        return "xlsx" if b"xl/" in content else "docx" if b"word/" in content else "zip"
    if any(name.startswith("xl/") for name in names):
        return "xlsb" if "xl/workbook.bin" in names else "xlsx"
    if "word/document.xml" in names:
        return "docx"
    if any(name.startswith("ppt/") for name in names):
        return "presentation"
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return "ods"
    return "zip"


def _compound(content: bytes) -> Kind:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        return "encrypted"
    if holds("Workbook") or holds("Book"):
        return "xls"
    if holds("WordDocument"):
        return "doc"
    if holds("PowerPoint Document"):
        return "presentation"
    return "xls"


def _text(content: bytes) -> Kind:
    head = content[:8192]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    elif head.count(b"\x00") > len(head) // 4:
        little = head[1::2].count(0) >= head[0::2].count(0)
        head = head.decode("utf-16-le" if little else "utf-16-be", "ignore").encode("utf-8", "ignore")
    lowered = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if lowered.startswith(b"<") and any(
        mark in lowered for mark in (b"<html", b"<!doctype html", b"<table", b"<body", b"<head", b"<div", b"<p")
    ):
        return "html"
    if b"<table" in lowered and b"<tr" in lowered:
        return "html"
    control = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return "unknown" if control > 0.05 * len(head) + 2 else "csv"


def disagrees(source_file: str, kind: str) -> bool:
    """Whether the file's name promises another kind than its bytes hold."""
    suffix = PurePosixPath(source_file.replace("\\", "/")).suffix.lower()
    promised = _SUFFIXES.get(suffix)
    return promised is not None and kind not in promised and kind not in ("empty", "encrypted", "unknown")
