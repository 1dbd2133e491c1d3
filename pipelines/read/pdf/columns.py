"""Tables without ruling lines: columns from white gutters, rows from references, gaps and baselines."""

from __future__ import annotations

from pipelines.read.pdf.lines import Line, Vocabulary
from pipelines.read.pdf.page import Draft, Table


def find_tables(
    lines: list[Line], draft: Draft, vocabulary: Vocabulary
) -> tuple[list[Table], list[Line]]:
    """Tables among the lines outside ruled ones, and the lines that are left."""
    return [], lines
