"""Words by which body rows of a register are told apart: totals, legends, headings, parts of closed risks."""

from __future__ import annotations

import re

TOTAL = re.compile(r"^\W*(?:grand |sub ?-?)?totals?\b", re.IGNORECASE)
LEGEND = re.compile(
    r"^\W*(?:key|legend|rag key|key to|scoring key|risk (?:matrix|scoring|score|rating)s? (?:key"
    r"|guide|table|matrix)|guidance"
    r"|notes?|source|risk matrix|definitions?|glossary|colou?r key|likelihood (?:scale|score|key|definitions?)"
    r"|impact (?:scale|score|key|definitions?)|page \d+|end of (?:report|register|document)|printed on|produced by"
    r"|generated (?:on|by)|allwedd)\b\s*(?:[:\-–]|$|of|to|\d)",
    re.IGNORECASE,
)
CLOSED = re.compile(
    r"\b(?:closed|archived?|deleted|removed|retired|withdrawn|former|historic(?:al)?)\b.{0,20}\b(?:risks?"
    r"|entries|items|register)\b"
    r"|\brisks?\b.{0,30}\b(?:closed|archived|deleted|removed|retired|de-?escalated)\b|^\W*(?:closed|archived?)\W*$",
    re.IGNORECASE,
)
LEVELWORD = re.compile(
    r"^\W*(?:very )?(?:significant|high|medium|low|moderate|extreme|critical|red|amber|green|yellow|major|minor|severe|"
    r"serious|other|new|open|live|current|active|top)\b.{0,30}\b(?:risks?)?\b",
    re.IGNORECASE,
)
SCALE = re.compile(
    r"^\W*(?:likelihood|probability|impact|severity|score|rating|red|amber|yellow|green|high|medium|low|very high|"
    r"very low|total|average|(?:risk )?(?:scoring|rating|assessment)? ?(?:matrix|criteria|guidance|key))\W*$",
    re.IGNORECASE,
)
FACTOR = re.compile(
    r"^(?:(?P<likelihood>likelihood|probability|l|p)|(?P<impact>impact|severity|consequence|i)"
    r"|(?P<score>(?:risk |total |overall )?(?:score|rating|total)|risk|lxi|ixl|l x i|i x l))\W*$",
    re.IGNORECASE,
)
CONTINUED = re.compile(r"\s*[(\[]?\s*\b(?:continued|cont'?d|cont)\b\.?\s*[)\]]?\s*$", re.IGNORECASE)
