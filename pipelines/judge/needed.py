"""What must stand in a statement before a rule can match it: words read off the rule's own pattern.

Most rules touch few statements, and a search for thousands of words at once costs no more than one for a few. So
each pattern is taken apart into *ways* to match it, each way into *parts* that must all be there, each part into
spellings of which one must be there. Statements where no way has all its parts are not shown to the pattern. This
only spares work: the pattern alone decides whether it matches, and one that needs no word sees every statement.

Spellings and statements are compared in plain letters: any run of what is no letter, digit or underscore is one
space, so that a space at a spelling's end says that the pattern wants a word edge there.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from re import _constants as signs  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Part = frozenset[str]
Way = tuple[Part, ...]
Element = tuple[Any, Any]

PLAIN = "[^a-z0-9_]+"
"""What becomes one space, for Polars and for `re`."""
MOST_SPELLINGS = 400
"""Spellings of one run of letters that are written out; beyond, the run ends."""
SMALL_CLASS = 4
EDGE = "\0"
_PLAIN = re.compile(PLAIN)
_EDGE_BEFORE = re.compile(EDGE + r"+(?=[a-z0-9_])")
_EDGE_AFTER = re.compile(r"(?<=[a-z0-9_])" + EDGE + "+")
_BOUNDARY: Element = (signs.AT, signs.AT_BOUNDARY)


class Vocabulary:
    """Takes patterns apart; the words of a class, which a pattern names by one private character, are read once."""

    def __init__(self, classes: Mapping[str, str]) -> None:
        """Take the expression of each class by its character."""
        self._classes = {ord(character): list(_parsed(pattern)) for character, pattern in classes.items()}
        self._written: dict[int, set[str] | None] = {}
        self._written |= {code: self._sequence(items) for code, items in self._classes.items()}

    def needed(self, pattern: str) -> tuple[Way, ...]:
        """The ways to match an expanded pattern; () where some way needs no word, or nothing is known of it.

        A statement that matches holds, for at least one way, a spelling of each of its parts.
        """
        try:
            parsed = _parsed(pattern)
        except re.error:
            return ()
        if parsed.state.flags & re.IGNORECASE or "(?i" in pattern:
            return ()
        ways = [tuple(dict.fromkeys(map(_shortest, way))) for way in self._ways(parsed, 0)]
        return tuple(dict.fromkeys(ways)) if all(ways) else ()

    def _ways(self, items: Iterable[Element], depth: int) -> list[list[Part]]:
        """Ways to match a sequence; the widest branch of the pattern's top is told apart, others are one part each."""
        parts: list[Part] = []
        branches: list[list[list[Part]]] = []
        sequence = list(self._flat(items))
        run = {""}
        for place, (sign, given) in enumerate(sequence):
            exact = self._spellings(sign, given)
            if exact is not None and len(run) * len(exact) <= MOST_SPELLINGS:
                run = {before + after for before in run for after in exact}
                continue
            parts += _part(run)
            edge = all(spelling.endswith((" ", EDGE)) for spelling in run)
            if exact is not None:
                run = {EDGE * edge + spelling for spelling in exact}
                continue
            after = place + 1 < len(sequence) and self._begins_with_edge(*sequence[place + 1])
            branches.append(self._inner(sign, given, edge, after, depth))
            run = {EDGE} if self._keeps_edge(sign, given, edge) else {""}
        parts += _part(run)
        branches.sort(key=len)
        while branches and (depth or len(branches) > 1):
            parts += _together(branches.pop(0))
        return [parts + way for way in branches[0]] if branches else [parts]

    def _flat(self, items: Iterable[Element]) -> Iterable[Element]:
        """A sequence with its groups opened."""
        for sign, given in items:
            if sign is signs.SUBPATTERN:
                yield from self._flat(given[3])
            elif sign is signs.LITERAL and given in self._classes and self._written[given] is None:
                yield from self._flat(self._classes[given])
            elif sign is signs.IN and any(code in self._classes for _, code in given):
                yield signs.BRANCH, (None, [[member] for member in given])  # `re` makes a set of {class}|{class}
            else:
                yield sign, given

    def _inner(self, sign: Any, given: Any, before: bool, after: bool, depth: int) -> list[list[Part]]:
        """Ways through an element whose spellings are too many, between edges or not; [[]] where nothing is known."""
        inner: Sequence[Iterable[Element]] = []
        if sign is signs.BRANCH:
            inner = given[1]
        elif sign in (signs.MAX_REPEAT, signs.MIN_REPEAT) and given[0] > 0:
            inner = [given[2]]
        edged = ([*[_BOUNDARY] * before, *one, *[_BOUNDARY] * after] for one in inner)
        return [way for one in edged for way in self._ways(one, depth + 1)] or [[]]

    def _begins_with_edge(self, sign: Any, given: Any) -> bool:
        """Whether whatever an element matches begins at a word edge."""
        found = self._spellings(sign, given)
        return found is not None and all(spelling.startswith((" ", EDGE)) for spelling in found)

    def _keeps_edge(self, sign: Any, given: Any, edge: bool) -> bool:
        """Whether a word edge stands after an element: words each with a space behind, any number or at least one."""
        if sign not in (signs.MAX_REPEAT, signs.MIN_REPEAT):
            return False
        last = list(self._flat(given[2]))[-1:]
        ends = bool(last) and all(spelling.endswith(" ") for spelling in self._spellings(*last[0]) or [""])
        return ends and (edge or given[0] > 0)

    def _spellings(self, sign: Any, given: Any) -> set[str] | None:
        """Every spelling of one element, None where they are too many or unknown."""
        if sign is signs.LITERAL:
            return self._written[given] if given in self._classes else {chr(given)}
        if sign is signs.AT:
            return {""} if given is signs.AT_NON_BOUNDARY else {EDGE}
        if sign is signs.IN:
            return _members(given)
        if sign is signs.BRANCH:
            found: set[str] = set()
            for alternative in given[1]:
                spelled = self._sequence(alternative)
                if spelled is None or len(found) > MOST_SPELLINGS:
                    return None
                found |= spelled
            return found
        if sign in (signs.MAX_REPEAT, signs.MIN_REPEAT):
            low, high, inner = given
            if _separates(inner):
                return {" "} if low else {"", " "}
            once = self._sequence(inner) if int(high) <= 1 else None
            return once if once is None or low else once | {""}
        return None

    def _sequence(self, items: Iterable[Element]) -> set[str] | None:
        """Every spelling of a sequence, None where they are too many."""
        run = {""}
        for sign, given in self._flat(items):
            found = self._spellings(sign, given)
            if found is None or len(run) * len(found) > MOST_SPELLINGS:
                return None
            run = {before + after for before in run for after in found}
        return run


def _parsed(pattern: str) -> Any:
    """An expression taken apart by Python's own parser, whose syntax that of RE2 shares."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # "[[" means a bracket to RE2 and, some day, a set to `re`
        return parser.parse(pattern)


def _separates(items: Sequence[Element]) -> bool:
    """Whether a sequence is one character that is no letter."""
    if len(items) != 1:
        return False
    sign, given = items[0]
    if sign is signs.LITERAL:
        return bool(_PLAIN.fullmatch(chr(given)))
    return sign is signs.IN and all(kind is signs.LITERAL and bool(_PLAIN.fullmatch(chr(code))) for kind, code in given)


def _members(given: Sequence[Element]) -> set[str] | None:
    """The characters of a small class."""
    found: set[str] = set()
    for kind, what in given:
        if kind is signs.LITERAL:
            found.add(chr(what))
        elif kind is signs.RANGE and what[1] - what[0] < SMALL_CLASS:
            found.update(chr(code) for code in range(what[0], what[1] + 1))
        else:
            return None
    return found if len(found) <= SMALL_CLASS or all(map(_PLAIN.fullmatch, found)) else None


def plain(spelling: str) -> str:
    """A spelling in plain letters, with a space at each word edge that the pattern asks for."""
    edged = _EDGE_AFTER.sub(" ", _EDGE_BEFORE.sub(" ", spelling)).replace(EDGE, "")
    return _PLAIN.sub(" ", edged)


def _part(spellings: Iterable[str]) -> list[Part]:
    """Spellings as one part; none where one of them says too little to be looked for."""
    words = frozenset(map(plain, spellings))
    return [words] if all(len(word) > 1 and word.strip() for word in words) else []


def _together(ways: Iterable[Sequence[Part]]) -> list[Part]:
    """One part for several ways, of each way the most telling of its parts; none where a way has none."""
    chosen = [max(way, key=_telling, default=frozenset[str]()) for way in ways]
    return [frozenset(word for part in chosen for word in part)] if chosen and all(chosen) else []


def _telling(part: Part) -> float:
    """How rare a part is likely to be: long spellings, and few."""
    return min(map(len, part)) - len(part) / 100


def _shortest(part: Part) -> Part:
    """A part without spellings that only go on where another of its spellings ends."""
    kept: list[str] = []
    for spelling in sorted(part):
        if not kept or not spelling.startswith(kept[-1]):
            kept.append(spelling)
    return frozenset(kept)
