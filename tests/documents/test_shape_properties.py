"""Whatever the order of columns, the words of headers and the page breaks: the same entries."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.shape import read_register
from tests.unit.shape.make import RISKS, document, grid, risk, table

pytestmark = pytest.mark.slow

VARIANTS = {
    "ref": ["Ref", "Risk No.", "Risk ID", "Reference", "No", "RISK REF", "ID no"],
    "title": ["Risk Title", "Title", "Name of risk", "Risk name", "Risk heading"],
    "cause": [
        "Cause",
        "Cause(s)",
        "Source/Cause of Risk",
        "Trigger",
        "Root cause",
        "Vulnerability",
        "Key potential causes",
    ],
    "event": ["Risk Event", "Event", "There is a risk that...", "What could happen?"],
    "consequence": [
        "Consequence(s)",
        "Effect",
        "Potential impact",
        "Impact/Effect",
        "Consequences of risk",
        "Resulting in",
    ],
    "controls": [
        "Existing Controls",
        "Controls in place",
        "Current controls",
        "What we have done",
        "Key Controls",
        "Internal controls",
    ],
    "actions": [
        "Further actions",
        "Action plan",
        "Planned mitigations",
        "Further action required",
        "What we are doing",
        "Actions (with dates)",
    ],
    "owner": ["Risk Owner", "Owner", "Lead officer", "Accountable", "SRO", "Responsible Officer"],
    "si": [
        "Inherent score",
        "Gross risk score",
        "Raw score",
        "Untreated rating",
        "Original Risk Rating",
        "Score before controls",
    ],
    "lr": ["Residual likelihood", "Current Likelihood\n(1-5)", "Net probability", "Managed Likelihood"],
    "ir": ["Residual impact", "Current Impact", "Net severity", "Impact with controls"],
    "sr": ["Residual score", "Current rating", "Net score", "Score (with controls)", "Managed risk score"],
    "st": ["Target score", "Target Rating", "Tolerance score", "Year-end target score"],
}
FIELDS = (
    "risk_ref",
    "title",
    "description",
    "controls",
    "actions",
    "owner_role",
    "score_inherent",
    "likelihood_residual",
    "impact_residual",
    "score_residual",
    "score_target",
)
EXPECTED = [
    (
        r["ref"],
        r["title"],
        f"{r['cause']}\n\n{r['event']}\n\n{r['consequence']}",
        r["controls"],
        r["actions"],
        r["owner"],
        *[float(str(r[k])) for k in ("si", "lr", "ir", "sr", "st")],
    )
    for r in (risk(n) for n in range(len(RISKS)))
]
QUICK = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def entries(*grids, form="xlsx"):
    reading = read_register(document(*grids, form=form), {})
    assert reading.issues == ()
    return [tuple(e[f] for f in FIELDS) for e in reading.entries]


@st.composite
def printed(draw):
    """A permutation of the columns, each under one of its printed variants."""
    order = draw(st.permutations(list(VARIANTS)))
    return [(draw(st.sampled_from(VARIANTS[f])), f) for f in order]


@QUICK
@given(printed())
def test_any_order_of_columns_under_any_variant_of_their_headers(columns):
    assert entries(grid(table(columns))) == EXPECTED


@QUICK
@given(printed(), st.lists(st.integers(0, 12), max_size=4))
def test_blank_columns_anywhere_change_nothing(columns, places):
    rows = table(columns)
    for place in places:
        rows = [[*row[:place], "", *row[place:]] for row in rows]
    assert entries(grid(rows)) == EXPECTED


@QUICK
@given(printed(), st.lists(st.integers(0, 4), min_size=1, max_size=4), st.booleans())
def test_blank_rows_and_a_repeated_header_change_nothing(columns, places, repeat):
    rows = table(columns)
    for place in sorted(places, reverse=True):
        rows.insert(place + 1, rows[0] if repeat and place else [""] * len(columns))
    assert entries(grid(rows)) == EXPECTED


@QUICK
@given(st.sets(st.integers(1, 3)), st.booleans(), printed())
def test_any_split_over_pages_between_rows(breaks, repeat, columns):
    head, *rows = table(columns)
    bounds = [0, *sorted(breaks), len(rows)]
    pages = []
    for number, (a, b) in enumerate(pairwise(bounds), 1):
        top = [head] if repeat or number == 1 else []
        pages.append(grid([*top, *rows[a:b]], f"page {number} table 1", page=number, x=range(len(columns))))
    assert entries(*pages, form="pdf") == EXPECTED


@QUICK
@given(st.integers(0, 3), st.integers(1, 4), st.booleans())
def test_a_row_split_at_any_word_over_a_page_break(which, cut, repeat):
    columns = [(VARIANTS[f][0], f) for f in VARIANTS]
    head, *rows = table(columns)
    texts = {"cause", "event", "consequence", "controls", "actions"}
    upper, lower = [], []
    for (_, field), value in zip(columns, rows[which], strict=True):
        words = str(value).split()
        upper.append(" ".join(words[:cut]) if field in texts else value)
        lower.append(" ".join(words[cut:]) if field in texts else "")
    x = range(len(columns))
    first = grid([head, *rows[:which], upper], "page 1 table 1", page=1, x=x)
    second = grid([*([head] if repeat else []), lower, *rows[which + 1 :]], "page 2 table 1", page=2, x=x)
    found = entries(first, second, form="pdf")
    assert [[" ".join(str(v).split()) for v in e] for e in found] == [
        [" ".join(str(v).split()) for v in e] for e in EXPECTED
    ]


@QUICK
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=12))
def test_no_text_in_a_register_breaks_the_reader_or_loses_a_row(title, description, score):
    rows = [
        ["Ref", "Risk", "Description", "Controls", "Score"],
        ["1", "Gap", "Savings fail.", "Watch", "12"],
        ["2", title, description, "Watch", score],
    ]
    reading = read_register(document(grid(rows)), {})
    assert len(reading.source_rows) == 3
    assert {row["fate"] for row in reading.source_rows} <= {
        "entry",
        "part",
        "header",
        "legend",
        "heading",
        "blank",
        "issue",
    }
