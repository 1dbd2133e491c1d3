"""Likelihoods and impacts printed as words: which words no scale explains, and in which order they usually stand.

Words become numbers by the council's own scale alone, configured or printed as a key in the document: councils
number the same words differently. The usual orders here only draft what a person confirms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.catalogue.council import Council
from pipelines.records import Issue
from pipelines.shape.entries import Reading as How
from pipelines.shape.entries import factors_of
from pipelines.shape.headers import LEVELS
from pipelines.shape.raw import Raw
from pipelines.shape.scores import parse_factor
from pipelines.shape.text import squash

FACTORS = ("likelihood", "impact")
USUAL = {
    "likelihood": (
        ("Rare", "Unlikely", "Possible", "Likely", "Almost certain"),
        ("Rare", "Unlikely", "Moderate", "Likely", "Almost certain"),
        ("Remote", "Unlikely", "Possible", "Likely", "Almost certain"),
        ("Remote", "Unlikely", "Possible", "Probable", "Almost certain"),
        ("Very unlikely", "Unlikely", "Possible", "Likely", "Very likely"),
        ("Highly unlikely", "Unlikely", "Possible", "Likely", "Highly likely"),
        ("Very low", "Low", "Medium", "High", "Very high"),
        ("Very low", "Low", "Moderate", "High", "Very high"),
        ("Unlikely", "Possible", "Likely", "Almost certain"),
        ("Unlikely", "Possible", "Likely", "Very likely"),
        ("Very unlikely", "Unlikely", "Likely", "Very likely"),
        ("Low", "Medium", "High", "Very high"),
        ("Unlikely", "Possible", "Likely"),
        ("Low", "Medium", "High"),
    ),
    "impact": (
        ("Insignificant", "Minor", "Moderate", "Major", "Catastrophic"),
        ("Negligible", "Minor", "Moderate", "Major", "Catastrophic"),
        ("Negligible", "Minor", "Moderate", "Major", "Extreme"),
        ("Negligible", "Minor", "Moderate", "Major", "Critical"),
        ("Negligible", "Minor", "Moderate", "Serious", "Catastrophic"),
        ("Very low", "Low", "Medium", "High", "Very high"),
        ("Very low", "Low", "Moderate", "High", "Very high"),
        ("Minor", "Moderate", "Major", "Catastrophic"),
        ("Minor", "Serious", "Major", "Extreme"),
        ("Negligible", "Marginal", "Critical", "Catastrophic"),
        ("Low", "Medium", "High", "Very high"),
        ("Minor", "Moderate", "Major"),
        ("Low", "Medium", "High"),
    ),
}
"""Scales as they are usually printed, least first; longer ones before the shorter that they hold."""
LISTED = 12
"""Different words that a message or a draft lists; more is a column of something else."""
LONGEST = 40
SEPARATOR = "; "
"""Between the words in the value of an issue."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Words of one factor that no scale explains: in how many cells, where first, and as printed, each word once.

    `field` is the column of `entries` that the first of them leaves empty, whether it stands alone or in a pair.
    """

    factor: str
    field: str
    cells: int
    locator: str
    words: tuple[str, ...]


def unread(raws: Sequence[Raw], how: How) -> Iterator[Unread]:
    """The words of likelihood and of impact that become no number.

    Args:
        raws: the raw entries of one register.
        how: the scales that it is read with.
    """
    scales = {"likelihood": how.likelihood_words, "impact": how.impact_words}
    found: dict[str, list[tuple[str, str, str]]] = {name: [] for name in FACTORS}
    for raw in raws:
        for level in LEVELS:
            for name in FACTORS:
                text = raw.first(f"{name}_{level}")
                read = parse_factor(text, scales[name], how.matrix)
                if read.score is None and read.understood and read.band and len(text) <= LONGEST:
                    found[name].append((f"{name}_{level}", "; ".join(raw.rows), squash(text)))
            pair = factors_of(raw.first(f"score_{level}"))
            for name, word in zip(FACTORS, pair or (), strict=False):
                if parse_factor(word, scales[name], how.matrix).score is None:
                    found[name].append((f"{name}_{level}", "; ".join(raw.rows), word))
    for name, cells in found.items():
        if cells:
            words: dict[str, str] = {}
            for _, _, word in cells:
                words.setdefault(_key(word), word)
            yield Unread(name, cells[0][0], len(cells), cells[0][1], tuple(words.values()))


def issue(seen: Unread, how: How, council: Council | None, toml: str) -> Issue:
    """The oddity with the line of configuration that mends it.

    Args:
        how: the scales that the register is read with.
        council: its configuration, if it has one.
        toml: the name of its configuration file.
    """
    shown = ", ".join(seen.words[:3]) + (" ..." if len(seen.words) > 3 else "")
    cells = (
        f"{seen.cells} cells of {seen.factor} hold words" if seen.cells > 1 else f"1 cell of {seen.factor} is a word"
    )
    known = how.likelihood_words if seen.factor == "likelihood" else how.impact_words
    usual = ordered(seen.factor, seen.words)
    give = json.dumps(usual, ensure_ascii=False) if usual and not known else "[...]"
    key = f"{seen.factor}_words"
    table = "[[matrices]]" if council and council.matrices else "[matrix]"
    if known:
        why = f"which is not in the scale read here ({', '.join(known)})"
        mend = f"add what is missing to {key}, least first, under {table} in {toml}"
    else:
        why = "which no scale here explains"
        steps = "" if not usual or whole(seen.factor, seen.words) else " with every step of the scale"
        mend = f"give {key} = {give}, least first{steps}, under {table} in {toml}"
    return Issue(
        "scale_words_unknown",
        f"{cells} ({shown}), {why}; the numbers stay empty and the words in `other`: {mend}.",
        seen.locator,
        seen.field,
        SEPARATOR.join(seen.words[:LISTED]),
    )


def ordered(factor: str, words: Sequence[str]) -> tuple[str, ...]:
    """The usual scale that holds every one of these words, least first, in their own spelling; () without one."""
    printed = {_key(word): word for word in words}
    for scale in USUAL[factor]:
        if set(printed) <= {_key(word) for word in scale}:
            fitting = [s for s in USUAL[factor] if set(printed) == {_key(word) for word in s}]
            return tuple(printed.get(_key(word), word) for word in (fitting or [scale])[0])
    return ()


def whole(factor: str, words: Sequence[str]) -> bool:
    """Whether the words are every step of a usual scale and no longer one holds them: a step that no risk of the
    register stands at would else shift all the others."""
    printed = {_key(word) for word in words}
    holding = [scale for scale in USUAL[factor] if printed <= {_key(word) for word in scale}]
    return bool(holding) and all(len(scale) == len(printed) for scale in holding)


def _key(word: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", word).casefold().split())
