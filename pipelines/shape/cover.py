"""What a document says of its own register outside the table: stated counts, and the cells of a heat map.

Councils publish covers that count wrongly and heat maps that place a risk in another cell than its scores.
Both become issues for the council; the table is what is read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipelines.records import Document, Grid, Issue

_KIND = r"(?:(?:corporate|strategic|key|principal|open|live|active|current|recorded|identified)\s+)*"
_STATED = (
    re.compile(
        rf"\b(?:total\s+)?number\s+of\s+{_KIND}risks(?:\s+(?:in|on|within)\s+(?:this|the)[a-z ]*register)?"
        r"\s*(?:is|are|:|=|–|-)?\s*(?P<n>\d{1,3})\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\bregister\s+(?:now\s+|currently\s+)?(?:contains|comprises|lists|holds|includes"
        rf"|has)\s+(?P<n>\d{{1,3}})\s+{_KIND}risks\b(?!\s+(?:above|outside|rated|scored"
        rf"|with|which|that))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\bthere\s+are\s+(?:now\s+|currently\s+)?(?P<n>\d{{1,3}})\s+{_KIND}risks\s+(?:in"
        rf"|on)\s+(?:this|the)\b(?!\s+(?:red|amber|green|high|low))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<n>\d{{1,3}})\s+{_KIND}risks\s+(?:are|were)\s+(?:now\s+|currently\s+)?"
        r"(?:held|listed|recorded|set\s+out|shown|kept|included)\s+(?:in|on|within)\s+(?:this|the)\s+"
        r"(?:corporate\s+|strategic\s+|risk\s+)*register\b",
        re.IGNORECASE,
    ),
    re.compile(rf"\ba\s+total\s+of\s+(?P<n>\d{{1,3}})\s+{_KIND}risks\b", re.IGNORECASE),
)
_TOTAL = re.compile(rf"\b(\d{{1,3}})\s+{_KIND}risks\b", re.IGNORECASE)
_BAND = re.compile(
    r"\b(\d{1,3})\s+(?:are\s+|is\s+|were\s+|rated\s+|as\s+)*"
    r"(very high|high|medium|moderate|low|very low|red|amber|yellow|green|critical|severe|major|significant"
    r"|minor)\b",
    re.IGNORECASE,
)
_AXIS = re.compile(r"^\D{0,25}([1-9])\D{0,25}$")
FEWEST_ON_MAP = 3
"""Risks that a grid must name to be taken for a heat map."""
AGREEING = 0.6
"""Share of them that must stand where their scores say before the others are called misplaced."""
LEVELS = ("residual", "inherent", "target")


def contradictions(document: Document, rows: Sequence[Mapping[str, Any]]) -> list[Issue]:
    """Issues `count_differs` and `heat_map_differs` of one document.

    Args:
        document: as parsed.
        rows: its entries, with the columns `risk_ref`, `locator` and the factors of the table `entries`.
    """
    used = " ".join(str(row["locator"]) for row in rows)
    issues = [i for text, locator in _statements(document, used) for i in _counts(text, locator, len(rows))]
    for grid in document.grids:
        if not any(row.locator and row.locator in used for row in grid.rows):
            issues += _heat_map(grid, rows)
    return issues


def _statements(document: Document, used: str) -> Iterator[tuple[str, str]]:
    for block in document.blocks:
        if block.kind in ("paragraph", "heading"):
            for sentence in re.split(r"(?<=[.;])\s+(?=[A-Z])|\n\s*(?=[A-Z0-9])", block.text):
                yield " ".join(sentence.split()), block.locator
    for grid in document.grids:
        for row in grid.rows:
            if row.locator not in used:
                yield (
                    " ".join(" ".join(cell.text.split()) for cell in row.cells if cell.text.strip()),
                    row.locator,
                )


def _counts(text: str, locator: str, found: int) -> Iterator[Issue]:
    for pattern in _STATED:
        stated = pattern.search(text)
        if stated and int(stated["n"]) != found:
            yield Issue(
                "count_differs",
                f"The document says “{stated[0]}”, but its register lists {found}. Which is right?",
                locator,
                "",
                stated["n"],
            )
            break
    total, bands = _TOTAL.search(text), _BAND.findall(text)
    if total and len(bands) > 1 and sum(int(n) for n, _ in bands) != int(total[1]):
        said = " and ".join(f"{n} {band.lower()}" for n, band in bands)
        yield Issue(
            "count_differs",
            f"The document speaks of {total[1]} risks, {said}: these add up to "
            f"{sum(int(n) for n, _ in bands)}. Which is right?",
            locator,
            "",
            f"{total[1]} = {said}",
        )


def _heat_map(grid: Grid, rows: Sequence[Mapping[str, Any]]) -> Iterator[Issue]:
    known = {_plain(str(row["risk_ref"])): row for row in rows if row["risk_ref"]}
    placed = [
        (ref, r, c)
        for r, row in enumerate(grid.rows)
        for c, cell in enumerate(row.cells)
        for ref in _references(cell.text, known)
    ]
    if len({ref for ref, _, _ in placed}) < FEWEST_ON_MAP:
        return
    for ref, times in Counter(ref for ref, _, _ in placed).items():
        if times > 1:
            where = next(grid.rows[r].locator for at, r, _ in placed if at == ref)
            printed = str(known[ref]["risk_ref"])
            yield Issue(
                "heat_map_differs",
                f"The heat map shows {printed} {times} times. Where does it belong?",
                where,
                "risk_ref",
                printed,
            )
    down, across = _axes(grid)
    cells = [(known[ref], r, down[r], across[c]) for ref, r, c in placed if r in down and c in across]
    best = max(
        ((level, turned) for level in LEVELS for turned in (False, True)),
        key=lambda way: sum(_agrees(entry, y, x, *way) for entry, _, y, x in cells),
        default=("residual", False),
    )
    agreeing = sum(_agrees(entry, y, x, *best) for entry, _, y, x in cells)
    if not cells or agreeing < FEWEST_ON_MAP or agreeing < AGREEING * len(cells):
        return
    for entry, r, y, x in cells:
        likelihood, impact = _factors(entry, best[0])
        if likelihood is not None and impact is not None and not _agrees(entry, y, x, *best):
            shown = f"likelihood {x if best[1] else y}, impact {y if best[1] else x}"
            yield Issue(
                "heat_map_differs",
                f"The heat map shows {entry['risk_ref']} at {shown}; the table says "
                f"likelihood {likelihood:g}, impact {impact:g}. Which is right?",
                grid.rows[r].locator,
                f"likelihood_{best[0]}",
                shown,
            )


def _plain(ref: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", ref.upper())


def _references(text: str, known: Mapping[str, Any]) -> list[str]:
    tokens = [_plain(token) for token in re.split(r"[\s,;/&]+", text) if token.strip()]
    found = [token for token in tokens if token in known]
    return found if found and len(found) == len(tokens) else []


def _axes(grid: Grid) -> tuple[dict[int, int], dict[int, int]]:
    """Numbers of the rows from a column of axis labels, and of the columns from a row of them."""
    width = max((len(row.cells) for row in grid.rows), default=0)
    columns = [{r: row.cells[c].text for r, row in enumerate(grid.rows) if c < len(row.cells)} for c in range(width)]
    lines = [{c: cell.text for c, cell in enumerate(row.cells)} for row in grid.rows]
    return _scale(columns), _scale(lines)


def _scale(lines: Sequence[Mapping[int, str]]) -> dict[int, int]:
    best: dict[int, int] = {}
    for line in lines:
        numbers = {place: int(m[1]) for place, text in line.items() if (m := _AXIS.match(text.strip()))}
        steps = [b - a for a, b in zip(list(numbers.values()), list(numbers.values())[1:], strict=False)]
        if len(numbers) > len(best) and len(numbers) > FEWEST_ON_MAP - 1 and set(steps) in ({1}, {-1}):
            best = numbers
    return best


def _factors(entry: Mapping[str, Any], level: str) -> tuple[float | None, float | None]:
    return entry.get(f"likelihood_{level}"), entry.get(f"impact_{level}")


def _agrees(entry: Mapping[str, Any], y: int, x: int, level: str, turned: bool) -> bool:
    likelihood, impact = _factors(entry, level)
    return (likelihood, impact) == ((x, y) if turned else (y, x))
