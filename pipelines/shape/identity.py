"""Whose register a document is, which of the council's series, and what it calls itself.

Configuration wins, then text, cover, file name, folder.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path, PurePosixPath

from pipelines.catalogue.council import Council, DocumentEntry
from pipelines.records import Document
from pipelines.shape.front import cover_texts
from pipelines.shape.text import council_slug, plain, slug, squash

_W = (
    r"(?!(?:Corporate|Strategic|Risks?|Registers?|Budget|Project|Programme|Annual|Report"
    r"|Appendix|Annex|Cabinet|Audit|Committee|Full|Council|"
    r"Draft|Final|Quarter|Directorate|Meeting|Agenda|Item|Pension|Published|Source)\b)[A-Z][a-z'’]+(?:-[A-Za-z]+)*"
)
_NAME = rf"{_W}(?:[ \t]+(?:(?:and|upon|on|of|the|in|le|with|under)[ \t]+)*{_W}){{0,3}}"
_COUNCIL = re.compile(
    rf"\b((?:London Borough|Royal Borough|City|County|Borough|Metropolitan Borough)"
    rf" (?:Council )?of {_NAME}(?: Council)?"
    rf"|{_NAME}[ \t]+(?:Metropolitan |County |City |Borough |District |Unitary |Town )?(?:and [A-Z][a-z]+ )?(?:Borough "
    rf"|District )?Council\b"
    rf"|{_NAME}[ \t]+(?:Combined|Fire(?: and Rescue| & Rescue)?|Police) Authority\b"
    rf"|{_NAME}[ \t]+(?:Metropolitan|County|City|Borough|District)[ \t]+Council\b)"
)
_NOISE = {
    "the",
    "this",
    "that",
    "parish",
    "full",
    "your",
    "our",
    "a",
    "lead",
    "risk",
    "each",
    "local",
    "county",
    "borough",
    "city",
    "town",
    "district",
}
_CYNGOR = re.compile(rf"\b(Cyngor (?:Sir |Bwrdeistref Sirol |Dinas )?{_NAME})")
_SERIES: tuple[tuple[str, str], ...] = (
    (r"\bbudget\b.{0,20}\brisks?\b|\brisks?\b.{0,12}\bbudget\b|\bfinancial risk register\b|\bmtfp? risk\b", "budget"),
    (r"\bpensions?(?: fund)?\b.{0,20}\brisks?\b", "pension fund"),
    (r"\bproject\b.{0,20}\brisks?\b|\brisks?\b.{0,20}\bproject\b|\bprogramme\b.{0,20}\brisks?\b", "project"),
    (
        r"\b(?:corporate|strategic|principal|key|council|organisational)\b.{0,24}\brisks?\b"
        r"|\b(?:crr|srr|corporate risk register|strategic risk register)\b|cofrestr risg(?:iau)? (?:corfforaethol"
        r"|strategol)",
        "corporate",
    ),
)
_DIRECTORATE = re.compile(
    r"\b(?:directorate|departmental|department|service|division(?:al)?)\b\W{0,3}(?:of\W+)?"
    r"(?P<after>[a-z &,]{3,50}?)?\W*\brisk register"
    r"|(?P<before>[a-z][a-z &,']{2,50}?)\W+(?:directorate|department|service|division)(?:al|s)?\b\W*(?:level\W+)?risk",
    re.IGNORECASE,
)


@cache
def _file_words() -> frozenset[str]:
    lines = Path(__file__).with_name("file_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@dataclass(frozen=True, slots=True)
class Identity:
    """Council id and name, series and title, each with the basis in words."""

    council: str
    council_name: str
    council_basis: str
    series: str
    series_basis: str
    title: str
    project: str


def entry_for(document: Document, council: Council | None) -> DocumentEntry | None:
    """The configuration's words on this file, by hash or by file-name pattern."""
    name = PurePosixPath(document.source_file.replace("!", "/")).name
    for entry in council.documents if council else ():
        if entry.sha256 and entry.sha256 == document.sha256:
            return entry
        if entry.match and (
            fnmatch(name.lower(), entry.match.lower()) or fnmatch(document.source_file.lower(), entry.match.lower())
        ):
            return entry
    return None


def _configured(document: Document, councils: Mapping[str, Council]) -> tuple[Council, str] | None:
    """The configured council whose file entry, folder or name the document carries."""
    for council in councils.values():
        entry = entry_for(document, council)
        if entry and entry.sha256:
            return council, "configuration: the file's hash"
    folders = PurePosixPath(document.source_file.replace("!", "/")).parts[:-1]
    for council in councils.values():
        if {f.lower() for f in folders} & {f.lower().strip("/") for f in council.folders}:
            return council, "configuration: the folder"
    texts = [("text", " ".join(plain(t) for t in cover_texts(document, 60)))]
    texts.append(("file name", plain(PurePosixPath(document.source_file).name)))
    texts.append(("folder", " ".join(plain(f) for f in folders)))
    for place, text in texts:
        hits: list[tuple[int, int, Council, str]] = []
        for council in councils.values():
            names = {plain(n) for n in (council.name, *council.names) if n}
            names |= {council.id.replace("-", " ")} if place != "text" else set()
            for name in names:
                if name and f" {name} " in f" {text} ":
                    hits.append((-len(name), text.index(name), council, name))
        if hits:
            best = min(hits, key=lambda h: h[:2])
            return best[2], f"configuration: {best[3]!r} in the {place}"
    return None


def _named(document: Document) -> tuple[str, str, str] | None:
    """A council's name found in the text: (id, name, basis)."""
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    for n, block in enumerate([*cover_texts(document, 400), *[b.text for b in document.blocks[:400]]]):
        for pattern in (_COUNCIL, _CYNGOR):
            for found in pattern.finditer(block):
                name = re.sub(r"^(?:The|This|At|For|In|By|To|From|Of|And|Appendix [A-Z0-9]+)\s+", "", squash(found[1]))
                words = [w for w in plain(name).split() if w not in _NOISE and w not in ("council", "of", "and")]
                if words and council_slug(name) not in ("", *_NOISE):
                    counts[name] += 1
                    first.setdefault(name, n)
    if not counts:
        return None
    name = max(counts, key=lambda k: (counts[k], -first[k]))
    return council_slug(name), name, f"text: {name!r}"


def _from_path(document: Document) -> tuple[str, str, str] | None:
    path = PurePosixPath(document.source_file.replace("!", "/"))
    words = [w for w in plain(re.sub(r"\.\w+$", "", path.name).replace("_", " ")).split() if not re.search(r"\d", w)]
    if words and words[0] not in _file_words():
        first = [words[0]]
        return slug(" ".join(first)), first[0].title(), f"file name: {path.name!r}"
    for folder in reversed(path.parts[:-1]):
        name = [w for w in plain(folder).split() if w not in _file_words() and not re.search(r"\d", w)]
        if name and folder not in (".", "registers", "samples", "input"):
            return council_slug(folder), folder, f"folder: {folder!r}"
    return None


def _series(
    document: Document, council: Council | None, entry: DocumentEntry | None, title: str
) -> tuple[str, str, str]:
    """(series, basis, project's name)."""
    name = PurePosixPath(document.source_file.replace("!", "/")).name
    if entry and entry.series:
        return entry.series, "configuration: documents", ""
    for rule in council.series if council else ():
        if fnmatch(name.lower(), rule.match.lower()) or fnmatch(title.lower(), rule.match.lower()):
            return rule.series, f"configuration: series {rule.match!r}", ""
    stem = re.sub(r"[-_.]+", " ", re.sub(r"\.\w+$", "", name))
    places = [("title", title), ("file name", stem)] + [("text", t) for t in cover_texts(document, 20) if len(t) < 200]
    places += [("folder", f.replace("-", " ")) for f in PurePosixPath(document.source_file).parts[:-1]]
    for place, text in places:
        for pattern, series in _SERIES:
            if re.search(pattern, text, re.IGNORECASE):
                project = _project(text, council) if series == "project" else ""
                return series, f"{place}: {squash(text)[:80]!r}", project
        found = _DIRECTORATE.search(text)
        if found and place != "folder":
            words = squash(found["before"] or found["after"] or "").strip(" -,")
            words = _COUNCIL.sub("", words).strip(" -,")
            words = re.sub(r"^(?:the|appendix \w+|annex \w+)\s+", "", words, flags=re.IGNORECASE)
            if 2 < len(words) <= 50:
                return (
                    f"directorate: {words.title() if words.islower() else words}",
                    f"{place}: {squash(text)[:80]!r}",
                    "",
                )
    return "corporate", "default: nothing names another series", ""


def _project(text: str, council: Council | None) -> str:
    words = [
        w for w in plain(re.sub(r"\.\w{2,4}$", "", text)).split() if w not in _file_words() and not re.search(r"\d", w)
    ]
    own = set(plain(council.name).split()) | {council.id} if council else set()
    return " ".join(w for w in words if w not in own)[:60]


def title_of(document: Document) -> str:
    """The document's own title: a heading or line that names a register, else the file name."""
    for text in cover_texts(document, 40):
        line = squash(text)
        if (
            re.search(r"\brisks?\b.{0,40}\bregister\b|\bregister of risks\b|cofrestr risg", line, re.IGNORECASE)
            and len(line) <= 140
        ):
            return line
    meta = squash(document.properties.get("title", ""))
    if re.search(r"\brisk|risg", meta, re.IGNORECASE) and len(meta) <= 140:
        return meta
    return PurePosixPath(document.source_file.replace("!", "/")).name


def identify(
    document: Document, councils: Mapping[str, Council]
) -> tuple[Identity, Council | None, DocumentEntry | None]:
    """Council, series and title of a document, with the council's configuration and its entry for the file."""
    title = title_of(document)
    known = _configured(document, councils)
    council: Council | None = None
    if known:
        council, basis = known
        cid, cname = council.id, council.name or council.id
    else:
        cid, cname, basis = _named(document) or _from_path(document) or ("unknown", "", "none")
        council = councils.get(cid)
    entry = entry_for(document, council)
    series, series_basis, project = _series(document, council, entry, title)
    if project.startswith(f"{cid} "):
        project = project[len(cid) + 1 :]
    return Identity(cid, cname, basis, series, series_basis, title, project), council, entry
