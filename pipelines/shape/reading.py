"""One document read: is it a register, whose, of what date, which entries, and what was not understood.

Everything that needs more than one document (twins, duplicates, ids) stands in `combining`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Any

import polars as pl

from pipelines.catalogue.council import Council, DocumentEntry
from pipelines.records import Document, Issue
from pipelines.shape import notes as words
from pipelines.shape.beside import lines_beside
from pipelines.shape.cover import contradictions
from pipelines.shape.dating import as_at, oddities
from pipelines.shape.entries import make
from pipelines.shape.front import exempt
from pipelines.shape.headers import Matcher, vocabulary
from pipelines.shape.identity import Identity, entry_for, identify
from pipelines.shape.joining import Register
from pipelines.shape.language import language
from pipelines.shape.matrix import how_to_read
from pipelines.shape.owners import Names, split_owner
from pipelines.shape.registers import find_register
from pipelines.shape.wordscales import issue as scale_issue
from pipelines.shape.wordscales import unread

Value = str | float | None
FIELDS = (
    "title",
    "description",
    "controls",
    "actions",
    "response",
    "area_local",
    "owner_role",
    "appetite_word",
    "other",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One source file, read. Rows are plain values, so that a reading can be kept as JSON.

    `entries` hold the columns of the table `entries` but ids, council, series, date and tags; `source_rows`
    refer to them by place (`entry`, from 0); `status` is that of the table `documents`; `notes` tell in
    words what was understood and what not, the latter with the line of configuration that mends it; `hinges` are the
    days on which the same document may come to bear another date, as what lay ahead no longer does.
    """

    source_file: str
    source_sha256: str
    format: str
    status: str
    reason: str
    bytes: int = 0
    council: str = ""
    council_name: str = ""
    series: str = ""
    project: str = ""
    title: str = ""
    as_at: date | None = None
    as_at_basis: str = "none"
    language: str = "en"
    licence: str | None = None
    source_url: str | None = None
    matrix: str | None = None
    revision: str | None = None
    entries: tuple[dict[str, Value], ...] = ()
    source_rows: tuple[dict[str, str | int | None], ...] = ()
    header_mappings: tuple[dict[str, str | int | None], ...] = ()
    issues: tuple[dict[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    hinges: tuple[date, ...] = ()

    def frame(self) -> pl.DataFrame:
        """The entries in the columns of the table `entries`, as if this were the only document."""
        from pipelines.shape.combining import combine

        return combine([self], {}, ())["entries"]


@dataclass(slots=True)
class _Work:
    """What is known so far of the document under work."""

    document: Document
    identity: Identity
    council: Council | None
    entry: DocumentEntry | None
    issues: list[Issue] = field(default_factory=list)


def read_register(document: Document, councils: Mapping[str, Council], today: date | None = None) -> Reading:
    """Read one parsed document as a register.

    Args:
        document: what `pipelines.read` made of a file.
        councils: the configured councils by id.
        today: no date after it becomes an as-at date; None leaves that unchecked.

    Returns:
        A reading; a document that is no register has status "refused" or "unreadable", no entries and a reason.
    """
    identity, council, entry = identify(document, councils)
    work = _Work(document, identity, council, entry, list(document.issues))
    if entry and (entry.ignore or entry.status == "withdrawn"):
        status = "ignored" if entry.ignore else "withdrawn"
        return _without(work, status, entry.reason or "as configured")
    if not document.parts:
        reason = document.issues[0].message if document.issues else "nothing was found in the file"
        if not document.issues:
            work.issues.append(Issue("document_empty", "The file holds no text and no table.", document.source_file))
        return _without(work, "unreadable", reason)
    marked = exempt(document)
    if marked:
        work.issues.append(
            Issue("exempt_refused", f"The document is marked {marked!r}; exempt papers are not read.", value=marked)
        )
        return _without(work, "refused", f"exempt from publication: {marked}")
    headers = {**(council.headers if council else {})}
    matcher = Matcher(vocabulary(headers, entry.headers if entry else {}))
    register = find_register(document, matcher)
    if not register.raws:
        work.issues.append(
            Issue("not_a_register", f"No register was found: {register.refusal}.", value=register.refusal[:200])
        )
        return _without(work, "refused", register.refusal)
    return _read(work, register, today)


def _without(work: _Work, status: str, reason: str) -> Reading:
    d = work.document
    notes = (
        f"No register was read from {PurePosixPath(d.source_file).name}: {reason}.",
        *words.remedies_for_refusal(status),
    )
    return Reading(
        d.source_file,
        d.sha256,
        d.format,
        status,
        reason,
        _size(d),
        work.identity.council,
        work.identity.council_name,
        work.identity.series,
        work.identity.project,
        work.identity.title,
        issues=_issues(work.issues),
        notes=notes,
    )


def _size(document: Document) -> int:
    text = document.properties.get("bytes", "0")
    return int(text) if text.isdigit() else 0


def _issues(issues: list[Issue]) -> tuple[dict[str, str], ...]:
    rows = [
        {"code": i.code, "message": i.message, "locator": i.locator, "field": i.field, "value": i.value} for i in issues
    ]
    return tuple(dict(t) for t in dict.fromkeys(tuple(r.items()) for r in rows))


def _read(work: _Work, register: Register, today: date | None) -> Reading:
    document = work.document
    rows_of_entries = frozenset(fate.locator for fate in register.fates if fate.fate in ("entry", "part"))
    chosen = as_at(document, work.entry, today, rows_of_entries)
    work.issues += oddities(chosen, PurePosixPath(document.source_file).name)
    how, matrix, matrix_note = how_to_read(document, work.council, chosen.day, register)
    made = [make(raw, how) for raw in register.raws]
    names = Names(register.people(document))
    for m in made:
        work.issues += m.issues
    toml = f"{work.identity.council}.toml"
    unexplained = [scale_issue(seen, how, work.council, toml) for seen in unread(register.raws, how)]
    work.issues += unexplained
    rows = [_anonymous(m.row, names) for m in made]
    dropped = names.dropped + sum(
        len(split_owner(cell)[1]) for raw in register.raws for cell in raw.pieces.get("owner", [])
    )
    if dropped:
        work.issues.append(
            Issue(
                "name_dropped",
                f"{dropped} printings of people's names were replaced by [name]; roles were kept.",
                value=str(dropped),
            )
        )
    work.issues += register.issues + contradictions(document, rows)
    work.issues += lines_beside(document, frozenset(fate.locator for fate in register.fates))
    title = names.drop(work.identity.title)
    languages = [
        language(" ".join(str(row[f]) for f in ("title", "description", "controls", "actions"))) for row in rows
    ]
    for row, spoken in zip(rows, languages, strict=True):
        if spoken == "cy":
            work.issues.append(
                Issue(
                    "language_not_judged",
                    "The entry is in Welsh, which the rulebook does not judge.",
                    str(row["locator"]),
                    "description",
                    str(row["risk_ref"] or row["title"])[:80],
                )
            )
    if work.identity.council == "unknown":
        work.issues.append(
            Issue(
                "council_unknown",
                "No council is named; put the file in a folder of the council's name or list "
                "names = [...] in its COUNCIL.toml.",
                field="council",
            )
        )
    entry, council = work.entry, work.council
    name = document.source_file
    issues = [Issue(i.code, names.drop(i.message), i.locator, i.field, names.drop(i.value)) for i in work.issues]
    spoken = _whole(languages)
    return Reading(
        name,
        document.sha256,
        document.format,
        "read",
        f"{len(rows)} entries",
        _size(document),
        work.identity.council,
        work.identity.council_name,
        work.identity.series,
        work.identity.project,
        title,
        chosen.day,
        chosen.basis,
        spoken,
        (entry.licence if entry else "") or (council.licence if council else "") or None,
        (entry.source_url if entry else "") or (council.source_url if council else "") or None,
        matrix,
        (entry.status if entry else "") or None,
        tuple(rows),
        tuple(register.source_rows()),
        tuple(register.mappings()),
        _issues(issues),
        tuple(
            words.tell(
                document, work.identity, chosen, (matrix_note, *(i.message for i in unexplained)), register, rows
            )
        ),
        chosen.hinges,
    )


def _whole(languages: list[str]) -> str:
    """The document's language: one entry in the other language among ten does not make it bilingual."""
    welsh = languages.count("cy") / len(languages)
    return "cy" if welsh > 0.8 else "en" if welsh < 0.2 else "en+cy"


def _anonymous(row: dict[str, Any], names: Names) -> dict[str, Value]:
    out = dict(row)
    for name in FIELDS:
        if isinstance(out.get(name), str):
            if name == "other":
                held = json.loads(out[name])
                out[name] = json.dumps(
                    {names.drop(k): names.drop(v) for k, v in held.items()}, ensure_ascii=False, sort_keys=True
                )
            else:
                out[name] = names.drop(out[name])
    return out


__all__ = ["Reading", "entry_for", "read_register"]
