"""Owners: the role is kept, a person's name is dropped, and dropped wherever else the document prints it.

Names come from the document's own owner, officer and author cells and after Cllr, Mr, Mrs, Ms, Dr, Sir and
the like; a name that stands in free text alone, without such a title, is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

NAME = "[name]"
_TITLE = r"(?:Cllrs?|Councill?ors?|Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Dame|Lord|Lady|Baroness|Prof|Professor|Rev|Cyng(?:horydd)?)"
_PART = (
    r"(?:[A-Z][a-zà-ÿ'’]+(?:[A-Z][a-zà-ÿ'’]+)?|O['’][A-Z][a-zà-ÿ]+|Ma?c[A-Z][a-zà-ÿ]+"
    r"|[A-Z]\.?(?=\s)|(?:de|van|der|von|la|ap|ab)(?=\s+[A-Zdvl]))"
)
_HYPHEN = rf"{_PART}(?:-{_PART})*"
_TITLED = re.compile(rf"\b{_TITLE}\b\.?\s+((?:{_HYPHEN}\s+){{0,3}}{_HYPHEN})")
_SHAPE = re.compile(
    r"^(?:(?:[A-Z]\.?\s?){1,3}|[A-Z][a-zà-ÿ'’]+(?:-[A-Z][a-zà-ÿ'’]+)?\s+)(?:(?:[A-Z]\.?"
    r"|de|van|der|von|la|ap|ab|[A-Z][a-zà-ÿ'’]+)\s+){0,2}"
    r"(?:O['’]|Ma?c|[DL]['’])?[A-Z][a-zà-ÿ'’]+(?:-[A-Z][a-zà-ÿ'’]+)?$"
)
_SURNAME_FIRST = re.compile(r"^((?:O['’]|Ma?c)?[A-Z][A-Za-zà-ÿ'’-]+),\s*([A-Z][a-zà-ÿ]*\.?)$")
_SHOUT = re.compile(r"^[A-Z][A-Z'’-]+\s+[A-Z][A-Z'’-]+$")
_SPLIT = re.compile(r"\s*(?:[\n;/|•()\[\]]|,(?!\s*[A-Z]\.?$)|\s[-–—:]\s|\s&\s|\band\b|\ba\b(?=\s[A-Z]))\s*")
_WORDS = Path(__file__).with_name("role_words.txt")
_FORENAMES = Path(__file__).with_name("forenames.txt")


@cache
def _list(path: Path) -> frozenset[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.lower().split())


def looks_like_name(text: str) -> bool:
    """Whether a piece of an owner cell reads as a person's name and not as a role, team or body."""
    text = re.sub(rf"^{_TITLE}\b\.?\s+", "", " ".join(text.split())).strip(" .,:;")
    if not text:
        return False
    if _SURNAME_FIRST.match(text):
        return not _is_role(text)
    shouted = bool(_SHOUT.match(text))
    if not (_SHAPE.match(text) or shouted):
        return False
    words = [w.lower().strip(".'’") for w in re.split(r"[\s-]+", text)]
    if any(w in _list(_WORDS) for w in words):
        return False
    return words[0] in _list(_FORENAMES) or (not shouted and len(words) >= 2)


def _is_role(text: str) -> bool:
    return any(w.lower() in _list(_WORDS) for w in re.findall(r"[A-Za-z]+", text))


def split_owner(text: str) -> tuple[str, list[str]]:
    """An owner cell's role and the names in it; the role is "[name]" when the cell holds names alone."""
    names: list[str] = []
    titled = [m[1].strip() for m in _TITLED.finditer(text)]
    names += [t for t in titled if not _is_role(t)]
    body = _TITLED.sub(lambda m: m[0] if _is_role(m[1]) else "\n", text)
    roles = []
    whole = " ".join(body.split())
    if _SURNAME_FIRST.match(whole) and looks_like_name(whole):
        return NAME, [*names, whole]
    pieces = [p.strip(" .,:;-–") for p in _SPLIT.split(body)]
    found = [p for p in pieces if p and looks_like_name(p)]
    led = [(p, _leading_name(p) or _trailing_name(p)) for p in pieces if p and p not in found]
    found += [name for _, name in led if name]
    if not found and not names:
        return whole, []
    role = body
    for name in found:
        role = re.sub(rf"{re.escape(name)}", "\n", role)
    kept = [" ".join(p.split()).strip(" .,:;/-–&()[]") for p in re.split(r"\n|\(\s*\)", role)]
    roles = [p for p in kept if re.search(r"[A-Za-z]{2}", p) and p.lower() not in {"and", "a", "the"}]
    roles = [re.sub(r"^(?:and|a)\s+|\s+(?:and|a)$", "", r) for r in roles]
    return "; ".join(dict.fromkeys(roles)) or NAME, [*names, *found]


def _leading_name(piece: str) -> str:
    """A forename and surname that a role follows without a mark: "Jo Bloggs Director of Finance"."""
    words = piece.split()
    if len(words) < 3 or words[0].lower() not in _list(_FORENAMES):
        return ""
    if not re.match(r"^[A-Z][a-z'’-]+$", words[1]) or words[1].lower() in _list(_WORDS):
        return ""
    return " ".join(words[:2]) if words[2].lower() in _list(_WORDS) else ""


def _trailing_name(piece: str) -> str:
    """A forename and surname that follow a role without a mark: "Director of Finance Jo Bloggs"."""
    words = piece.split()
    if len(words) < 3 or words[-2].lower() not in _list(_FORENAMES) or words[-2].lower() in _list(_WORDS):
        return ""
    if not re.match(r"^[A-Z][A-Za-z'’-]+$", words[-1]) or words[-1].lower() in _list(_WORDS):
        return ""
    return " ".join(words[-2:]) if words[-3].lower() in _list(_WORDS) else ""


class Names:
    """The names of one document and their removal from its texts."""

    def __init__(self, cells: Iterable[str]) -> None:
        names: set[str] = set()
        for cell in cells:
            names.update(split_owner(cell)[1])
        self.names = {" ".join(n.split()) for n in names if len(n) > 2}
        self._pattern = _pattern(self.names)
        self.dropped = 0

    def drop(self, text: str) -> str:
        """The text with every known name, and every name after a title, as "[name]"."""
        if not text:
            return text
        if self._pattern:
            text, n = self._pattern.subn(NAME, text)
            self.dropped += n
        return _TITLED.sub(self._titled, text)

    def _titled(self, found: re.Match[str]) -> str:
        kept: list[str] = []
        words = found[1].split()
        while words and words[-1].lower().strip(".,") in _list(_WORDS):
            kept.insert(0, words.pop())
        if not words:
            return found[0]
        self.dropped += 1
        lead = found[0][: found.start(1) - found.start()]
        return " ".join([f"{lead}{NAME}", *kept])


def _pattern(names: set[str]) -> re.Pattern[str] | None:
    forms: set[str] = set()
    for name in names:
        turned = _SURNAME_FIRST.match(name)
        words = [turned[2], turned[1]] if turned else name.split()
        forms.add(name)
        if len(words) > 1:
            forms.add(" ".join(words))
            forms.add(f"{words[0][0]} {words[-1]}")
            forms.add(f"{words[0][0]}. {words[-1]}")
            forms.add(f"{words[0]} {words[-1]}")
    if not forms:
        return None
    ordered = sorted(forms, key=len, reverse=True)
    body = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in ordered)
    return re.compile(rf"(?<![\w-])(?:{body})(?![\w-])(?:'s|’s)?", re.IGNORECASE if len(names) < 500 else 0)
