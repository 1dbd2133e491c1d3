"""Documents made in code for the tests of `pipelines.shape`; every register here is invented."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from pipelines.records import Block, Cell, Document, Grid, Row

RISKS = (
    (
        "SR1",
        "Budget gap",
        "Grant falls faster than costs.",
        "Savings are not found in time.",
        "Reserves run out within two years.",
        "Monthly monitoring by the finance board.",
        "Agree a new savings plan by March.",
        "Director of Finance",
        4,
        5,
        20,
        3,
        4,
        12,
        2,
        3,
        6,
    ),
    (
        "SR2",
        "Ageing school roofs",
        "Roofs were built in the sixties.",
        "A roof fails during term.",
        "Pupils are hurt and schools close.",
        "Surveys every year and a repair fund.",
        "Replace the four worst roofs.",
        "Head of Property",
        3,
        5,
        15,
        2,
        5,
        10,
        1,
        5,
        5,
    ),
    (
        "SR3",
        "Home care market",
        "Providers cannot recruit carers.",
        "A large provider hands back work.",
        "People wait for care at home.",
        "Weekly calls with the ten largest providers.",
        "Pilot a cooperative of carers.",
        "Director of Adult Services",
        5,
        4,
        20,
        4,
        4,
        16,
        3,
        3,
        9,
    ),
    (
        "SR4",
        "Cyber attack",
        "Phishing grows and systems are old.",
        "An attacker encrypts the network.",
        "Services stop for weeks.",
        "Filters, patching and staff training.",
        "Move the last servers to new hosting.",
        "Head of Digital",
        4,
        4,
        16,
        3,
        4,
        12,
        2,
        4,
        8,
    ),
)
NAMES = (
    "ref",
    "title",
    "cause",
    "event",
    "consequence",
    "controls",
    "actions",
    "owner",
    "li",
    "ii",
    "si",
    "lr",
    "ir",
    "sr",
    "lt",
    "it",
    "st",
)


def cell(value: object) -> Cell:
    """A printed cell; an int or float keeps its value."""
    if isinstance(value, Cell):
        return value
    number = float(value) if isinstance(value, (int, float)) else None
    return Cell("" if value is None else str(value), value=number)


def grid(
    rows: Sequence[Sequence[object]],
    name: str = "Sheet1",
    *,
    page: int | None = None,
    heading: str = "",
    x: Sequence[float] = (),
) -> Grid:
    """A grid of plain rows, padded to one width."""
    width = max(len(row) for row in rows)
    made = [
        Row(tuple(cell(v) for v in (*row, *[""] * (width - len(row)))), f"{name}!{n}", page)
        for n, row in enumerate(rows, 1)
    ]
    return Grid(name, tuple(made), heading, page, tuple(x))


def merged(text: str, across: int = 1, down: int = 1) -> list[Cell]:
    """The first row of a merged area: its anchor and the cells it covers."""
    return [Cell(text, row_span=down, col_span=across), *[Cell("", covered=True)] * (across - 1)]


def covered(across: int = 1) -> list[Cell]:
    """A later row of a merged area."""
    return [Cell("", covered=True)] * across


def block(text: str, kind: str = "paragraph", page: int | None = None) -> Block:
    """A paragraph, heading, header or footer."""
    return Block(text, f"paragraph {abs(hash(text)) % 10**8}", kind, page)  # type: ignore[arg-type]


def document(
    *parts: Block | Grid,
    name: str = "exampleshire/corporate-risk-register-2025-03-31.xlsx",
    form: str = "xlsx",
    **properties: str,
) -> Document:
    """A document of these parts."""
    digest = hashlib.sha256(repr((name, parts)).encode()).hexdigest()
    return Document(name, digest, form, tuple(parts), properties)


def risk(n: int) -> dict[str, object]:
    """One of the invented risks by field."""
    return dict(zip(NAMES, RISKS[n], strict=True))


def described(n: int) -> str:
    """The description that cause, event and consequence join to."""
    r = risk(n)
    return f"{r['cause']}\n\n{r['event']}\n\n{r['consequence']}"


def table(columns: Sequence[tuple[str, str]]) -> list[list[object]]:
    """Header and one row a risk, from pairs of printed header and field."""
    return [
        [h for h, _ in columns],
        *[[risk(n).get(f, f if f.startswith("=") else "") for _, f in columns] for n in range(len(RISKS))],
    ]
