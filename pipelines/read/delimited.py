"""Delimited text (csv, tsv, anything between) to one grid: encoding and delimiter told from the bytes."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Final

from charset_normalizer import from_bytes

from pipelines.read.build import BLANK, grid, plain
from pipelines.read.clean import clean
from pipelines.records import Block, Cell, Grid, Issue
from pipelines.settings import Settings

_DELIMITERS: Final = (",", "\t", ";", "|", "~", "^")
_CANDIDATES: Final = ("cp1252", "iso8859_14", "mac_roman", "cp850")
_EXPECTED: Final = frozenset("£€‘’“”–—…•·§°±²³¼½¾×÷©®™ éèêëáàâäíìîïóòôöúùûüýÿçñŵŷẁẃẅỳÉÈÊËÁÀÂÄÍÌÎÏÓÒÔÖÚÙÛÜÝÇÑŴŶ↑↓→✓\xa0")
_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
Parsed = tuple[list[Block | Grid], dict[str, str], list[Issue]]


def read_delimited(content: bytes, settings: Settings) -> Parsed:
    """The rows of a delimited text file; a locator names the lines a row stands on."""
    text, encoding, issues = decode(content)
    text = clean(text)
    declared = None
    if text[:4].lower() == "sep=" and "\n" in text:
        first, text = text.split("\n", 1)
        declared = first[4:5] or None
    delimiter = declared or sniff_delimiter(text)
    rows, locators, more = _rows(text, delimiter, 2 if declared else 1, issues, settings)
    if more:
        message = f"The file has more than {settings.max_rows} rows; the first {settings.max_rows} were read."
        issues.append(Issue("too_many_rows", message))
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((len(row) for row in rows), default=0)
    known: dict[str, Cell] = {}
    cells = [[plain(value, known) for value in row] + [BLANK] * (width - len(row)) for row in rows]
    found = grid(cells, "rows", lambda i: locators[i])
    properties = {"encoding": encoding, "delimiter": {"\t": "tab"}.get(delimiter, delimiter)}
    return ([found] if rows else []), properties, issues


def decode(content: bytes) -> tuple[str, str, list[Issue]]:
    """Text, its encoding's name, and an issue where the encoding was guessed or bytes were lost."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            text = content.decode(name, "replace")
            return text, name.removesuffix("-sig"), _lost(text, name)
    sample = content[:4096]
    if sample.count(0) > len(sample) // 4:
        little = sample[1::2].count(0) >= sample[0::2].count(0)
        name = "utf-16-le" if little else "utf-16-be"
        text = content.decode(name, "replace")
        return text, name, _lost(text, name)
    try:
        return content.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError as error:
        if error.end >= len(content) - 3 and error.reason == "unexpected end of data":
            text = content.decode("utf-8", "replace")
            return text, "utf-8", _lost(text, "utf-8")
    name = _guess(content)
    text = content.decode(name, "replace")
    note = Issue(
        "encoding_guessed",
        f"The file does not say how its letters are encoded; it was read as {name}. Save it as UTF-8.",
        value=name,
    )
    return text, name, [note, *_lost(text, name)]


def _lost(text: str, name: str) -> list[Issue]:
    count = text.count("\ufffd")
    if not count:
        return []
    message = f"{count} characters are damaged (no valid {name})."
    return [Issue("characters_damaged", message, value=str(count))]


def _guess(content: bytes) -> str:
    """The western encoding whose letters beyond ASCII are those of English and Welsh; else the library's guess."""
    high = bytes(byte for byte in content[:2_000_000] if byte > 127)
    best, best_share = "cp1252", -1.0
    for name in _CANDIDATES:
        shown = high.decode(name, "replace")
        share = sum(character in _EXPECTED for character in shown) / len(shown)
        if share > best_share + 1e-9:
            best, best_share = name, share
    if best_share >= 0.6:
        return best
    try:
        replaced = content.decode("utf-8", "replace")
        if replaced.count("\ufffd") < 0.2 * sum(ord(c) > 127 for c in replaced):
            return "utf-8"
        match = from_bytes(content[:500_000]).best()
    except (ValueError, LookupError):
        match = None
    return match.encoding if match is not None else best


def sniff_delimiter(text: str) -> str:
    """The delimiter under which the first rows are widest and most of one width."""
    sample = text[:200_000]
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        if delimiter not in sample:
            continue
        widths: Counter[int] = Counter()
        try:
            for number, row in enumerate(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)):
                if any(row):
                    widths[len(row)] += 1
                if number > 300:
                    break
        except csv.Error:
            continue
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        score = 0.0 if width < 2 else count / widths.total() * (1 + min(width, 12) / 12)
        if score > best_score + 1e-9:
            best, best_score = delimiter, score
    return best


def _rows(
    text: str, delimiter: str, first_line: int, issues: list[Issue], settings: Settings
) -> tuple[list[list[str]], list[str], bool]:
    csv.field_size_limit(max(1_000_000, len(text) + 1))
    rows: list[list[str]] = []
    locators: list[str] = []
    line = first_line
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return rows, locators, False
        except csv.Error as error:
            issues.append(Issue("row_unreadable", f"The row cannot be split into fields ({error}).", f"line {line}"))
            line = first_line + reader.line_num
            continue
        last = first_line + reader.line_num - 1
        if len(rows) >= settings.max_rows:
            return rows, locators, True
        longest = max(row, key=len, default="")
        if last - line > 200 and longest.count("\n") > 200:
            message = "A quotation mark opens here and does not close for over 200 lines."
            issues.append(Issue("quote_unclosed", message, f"line {line}"))
            body = text.split("\n")[line - first_line :]
            return _unquoted(body, delimiter, line, rows, locators, settings)
        rows.append(row)
        locators.append(f"line {line}" if last <= line else f"lines {line}-{last}")
        line = last + 1


def _unquoted(
    body: list[str], delimiter: str, line: int, rows: list[list[str]], locators: list[str], settings: Settings
) -> tuple[list[list[str]], list[str], bool]:
    """The rest of a file whose quotation marks do not close, one line a row."""
    for number, text in enumerate(body):
        if len(rows) >= settings.max_rows:
            return rows, locators, True
        rows.append([value.strip('"') for value in text.split(delimiter)])
        locators.append(f"line {line + number}")
    return rows, locators, False
