"""What a header outside the dictionary may mean: a guess for a person to confirm, never used in reading."""

from __future__ import annotations

import re

FIELDS = ("title", "description", "cause", "consequence", "controls", "actions", "response", "owner_role", "area_local")
"""The fields that a header without a guess most often is."""
_GUESSES = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), field)
    for words, field in (
        ("likelihood|probability|chances?", "likelihood"),
        ("appetite|tolerance", "appetite_word"),
        ("heads?|owners?|owned|leads?|officers?|directors?|managers?|sponsors?|responsible|accountable", "owner_role"),
        ("will do|to do|going to|next steps?|actions?|planned|further", "actions"),
        ("in place|already|do now|doing|safeguards?|controls?", "controls"),
        ("why|because|causes?|drivers?", "cause"),
        ("effects?|consequences?|could mean|so what", "consequence"),
        ("treatment|response|approach", "response"),
        ("go wrong|worr(?:y|ies)|threats?|uncertaint(?:y|ies)|description", "description"),
        ("directorates?|departments?|divisions?|categor(?:y|ies)|themes?", "area_local"),
    )
)


def guess(header: str) -> str:
    """The one field that a printed header's words speak of; "" where they speak of none or of several."""
    found = {field for pattern, field in _GUESSES if pattern.search(header)}
    return found.pop() if len(found) == 1 else ""
