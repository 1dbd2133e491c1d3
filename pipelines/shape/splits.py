"""Several fields printed in one cell: "Cause: … Event: …", "Risk:- … Effects:- …", "CR1 Failure to …".

A cell is split only at known labels that stand at a line's or sentence's start with a colon or dash; text
without such labels is left whole.
"""

from __future__ import annotations

import re

from pipelines.shape.text import tidy

_LABELS = {
    "cause": r"(?:potential |root |key |possible |main |likely |risk )?causes?(?:\(s\))?(?: of risk)?"
    r"|triggers?|drivers?|source|vulnerabilit(?:y|ies)|achos(?:ion)?|background|context",
    "event": r"(?:risk )?events?(?:\(s\))?|risks?(?: description)?|threats?|hazard|uncertain event"
    r"|digwyddiad|risg|description(?: of risk)?",
    "consequence": r"(?:potential |possible |key |likely )?(?:consequences?(?:\(s\))?|effects?(?:\(s\))?"
    r"|impacts?(?:\(s\))?|results?|outcomes?|implications?)(?: of risk)?|canlyniad(?:au)?"
    r"|effaith",
    "controls": r"(?:existing |current |key |internal )?controls?(?: in place)?"
    r"|(?:existing |current )?mitigations?(?: in place)?"
    r"|controls already in place|rheolaethau",
    "actions": r"(?:further |planned |additional |mitigating |future |proposed )actions?(?: required"
    r"| planned)?|actions?(?: plan| required| planned)?|camau gweithredu",
    "owner": r"(?:risk )?owner|lead officer|responsible officer",
}
_ANY = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS.items())
_LABEL = re.compile(
    rf"(?:^|(?<=[.;!?\n])\s*|(?<=[.;!?]\s)\s*)[•\-–*]?\s*\(?(?:{_ANY})\)?\s*(?::\s*[-–]?"
    rf"|\s[-–]\s|:?-(?=\s|\n|[A-Z]))\s*",
    re.IGNORECASE,
)
_REF_TITLE = re.compile(
    r"^\s*(?:(?i:risk)\s*(?:(?i:no\.?|ref\.?|id))?\s*)?(?P<ref>(?:[A-Z]{1,6}[\s./_-]?)?\d{1,5}(?:[./_-]\w{1,5}){0,3}"
    r"|[A-Z]{1,6}[-./]?\d{1,5}[a-z]?)"
    r"\s*(?:[:.)\]|–—-]|\n|\s)\s*(?P<title>[A-Za-z‘'\"“(£].*)$",
    re.DOTALL,
)
TEXT_LABELS = ("cause", "event", "consequence")


def split_labels(text: str, home: str) -> dict[str, list[str]]:
    """One cell's text by field; `home` keeps the words of the risk with their labels, as printed.

    Only labels of other fields take text away ("Existing controls: …" in a description), and only when at
    least two different labels stand in the cell.
    """
    found = list(_LABEL.finditer(text))
    names = [m.lastgroup or "" for m in found]
    if home == "title" and (owner := re.search(r"\s(?:Risk )?Owner:\s*", text)):
        return {home: [text[: owner.start()].strip()], "owner": [text[owner.end() :].strip()]}
    if home in ("controls", "actions"):
        found = [m for m in found if m.lastgroup in ("controls", "actions")]
        names = [m.lastgroup or "" for m in found]
        if set(names) != {"controls", "actions"} or found[0].start() > 2:
            return {home: [text]}
    elif home not in ("description", "event", "cause", "title", "consequence"):
        return {home: [text]}
    elif names == ["owner"] and found[0].start() > 0:
        return {home: [text[: found[0].start()].strip()], "owner": [text[found[0].end() :].strip()]}
    elif len(set(names)) < 2 or set(names) <= set(TEXT_LABELS):
        return {home: [text]}
    out: dict[str, list[str]] = {}
    start = 0
    field = home
    for match, name in zip(found, names, strict=True):
        target = home if name in TEXT_LABELS else name
        own = home in ("controls", "actions")
        if target == field == home and not own:
            continue
        _put(out, field, text[start : match.start()])
        field, start = target, match.start() if target == home and not own else match.end()
    _put(out, field, text[start:])
    return out


def begins_with_label(text: str) -> bool:
    """Whether a text begins with "Cause: ", "Risk:- " and the like."""
    found = _LABEL.match(text if re.search(r"[:–-]", text) else f"{text}: ")
    return bool(found)


def _put(out: dict[str, list[str]], name: str, piece: str) -> None:
    piece = piece.strip(" \n")
    if piece:
        out.setdefault(name, []).append(piece)


def split_ref(text: str) -> tuple[str, str]:
    """Reference and title of a cell that prints both; ("", text) when it does not begin with a reference."""
    found = _REF_TITLE.match(text)
    return (" ".join(found["ref"].split()), found["title"].strip()) if found else ("", text)


_DATE_LINE = re.compile(r"^\s*(\d{1,2}[ ./-](?:\d{1,2}|[A-Za-z]{3,9})[ ./-]\d{2,4})\b\s*(.{0,90})$")


def split_extras(text: str) -> tuple[str, dict[str, str]]:
    """A cell "CR1 Title / date / owner" (one to a line) as its text, and the date and owner below it."""
    lines = [line for line in text.split("\n") if line.strip()]
    dates = [i for i, line in enumerate(lines) if _DATE_LINE.match(line)]
    if not dates or dates[0] == 0:
        return text, {}
    dated = _DATE_LINE.match(lines[dates[0]])
    if dated is None:
        return text, {}
    extra = {"date": dated[1]}
    after = "\n".join(line.strip() for line in (dated[2], *lines[dates[0] + 1 :]) if line.strip())
    if after and len(after) <= 90:
        extra["owner"] = after
    elif after:
        return text, {}
    return "\n".join(lines[: dates[0]]), extra


def split_title(text: str) -> tuple[str, str]:
    """Title and description of a cell that prints a short first line over its text; ("", text) otherwise."""
    head, _, rest = text.strip().partition("\n")
    if rest.strip() and len(head) <= 110 and not head.rstrip().endswith((",", ";", "and", "the", "of", "to")):
        return head.strip(" :-–"), rest.strip()
    return "", tidy(text)
