"""The scoring matrix of a document: configured, or inferred from its own key and numbers and then marked so."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Literal

from pipelines.catalogue.council import Council, Matrix
from pipelines.records import Document
from pipelines.shape.entries import Reading as How
from pipelines.shape.joining import Register
from pipelines.shape.scores import IMPACT, LIKELIHOOD, parse_factor, parse_score
from pipelines.shape.text import squash

Letters = Literal["", "a_worst", "a_least"]
_KEY = re.compile(
    r"\b([1-6])\s*[=:\-–.)]\s*([A-Za-z][A-Za-z ]{2,24})\b"
    r"|\b([A-Za-z][A-Za-z ]{2,24}?)\s*[=:(\-–]\s*([1-6])\b(?!\s*=\s*[A-Za-z])"
)
_LETTER = re.compile(r"\b([A-F])\s*[=:\-–]\s*([A-Za-z][A-Za-z ]{2,24})\b")
_LETTER_LIST = re.compile(r"(?<![A-Za-z])([A-F])\s+([A-Za-z][a-z]+(?: [a-z]+){0,2})(?=\s*(?:[,;.|]|$))")
_DIGIT_LIST = re.compile(r"(?<![\w.])([1-6])\s+([A-Za-z][a-z]+(?: [a-z]+){0,2})(?=\s*(?:[,;.|]|$))")
_WORD_LIST = re.compile(r"([A-Z][a-z]+(?: [a-z]+){0,2})\s+([1-6])(?=\s*(?:[,;.|]|$))")
_BRACKETED = re.compile(r"(?<![A-Za-z])([A-F])\s*\(\s*([A-Za-z][A-Za-z ]{2,24}?)\s*\)")
_SCALE = re.compile(r"\(\s*1\s*(?:-|–|to)\s*(\d{1,2})\s*\)")


def _key_texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if len(block.text) < 1500:
            yield block.text
    for grid in document.grids:
        for row in grid.rows:
            cells = [squash(c.text) for c in row.cells if c.text.strip()]
            if 2 <= len(cells) <= 8 and all(len(c) < 60 for c in cells):
                yield " : ".join(cells)
                for a, b in pairwise(cells):
                    yield f"{a} = {b}"
            elif len(cells) == 1 and len(cells[0]) < 400:
                yield cells[0]


def _scales(document: Document) -> tuple[tuple[str, ...], tuple[str, ...], Letters]:
    """Words of the likelihood and impact scales in a key, least first, and the letters' orientation."""
    likelihood: dict[int, str] = {}
    impact: dict[int, str] = {}
    letters: dict[str, str] = {}
    for text in _key_texts(document):
        for found in _KEY.finditer(text):
            number, word = (int(found[1]), found[2]) if found[1] else (int(found[4]), found[3])
            word = squash(word)
            if LIKELIHOOD.search(word):
                likelihood.setdefault(number, word)
            elif IMPACT.search(word):
                impact.setdefault(number, word)
        listed = [(int(found[1]), found[2]) for found in _DIGIT_LIST.finditer(text)]
        listed += [(int(found[2]), found[1]) for found in _WORD_LIST.finditer(text)]
        for number, word in listed:
            side = likelihood if LIKELIHOOD.search(word) else impact if IMPACT.search(word) else None
            if side is not None:
                side.setdefault(number, squash(word))
        for pattern in (_LETTER, _LETTER_LIST, _BRACKETED):
            for found in pattern.finditer(text):
                letters.setdefault(found[1], squash(found[2]))
    return _scale(likelihood), _scale(impact), _orientation(letters)


def _scale(words: dict[int, str]) -> tuple[str, ...]:
    size = max(words, default=0)
    return (
        tuple(words[i] for i in range(1, size + 1)) if size >= 3 and all(i in words for i in range(1, size + 1)) else ()
    )


def _orientation(letters: dict[str, str]) -> Letters:
    first, last = letters.get("A", ""), letters.get(max(letters, default="A"), "")
    high = re.compile(r"certain|very likely|very high|highly likely|catastroph", re.IGNORECASE)
    low = re.compile(r"rare|unlikely|very low|remote|not likely|improbable", re.IGNORECASE)
    if len(letters) < 2:
        return ""
    if high.search(first) and low.search(last):
        return "a_worst"
    return "a_least" if low.search(first) and (high.search(last) or "likely" in last.lower()) else ""


def _letter_column(register: Register) -> bool:
    """Whether scores are letter codes: a letter beyond the RAG ones, or an "A1" where every number is small."""
    texts = [raw.first(f"score_{level}") for raw in register.raws for level in ("inherent", "residual", "target")]
    codes = [
        t
        for t in texts
        if re.fullmatch(r"\W*(?:[A-F]\s?[-/]?\s?[1-6]|[1-6]\s?[-/]?\s?[A-F])\b.*", t, re.DOTALL | re.IGNORECASE)
    ]
    return len(codes) >= 0.5 * sum(1 for t in texts if t) > 0 and (
        any(re.search(r"[B-F]", c[:4].upper()) for c in codes)
        or (len(codes) >= 2 and all(re.search(r"\b[Aa]", c) for c in codes))
    )


def how_to_read(
    document: Document, council: Council | None, day: date | None, register: Register
) -> tuple[How, str | None, str]:
    """How to read this document's scores; the matrix as JSON with its basis; and a sentence about it."""
    configured = council.matrix_at(day) if council else None
    codes = _letter_column(register)
    if configured is not None:
        text = {**json.loads(configured.model_dump_json(exclude_defaults=False)), "basis": "configured"}
        how = How(configured, configured.likelihood_words, configured.impact_words, codes)
        return (
            how,
            json.dumps(text, sort_keys=True),
            f"matrix {configured.likelihood} x {configured.impact}, configured",
        )
    likelihood, impact, letters = _scales(document)
    size_l, size_i, formula, evidence = _sizes(register, likelihood, impact)
    if letters or (size_l and size_i):
        matrix = Matrix(
            likelihood=size_l or 5,
            impact=size_i or 5,
            formula=formula,
            letters=letters,
            likelihood_words=likelihood,
            impact_words=impact,
        )
        text = {**json.loads(matrix.model_dump_json()), "basis": "inferred", "evidence": evidence}
        read_with = matrix if letters or likelihood or impact else None
        return (
            How(read_with, likelihood, impact, codes),
            json.dumps(text, sort_keys=True),
            f"matrix {matrix.likelihood} x {matrix.impact}, inferred: {evidence}",
        )
    return How(None, likelihood, impact, codes), None, "no matrix is configured and none could be inferred"


def _sizes(
    register: Register, likelihood: tuple[str, ...], impact: tuple[str, ...]
) -> tuple[int, int, Literal["product", "none"], str]:
    """Sizes of both scales where a key or a printed "(1-5)" says them, and whether scores are products."""
    sizes = {"likelihood": len(likelihood), "impact": len(impact)}
    basis = ["words of the document's key"] if likelihood or impact else []
    for table in register.tables:
        for column in table.columns:
            found = _SCALE.search(column.printed)
            name = column.field.split("_")[0]
            if found and name in sizes and not sizes[name]:
                sizes[name] = int(found[1])
                basis.append(f"header {column.printed!r}")
    triples = list(_triples(register))
    right = sum(1 for li, im, score in triples if abs(li * im - score) < 1e-6)
    largest = [max((t[k] for t in triples), default=0) for k in (0, 1)]
    if triples and right >= 0.8 * len(triples) and len(triples) >= 3:
        basis.append(f"{right} of {len(triples)} scores are likelihood x impact")
        for name, top in zip(("likelihood", "impact"), largest, strict=True):
            sizes[name] = sizes[name] or (5 if top > 4 else 4 if top == 4 and right > 8 else 5)
    formula: Literal["product", "none"] = "product" if triples and right >= 0.8 * len(triples) else "none"
    return sizes["likelihood"], sizes["impact"], formula, "; ".join(basis)


def _triples(register: Register) -> Iterator[tuple[float, float, float]]:
    for raw in register.raws:
        for level in ("inherent", "residual", "target"):
            whole = parse_score(raw.first(f"score_{level}"), raw.orders.get(f"score_{level}", ""))
            li = whole.likelihood or parse_factor(raw.first(f"likelihood_{level}")).score
            im = whole.impact or parse_factor(raw.first(f"impact_{level}")).score
            if li is not None and im is not None and whole.score is not None:
                yield li, im, whole.score
