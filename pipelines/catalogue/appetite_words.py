"""Words for risk appetite, in every scale in use, on one ordinal: 1 averse, 2 minimal, 3 cautious, 4 open, 5 eager.

The crosswalk is data (`appetite_words.csv`); it orders words and says nothing of equal steps between them.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path


@cache
def levels() -> dict[str, int]:
    """Word in lower case to level."""
    path = Path(__file__).with_name("appetite_words.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["word"]: int(row["level"]) for row in csv.DictReader(lines)}


def level(word: str | None) -> int | None:
    """The level of a stated appetite: of its own word or, for a phrase such as "Cautious to Open", the lower.

    A number from 1 to 5 stands for itself. Words that no known scale holds give None.
    """
    text = (word or "").strip().lower()
    if re.fullmatch(r"[1-5]", text):
        return int(text)
    known = [levels()[part] for part in re.findall(r"[a-z]+", text) if part in levels()]
    return min(known, default=None)
