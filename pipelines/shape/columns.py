"""Which column of a register table is which field, from its header, its neighbours and its content.

Ambiguous headers are settled here: "Impact" over numbers or over sentences, "Risk" beside or instead of a
description, "Mitigation" beside or instead of controls, and which of two scores is before and after controls.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.shape.headers import SCORES, TEXTS, Match, Matcher, score_order
from pipelines.shape.layout import is_unit

_NUMBERISH = re.compile(r"\d|^[A-Fa-f]\d|^[RAGY]$")
SCORE_WORDS = re.compile(
    r"^(?:very |extremely |almost )?(?:low|medium|moderate|high|certain|likely|unlikely|possible|probable|rare|remote"
    r"|severe|major|minor|serious|significant|critical|catastrophic|extreme|insignificant|negligible|red|amber|green"
    r"|yellow|blue|black|n/?a|tbc|-|substantial|marginal|improbable|minimal|none|isel|canolig|uchel)(?:\W.*)?$",
    re.IGNORECASE,
)
_REF = re.compile(
    r"^(?:risk|no\.?|#)?\s*[A-Z]{0,6}[\s./_-]?\d{1,6}(?:[./_-]?\w{0,6}){0,3}(?:\s?\([A-Z]+\))?$", re.IGNORECASE
)
RESPONSES = re.compile(
    r"^\W*(?:(?:treat|tolerate|transfer|terminate|take|accept|avoid|reduce|mitigate|share|exploit|enhance|retain|manage"
    r"|trin|goddef|trosglwyddo|terfynu)(?:d|ing|ance|ment)?\W*(?:and|or|/|&|,)?\W*)+$",
    re.IGNORECASE,
)
_PERIOD = re.compile(r"\bq(?:uarter|tr)?\s*\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_ENDS_IN_RESPONSE = re.compile(
    r"(?:^|\W)(?:treat|tolerate|transfer|terminate|take|accept|avoid|reduce|mitigate|share)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `field` a column of `entries` or a text part (cause, event, consequence), "" for `other`."""

    index: int
    printed: str
    field: str
    scope: str
    basis: str
    order: str = ""
    area_rank: int = 0


@dataclass(frozen=True, slots=True)
class _Guess:
    index: int
    printed: str
    match: Match | None
    values: tuple[str, ...]

    @property
    def field(self) -> str:
        return self.match.field if self.match else ""

    @property
    def level(self) -> str:
        return self.match.level if self.match else ""

    def share(self, pattern: re.Pattern[str]) -> float:
        return sum(1 for v in self.values if pattern.search(v)) / len(self.values) if self.values else 0.0

    @property
    def length(self) -> float:
        """Median length of the values in characters."""
        sizes = sorted(len(v) for v in self.values)
        return sizes[len(sizes) // 2] if sizes else 0.0

    @property
    def numeric(self) -> bool:
        """Whether the values look like scores rather than sentences."""
        short = sum(1 for v in self.values if len(v) <= 40 and (_NUMBERISH.search(v) or SCORE_WORDS.match(v)))
        return bool(self.values) and short >= 0.6 * len(self.values)

    def say(self, field: str, level: str = "", because: str = "", scope: str = "") -> _Guess:
        old = self.match or Match("", "", 0.0, "inferred", "content")
        basis = f"{old.basis}; {because}" if because else old.basis
        return replace(self, match=Match(field, level, old.certainty, scope or old.scope, basis))


def read_path(path: Sequence[str], matcher: Matcher) -> Match | None:
    """The match of a header path: the lowest row names the field, rows above may name the level."""
    if not path:
        return None
    leaf = path[-1]
    if is_unit(leaf) and len(path) > 1:
        return matcher.match(" ".join(path)) or read_path(path[:-1], matcher)
    own = matcher.match(leaf)
    above = [m for m in (matcher.match(text) for text in path[:-1]) if m]
    level = next((lv for text in reversed(path[:-1]) if len(text) <= 60 and (lv := matcher.level_of(text))), "")
    if own and own.field in (*SCORES, "", "risk") and not own.level and level:
        return replace(own, level=level, basis=f"{own.basis} under level word {level}")
    if own and not own.field and own.level and above and above[-1].field in SCORES:
        return replace(own, field=above[-1].field)
    if own and own.field.startswith("other") and len(path) > 1:
        return matcher.match(" ".join(path)) if own.certainty < 0.8 else own
    return own or (matcher.match(" ".join(path)) if len(path) > 1 else None) or next(iter(above[::-1]), None)


def _by_content(g: _Guess) -> _Guess:
    """Settle what only the values can tell about one column."""
    f = g.field
    if not g.values:
        return g
    if f == "impact" and not g.numeric and g.length > 12:
        return g.say("consequence", because="its cells are sentences")
    if f == "consequence" and g.numeric and g.length <= 12:
        return g.say("impact", g.level, "its cells are numbers")
    if f in ("likelihood", "score", "") and g.match and not g.numeric and g.length > 25:
        if g.level and f == "score" and g.match.basis.startswith("level word"):
            return g.say("risk", because="its cells are sentences")
        return g.say("other:text", because="its cells are sentences")
    if f == "" and g.match and g.level:
        return g.say("score", g.level, "its cells are scores") if g.numeric else g.say("other:text")
    if f == "risk" and g.numeric and g.length <= 14:
        refs = 0.0 if g.level else g.share(_REF)
        return (
            g.say("risk_ref", because="its cells are references")
            if refs >= 0.6 and len(set(g.values)) > 0.8 * len(g.values)
            else g.say("score", g.level, "its cells are scores")
        )
    if f == "risk_ref" and g.length > 40:
        return g.say("ref_title", because="its cells hold more than a reference")
    if f.startswith("other") and f not in ("other:ref",) and g.share(RESPONSES) >= 0.8:
        return g.say("response", because="its cells are response options", scope="inferred")
    if f == "response" and g.length > 45 and g.share(RESPONSES) < 0.2:
        return g.say("mitigation", because="its cells are sentences")
    if f == "direction" and g.length > 45:
        return g.say("other:status", because="its cells are sentences")
    return g


def _settle_texts(guesses: list[_Guess]) -> list[_Guess]:
    fields = {g.field for g in guesses}
    parts = {"cause", "event", "consequence"} & fields
    out = []
    for g in guesses:
        if g.field == "risk":
            title = "title" not in fields and ("description" in fields or parts >= {"cause", "event", "consequence"})
            free = "event" if parts and "event" not in fields else "description"
            g = g.say(
                "title" if title else free,
                because="the table's text column" if not title else "a description stands beside it",
            )
        elif g.field == "mitigation":
            has_controls, has_actions = "controls" in fields, "actions" in fields
            to = "actions" if has_controls and not has_actions else "controls"
            g = g.say(
                to,
                because="controls stand beside it"
                if to == "actions"
                else "no other column of controls"
                if not has_controls
                else "",
            )
        out.append(g)
    return out


def _settle_levels(guesses: list[_Guess]) -> list[_Guess]:
    """Give every score column a level: unsaid ones by their number and place; "previous" ones go to other."""
    guesses = _adopt_level(_impact_totals(guesses))
    scored = [g for g in guesses if g.field in SCORES]
    said = {g.level for g in scored if g.level}
    groups: list[list[_Guess]] = []
    for g in scored:
        if g.level:
            continue
        last = groups[-1] if groups else None
        if last and g.field not in {x.field for x in last} and g.index - last[-1].index <= 4:
            last.append(g)
        else:
            groups.append([g])
    spare = [level for level in ("inherent", "residual", "target") if level not in said]
    if len(groups) == 1:
        order = ["residual"] if "residual" in spare else (spare[:1] or ["residual"])
    elif len(groups) == 2 and "residual" in spare and "inherent" in spare:
        order = ["inherent", "residual"]
    else:
        order = spare
    chosen = {x.index: order[n] if n < len(order) else "previous" for n, group in enumerate(groups) for x in group}
    controls = min((g.index for g in guesses if g.field in ("controls", "actions")), default=None)
    if "residual" not in said and "residual" not in chosen.values():
        chosen |= _latest_period(scored)
    swap = _current_is_inherent(scored, said, controls)
    out = []
    for g in guesses:
        if g.field in SCORES:
            level = chosen.get(g.index) or g.level or "residual"
            if g.level == "previous" and level == "residual":
                g = g.say(g.field, level, "the latest period that is filled")
            if not g.level and len(groups) > 1:
                g = g.say(g.field, level, f"unnamed assessment taken as {level} by its place")
            if swap and g.level == "residual":
                level = swap[1] if _says_residual(g) else swap[0]
                g = g.say(g.field, level, f"two assessments: this one taken as {level}")
            g = g.say(g.field if level != "previous" else "other:previous", level)
        out.append(g)
    return out


def _impact_totals(guesses: list[_Guess]) -> list[_Guess]:
    """ "Impact - Fund | Impact - Employers | … | Total | Likelihood": the total is the impact, its parts stay apart."""
    out = list(guesses)
    for i, g in enumerate(guesses):
        if (
            g.field != "score"
            or g.level
            or not re.match(r"total(?: impact)?$", g.printed.split(" / ")[-1].strip(), re.IGNORECASE)
        ):
            continue
        first = i
        while (
            first and re.match(r"impact\b", guesses[first - 1].printed, re.IGNORECASE) and not guesses[first - 1].level
        ):
            first -= 1
        if i - first >= 2 and i + 1 < len(guesses) and guesses[i + 1].field == "likelihood":
            out[i] = g.say("impact", "", "the total of the impacts before it")
            for j in range(first, i):
                out[j] = guesses[j].say("other:part", "", "a part of the total impact")
    return out


def _adopt_level(guesses: list[_Guess]) -> list[_Guess]:
    """A score without a level beside factors of a named level is that level's score."""
    out = list(guesses)
    held = {(g.field, g.level) for g in guesses if g.field in SCORES}
    for i, g in enumerate(out):
        before = out[i - 1] if i else None
        if (
            g.field == "score"
            and not g.level
            and before is not None
            and before.field in ("likelihood", "impact")
            and before.level not in ("", "previous")
        ):
            if ("score", before.level) not in held:
                out[i] = g.say("score", before.level, "it stands beside that level's factor")
                held.add(("score", before.level))
    return out


def _latest_period(scored: list[_Guess]) -> dict[int, str]:
    """The last filled one of several period columns ("Q1 score", "Q2 score") is the present assessment."""
    periods = [g for g in scored if g.level == "previous" and g.values and _PERIOD.search(g.printed)]
    last: dict[str, _Guess] = {g.field: g for g in periods}
    return {g.index: "residual" for g in last.values()}


def _says_residual(g: _Guess) -> bool:
    return bool(re.search(r"residual|net|mitigated|managed|after|post|gweddill", g.printed, re.IGNORECASE))


def _current_is_inherent(scored: list[_Guess], said: set[str], controls: int | None) -> tuple[str, str] | None:
    """The levels of "current" and of "residual" columns when one table prints both, else None."""
    both = [g for g in scored if g.level == "residual"]
    current = [g for g in both if not _says_residual(g)]
    if not current or len(current) == len(both):
        return None
    before = controls is not None and max(g.index for g in current) < controls
    if "inherent" not in said and before:
        return ("inherent", "residual")
    return ("residual", "target") if "target" not in said else None


def _once(guesses: list[_Guess]) -> list[_Guess]:
    """Fields that hold one column only: the surest stays, the rest are kept under their headers."""
    best: dict[tuple[str, str], _Guess] = {}
    for g in guesses:
        f = "area" if g.field.startswith("area") else g.field
        if f in (*SCORES, "area", "risk_ref", "owner", "direction", "appetite", "response"):
            rank = (
                bool(g.values) and (g.numeric or f not in SCORES),
                g.field != "area:2",
                g.share(re.compile(r"\d")) if f in SCORES else 0,
                g.match.certainty if g.match else 0,
                -g.index,
            )
            key = (f, g.level if f in SCORES else "")
            held = best.get(key)
            if held is None or rank > _rank(held, f):
                best[key] = g
    keep = {g.index for g in best.values()}
    single = (*SCORES, "risk_ref", "owner", "direction", "appetite", "response")
    return [
        g
        if g.index in keep or not (g.field in single or g.field.startswith("area"))
        else g.say("other:second", "", "another column holds the field")
        for g in guesses
    ]


def _rank(g: _Guess, f: str) -> tuple[bool, bool, float, float, int]:
    return (
        bool(g.values) and (g.numeric or f not in SCORES),
        g.field != "area:2",
        g.share(re.compile(r"\d")) if f in SCORES else 0,
        g.match.certainty if g.match else 0,
        -g.index,
    )


def _infer(guesses: list[_Guess]) -> list[_Guess]:
    """Columns without a header, by closed vocabularies only; free text is never guessed."""
    fields = {g.field for g in guesses}
    out = []
    for g in guesses:
        if g.match is None and g.values:
            if (
                "risk_ref" not in fields
                and g.share(_REF) >= 0.9
                and len(set(g.values)) == len(g.values)
                and g.index <= 1
            ):
                g = g.say("risk_ref", because="distinct references in the first columns", scope="inferred")
            elif (
                "response" not in fields
                and g.share(_ENDS_IN_RESPONSE) >= 0.8
                and re.search(r"approach|response|treatment|option|strategy", g.printed, re.IGNORECASE)
            ):
                g = g.say("response", because="its cells end in response options", scope="inferred")
            elif "response" not in fields and g.share(RESPONSES) >= 0.9 and len(g.values) > 1:
                g = g.say("response", because="its cells are response options", scope="inferred")
        out.append(g)
    return out


def assign(paths: Sequence[Sequence[str]], values: Sequence[Sequence[str]], matcher: Matcher) -> list[Column]:
    """Columns of a table from header paths and each column's non-blank body values.

    Every column is returned; one without a field has `field` "" and stays under its header in `other`.
    """
    guesses = [
        _by_content(_Guess(i, " / ".join(path), read_path(path, matcher), tuple(values[i])))
        for i, path in enumerate(paths)
    ]
    guesses = _once(_infer(_settle_levels(_settle_texts(guesses))))
    columns = []
    for g in guesses:
        f = g.field
        field = (
            f"{f}_{g.level}" if f in SCORES else "" if f.startswith("other") else "area" if f.startswith("area") else f
        )
        scope = (g.match.scope if g.match else "none") if field else "none"
        basis = g.match.basis if g.match else "no variant of the dictionary"
        columns.append(Column(g.index, g.printed, field, scope, basis, score_order(g.printed)))
    return columns


def evidence(columns: Sequence[Column]) -> tuple[float, str]:
    """How much the columns look like a register, and in words what is missing; 3.5 and a text column suffice."""
    fields = {c.field for c in columns if c.field}
    text = fields & {*TEXTS}
    if not text:
        return 0.0, "no column of risks was found"
    names = " ".join(c.printed.lower() for c in columns)
    weight = 2.0 if re.search(r"\brisks?\b|\brisg", names) else 0.0
    weight += 2.0 if any(f.startswith("likelihood") for f in fields) else 0.0
    weight += sum(1.0 for f in ("impact", "score") if any(x.startswith(f + "_") for x in fields))
    weight += sum(1.0 for f in ("controls", "response", "appetite", "consequence", "cause") if f in fields)
    weight += sum(0.5 for f in ("actions", "owner", "risk_ref", "area", "direction") if f in fields)
    return weight, "the columns name too little of a risk"
