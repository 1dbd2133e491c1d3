"""Text as every reader hands it on: valid Unicode without control characters, arrows as arrows.

Belongs here: what is wrong with characters in every format alike. What is wrong with one format stays in
that format's module.
"""

from __future__ import annotations

import re
from typing import Final

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_LINE_BREAK: Final = re.compile("\r\n?|\x85|\u2028|\u2029")
_SPACES: Final = "\u00a0\u2007\u202f"
_LIGATURES: Final = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00ad": ""}
)

# Symbol fonts put pictures on letters' places; extraction gives the letters. Codes of Wingdings and Symbol
# as printed in registers for direction of travel, ticks and bullets.
_WINGDINGS: Final = {
    "\u00df": "←", "\u00e0": "→", "\u00e1": "↑", "\u00e2": "↓",
    "\u00e3": "↖", "\u00e4": "↗", "\u00e5": "↙", "\u00e6": "↘",
    "\u00e7": "←", "\u00e8": "→", "\u00e9": "↑", "\u00ea": "↓",
    "\u00eb": "↖", "\u00ec": "↗", "\u00ed": "↙", "\u00ee": "↘",
    "\u00ef": "←", "\u00f0": "→", "\u00f1": "↑", "\u00f2": "↓",
    "\u00f3": "↔", "\u00f4": "↕", "\u00fb": "✗", "\u00fc": "✓", "\u00fd": "☒", "\u00fe": "☑",
    "\u00a7": "▪", "\u00a8": "◻", "\u00b7": "•", "\u00d8": "➢", "\u0076": "❖", "\u006e": "■", "\u006c": "●",
    "\u0071": "❑", "\u0075": "◆", "\u006f": "□", "\u0078": "☒", "\u00f5": "⇨", "\u00f6": "⇧", "\u004a": "☺",
    "\u004b": "😐", "\u004c": "☹", "\u0046": "☞", "\u00a1": "○", "\u009f": "•", "\u009e": "·",
}  # fmt: skip
_WINGDINGS_3: Final = {
    "\u0066": "←", "\u0067": "→", "\u0068": "↑", "\u0069": "↓",
    "\u006a": "↖", "\u006b": "↗", "\u006c": "↙", "\u006d": "↘", "\u0061": "↔", "\u0062": "↕",
    "\u0070": "▲", "\u0071": "▼", "\u0074": "◀", "\u0075": "▶", "\u007d": "▶", "\u007c": "◀",
    "\u0021": "→", "\u0022": "←", "\u0023": "↑", "\u0024": "↓",
}  # fmt: skip
_WEBDINGS: Final = {"\u0033": "◀", "\u0034": "▶", "\u0035": "▲", "\u0036": "▼", "\u0061": "✓", "\u0072": "✗"}
_SYMBOL: Final = {
    "\u00ab": "↔", "\u00ac": "←", "\u00ad": "↑", "\u00ae": "→", "\u00af": "↓", "\u00b7": "•",
    "\u00db": "⇔", "\u00dc": "⇐", "\u00dd": "⇑", "\u00de": "⇒", "\u00df": "⇓",
    "\u00a3": "≤", "\u00b3": "≥", "\u00b4": "×", "\u00b1": "±", "\u00b8": "÷",
}  # fmt: skip


def clean(text: str) -> str:
    """`text` without NULs, control characters, non-characters and lone surrogates; line breaks as "\\n".

    Spaces that forbid a line break become plain ones: registers of one council differ in them by accident.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _CONTROL.sub("", _LINE_BREAK.sub("\n", text))
    for space in _SPACES:  # three searches for one sign each take a tenth of the time of one translation
        text = text.replace(space, " ")
    return text


def unligate(text: str) -> str:
    """`text` with typographic ligatures written out and soft hyphens gone."""
    return text.translate(_LIGATURES)


def symbols_of(font_name: str) -> dict[str, str] | None:
    """What a symbol font's characters depict, or None where the font holds letters.

    Fonts without a known table (`Marlett`) are not guessed at.
    """
    name = re.sub(r"^[A-Z]{6}\+", "", font_name).replace(" ", "").replace("-", "").lower()
    if name.startswith("wingdings3"):
        return _WINGDINGS_3
    if name.startswith("wingdings2"):
        return {"P": "✓", "O": "✗", "R": "☑", "S": "☒", "\u0097": "•"}
    if name.startswith("wingdings"):
        return _WINGDINGS
    if name.startswith("webdings"):
        return _WEBDINGS
    if name.startswith("symbol") and not name.startswith("symbola"):
        return _SYMBOL
    return None


def depict(text: str, font_name: str) -> str:
    """`text` set in `font_name` as the signs that a person saw: "é" in Wingdings is "↑"."""
    table = symbols_of(font_name) if font_name else None
    if table is None:
        return text
    shown = []
    for character in text:
        code = ord(character)
        plain = chr(code - 0xF000) if 0xF020 <= code <= 0xF0FF else character
        shown.append(table.get(plain, character))
    return "".join(shown)
