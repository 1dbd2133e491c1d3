"""Rows of a table that rules its columns but not its rows: told by the references in its first column."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Final

from pipelines.read.pdf.lines import Line

REFERENCE: Final = re.compile(
    r"^(?:[A-Za-z&/]{0,8}[ ./_–-]{0,2}\d{1,5}[A-Za-z]?(?:[./-]\d{1,4})*[.)]?|\d{1,4}\s?\([A-Z]{1,4}\))$"
)


def row_starts(first: Sequence[Line], others: Sequence[Sequence[Line]]) -> list[float]:
    """Baselines at which a further row begins within what the rulings call one row; empty where it is one row.

    Args:
        first: lines of the row's first cell.
        others: lines of each of its other cells.

    A row begins at a reference, or at the widest gap between it and the reference before it, for references may
    be set to the middle of their row.
    """
    upright = [line for line in first if line.turn == 0]
    references = [line for line in upright if REFERENCE.match(line.text)]
    if len(references) < 2 or len(references) < 0.6 * len(upright):
        return []
    filled = [cell for cell in others if cell]
    if len(filled) < 2 or sum(len(cell) >= len(references) for cell in filled) < 0.6 * len(filled):
        return []
    baselines = sorted({round(line.v, 1) for cell in (upright, *filled) for line in cell if line.turn == 0})
    starts: list[float] = []
    for previous, reference in itertools.pairwise(references):
        between = [v for v in baselines if previous.v < v - 0.5 and v <= reference.v + 0.5]
        steps = [(v - max((b for b in baselines if b < v), default=v), v) for v in between]
        widest = max(step for step, _ in steps)
        starts.append(max(v for step, v in steps if step >= widest - 0.6))
    return starts
