"""English or Welsh: of a text, told by common words first and by py3langid where they do not settle it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_CY = frozenset(
    [
        "yn",
        "y",
        "yr",
        "ar",
        "o",
        "i",
        "a",
        "ac",
        "mae",
        "bod",
        "wedi",
        "gan",
        "gyda",
        "ei",
        "eu",
        "am",
        "fel",
        "neu",
        "cael",
        "ddim",
        "nid",
        "hyn",
        "fod",
        "sydd",
        "risg",
        "risgiau",
        "gwasanaethau",
        "cyngor",
        "ym",
        "yng",
        "na",
        "nad",
        "os",
        "er",
        "at",
        "dan",
        "drwy",
        "rhag",
        "oherwydd",
        "methu",
        "methiant",
        "diffyg",
        "ni",
        "cyllid",
        "gwasanaeth",
        "camau",
    ]
)
_EN = frozenset(
    [
        "the",
        "of",
        "to",
        "and",
        "in",
        "for",
        "is",
        "on",
        "with",
        "that",
        "be",
        "are",
        "by",
        "as",
        "not",
        "from",
        "or",
        "will",
        "at",
        "this",
        "have",
        "has",
        "it",
        "due",
        "failure",
        "risk",
        "lack",
        "services",
        "council",
        "which",
        "may",
        "could",
        "an",
        "if",
    ]
)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(["en", "cy"])
    return model


def language(text: str) -> str:
    """ "en" or "cy"; text too short to tell counts as English."""
    words = re.findall(r"[a-zâêîôûŵŷ']+", text.lower())
    cy = sum(1 for w in words if w in _CY and w not in {"a", "i", "o", "at", "am", "y"})
    en = sum(1 for w in words if w in _EN)
    if cy >= 2 * en + 2:
        return "cy"
    if en >= cy:
        return "en"
    if len(words) < 4:
        return "en"
    found, probability = _identifier().classify(text)
    return "cy" if found == "cy" and probability > 0.8 else "en"
