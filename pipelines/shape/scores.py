"""Scores in every notation that councils print: factors, product, band, letter codes, words.

Nothing is computed that is not printed, apart from letters and words whose order is configured or stood in
the document's own key: a missing score stays null.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.catalogue.council import Matrix

_N = r"(\d{1,3}(?:\.\d+)?)"
_EMPTY = re.compile(
    r"^\W*(?:n/?a|tb[cda]|none|nil|not (?:yet )?(?:scored|assessed|applicable|available"
    r"|known)|unknown|pending|-+)?\W*$",
    re.IGNORECASE,
)
_PRODUCT = re.compile(rf"{_N}\s*[x×✕*X]\s*{_N}(?:\s*(?:=|:|->|→|–|-|\(|/)\s*{_N})?")
_PAIR = re.compile(rf"^\D*{_N}\s*[,/|;]\s*{_N}\s*(?:(?:=|:|\(|->|→)\s*{_N}\)?)?\D*$")
_L = r"(?:likelihood|probability|prob|lik|l|p)"
_I = r"(?:impact|severity|consequence|imp|i|c)"
_NAMED_L = re.compile(rf"(?<![a-z]){_L}\s*(?:score|rating)?\s*[:=\-–(]?\s*{_N}(?!\d)", re.IGNORECASE)
_NAMED_I = re.compile(rf"(?<![a-z]){_I}\s*(?:score|rating)?\s*[:=\-–(]?\s*{_N}(?!\d)", re.IGNORECASE)
_NAMED_S = re.compile(
    rf"(?:(?<![a-z])(?:total|score|overall|rating|risk|rag|s|r)\s*(?:score|rating)?\s*[:=\-–(]\s*|=\s*"
    rf"|(?<![a-z])(?:score|rating|total)\s+){_N}",
    re.IGNORECASE,
)
_TRAILING = re.compile(rf"\(\s*(?:[A-Za-z ]+)?{_N}\s*\)|=\s*{_N}")
_CODE = re.compile(r"^\W*(?:([A-Fa-f])\s*[-/]?\s*([1-9])|([1-9])\s*[-/]?\s*([A-Fa-f]))\b(?:\W*(.*))?$", re.DOTALL)
_NUMBER = re.compile(rf"(?<![\d.]){_N}(?![\d%])")
_CHANGE = re.compile(rf"{_N}\s*(?:to|→|->|➔|⇒|⟶)\s*{_N}")
_ARROWS = re.compile(r"[↑↓→←↔⇑⇓⇒⬆⬇➡⬌▲▼►◄△▽⇧⇩⇨↗↘⟷🔺🔻🔼🔽\ufe0f]")
DATE = re.compile(r"\b\d{1,2}(?:[./-]\d{1,2}[./-]|[ ./-][A-Z][a-z]{2,8}[ ./-])(?:20)?\d\d\b|\b20\d\d-\d\d-\d\d\b")
_RAG = {
    "🔴": "red",
    "🟠": "amber",
    "🟡": "yellow",
    "🟢": "green",
    "🔵": "blue",
    "⚫": "black",
    "🟥": "red",
    "🟧": "amber",
    "🟨": "yellow",
    "🟩": "green",
}
LIKELIHOOD = re.compile(r"certain|likely|unlikely|rare|possible|probable|remote|improbable", re.IGNORECASE)
IMPACT = re.compile(
    r"insignificant|negligible|minor|moderate|major|serious|severe|catastroph|critical"
    r"|extreme|significant|substantial|minimal|trivial|marginal|disaster",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Score:
    """What one cell says: factors and score (None where unsaid), the printed band word, and how it was read.

    `code` is the letter code where its orientation is unknown; `understood` is False when something is
    printed that could not be read.
    """

    likelihood: float | None = None
    impact: float | None = None
    score: float | None = None
    band: str = ""
    code: str = ""
    understood: bool = True
    changed: bool = False


def _order(a: float, b: float, order: str) -> tuple[float, float]:
    return (b, a) if order == "impact_likelihood" else (a, b)


def _letters(text: str) -> str:
    words = re.sub(r"[\d.=x×*()\[\]:,/|;+\-–]+", " ", text, flags=re.IGNORECASE)
    return " ".join(words.split())


def code_factors(letter: str, number: str, matrix: Matrix) -> tuple[float, float]:
    """Likelihood and impact of a letter code, both rising with severity, in the matrix's orientation.

    `a_worst`: A is most likely and 1 worst (Denbighshire); `a_least`: A is least likely and 1 least.
    """
    place = ord(letter.upper()) - ord("A") + 1
    if matrix.letters == "a_worst":
        return float(matrix.likelihood + 1 - place), float(matrix.impact + 1 - int(number))
    return float(place), float(number)


def parse_score(text: str, order: str = "", matrix: Matrix | None = None, codes: bool = False) -> Score:
    """One score cell.

    Args:
        text: as printed.
        order: "likelihood_impact" or "impact_likelihood", as the header or configuration says; "" is the former.
        matrix: the council's, for letter codes and words.
        codes: whether this column uses letter codes (so that "A1" is no RAG letter and a number).
    """
    raw = "".join(f" {_RAG[c]} " if c in _RAG else c for c in text)
    raw = " ".join(DATE.sub(" ", raw).split())
    if _EMPTY.match(raw):
        return Score()
    changed = _CHANGE.search(raw)
    arrows = _ARROWS.sub(" ", raw).strip()
    order = order or (matrix.order if matrix else "") or "likelihood_impact"
    found = _CODE.match(arrows) if codes else None
    if found:
        letter, number = (found[1] or found[4]), (found[2] or found[3])
        band = _letters(found[5] or "")
        extra = _NUMBER.search(found[5] or "")
        total = float(extra[1]) if extra else None
        if matrix and matrix.letters:
            return Score(*code_factors(letter, number, matrix), total, band, f"{letter.upper()}{number}")
        return Score(score=total, band=band, code=f"{letter.upper()}{number}", understood=False)
    return _numbers(arrows if not changed else raw, order, changed)


def _numbers(text: str, order: str, changed: re.Match[str] | None) -> Score:
    named_l, named_i = _NAMED_L.search(text), _NAMED_I.search(text)
    if named_l and named_i:
        first, second = sorted((named_l.span(), named_i.span()))
        rest = " ".join((text[: first[0]], text[first[1] : second[0]], text[second[1] :]))
        total = _NAMED_S.search(rest) or _TRAILING.search(rest) or _NUMBER.search(rest)
        value = next((float(g) for g in total.groups() if g), None) if total else None
        return Score(float(named_l[1]), float(named_i[1]), value, _letters(rest))
    product = _PRODUCT.search(text)
    if product:
        likelihood, impact = _order(float(product[1]), float(product[2]), order)
        rest = text[: product.start()] + " " + text[product.end() :]
        extra = _NUMBER.search(rest)
        total_text = product[3] or (extra[1] if extra else None)
        return Score(likelihood, impact, float(total_text) if total_text else None, _letters(rest))
    if changed:
        return Score(score=float(changed[2]), band=_letters(text), changed=True)
    numbers = [float(g) for g in _NUMBER.findall(text)]
    pair = _PAIR.match(text)
    if pair and pair[3]:
        likelihood, impact = _order(float(pair[1]), float(pair[2]), order)
        return Score(likelihood, impact, float(pair[3]), _letters(text))
    if len(numbers) == 1:
        return Score(score=numbers[0], band=_letters(text))
    if len(numbers) == 3 and numbers[0] * numbers[1] == numbers[2]:
        return Score(*_order(numbers[0], numbers[1], order), numbers[2], _letters(text))
    if len(numbers) == 2:
        if re.search(r"\d\s*/\s*(?:16|20|25|36|100|10|5)\b|out of", text):
            return Score(score=numbers[0], band=_letters(text))
        if pair:
            return Score(*_order(numbers[0], numbers[1], order), None, _letters(text))
    if len(set(numbers)) == 1:
        return Score(score=numbers[0], band=_letters(text))
    return Score(band=_letters(text), understood=not numbers)


def parse_factor(text: str, words: Sequence[str] = (), matrix: Matrix | None = None) -> Score:
    """One likelihood or impact cell, in `score`: a number, a letter (with a configured orientation) or a word
    of the council's own scale, from least to worst."""
    raw = " ".join(_ARROWS.sub(" ", text).split())
    if _EMPTY.match(raw):
        return Score()
    by_word = [w.casefold() for w in words]
    bare = _letters(raw).casefold()
    numbers = [float(g) for g in _NUMBER.findall(raw)]
    if len(set(numbers)) == 1 and not re.match(r"^\d+\s*[-–]\s*\d+%", raw):
        return Score(score=numbers[0], band=_letters(raw))
    if len(numbers) == 2 and re.search(r"/\s*(?:4|5|6|10)\s*$|out of", raw):
        return Score(score=numbers[0], band=_letters(raw))
    change = _CHANGE.search(raw)
    if change:
        return Score(score=float(change[2]), changed=True)
    if bare in by_word:
        return Score(score=float(by_word.index(bare) + 1), band=_letters(raw))
    if re.fullmatch(r"[A-Fa-f]", raw) and matrix and matrix.letters:
        return Score(score=code_factors(raw, "1", matrix)[0], code=raw.upper())
    leading = re.match(rf"^\W*{_N}\b", raw)
    if leading and len(numbers) > 1 and re.search(r"%|year|month", raw):
        return Score(score=float(leading[1]), band=_letters(raw))
    return Score(band=_letters(raw), understood=not numbers)


_UP = re.compile(
    r"^\W*(?:up|increas\w*|worsen\w*|deteriorat\w*|rising|risen|higher|escalat\w*|worse"
    r"|i fyny|cynydd\w*)\b|[↑⇑⬆▲🔺🔼⇧↗➚△]",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"^\W*(?:down|decreas\w*|reduc\w*|improv\w*|falling|fallen|lower\w*|better|i lawr"
    r"|gostwng\w*|lleih\w*)\b|[↓⇓⬇▼🔻🔽⇩↘➘▽]",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"^\W*(?:same|no change|unchanged|constant|stable|static|steady|no movement|not changed"
    r"|level|none|maintained|dim newid|sefydlog|stay\w*|without change|consistent|nc"
    r"|n/c)\b|^\W*(?:[→↔⇒➡⬌►⟷⇨⇔➔=]|<->|<=>|-->|->|<>|●|◄►)\W*$",
    re.IGNORECASE,
)
_NEW = re.compile(r"^\W*(?:new|newydd|n)\b", re.IGNORECASE)


def parse_direction(text: str) -> str | None:
    """up, down, same or new; None for anything else (stray symbol-font letters are never read as words)."""
    raw = " ".join(text.replace("\ufe0f", "").split())
    if not raw:
        return None
    if _NEW.search(raw):
        return "new"
    found = {name for name, pattern in (("up", _UP), ("down", _DOWN), ("same", _SAME)) if pattern.search(raw)}
    if found == {"up", "down"} or "↕" in raw:
        return None
    return found.pop() if len(found) == 1 else None
