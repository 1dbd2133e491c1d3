"""The date that a register says it stands at: every candidate in the document, and which one won and why.

Dates are British (day first); one that only works month first is reported, never turned round.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {m.lower(): i for i, m in enumerate(calendar.month_name) if m}
_MONTHS |= {m.lower(): i for i, m in enumerate(calendar.month_abbr) if m} | {"sept": 9}
_WELSH = (
    "ionawr",
    "chwefror",
    "mawrth",
    "ebrill",
    "mai",
    "mehefin",
    "gorffennaf",
    "awst",
    "medi",
    "hydref",
    "tachwedd",
    "rhagfyr",
)
_MONTHS |= {m: i + 1 for i, m in enumerate(_WELSH)}
_M = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_FULL = re.compile(
    rf"\b(\d{{1,2}})\s*(?:st|nd|rd|th|af|ain|eg|fed)?\s*(?:of\s+)?[\s._-]*{_M},?[\s._-]*(20\d\d|\d\d)\b", re.IGNORECASE
)
_ISO = re.compile(r"(?<!\d)(20\d\d)[-_./ ]?(0[1-9]|1[0-2])[-_./ ]?(0[1-9]|[12]\d|3[01])(?!\d)")
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})[./-](\d{1,2})[./-](20\d\d|\d\d)(?![\d/-])")
_COMPACT = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])(20[0-4]\d)(?!\d)")
_MONTH = re.compile(rf"\b{_M}[\s,._-]*(20\d\d)\b|\b(20\d\d)[\s._-]+{_M}", re.IGNORECASE)
_SHORT_MONTH = re.compile(rf"\b{_M}[\s'’_-]*(\d\d)\b(?![\d/])", re.IGNORECASE)
_YEAR = r"(?:20)?(\d\d)\s*[-/–_]\s*(?:20)?(\d\d)"
_QUARTER = re.compile(
    rf"\b(?:(?:quarter|qtr|q|chwarter)\s*\.?\s*([1-4]|one|two|three|four)|(first|second"
    rf"|third|fourth|1st|2nd|3rd|4th)\s+quarter)\b[\s,:(_–-]*(?:of\s+)?(?:\w+\s+){{0,2}}?(?:fy\s*)?{_YEAR}\b"
    rf"|\b(?:fy\s*)?{_YEAR}[\s,:)_–-]*(?:quarter|qtr|q)\s*\.?\s*([1-4])\b",
    re.IGNORECASE,
)
_YEAR_END = re.compile(rf"\byear[\s-]*end\s*(?:of\s+)?{_YEAR}\b|\bhalf[\s-]*year\s*{_YEAR}\b", re.IGNORECASE)
_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
}
_AS_AT = re.compile(
    r"\b(?:as\s*[-]?\s*(?:at|of)|position\s+(?:at|on)|fel\s+(?:ar|yr)|as\s+on|status\s+at"
    r"|correct\s+(?:at|as\s+of)|data\s+at|sefyllfa\s+ar)\b[\s:–-]*(?:the\s+)?(?:end\s+of\s+)?$",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\b(?:(?:last\s+)?(?:updated?|reviewed|revised|refreshed|amended)(?:\s+on)?|register\s+date"
    r"|report\s+date|date\s+of\s+(?:register|report|update|review|last\s+review)|generated\s*(?:on)?"
    r"|printed|produced(?:\s+on)?|run\s+date|report\s+run|version\s+date|date|dated"
    r"|issued|published|dyddiad|diweddarwyd)\b[\s:.–-]*(?:on\s+)?$",
    re.IGNORECASE,
)
_COMMITTEE = re.compile(
    r"\b(?:committee|cabinet|council|board|panel|executive|meeting|scrutiny|pwyllgor|cabinet\s+meeting)\b[^.\n]{0,60}$",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:next|due|target|by|until|from|since|before|after|deadline|expires?|expected"
    r"|planned|approved|review\s+date|effective|born|established|signed|commenc\w*"
    r"|start\w*|to)\b[\s:]*(?:\w+\s*){0,2}[\s:–-]*$",
    re.IGNORECASE,
)

MEETING_WITHIN = timedelta(days=184)
"""How long after its register's date a committee may meet on it: councils report a quarter one or two later."""

RANKS = {
    "configuration": 0,
    "as-at text": 1,
    "quarter in text": 2,
    "updated in text": 3,
    "cover": 4,
    "committee in text": 5,
    "footer": 6,
    "file name": 7,
    "folder": 8,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One date with where it stood (`place` a key of RANKS), the words around it and its locator."""

    day: date
    place: str
    words: str
    locator: str = ""
    rough: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """The winning date, or None, the basis in words, candidates that disagree, dates that no day fits, and the days
    on which another may win: before one of these it lies ahead, from it on it does not."""

    day: date | None
    basis: str
    disagree: tuple[Candidate, ...] = ()
    future: tuple[Candidate, ...] = ()
    unreadable: tuple[str, ...] = ()
    hinges: tuple[date, ...] = ()


def _safe(year: int, month: int, day: int) -> date | None:
    year += 2000 if year < 100 else 0
    try:
        return date(year, month, day) if 1990 <= year <= 2100 else None
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _quarter_end(quarter: int, first_year: int) -> date:
    year, month = {1: (first_year, 6), 2: (first_year, 9), 3: (first_year, 12), 4: (first_year + 1, 3)}[quarter]
    return _month_end(year + 2000, month)


Hit = tuple[date | None, str]


def _quarter(m: re.Match[str]) -> Hit | None:
    years = (m[3], m[4]) if m[3] else (m[5], m[6])
    if int(years[1]) != (int(years[0]) + 1) % 100:
        return None
    number = m[1] or m[2] or m[7]
    return _quarter_end(_WORDS.get(number.lower()) or int(number), int(years[0])), "quarter"


def _year_end(m: re.Match[str]) -> Hit | None:
    first, second, month = (m[1], m[2], 3) if m[1] else (m[3], m[4], 9)
    if int(second) != (int(first) + 1) % 100:
        return None
    return _month_end(2000 + int(second if month == 3 else first), month), "quarter"


def _full(m: re.Match[str]) -> Hit | None:
    day = _safe(int(m[3]), _MONTHS[m[2].lower()], int(m[1]))
    return (day, "day") if day else None


def _iso(m: re.Match[str]) -> Hit | None:
    day = _safe(int(m[1]), int(m[2]), int(m[3]))
    return (day, "day") if day else None


def _numeric(m: re.Match[str]) -> Hit | None:
    day = _safe(int(m[3]), int(m[2]), int(m[1]))
    if day is None and (int(m[1]) > 31 or int(m[2]) > 31):
        return None
    return day, "day" if day else "unreadable"


def _month(m: re.Match[str]) -> Hit | None:
    year, name = (int(m[2]), m[1]) if m[1] else (int(m[3]), m[4])
    return _month_end(year, _MONTHS[name.lower()]), "month"


def _short_month(m: re.Match[str]) -> Hit | None:
    if not 10 <= int(m[2]) <= 40:
        return None
    return _month_end(2000 + int(m[2]), _MONTHS[m[1].lower()]), "month"


_FORMS = (
    (_QUARTER, _quarter),
    (_YEAR_END, _year_end),
    (_FULL, _full),
    (_ISO, _iso),
    (_NUMERIC, _numeric),
    (_COMPACT, _numeric),
    (_MONTH, _month),
    (_SHORT_MONTH, _short_month),
)


def find_dates(text: str) -> Iterator[tuple[date | None, int, int, str]]:
    """Every date in a text: (day, start, end, kind); kind day, quarter, month or unreadable (day None)."""
    taken: list[tuple[int, int]] = []
    for pattern, read in _FORMS:
        for m in pattern.finditer(text):
            if any(a < m.end() and m.start() < b for a, b in taken):
                continue
            hit = read(m)
            if hit:
                taken.append(m.span())
                yield hit[0], m.start(), m.end(), hit[1]


def candidates(text: str, place: str, locator: str = "") -> tuple[list[Candidate], list[str]]:
    """The as-at candidates of one text and the dates in it that no calendar day fits.

    `place` is the text's own ("cover", "footer", "file name", "folder", or "text" for running text, where
    only a date with a phrase such as "as at" before it counts).
    """
    found, bad = [], []
    for day, start, end, kind in find_dates(text):
        before, words = text[max(0, start - 60) : start], " ".join(text[max(0, start - 30) : end].split())
        if day is None:
            if _AS_AT.search(before) or place != "text":
                bad.append(text[start:end])
            continue
        if _AS_AT.search(before):
            rank = "as-at text"
        elif _NOT.search(before):
            continue
        elif kind == "quarter" and place in ("text", "cover", "footer"):
            rank = "quarter in text"
        elif _UPDATED.search(before):
            rank = "updated in text"
        elif place == "text":
            if not _COMMITTEE.search(before):
                continue
            rank = "committee in text"
        else:
            rank = "committee in text" if place == "cover" and _COMMITTEE.search(before) else place
        found.append(Candidate(day, rank, words, locator, kind != "day"))
    return found, bad


def _month_start(candidate: Candidate, today: date | None) -> Candidate:
    """A month or quarter whose last day lies ahead stands for its first day."""
    if not candidate.rough or today is None or candidate.day <= today:
        return candidate
    start = candidate.day.replace(day=1)
    return Candidate(start, candidate.place, candidate.words, candidate.locator, True) if start <= today else candidate


def contradicts(candidate: Candidate, day: date) -> bool:
    """Whether a date that was not taken speaks against the one that was: a meeting in the months after it does not."""
    meeting = candidate.place == "committee in text" or _COMMITTEE.search(candidate.words)
    return not (meeting and day <= candidate.day <= day + MEETING_WITHIN)


def _agree(a: Candidate, b: Candidate) -> bool:
    if a.rough or b.rough:
        return (a.day.year, a.day.month) == (b.day.year, b.day.month)
    return a.day == b.day


def choose(found: list[Candidate], bad: list[str], today: date | None = None) -> Chosen:
    """The winner among candidates: the best place, then the most often said, then the latest date.

    A date after `today` never wins. The basis names the place and every other date that was seen.
    """
    hinges = tuple(sorted({c.day for c in found} | {c.day.replace(day=1) for c in found if c.rough}))
    found = [_month_start(c, today) for c in found]
    future = tuple(c for c in found if today is not None and c.day > today)
    usable = [c for c in found if c not in future]
    if not usable:
        return Chosen(None, "none", (), future, tuple(bad), hinges)
    best = min(RANKS[c.place] for c in usable)
    top = [c for c in usable if RANKS[c.place] == best]
    winner = max(top, key=lambda c: (sum(1 for o in top if o.day == c.day), c.day))
    if winner.rough:
        exact = [
            c
            for c in usable
            if not c.rough and _agree(c, winner) and c.place in ("file name", "cover", "updated in text")
        ]
        winner = exact[0] if exact and winner.place not in ("quarter in text",) else winner
    others = tuple({c.day: c for c in usable if not _agree(c, winner)}.values())
    detail = f"{winner.place}: {winner.words}" if winner.words else winner.place
    if winner.rough:
        detail += " (its last day)" if winner.day.day > 1 else " (its first day)"
    if others:
        seen = "; ".join(
            f"{c.place} says {c.day.isoformat()}" for c in sorted(others, key=lambda c: (RANKS[c.place], c.day))[:4]
        )
        detail += f"; preferred to: {seen}"
    return Chosen(winner.day, detail, others, future, tuple(bad), hinges)
