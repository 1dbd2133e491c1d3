"""Register text with its deciding words marked, always escaped; excerpts where the licence is unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from markupsafe import Markup, escape

from pipelines.shape.language import language as language_of

Hit = Mapping[str, Any]
FIELDS = ("title", "description", "controls", "actions", "response")
BOUNDARY = re.compile(r"[.;!?\n]\s|\n")
EXCERPT = 180
"""Characters an excerpt reaches at most on either side of the deciding words."""


POLES = {"avoidance": ("avoidance",), "enablement": ("enablement",), "mixed": ("avoidance", "enablement")}
"""The poles whose words can have decided a stance; containment and unclear rest on no words."""


def deciding(hits: Sequence[Hit], stance: str) -> list[Hit]:
    """The hits that decided an entry's stance: those counted or flipped to its pole, else its framing."""
    poles = POLES.get(stance, ())
    acts = [h for h in hits if h["effect"] in ("counted", "flipped") and h["pole"] in poles]
    return acts or [h for h in hits if h["effect"] == "framing" and h["pole"] in poles]


def marked(text: str, hits: Sequence[Hit], decided: Sequence[Hit], start: int = 0, end: int | None = None) -> Markup:
    """A field's text between two code points, deciding words in `mark`, everything else escaped.

    Args:
        hits: hits of this field; those that did not decide are underlined.
        decided: those of the entry's hits that decided.
    """
    end = len(text) if end is None else end
    known = {id(h) for h in decided}
    cuts = sorted({start, end, *(min(max(p, start), end) for h in hits for p in (h["span_start"], h["span_end"]))})
    pieces = [Markup("")]
    for low, high in pairwise(cuts):
        over = [h for h in hits if h["span_start"] <= low and h["span_end"] >= high]
        first = next((h for h in over if id(h) in known), None)
        words = escape(text[low:high])
        if first is not None:
            pieces.append(Markup('<mark class="{}">{}</mark>').format(first["pole"], words))
        elif over:
            pieces.append(Markup('<span class="seen">{}</span>').format(words))
        else:
            pieces.append(words)
    return Markup("").join(pieces)


def whole(text: str, field: str, hits: Sequence[Hit], decided: Sequence[Hit]) -> Markup:
    """A whole field with the hits that stand in it."""
    return marked(text, [h for h in hits if h["field"] == field], decided)


def excerpts(text: str, field: str, decided: Sequence[Hit]) -> list[Markup]:
    """The sentences of a field that hold deciding words, marked; windows that touch become one."""
    here = [h for h in decided if h["field"] == field]
    windows: list[list[int]] = []
    for hit in sorted(here, key=lambda h: h["span_start"]):
        low, high = _sentence(text, hit["span_start"], hit["span_end"])
        if windows and low <= windows[-1][1]:
            windows[-1][1] = max(windows[-1][1], high)
        else:
            windows.append([low, high])
    return [
        Markup("{}{}{}").format(
            "" if low == 0 else "… ", marked(text, here, decided, low, high), "" if high >= len(text) else " …"
        )
        for low, high in windows
    ]


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    before = [m.end() for m in BOUNDARY.finditer(text, max(0, start - EXCERPT), start)]
    after = BOUNDARY.search(text, end, min(len(text), end + EXCERPT))
    low = before[-1] if before else max(0, start - EXCERPT)
    high = after.start() + 1 if after else min(len(text), end + EXCERPT)
    return low, high


def language(text: str, register_language: str) -> str:
    """The language a field is marked with: "cy" or "en"; in a bilingual register told from the text itself."""
    if register_language in ("en", "cy"):
        return register_language
    return language_of(text)
