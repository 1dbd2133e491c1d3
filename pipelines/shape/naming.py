"""References and titles that stand in front of a risk's text instead of in columns of their own.

What is taken off must be so in most entries of the register: one risk that begins with "1." proves nothing.
"""

from __future__ import annotations

import re

from pipelines.shape.joining import Register
from pipelines.shape.raw import Raw
from pipelines.shape.splits import begins_with_label, split_ref
from pipelines.shape.text import plain, squash

_TEXTS = ("title", "description", "event", "cause", "consequence")
_MOST = 0.8
_LONGEST = 110


def refs_from_titles(register: Register) -> None:
    """References printed in front of titles ("SR1 Budget gap") where the register has no column for them."""
    if not register.raws or any(raw.first("risk_ref") or raw.first("ref_title") for raw in register.raws):
        return
    name = (
        "title"
        if sum(1 for raw in register.raws if raw.first("title")) >= _MOST * len(register.raws)
        else _leading(register.raws)
    )
    split = [split_ref(raw.pieces.get(name, [""])[0]) for raw in register.raws]
    refs = [ref for ref, _ in split if ref]
    if len(refs) < _MOST * len(split) or len({plain(r) for r in refs}) < 0.9 * len(refs) or len(refs) < 2:
        return
    for raw, (ref, rest) in zip(register.raws, split, strict=True):
        if ref:
            raw.pieces["risk_ref"] = [ref]
            raw.pieces[name][0] = rest


def _leading(raws: list[Raw]) -> str:
    """The field of texts that most entries have first."""
    return next((n for n in _TEXTS[1:] if sum(1 for r in raws if r.first(n)) >= _MOST * len(raws)), "description")


def titles_from_texts(register: Register) -> None:
    """A first line without a full stop over sentences is the risk's title, where most entries print one."""
    raws = [raw for raw in register.raws if any(raw.first(name) for name in _TEXTS)]
    if len(raws) < 3 or any(raw.first("title") or raw.first("ref_title") or raw.first("title_text") for raw in raws):
        return
    name = _leading(raws)
    heads = [_head(raw.pieces.get(name, [""])[0]) for raw in raws]
    if sum(1 for head, _ in heads if head) < _MOST * len(raws):
        return
    for raw, (head, rest) in zip(raws, heads, strict=True):
        if head:
            raw.pieces["title"] = [head]
            raw.pieces[name][0] = rest


def _head(text: str) -> tuple[str, str]:
    """The title and the text under it, ("", text) where the first line reads as a part of the text."""
    first, _, rest = text.strip().partition("\n")
    head, rest = squash(first), rest.strip()
    plain_line = len(head) <= _LONGEST and re.search(r"[A-Za-z]{3}", head) and not re.search(r"[.;,?!]$", head)
    sentences = re.search(r"[.!?](?:\s|$)", rest) and re.match(r"[A-Z£'\"“‘0-9]", rest)
    if not plain_line or not sentences or begins_with_label(head) or head.endswith((" and", " of", " the", " to")):
        return "", text
    return head.rstrip(" :–-"), rest
