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
from pipelines.shape.levels import Guess, settle_levels

REFERENCE = re.compile(
    r"^(?:risk|no\.?|#)?\s*[A-Z]{0,6}[\s./_-]?\d{1,6}(?:[./_-]?\w{0,6}){0,3}(?:\s?\([A-Z]+\))?$", re.IGNORECASE
)
RESPONSES = re.compile(
    r"^\W*(?:(?:treat|tolerate|transfer|terminate|take|accept|avoid|reduce|mitigate|share|exploit|enhance|retain|manage"
    r"|trin|goddef|trosglwyddo|terfynu)(?:d|ing|ance|ment)?\W*(?:and|or|/|&|,)?\W*)+$",
    re.IGNORECASE,
)
_ENDS_IN_RESPONSE = re.compile(
    r"(?:^|\W)(?:treat|tolerate|transfer|terminate|take|accept|avoid|reduce|mitigate|share)$", re.IGNORECASE
)
_SENTENCE = re.compile(r"[.;!?]\s*$")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `field` a column of `entries` or a text part (cause, event, consequence), "" for `other`."""

    index: int
    printed: str
    field: str
    scope: str
    basis: str
    order: str = ""


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


def _by_content(g: Guess) -> Guess:
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
        refs = 0.0 if g.level else g.share(REFERENCE)
        return (
            g.say("risk_ref", because="its cells are references")
            if refs >= 0.6 and len(set(g.values)) > 0.8 * len(g.values)
            else g.say("score", g.level, "its cells are scores")
        )
    if f == "risk_ref" and g.length > 40:
        return g.say("ref_title", because="its cells hold more than a reference")
    if ((f.startswith("other") and f != "other:ref") or f in ("actions", "mitigation")) and g.share(RESPONSES) >= 0.8:
        return g.say("response", because="its cells are response options", scope="inferred")
    if f == "response" and g.length > 45 and g.share(RESPONSES) < 0.2:
        return g.say("mitigation", because="its cells are sentences")
    if f == "direction" and g.length > 45:
        return g.say("other:status", because="its cells are sentences")
    return g


def _short(g: Guess) -> bool:
    """Whether a column's cells are names of risks and not sentences."""
    return g.length <= 60 and g.share(_SENTENCE) < 0.2


def _settle_texts(guesses: list[Guess]) -> list[Guess]:
    fields = {g.field for g in guesses}
    parts = {"cause", "event", "consequence"} & fields
    out = []
    for g in guesses:
        if g.field == "risk":
            title = "title" not in fields and ("description" in fields or parts >= {"cause", "event", "consequence"})
            title = title or ("title" not in fields and parts >= {"cause", "consequence"} and _short(g))
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


def _once(guesses: list[Guess]) -> list[Guess]:
    """Fields that hold one column only: the surest stays, the rest are kept under their headers."""
    best: dict[tuple[str, str], Guess] = {}
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


def _rank(g: Guess, f: str) -> tuple[bool, bool, float, float, int]:
    return (
        bool(g.values) and (g.numeric or f not in SCORES),
        g.field != "area:2",
        g.share(re.compile(r"\d")) if f in SCORES else 0,
        g.match.certainty if g.match else 0,
        -g.index,
    )


def _infer(guesses: list[Guess]) -> list[Guess]:
    """Columns without a header, by closed vocabularies only; free text is never guessed."""
    fields = {g.field for g in guesses}
    out = []
    for g in guesses:
        if g.match is None and g.values:
            if (
                "risk_ref" not in fields
                and g.share(REFERENCE) >= 0.9
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
        _by_content(Guess(i, " / ".join(path), read_path(path, matcher), tuple(values[i])))
        for i, path in enumerate(paths)
    ]
    guesses = _once(_infer(settle_levels(_settle_texts(guesses))))
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
    names = " ".join(c.printed.lower() for c in columns if c.field not in ("", "area", "appetite"))
    weight = 2.0 if re.search(r"\brisks?\b|\brisg|\b(?:could|might|may|can) (?:go wrong|happen)\b", names) else 0.0
    weight += 2.0 if any(f.startswith("likelihood") for f in fields) else 0.0
    weight += sum(1.0 for f in ("impact", "score") if any(x.startswith(f + "_") for x in fields))
    weight += sum(1.0 for f in ("controls", "response", "appetite", "consequence", "cause") if f in fields)
    weight += sum(0.5 for f in ("actions", "owner", "risk_ref", "area", "direction") if f in fields)
    return weight, "the columns name too little of a risk"
