"""Automatic numbers of Word paragraphs: a reference column that Word counts by itself holds no text to read."""

from __future__ import annotations

import re
from typing import Any, Final

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN: Final = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class Numbering:
    """Counters of a document's lists, advanced paragraph by paragraph in reading order."""

    def __init__(self, root: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        if root is None:
            return
        abstract = {
            a.get(f"{_W}abstractNumId"): {
                int(level.get(f"{_W}ilvl", "0")): (
                    _value(level, "numFmt"),
                    _value(level, "lvlText"),
                    int(_value(level, "start") or 1) if (_value(level, "start") or "1").isdigit() else 1,
                )
                for level in a.iterfind(f"{_W}lvl")
                if level.get(f"{_W}ilvl", "0").isdigit()
            }
            for a in root.iterfind(f"{_W}abstractNum")
        }
        for number in root.iterfind(f"{_W}num"):
            link = _value(number, "abstractNumId")
            self._levels[number.get(f"{_W}numId", "")] = abstract.get(link, {})

    def label(self, paragraph: Any) -> str:
        """The number printed before a paragraph, "" for bullets and paragraphs outside lists."""
        properties = paragraph.find(f"{_W}pPr/{_W}numPr")
        if properties is None:
            return ""
        list_id, level_text = _value(properties, "numId"), _value(properties, "ilvl") or "0"
        level = int(level_text) if level_text.isdigit() else 0
        form, pattern, start = self._levels.get(list_id, {}).get(level, ("bullet", "", 1))
        if form in ("bullet", "none"):
            return ""
        self._counts[(list_id, level)] = self._counts.get((list_id, level), start - 1) + 1

        def shown(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            own = self._levels.get(list_id, {}).get(at, ("decimal", "", 1))
            return _written(self._counts.get((list_id, at), own[2]), own[0])

        return re.sub(r"%([1-9])", shown, pattern)


def _value(element: Any, name: str) -> str:
    child = element.find(f"{_W}{name}")
    return child.get(f"{_W}val", "") if child is not None else ""


def _written(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(97 + (number - 1) % 26)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        text, rest = "", number
        for value, letters in _ROMAN:
            while rest >= value and len(text) < 30:
                text, rest = text + letters, rest - value
        return text if form == "lowerRoman" else text.upper()
    return f"{number:02d}" if form == "decimalZero" else str(number)
