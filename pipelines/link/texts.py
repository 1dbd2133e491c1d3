"""How alike two entries read: normalised words, and similarity by rapidfuzz."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

Floats = NDArray[np.float64]

_WORD = re.compile(r"\w+")
_COMMON = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "can", "could", "due", "for", "from", "has",
    "have", "in", "into", "is", "it", "its", "may", "not", "of", "on", "or", "our", "risk", "risks",
    "failure", "fail", "failing", "that", "the", "their", "there", "this", "to", "was", "we", "were",
    "which", "will", "with", "would",
})  # fmt: skip

_COMMONEST = frozenset({"the", "of", "and", "to", "in", "is", "are", "for", "that", "by"})


@dataclass(frozen=True, slots=True)
class Entry:
    """What linking knows of an entry; texts are normalised words, without case or punctuation.

    `reference` is normalised too ("Risk 01" is "1"), "" when there is none. `response` joins the judged
    texts other than title and description. `words` are those of title and description that carry meaning.
    `english` tells whether the whole reads as English.
    """

    entry_id: str
    printed_reference: str
    reference: str
    title: str
    description: str
    response: str
    words: frozenset[str]
    english: bool
    row: dict[str, Any]


def entry(row: dict[str, Any]) -> Entry:
    """An entry from a row of `entries`."""
    title, description = normal(row["title"]), normal(row["description"])
    judged = (row["controls"], row["actions"], row["response"], row["appetite_word"] or "")
    response = " / ".join(normal(text) for text in judged)
    return Entry(
        entry_id=row["entry_id"],
        printed_reference=row["risk_ref"] or "",
        reference=reference(row["risk_ref"] or ""),
        title=title,
        description=description,
        response=response,
        words=frozenset(f"{title} {description}".split()) - _COMMON,
        english=_english(f"{title} {description} {response}".split()),
        row=row,
    )


def _english(words: Sequence[str]) -> bool:
    """Whether a text has English's commonest words; one of a few words is not held against it."""
    return len(words) < 8 or sum(word in _COMMONEST for word in words) > len(words) / 20


def normal(text: str) -> str:
    """A text's words in lower case, joined by single spaces."""
    return " ".join(_WORD.findall(text.casefold()))


def reference(printed: str) -> str:
    """A reference without case, punctuation, the word "risk" and leading zeros: "Risk 01" is "1"."""
    parts = re.findall(r"[^\W\d_]+|\d+", printed.casefold())
    return "-".join(part.lstrip("0") or "0" if part.isdigit() else part for part in parts if part != "risk")


def similarity(left: Sequence[Entry], right: Sequence[Entry]) -> Floats:
    """Similarity of each left entry to each right one, 0 to 1.

    The mean of two token-sorted ratios of rapidfuzz (edit distance, blind to word order): of the whole of
    title and description, and of the more alike one of the two, since a renamed risk keeps its
    description and a rewritten one its title. A part that either side lacks is left out.
    """
    whole = _ratios([f"{e.title} {e.description}" for e in left], [f"{e.title} {e.description}" for e in right])
    titles = _ratios([e.title for e in left], [e.title for e in right])
    descriptions = _ratios([e.description for e in left], [e.description for e in right])
    best = np.maximum(titles, descriptions)
    alone = np.array(
        [[not (a.title and b.title) or not (a.description and b.description) for b in right] for a in left]
    )
    return np.where(alone, np.maximum(whole, best), (whole + best) / 2)


def _ratios(left: Sequence[str], right: Sequence[str]) -> Floats:
    ratios = process.cdist(left, right, scorer=fuzz.token_sort_ratio, dtype=np.float64) / 100
    blank = np.array([[not a.strip() or not b.strip() for b in right] for a in left])
    return np.where(blank, 0.0, ratios)


def covered(part: Entry, whole: Entry) -> float:
    """Share of the meaningful words of `part` that stand in `whole`; 0 when it has fewer than three."""
    return len(part.words & whole.words) / len(part.words) if len(part.words) >= 3 else 0.0
