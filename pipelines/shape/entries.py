"""A raw entry made into a row of `entries`: texts joined, scores and direction read, the rest kept in `other`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.catalogue.council import Matrix
from pipelines.records import Issue
from pipelines.shape.columns import RESPONSES
from pipelines.shape.headers import LEVELS
from pipelines.shape.owners import split_owner
from pipelines.shape.raw import Raw
from pipelines.shape.scores import DATE, IMPACT, LIKELIHOOD, Score, parse_direction, parse_factor, parse_score
from pipelines.shape.splits import TEXT_LABELS, split_extras, split_labels, split_ref, split_title
from pipelines.shape.text import join, squash, tidy

_LONGEST_TITLE = 140
_TEXTS = ("title", "description", "controls", "actions")


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading scores needs to know: the matrix (or None), words of the scales, columns of letter codes."""

    matrix: Matrix | None = None
    likelihood_words: tuple[str, ...] = ()
    impact_words: tuple[str, ...] = ()
    codes: bool = False


@dataclass(slots=True)
class Made:
    """A row of `entries` without ids, and the issues found in making it."""

    row: dict[str, Any]
    issues: list[Issue] = field(default_factory=list)


def _texts(raw: Raw) -> dict[str, list[str]]:
    """Text pieces by field after splitting cells that hold several."""
    out: dict[str, list[str]] = {}
    for name in ("title", "description", "cause", "event", "consequence", "controls", "actions", "owner"):
        for piece in raw.pieces.get(name, []):
            for part, values in split_labels(piece, name).items():
                out.setdefault(part, []).extend(tidy(v) for v in values)
    return out


def _identity(raw: Raw) -> tuple[str, list[str]]:
    """Reference and title pieces, taking "CR1 Failure to …" apart."""
    ref = raw.first("risk_ref")
    titles = list(raw.pieces.get("title", []))
    for text in raw.pieces.get("ref_title", []):
        text, extra = split_extras(text)
        for name, value in extra.items():
            raw.add(name, value) if name == "owner" and not raw.first("owner") else raw.other.setdefault(
                name, []
            ).append(value)
        found, rest = split_ref(text.strip())
        if found and not ref:
            ref = found
            title, body = split_title(rest) if "\n" in rest else (rest, "")
            if len(title or body) > _LONGEST_TITLE and not raw.first("description"):
                raw.pieces.setdefault("description", []).insert(0, title or body)
                continue
            titles.insert(0, title or body)
            if title and body and body != title:
                raw.pieces.setdefault("description", []).insert(0, body)
        else:
            titles.insert(0, text)
    for text in raw.pieces.get("title_text", [])[:1]:
        title, body = split_title(text)
        titles += [title] if title else []
        raw.pieces.setdefault("description", []).insert(0, body)
    raw.pieces.setdefault("description", []).extend(raw.pieces.get("title_text", [])[1:])
    return ref, titles


def make(raw: Raw, how: Reading) -> Made:
    """One row of `entries` from a raw entry; ids, council and date are added later."""
    ref, titles = _identity(raw)
    raw.pieces["title"] = titles
    texts = _texts(raw)
    other = {
        name: join([tidy(v) for v in values], "\n")
        for name, values in raw.other.items()
        if any(v.strip() for v in values)
    }
    row: dict[str, Any] = {
        "risk_ref": ref or None,
        "title": join(texts.get("title", []), "\n"),
        "description": join([p for name in ("description", *TEXT_LABELS) for p in texts.get(name, [])]),
        "controls": join(texts.get("controls", []), "\n\n"),
        "actions": join(texts.get("actions", []), "\n\n"),
        "appetite_word": join([squash(p) for p in raw.pieces.get("appetite", [])], " ") or None,
        "area_local": raw.first("area") or raw.section or None,
    }
    made = Made(row)
    responses = [tidy(p) for p in raw.pieces.get("response", [])]
    dates = [m[0] for p in responses for m in DATE.finditer(p)]
    if dates:
        other[raw.printed.get("response", "response")] = "\n".join(dates)
        responses = [squash(DATE.sub(" ", p)) for p in responses]
    row["response"] = join(responses, "\n")
    if responses and any(len(p) > 200 and not RESPONSES.match(p) for p in responses):
        other["response"] = row["response"]
    owners = [p for p in texts.get("owner", []) if p.strip()]
    row["owner_role"] = "; ".join(dict.fromkeys(split_owner(p)[0] for p in owners)) or None
    _scores(raw, how, made, other)
    _direction(raw, made, other)
    row["other"] = json.dumps(other, ensure_ascii=False, sort_keys=True)
    row["locator"] = "; ".join(dict.fromkeys(raw.rows))
    return made


def _direction(raw: Raw, made: Made, other: dict[str, str]) -> None:
    text = raw.first("direction")
    made.row["direction"] = parse_direction(text)
    if text and made.row["direction"] is None:
        other["direction"] = text
        if len(text) > 1 and not re.fullmatch(r"\W+", text):
            return
        made.issues.append(
            Issue(
                "direction_unreadable",
                f"The direction of travel {text!r} is a symbol that lost its font; it is kept as "
                "printed and read as nothing. Publish the word beside the arrow.",
                made.row["locator"] if "locator" in made.row else "; ".join(raw.rows),
                "direction",
                text,
            )
        )


def _scores(raw: Raw, how: Reading, made: Made, other: dict[str, str]) -> None:
    for level in LEVELS:
        found: dict[str, float | None] = {}
        text = raw.first(f"score_{level}")
        if text:
            score = parse_score(text, raw.orders.get(f"score_{level}", ""), how.matrix, how.codes)
            if score.likelihood is None and score.code == "" and how.likelihood_words:
                score = _pair_of_words(text, score, how)
            found = {"likelihood": score.likelihood, "impact": score.impact, "score": score.score}
            _keep(raw, f"score_{level}", text, score, made, other)
        for name, words in (("likelihood", how.likelihood_words), ("impact", how.impact_words)):
            text = raw.first(f"{name}_{level}")
            if not text:
                continue
            factor = parse_factor(text, words, how.matrix)
            if factor.score is not None:
                found[name] = factor.score
            _keep(raw, f"{name}_{level}", text, factor, made, other)
        for name in ("likelihood", "impact", "score"):
            made.row[f"{name}_{level}"] = found.get(name)


def _parts(text: str) -> list[str]:
    return [p.strip() for p in re.split(r"[/,;|]|\bx\b", text) if p.strip()]


def factors_of(text: str) -> tuple[str, str] | None:
    """The likelihood and the impact that a score cell of two words prints ("Likely / Major"), or None."""
    parts = _parts(text)
    if len(parts) != 2 or any(len(p) > 40 for p in parts):
        return None
    for a, b in (parts, parts[::-1]):
        if LIKELIHOOD.search(a) and IMPACT.search(b):
            return a, b
    return None


def _pair_of_words(text: str, score: Score, how: Reading) -> Score:
    parts = _parts(text)
    if len(parts) != 2:
        return score
    for a, b in (parts, parts[::-1]):
        first, second = parse_factor(a, how.likelihood_words), parse_factor(b, how.impact_words)
        if first.score is not None and second.score is not None:
            return Score(first.score, second.score, score.score, score.band)
    return score


def _keep(raw: Raw, name: str, text: str, score: Score, made: Made, other: dict[str, str]) -> None:
    """What a score cell prints beside its numbers stays in `other`; what cannot be read becomes an issue."""
    header = raw.printed.get(name, name)
    silent = score.score is None and score.likelihood is None
    if (silent and (score.band or score.code)) or score.code:
        other[header] = squash(text)
    if not score.understood:
        code = "letters_orientation_unknown" if score.code else "score_unreadable"
        say = (
            f"{squash(text)!r} is a letter code and no key says whether A is worst; the factors stay empty."
            if score.code
            else f"{squash(text)!r} cannot be read as a score; it stays empty."
        )
        other[header] = squash(text)
        made.issues.append(Issue(code, say, "; ".join(raw.rows), name, squash(text)))
    elif score.changed:
        made.issues.append(
            Issue(
                "score_two_values",
                f"{squash(text)!r} prints two scores; the later one was taken.",
                "; ".join(raw.rows),
                name,
                squash(text),
            )
        )


def has_words(rows: Sequence[Raw]) -> bool:
    """Whether any raw entry prints text of a risk."""
    return any(
        any(
            r.pieces.get(f)
            for f in ("title", "ref_title", "title_text", "description", "cause", "event", "consequence")
        )
        for r in rows
    )
