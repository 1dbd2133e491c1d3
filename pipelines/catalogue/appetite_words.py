"""Words for risk appetite on one ordinal: 1 averse, 2 minimal, 3 cautious, 4 open, 5 eager.

The crosswalk is `sql/tags/appetite_scales.csv`, which tags printed words too; here it reads what councils
state in their configuration. It orders words and says nothing of equal steps between them.
"""

from __future__ import annotations

import csv
import re
from functools import cache

from pipelines.settings import SQL


@cache
def levels() -> dict[str, int]:
    """Word in lower case to level."""
    with (SQL / "tags" / "appetite_scales.csv").open(encoding="utf-8", newline="") as lines:
        return {row["word"]: int(row["level"]) for row in csv.DictReader(lines)}


def level(stated: str) -> int | None:
    """The level of a stated appetite: of its word, or of a number from 1 to 5.

    A phrase of several levels ("cautious to open") and words that no scale holds give None.
    """
    text = stated.strip().lower()
    if re.fullmatch(r"[1-5]", text):
        return int(text)
    words = sorted(levels(), key=len, reverse=True)
    found = {levels()[match] for match in re.findall(rf"\b({'|'.join(words)})\b", text)}
    return found.pop() if len(found) == 1 else None
