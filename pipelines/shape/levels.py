"""Which assessment each score column belongs to: before controls, now, aimed at, or an earlier one.

Levels come from the header; what is unsaid is settled by number, place and neighbours, and the basis says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipelines.shape.headers import SCORES, Match

_NUMBERISH = re.compile(r"\d|^[A-Fa-f]\d|^[RAGY]$")
SCORE_WORDS = re.compile(
    r"^(?:very |extremely |almost )?(?:low|medium|moderate|high|certain|likely|unlikely|possible|probable|rare|remote"
    r"|severe|major|minor|serious|significant|critical|catastrophic|extreme|insignificant|negligible|red|amber|green"
    r"|yellow|blue|black|n/?a|tbc|-|substantial|marginal|improbable|minimal|none|isel|canolig|uchel)(?:\W.*)?$",
    re.IGNORECASE,
)
_CURRENT = re.compile(r"\b(?:current|present|now|latest|presennol|cyfredol)\b", re.IGNORECASE)
_PERIOD = re.compile(r"\bq(?:uarter|tr)?\s*\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Guess:
    """A column under work: its printed header, the match so far, its non-blank values."""

    index: int
    printed: str
    match: Match | None
    values: tuple[str, ...]

    @property
    def field(self) -> str:
        """The dictionary field, "" when none."""
        return self.match.field if self.match else ""

    @property
    def level(self) -> str:
        """inherent, residual, target or previous, "" when unsaid."""
        return self.match.level if self.match else ""

    def share(self, pattern: re.Pattern[str]) -> float:
        """The share of values that a pattern finds."""
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

    def say(self, field: str, level: str = "", because: str = "", scope: str = "") -> Guess:
        """The guess with another field and level, its reason added to the basis."""
        old = self.match or Match("", "", 0.0, "inferred", "content")
        basis = f"{old.basis}; {because}" if because else old.basis
        return replace(self, match=Match(field, level, old.certainty, scope or old.scope, basis))


def settle_levels(guesses: list[Guess]) -> list[Guess]:
    """Give every score column a level: unsaid ones by their number and place; "previous" ones go to other."""
    guesses = _adopt_level(_impact_totals(guesses))
    scored = [g for g in guesses if g.field in SCORES]
    said = {g.level for g in scored if g.level}
    groups: list[list[Guess]] = []
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


def _impact_totals(guesses: list[Guess]) -> list[Guess]:
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


def _adopt_level(guesses: list[Guess]) -> list[Guess]:
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
            and ("score", before.level) not in held
        ):
            out[i] = g.say("score", before.level, "it stands beside that level's factor")
            held.add(("score", before.level))
    return out


def _latest_period(scored: list[Guess]) -> dict[int, str]:
    """The last filled one of several period columns ("Q1 score", "Q2 score") is the present assessment."""
    periods = [g for g in scored if g.level == "previous" and g.values and _PERIOD.search(g.printed)]
    last: dict[str, Guess] = {g.field: g for g in periods}
    return {g.index: "residual" for g in last.values()}


def _says_residual(g: Guess) -> bool:
    return bool(re.search(r"residual|net|mitigated|managed|after|post|gweddill", g.printed, re.IGNORECASE))


def _current_is_inherent(scored: list[Guess], said: set[str], controls: int | None) -> tuple[str, str] | None:
    """The levels of "current" and of "residual" columns when one table prints both, else None."""
    both = [g for g in scored if g.level == "residual"]
    current = [g for g in both if _CURRENT.search(g.printed) and not _says_residual(g)]
    if not current or len(current) == len(both):
        return None
    before = controls is not None and max(g.index for g in current) < controls
    if "inherent" not in said and before:
        return ("inherent", "residual")
    return ("residual", "target") if "target" not in said else None
