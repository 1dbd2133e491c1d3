"""What a printed header means: the dictionary `headers.csv` and the matching of one header against it.

The dictionary is data, so that a variant is added without code. Its fields are finer than the columns of
`entries` (cause, event, consequence join in description; `level:` rows say which assessment a score is;
`other:` rows name columns that are known to have no field). Patterns are compared without case, plurals,
stop words, scale hints and word order.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from pipelines.shape.text import header_key, header_words, plain, squash, stem, without_scale

DICTIONARY = Path(__file__).with_name("headers.csv")
SCORES = ("likelihood", "impact", "score")
LEVELS = ("inherent", "residual", "target")
TEXTS = ("title", "risk", "description", "cause", "event", "consequence", "ref_title", "title_text")
_QUESTION = re.compile(r"\s*(?:[(\[{:?]|\s[-–—]\s|\s\|\s|\.\s|\n\s*\n).*$", re.DOTALL)
_ORDER = re.compile(
    r"\b(l|i|p|s|c|likelihood|probability|impact|severity|consequence)\s*(?:x|×|\*|/|and|&|\+|,|\s)\s*"
    r"(l|i|p|s|c|likelihood|probability|impact|severity|consequence)\b",
    re.IGNORECASE,
)
_FORMULA = re.compile(r"^(.+?)[\s(]+[lip]\s*[x×*]\s*[lip]\W*$", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|_")


@dataclass(frozen=True, slots=True)
class Match:
    """One reading of a printed header.

    `field` is a dictionary field ("" when only a level was found), `level` inherent, residual, target or
    previous ("" when unsaid); `certainty` 1 for the dictionary's words, less for looser ways.
    """

    field: str
    level: str
    certainty: float
    scope: str
    basis: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The dictionary for one document: everywhere, then the council's and the file's own words."""

    fields: Mapping[str, tuple[str, str, str]]
    levels: tuple[tuple[str, str], ...]
    expressions: tuple[tuple[re.Pattern[str], str], ...]


@cache
def _shipped() -> tuple[dict[str, str], dict[str, str], tuple[tuple[re.Pattern[str], str], ...]]:
    with DICTIONARY.open(encoding="utf-8", newline="") as handle:
        rows = [(row["pattern"], row["field"]) for row in csv.DictReader(handle)]
    expressions = tuple((re.compile(pattern[1:]), field) for pattern, field in rows if pattern.startswith("~"))
    literal = [(pattern, field) for pattern, field in rows if not pattern.startswith("~")]
    literal.sort(key=lambda row: len(plain(row[0])) - len(header_key(row[0])))
    fields: dict[str, str] = {}
    levels: dict[str, str] = {}
    for pattern, field in literal:
        if field.startswith("level:"):
            levels.setdefault(" ".join(header_words(pattern)), field.split(":")[1])
        else:
            fields.setdefault(header_key(pattern), field)
            fields.setdefault(_exact(pattern), field)
    return fields, levels, expressions


def _exact(text: str) -> str:
    return "=" + " ".join(stem(word) for word in plain(without_scale(text)).split() or [text.strip()])


def vocabulary(council: Mapping[str, str] | None = None, file: Mapping[str, str] | None = None) -> Vocabulary:
    """The shipped dictionary with a council's and a file's own headers on top of it."""
    fields, levels, expressions = _shipped()
    phrases = tuple(sorted(levels.items(), key=lambda item: (-len(item[0].split()), -len(item[0]))))
    known = {key: (field, "everywhere", "headers.csv") for key, field in fields.items()}
    for scope, words in (("council", council or {}), ("file", file or {})):
        for printed, field in words.items():
            entry = (field, scope, f"{scope} configuration: headers.{printed!r}")
            known[header_key(printed)] = known[_exact(printed)] = entry
    return Vocabulary(known, phrases, expressions)


def take_level(words: tuple[str, ...], levels: tuple[tuple[str, str], ...]) -> tuple[str, tuple[str, ...]]:
    """The first level phrase among header words, and the words without it; ("", words) when there is none."""
    text = f" {' '.join(words)} "
    for phrase, level in levels:
        if f" {phrase} " in text:
            rest = text.replace(f" {phrase} ", " ", 1)
            return level, tuple(rest.split())
    return "", words


def score_order(text: str) -> str:
    """ "likelihood_impact" or "impact_likelihood" when a header prints the order of factors, else ""."""
    found = _ORDER.search(re.sub(r"[()\[\]]", " ", text))
    if not found:
        return ""
    sides = ["likelihood" if g.lower()[0] in "lp" else "impact" for g in found.groups()]
    return "" if sides[0] == sides[1] else "_".join(sides)


class Matcher:
    """Matches printed headers against one document's vocabulary; remembers what it has seen."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        self._keys = [key for key in words.fields if not key.startswith("=") and len(key) > 6]
        self._unspaced = {key[1:].replace(" ", ""): key[1:] for key in words.fields if key.startswith("=")}
        self.match = lru_cache(maxsize=100_000)(self._match)

    def level_of(self, text: str) -> str:
        """The level that a group row names ("Risk tolerance" over "L", "I", "Score"), else ""."""
        return take_level(header_words(text), self._words.levels)[0]

    def _lookup(self, text: str) -> tuple[str, str, str] | None:
        return self._words.fields.get(_exact(text)) or self._words.fields.get(header_key(text))

    def _match(self, printed: str) -> Match | None:
        """The best reading of one printed header, or None."""
        text = printed.strip() if re.search(r"\s", printed.strip()) else _CAMEL.sub(" ", printed.strip())
        if not text or len(text) > 160 or not re.search(r"[A-Za-z#£%]", text):
            return None
        whole = self._product(text) or self._direct(text)
        if whole:
            return whole
        short = _QUESTION.sub("", text, count=1)
        if short and short != text:
            found = self._direct(short)
            if found:
                return Match(found.field, found.level, min(found.certainty, 0.85), found.scope, found.basis)
        after = text.partition(":")[2].strip()
        if after and len(after.split()) > 2 and "\n" not in text:
            found = self._direct(after) or self._expression(after)
            if found and found.field:
                return Match(found.field, found.level, 0.7, found.scope, found.basis)
        first = text.split("\n")[0].strip()
        if first != text and len(first.split()) > 1:
            found = self._direct(first)
            if found:
                return Match(found.field, found.level, min(found.certainty, 0.75), found.scope, found.basis)
        for way in (self._fuzzy, self._parts, self._numbered, self._broken, self._expression):
            found = way(text)
            if found:
                return found
        return None

    def _product(self, text: str) -> Match | None:
        """ "Managed LxI": a level and the formula of the score."""
        found = _FORMULA.match(text)
        level, rest = take_level(header_words(found[1]), self._words.levels) if found else ("", ())
        if not found or not level or set(rest) - {"risk", "score", "rating"}:
            return None
        return Match("score", level, 0.95, "everywhere", f"level word {level}, formula of the score")

    def _numbered(self, text: str) -> Match | None:
        """ "Control 1", "Control 2", …: one field over several columns."""
        bare = re.sub(r"\s*(?:no\.?|#)?\s*\d{1,2}$", "", text, flags=re.IGNORECASE)
        found = self._direct(bare) if bare and bare != text else None
        if found is None or len(bare) < 5 or found.field in ("", "risk_ref", "risk"):
            return None
        return Match(found.field, found.level, 0.85, found.scope, found.basis)

    def _broken(self, text: str) -> Match | None:
        """ "Likelihoo d": a word that a narrow column broke."""
        if not re.search(r"\s", text) or len(text) > 60:
            return None
        bare = re.sub(r"\W+", "", text).lower()
        whole = self._unspaced.get(bare) or self._unspaced.get(bare.removesuffix("s"))
        found = self._direct(whole) if whole else None
        return Match(found.field, found.level, 0.85, found.scope, found.basis) if found else None

    def _parts(self, text: str) -> Match | None:
        """A header that names two fields: texts of the risk join in description, controls lead actions."""
        parts = [part.strip() for part in re.split(r"[/&+,;\n]|\band\b", text, flags=re.IGNORECASE) if part.strip()]
        found = [self._direct(part) for part in parts]
        if len(parts) < 2 or not all(found):
            return None
        fields = {match.field for match in found if match}
        levels = {match.level for match in found if match} - {""}
        basis = "headers.csv: " + " + ".join(match.basis for match in found if match)
        level = levels.pop() if len(levels) == 1 else ""
        if len(fields) == 1:
            return Match(fields.copy().pop(), level, 0.75, "everywhere", basis)
        if "risk_ref" in fields and fields <= {
            "risk_ref",
            "title",
            "risk",
            "description",
            "event",
            "owner",
            "other:date",
            "area:1",
            "area:2",
        }:
            return Match("ref_title", level, 0.75, "everywhere", basis)
        if fields <= {*TEXTS, "impact"} and fields & {*TEXTS}:
            return Match("description", level, 0.75, "everywhere", basis)
        telling = {field for field in fields if not field.startswith("other")}
        if len(fields) > 1 and telling in ({"controls"}, {"actions"}, {"mitigation"}):
            return Match(telling.pop(), level, 0.75, "everywhere", basis)
        if fields == {"mitigation", "response"}:
            return Match("mitigation", level, 0.75, "everywhere", basis)
        if fields <= {"controls", "mitigation", "actions", "other:assurance"} and "" not in fields:
            return Match("controls" if "controls" in fields else "actions", level, 0.7, "everywhere", basis)
        if fields <= {"likelihood", "impact", "score"}:
            return Match("score", level, 0.75, "everywhere", basis)
        return None

    def _expression(self, text: str) -> Match | None:
        words = " ".join(stem(word) for word in plain(without_scale(text)).split())
        if len(words.split()) > 12:
            return None
        for expression, field in self._words.expressions:
            if not field.startswith("level:") and expression.search(words):
                return Match(field, "", 0.7, "everywhere", f"headers.csv ({expression.pattern[:40]})")
        return None

    def _direct(self, text: str) -> Match | None:
        hit = self._lookup(text)
        if hit:
            return Match(*_field(hit[0]), 1.0, hit[1], f"{hit[2]} ({squash(text)})")
        words = header_words(text)
        level, rest = take_level(words, self._words.levels)
        if level:
            if not rest or rest in {("risk",), ("risg",)}:
                return Match("score" if rest else "", level, 0.9 if rest else 0.8, "everywhere", f"level word {level}")
            hit = self._lookup(" ".join(rest))
            if hit:
                field, printed = _field(hit[0])
                return Match(field, printed or level, 0.95, hit[1], f"{hit[2]} ({' '.join(rest)}), level word {level}")
        bare = tuple(w for w in rest if w not in {"risk", "council", "corporate", "strategic", "key", "opportunity"})
        if bare and bare != rest:
            hit = self._lookup(" ".join(bare))
            if hit:
                field, printed = _field(hit[0])
                return Match(field, printed or level, 0.85, hit[1], f"{hit[2]} ({' '.join(bare)})")
        return None

    def _fuzzy(self, text: str) -> Match | None:
        level, rest = take_level(header_words(text), self._words.levels)
        key = " ".join(sorted(rest))
        if len(key) < 7 or len(rest) > 6:
            return None
        found = process.extractOne(key, self._keys, scorer=fuzz.ratio, score_cutoff=90)
        if not found:
            return None
        field, scope, source = self._words.fields[found[0]]
        return Match(_field(field)[0], _field(field)[1] or level, 0.75, scope, f"{source}, spelt like ({found[0]})")


def _field(name: str) -> tuple[str, str]:
    """A configured name such as `likelihood_inherent` as field and level; dictionary names pass through."""
    head, _, level = name.rpartition("_")
    return (head, level) if head in SCORES and level in LEVELS else (name, "")
