"""Small operations on printed text that every part of this stage needs: keys, slugs, unwrapping of lines.

They change white space and typography only, never words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPACE = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_BULLET = re.compile(r"^(?:[•▪·●○■□◦➢►✓❖\uf0b7\uf0a7*]|[-–—]\s|o\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s)")
_STOP = frozenset(
    [
        "the",
        "of",
        "a",
        "an",
        "to",
        "for",
        "and",
        "or",
        "in",
        "on",
        "by",
        "s",
        "is",
        "are",
        "this",
        "our",
        "your",
        "be",
        "at",
        "it",
        "its",
    ]
)
_SCALE = re.compile(
    r"\((?:[^()]*\d[^()]*|\s*[a-z]\s*|[^()]{0,14}\b[ilpscfx]\s*[x×*+/]\s*[ilpscf]\b[^()]*|max[^()]*)\)"
    r"|\b(?:out of|scale)\s+\d+(?:\s*(?:-|to)\s*\d+)?|\b\d+\s*(?:-|–|to)\s*\d+\b|\b[ilp]\s*[x×*]\s*[ilp]\b",
    re.IGNORECASE,
)
_TYPE_WORDS = re.compile(
    r"\b(?:the|city of|london borough of|royal borough of|borough of|county of|metropolitan|county|city"
    r"|borough|district|council|cyngor|sir|unitary|authority|combined|of|and)\b"
)


def squash(text: str) -> str:
    """The text on one line, single spaces, trimmed."""
    return _SPACE.sub(" ", text).strip()


def plain(text: str) -> str:
    """Lower case, without accents, every run of other characters one space."""
    bare = unicodedata.normalize("NFKD", text.replace("&", " and ").replace("’", "'"))
    bare = "".join(c for c in bare if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9£%]+", " ", bare.replace("'s ", " ").replace("(s)", "")).strip()


def slug(text: str) -> str:
    """Lower-case letters and digits joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", plain(text)).strip("-")


def council_slug(name: str) -> str:
    """A council's id from its name without type words: "Kent County Council" gives `kent`."""
    rest = _TYPE_WORDS.sub(" ", plain(name))
    return slug(rest) or slug(name)


def without_scale(text: str) -> str:
    """A printed header without hints such as "(1-5)", "(LxI)" or "out of 25"."""
    rest = _SCALE.sub(" ", text)
    return rest if re.search(r"\w", rest) else text


def stem(word: str) -> str:
    """A word without its plural ending, enough to compare headers."""
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "sui" else word


@lru_cache(maxsize=50_000)
def header_words(text: str) -> tuple[str, ...]:
    """A printed header as comparable words in printed order: no scale hints, plurals, stop words or accents."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 3 and all(len(line) == 1 for line in lines):
        text = "".join(lines)
    text = re.sub(r"([A-Za-z])-\s*\n\s*([a-z])", r"\1\2", text)
    words = plain(without_scale(text)).split() or text.split()
    return tuple(stem(w) for w in words if w not in _STOP) or tuple(words)


def header_key(text: str) -> str:
    """`header_words` without their order, so that "Description of Risk" equals "Risk description"."""
    return " ".join(sorted(header_words(text)))


_LABELLED = re.compile(
    r"^(?:(?:potential|risk|key|root|main|possible)\s)?(?:causes?|events?|risks?|effects?"
    r"|impacts?|consequences?|description|triggers?"
    r"|controls?|mitigations?|actions?|results?|outcomes?|background)(?:\(s\))?\s?(?::|\s[-–]\s|:?-)",
    re.IGNORECASE,
)


def _breaks(before: str, after: str, longest: int) -> bool:
    """Whether the line break between two lines was meant, and is no wrapping of the column."""
    if _BULLET.match(after) or _LABELLED.match(after):
        return True
    ended = before.rstrip("\"'”’)")[-1:] in {".", "!", "?", ":", ";"}
    first = after.split(" ", 1)[0]
    if not (after[:1].isupper() or after[:1].isdigit()):
        return False
    if longest > 150:
        return ended  # no column is so wide: the lines are paragraphs already
    fits = len(before) + 1 + len(first)
    return fits <= longest if ended else fits <= 0.6 * longest


def tidy(text: str) -> str:
    """Printed cell text with wrapped lines joined and meant line breaks kept; "-" and "N/A" are blank."""
    lines = [
        squash(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").split("\n")
    ]
    longest = max((len(line) for line in lines), default=0)
    out = previous = ""
    gap = False
    for line in lines:
        if not line:
            gap = bool(out)
        elif not out:
            out = line
        elif gap or _breaks(previous, line, longest):
            out, gap = f"{out}\n\n{line}" if gap else f"{out}\n{line}", False
        elif re.search(r"(?<=\w)-$", out):
            out += line
        else:
            out += f" {line}"
        previous = line
    return "" if re.fullmatch(r"[-–—]+|n/?a", out, re.IGNORECASE) else out


def join(pieces: list[str], separator: str = "\n\n") -> str:
    """Distinct non-empty pieces joined; a piece already contained as a whole is not repeated."""
    kept: list[str] = []
    for piece in pieces:
        if piece and piece not in kept:
            kept.append(piece)
    return separator.join(kept)
