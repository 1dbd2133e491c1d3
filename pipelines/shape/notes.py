"""What was understood of a document, in sentences, and for what was not the line of configuration that mends it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from pipelines.records import Document
from pipelines.shape.dates import Chosen
from pipelines.shape.guesses import guess
from pipelines.shape.identity import Identity
from pipelines.shape.joining import Register
from pipelines.shape.registers import describe, hidden


def remedies_for_refusal(status: str) -> Iterator[str]:
    """What a user can do about a file that gave no entries."""
    if status == "refused":
        yield 'If it is a register, name its columns: [headers] "Printed header" = "description".'
    elif status == "unreadable":
        yield "Publish the register as a spreadsheet, or as a file that opens without a password."


def _rows(register: Register, rows: list[Mapping[str, Any]]) -> str:
    fates: dict[str, int] = {}
    for fate in register.fates:
        fates[fate.fate] = fates.get(fate.fate, 0) + 1
    parts = ", ".join(f"{n} {name}" for name, n in sorted(fates.items()))
    return f"Rows: {len(register.fates)} rows gave {len(rows)} entries ({parts})."


def tell(
    document: Document,
    identity: Identity,
    chosen: Chosen,
    scoring: tuple[str, ...],
    register: Register,
    rows: list[dict[str, Any]],
) -> Iterator[str]:
    """Sentences on council, series, date, header, mapping, matrix and rows; `scoring` is what was understood of the
    matrix, then what of the scales was not."""
    matrix, *unexplained = scoring
    name = PurePosixPath(document.source_file).name
    toml = f"{identity.council}.toml"
    yield f"Council: {identity.council} ({identity.council_basis})."
    yield f"Series: {identity.series} ({identity.series_basis})."
    if chosen.day:
        yield f"Date: {chosen.day.isoformat()} ({chosen.basis})."
    else:
        yield f'Date: none was found. Configure it in {toml}: [[documents]] match = "{name}", as_at = 2025-03-31.'
    alike: dict[str, list[str]] = {}
    for table in register.tables:
        kind = "Cards" if table.cards else f"Header row: {table.header_at}"
        alike.setdefault("; ".join(describe(table.columns)), []).append(f"{kind} in {table.name}")
    for mapping, places in alike.items():
        more = f" and {len(places) - 1} more tables alike" if len(places) > 1 else ""
        yield f"{places[0]}{more}: {mapping}."
    unmapped = list(
        dict.fromkeys(
            c.printed
            for t in register.tables
            for c in t.columns
            if not c.field and c.printed and c.basis.startswith("no variant")
        )
    )
    if unmapped:
        field = guess(unmapped[0]) or "FIELD"
        yield (
            f"Not understood: the headers {', '.join(repr(h) for h in unmapped)} have no field and stay in other. "
            f'Configure one in {toml}: [headers] "{unmapped[0]}" = "{field}".'
        )
    if matrix.startswith("no matrix"):
        yield f"Matrix: {matrix}. Configure it in {toml}: [matrix] likelihood = 5, impact = 5."
    else:
        sizes = re.match(r"matrix (\d+) x (\d+), inferred", matrix)
        line = f" Confirm it in {toml}: [matrix] likelihood = {sizes[1]}, impact = {sizes[2]}." if sizes else ""
        yield f"Matrix: {matrix}.{line}"
    for message in unexplained:
        yield f"Not understood: {message}"
    for grid in hidden(document):
        yield f"Hidden sheet {grid.name} was not read."
    reasons: dict[str, list[str]] = {}
    for table_name, why in register.left_out:
        reasons.setdefault(why, []).append(table_name)
    for why, names in reasons.items():
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        yield f"Left out {', '.join(names[:3])}{more}: {why}."
    yield _rows(register, list(rows))
