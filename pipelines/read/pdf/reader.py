"""A PDF file to a `Document`: opening, limits, properties, and what to say when there is nothing to read."""

from __future__ import annotations

import re
from typing import Final

import pypdfium2 as pdfium

from pipelines.read.build import with_headings
from pipelines.read.clean import clean
from pipelines.read.pdf.layout import arrange
from pipelines.read.pdf.lines import Vocabulary
from pipelines.read.pdf.page import Draft, first_look
from pipelines.records import Block, Grid, Issue
from pipelines.settings import Settings

_PROPERTIES: Final = {
    "Title": "title", "Author": "author", "Subject": "subject", "Keywords": "keywords",
    "Creator": "creator", "Producer": "producer", "CreationDate": "created", "ModDate": "modified",
}  # fmt: skip
_LEAST_TEXT: Final = 12  # characters on a page below which a picture is taken for a scan

Parsed = tuple[tuple[Block | Grid, ...], dict[str, str], list[Issue], int]


def read_pdf(content: bytes, settings: Settings) -> Parsed:
    """Parts, properties, issues and number of pages of a PDF's bytes."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        return (), {}, [_refusal(content, str(error))], 0
    try:
        return _read(document, content, settings)
    finally:
        document.close()


def _refusal(content: bytes, reason: str) -> Issue:
    if "password" in reason.lower() or "security" in reason.lower():
        return Issue("file_encrypted", "The PDF asks for a password; publish a copy without one.")
    if b"%%EOF" not in content[-2048:]:
        return Issue("file_truncated", "The PDF ends before its end mark; fetch or publish it again.")
    return Issue("file_unreadable", "The PDF is damaged and cannot be opened; fetch or publish it again.")


def _read(document: pdfium.PdfDocument, content: bytes, settings: Settings) -> Parsed:
    issues: list[Issue] = []
    count = len(document)
    if count > settings.max_pages:
        issues.append(
            Issue(
                "too_many_pages",
                f"The PDF has {count} pages; the first {settings.max_pages} were read.",
                value=str(count),
            )
        )
    vocabulary = Vocabulary()
    drafts: list[Draft] = []
    for number in range(1, min(count, settings.max_pages) + 1):
        try:
            page = document[number - 1]
        except pdfium.PdfiumError:
            issues.append(Issue("page_unreadable", f"Page {number} of the PDF is damaged.", f"page {number}"))
            continue
        try:
            drafts.append(first_look(page, number, vocabulary))
        finally:
            page.close()
    issues += _oddities(drafts) + _hidden(drafts)
    if count == 0:
        issues.append(Issue("file_unreadable", "The PDF holds no pages; fetch or publish it again."))
    elif b"%%EOF" not in content[-2048:]:
        issues.append(Issue("file_truncated", "The PDF ends before its end mark; what could be recovered was read."))
    parts = with_headings(arrange(drafts, vocabulary))
    return parts, _properties(document), issues, count


def _oddities(drafts: list[Draft]) -> list[Issue]:
    issues: list[Issue] = []
    scans = [d.number for d in drafts if d.characters < _LEAST_TEXT and d.image_share > 0.3]
    if scans:
        issues.append(
            Issue(
                "scanned_image",
                f"{_pages(scans)} a picture without text: nothing on it can be read by a machine; "
                "publish the original document.",
                f"page {scans[0]}",
                value=str(len(scans)),
            )
        )
    if drafts and not scans and not any(d.characters for d in drafts):
        issues.append(Issue("no_text", "The PDF holds no text."))
    for draft in drafts:
        if draft.unmapped > max(5, 0.05 * draft.characters):
            issues.append(
                Issue(
                    "text_unmapped",
                    f"{draft.unmapped} characters on page {draft.number} are set in a font that does not say "
                    "which letters they are.",
                    f"page {draft.number}",
                    value=str(draft.unmapped),
                )
            )
        if draft.cut:
            issues.append(
                Issue(
                    "page_too_complex",
                    f"Page {draft.number} holds more drawing than is looked at; tables on it may be incomplete.",
                    f"page {draft.number}",
                )
            )
    return issues


def _hidden(drafts: list[Draft]) -> list[Issue]:
    where: dict[str, list[int]] = {}
    for draft in drafts:
        if draft.hidden:
            where.setdefault(draft.hidden, []).append(draft.number)
    return [
        Issue(
            "hidden_text",
            f"{len(numbers)} pages hold text in a row or column without height or width; it was left out.",
            f"page {numbers[0]}",
            value=text[:500],
        )
        for text, numbers in where.items()
    ]


def _pages(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"Page {numbers[0]} is"
    return f"{len(numbers)} pages, the first of them page {numbers[0]}, are each"


def _properties(document: pdfium.PdfDocument) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in document.get_metadata_dict().items():
        text = clean(str(value)).strip()
        if text and name in _PROPERTIES:
            found[_PROPERTIES[name]] = _date(text) if name.endswith("Date") else text
    return found


def _date(text: str) -> str:
    """A PDF date, `D:20250122093000Z`, as 2025-01-22T09:30:00; other text unchanged."""
    match = re.match(r"D?:?(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?", text)
    if not match:
        return text
    year, month, day, hour, minute, second = match.groups()
    return f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second}" if hour else "")
