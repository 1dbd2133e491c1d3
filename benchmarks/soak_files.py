"""Files damaged by a seeded hand, each format where it hurts: bytes, zip members, XML, cell types, PDF objects.

`mutants` gives case after case, the same for the same seed; `survive` reads and shapes one and says what came of
it. A case is lost when neither entries nor issues come of it, when an exception leaves the reader, when it takes
longer than its bound, or when anything was written.
"""

from __future__ import annotations

import csv
import io
import random
import re
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.read.isolated import Worker
from pipelines.readings import read_file
from pipelines.settings import ROOT, SAMPLES, Settings

LIMITS = Settings(read_seconds=30, read_memory_bytes=2_000_000_000)
DAY = date(2026, 11, 22)
CODES = ROOT / "pipelines" / "catalogue" / "issue_codes.csv"
ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">'
    b'<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">]>'
)
OUTSIDE = (
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;<!ENTITY a "a">]>',
    b'<!DOCTYPE x SYSTEM "file:///dev/zero" [<!ENTITY a "&a;">]>',
)
NUMBERS = (b"0", b"-1", b"1", b"65536", b"1048577", b"2147483648", b"99999999999999999999", b"1e309", b"NaN", b"")
NAMES = (
    "../../escaped.xml",
    "/etc/cron.d/escaped",
    "C:\\escaped.xml",
    "xl/worksheets/sheet1.xml",
    "a\nb.xml",
    "\u202egpj.xml",
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One damaged file: its number, the sample it was, the suffix it bears, what was done to it, its bytes."""

    number: int
    sample: str
    suffix: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a file: entries, issue codes, seconds, and what was lost ("" for nothing)."""

    entries: int
    codes: tuple[str, ...]
    seconds: float
    lost: str


def flipped(content: bytes, chance: random.Random) -> bytes:
    """Bytes changed, cut out, put in, copied about, or the end cut off."""
    changed = bytearray(content)
    for _ in range(chance.choice([1, 3, 10, 40])):
        if not changed:
            break
        at, hand = chance.randrange(len(changed)), chance.randrange(6)
        if hand == 0:
            changed[at] = chance.randrange(256)
        elif hand == 1:
            del changed[at : at + chance.randrange(1, 60)]
        elif hand == 2:
            changed[at:at] = chance.randbytes(chance.randrange(1, 30))
        elif hand == 3:
            other = chance.randrange(len(changed))
            changed[at : at + 40] = changed[other : other + 40]
        elif hand == 4:
            changed[at] ^= 1 << chance.randrange(8)
        elif chance.random() < 0.1:
            changed = changed[: max(1, at)]
    return bytes(changed)


def renumbered(content: bytes, chance: random.Random) -> bytes:
    """Numbers in a text replaced by ones that no writer meant."""
    found = list(re.finditer(rb"\d+", content))
    for match in sorted(chance.sample(found, min(len(found), chance.choice([1, 3, 8]))), key=lambda m: -m.start()):
        content = content[: match.start()] + chance.choice(NUMBERS) + content[match.end() :]
    return content


def with_entities(content: bytes, chance: random.Random) -> bytes:
    """XML with a document type of nested or outside entities, used somewhere in its text."""
    head, mark, rest = content.partition(b"?>")
    if not mark:
        head, rest = b"", content
    entities = chance.choice((ENTITIES, *OUTSIDE))
    used = b"&f;" if entities is ENTITIES else b"&a;"
    places = [m.end() for m in re.finditer(rb">", rest)][:-1] or [0]
    at = chance.choice(places)
    return head + mark + entities + rest[:at] + used + rest[at:]


def retyped(content: bytes, chance: random.Random) -> bytes:
    """Attributes of a spreadsheet's or document's cells set to what does not fit: types, references, spans."""
    swaps = [
        (rb' t="\w+"', [b' t="s"', b' t="b"', b' t="e"', b' t="d"', b' t="str"', b' t="zz"', b""]),
        (rb' r="[A-Z]+\d+"', [b' r="XFD1048576"', b' r="A0"', b' r="ZZZZZ1"', b' r="7"', b""]),
        (rb'ref="[^"]*"', [b'ref="A1:XFD1048576"', b'ref="B2:A1"', b'ref="zz"']),
        (rb'value-type="\w+"', [b'value-type="float"', b'value-type="date"', b'value-type="zz"']),
        (rb'(?:gridSpan w:val|columns-repeated|rows-repeated|rowspan|colspan)="?\d+"?',
         [b'columns-repeated="2147483647"', b'rows-repeated="1048576"', b'gridSpan w:val="99999999"', b'rowspan="65534"',
          b'colspan="1000000"']),
        (rb"<v>[^<]*</v>", [b"<v>99999999999</v>", b"<v></v>", b"<v>1e400</v>", b"<v>-693594</v>", b"<f>A1</f><v/>"]),
    ]  # fmt: skip
    for pattern, values in chance.sample(swaps, 3):
        found = list(re.finditer(pattern, content))
        for match in sorted(chance.sample(found, min(len(found), 5)), key=lambda m: -m.start()):
            content = content[: match.start()] + chance.choice(values) + content[match.end() :]
    return content


def in_zip(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    """An Office file with one member damaged, dropped, doubled, renamed or bloated."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    at = chance.randrange(len(members))
    if chance.random() < 0.7:
        texts = [i for i, (name, _) in enumerate(members) if re.search(r"sheet\d|shared|document|content|styles", name)]
        at = chance.choice(texts or [at])
    name, body = members[at]
    kind = chance.choice(
        ("member bytes", "entities", "cell types", "numbers", "dropped", "doubled", "renamed", "bloated")
    )
    if kind in ("member bytes", "entities", "cell types", "numbers"):
        hand = {"member bytes": flipped, "entities": with_entities, "cell types": retyped, "numbers": renumbered}[kind]
        members[at] = (name, hand(body, chance))
    elif kind == "dropped":
        del members[at]
    elif kind == "doubled":
        members.append((name, flipped(body, chance)))
    elif kind == "renamed":
        members[at] = (chance.choice(NAMES), body)
    else:
        middle = len(body) // 2
        members[at] = (name, body[:middle] + b" " * chance.choice([10_000, 30_000_000]) + body[middle:])
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", chance.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])) as archive:
        for name, body in members:
            archive.writestr(zipfile.ZipInfo(name), body, archive.compression)
    return kind, target.getvalue()


def in_pdf(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    """A PDF whose objects, references, lengths, page tree or unpacked streams are damaged."""
    kind = chance.choice(("references", "numbers", "names", "streams", "cycles"))
    if kind == "numbers":
        return kind, renumbered(content, chance)
    if kind == "streams":
        streams = list(re.finditer(rb"stream\r?\n(.*?)endstream", content, re.S))
        if not streams:
            return kind, flipped(content, chance)
        match = chance.choice(streams)
        try:
            body = zlib.compress(flipped(zlib.decompress(match[1].rstrip(b"\r\n")), chance))
        except zlib.error:
            body = flipped(match[1], chance)
        return kind, content[: match.start(1)] + body + b"\n" + content[match.end(1) :]
    patterns = {
        "references": (rb"\d+ 0 R", [b"%d 0 R" % chance.randrange(40), b"99999 0 R", b"null", b"[]", b"<<>>"]),
        "names": (rb"/[A-Z]\w+", [b"/Kids", b"/Length", b"/Type", b"/Filter /ASCIIHexDecode", b"/Font", b"/X"]),
        "cycles": (rb"/(?:Kids|Parent|Contents|Resources|First|Next) ?\[? ?\d+ 0 R",
                   [b"/Kids [1 0 R 2 0 R 3 0 R", b"/Parent 3 0 R", b"/Contents 2 0 R", b"/Next 1 0 R"]),
    }  # fmt: skip
    pattern, values = patterns[kind]
    found = list(re.finditer(pattern, content))
    for match in sorted(chance.sample(found, min(len(found), chance.choice([1, 2, 5]))), key=lambda m: -m.start()):
        content = content[: match.start()] + chance.choice(values) + content[match.end() :]
    return kind, content


def in_text(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    """A CSV or HTML file with odd signs, spans, nesting, quotes or entities in it."""
    kind = chance.choice(("signs", "numbers", "cell types", "nesting", "entities"))
    at = chance.randrange(len(content))
    if kind == "numbers":
        return kind, renumbered(content, chance)
    if kind == "cell types":
        return kind, retyped(content.replace(b"<td>", b'<td rowspan="1">'), chance)
    if kind == "entities":
        return kind, with_entities(content, chance)
    if kind == "nesting":
        nest = chance.choice([b"<table><tr><td>", b"<div>", b'"', b"<ul><li>", b"\x00", b"\xff\xfe", b",,,,,,,,"])
        return kind, content[:at] + nest * chance.choice([1, 50, 5_000]) + content[at:]
    signs = [
        "\u202e\u2066",
        "\u200b" * 50,
        "\ufeff",
        "\U0010ffff",
        "&#0;&#xD800;&#x110000;",
        '=cmd|"/c x"!A1',
        "\x1b[2J",
        "\r\r\n",
    ]
    return kind, content[:at] + chance.choice(signs).encode() + content[at:]


def mutated(suffix: str, content: bytes, chance: random.Random) -> tuple[str, bytes]:
    """What was done, and the damaged bytes."""
    if chance.random() < 0.25:
        return "bytes", flipped(content, chance)
    hand: Callable[[bytes, random.Random], tuple[str, bytes]] | None = {
        ".xlsx": in_zip, ".docx": in_zip, ".ods": in_zip, ".pdf": in_pdf, ".csv": in_text, ".html": in_text,
    }.get(suffix)  # fmt: skip
    return hand(content, chance) if hand else ("bytes", flipped(content, chance))


def samples() -> list[Path]:
    """Every sample register."""
    return sorted(p for p in SAMPLES.rglob("*") if p.is_file() and "riskshift" not in p.parts[len(SAMPLES.parts) :])


def mutants(count: int, seed: int = 1, step: int = 1) -> Iterator[Mutant]:
    """Cases in turn over the samples, every `step`-th sample; one in twenty bears another format's suffix."""
    files = samples()[::step]
    suffixes = sorted({path.suffix for path in files})
    for number in range(count):
        path, chance = files[number % len(files)], random.Random(f"{seed} {number}")
        kind, content = mutated(path.suffix, path.read_bytes(), chance)
        suffix = chance.choice(suffixes) if chance.random() < 0.05 else path.suffix
        yield Mutant(number, path.relative_to(SAMPLES).as_posix(), suffix, kind, content)


def known_codes() -> set[str]:
    """The issue codes that the catalogue explains."""
    with CODES.open(newline="", encoding="utf-8") as stream:
        return {row["code"] for row in csv.DictReader(stream)}


def survive(worker: Worker, path: Path, source_file: str, codes: set[str], limits: Settings = LIMITS) -> Outcome:
    """Read a file and make entries of it in the worker, as a run does, and say what came of it."""
    begun = time.monotonic()
    readings = read_file(path, source_file, limits, {}, DAY, worker)
    seconds = time.monotonic() - begun
    found = tuple(sorted({issue["code"] for reading in readings for issue in reading.issues}))
    entries = sum(len(reading.entries) for reading in readings)
    lost = ""
    if not readings:
        lost = "no reading"
    elif not entries and not found:
        lost = "neither entries nor issues"
    elif set(found) - codes:
        lost = f"unknown codes {sorted(set(found) - codes)}"
    elif "shaping_failed" in found:
        lost = "; ".join(i["value"] for r in readings for i in r.issues if i["code"] == "shaping_failed")
    elif seconds > 2 * limits.read_seconds + 5:
        lost = f"took {seconds:.0f} s"
    return Outcome(entries, found, seconds, lost)
