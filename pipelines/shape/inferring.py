"""A table without any header whose content is unmistakable: references, texts, and scores with their factors.

Only what the values themselves prove becomes a field, and is marked as inferred; every other column stays in
`other` under its number.
"""

from __future__ import annotations

import re

from pipelines.records import Grid
from pipelines.shape.columns import REFERENCE, Column
from pipelines.shape.layout import column_values, lay
from pipelines.shape.raw import Body
from pipelines.shape.rows import Joiner
from pipelines.shape.tables import ENOUGH, Found

_PRODUCT = re.compile(r"^\s*[1-6]\s*[x×*]\s*[1-6]\s*=\s*\d{1,2}\s*$", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(?:director|head of|manager|officer|executive|treasurer|lead|solicitor|clerk|accountant)\b", re.IGNORECASE
)
_LEVELS = {1: ("residual",), 2: ("inherent", "residual"), 3: ("inherent", "residual", "target")}


def infer_table(grid: Grid, order: int) -> Found | None:
    """The register in a grid without a header, None unless references, texts and products all stand in it."""
    lines = [line for line in lay(grid) if not line.blank]
    if len(lines) < 3 or grid.hidden:
        return None
    width = len(lines[0].texts)
    values = column_values(lines, width)
    full = [i for i in range(width) if len(values[i]) >= 0.8 * len(lines)]
    refs = [i for i in full if i <= 1 and _share(values[i], REFERENCE) >= 0.9 and len(set(values[i])) == len(values[i])]
    scores = [i for i in full if _share(values[i], _PRODUCT) >= 0.9]
    texts = [i for i in full if i not in refs and _median(values[i]) >= 12 and _share(values[i], _ROLE) < 0.6]
    long = [i for i in texts if _median(values[i]) > 60]
    if not refs or not long or len(scores) not in _LEVELS:
        return None
    fields = {refs[0]: "risk_ref", long[0]: "description"}
    if texts[0] < long[0]:
        fields[texts[0]] = "title"
    fields |= {i: f"score_{level}" for i, level in zip(scores, _LEVELS[len(scores)], strict=True)}
    roles = [i for i in full if i not in fields and _median(values[i]) <= 60 and _share(values[i], _ROLE) >= 0.6]
    if roles:
        fields[roles[0]] = "owner"
    columns = [
        Column(i, f"column {i + 1}", fields.get(i, ""), "inferred" if i in fields else "none", "its cells alone")
        for i in range(width)
    ]
    body = Body(columns, lines, [False] * len(lines), grid.name, grid.heading)
    joined = Joiner(body).run()
    return Found(grid.name, joined.raws, joined.fates, columns, ENOUGH + 1, order)


def _share(values: list[str], pattern: re.Pattern[str]) -> float:
    return sum(1 for value in values if pattern.search(value)) / len(values)


def _median(values: list[str]) -> int:
    return sorted(map(len, values))[len(values) // 2]
