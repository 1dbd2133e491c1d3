"""Registers in layouts of many kinds, made in code, read to the same invented entries and without issues."""

from __future__ import annotations

import json

import pytest

from pipelines.records import Cell, Document, Grid
from pipelines.shape import read_register
from tests.unit.shape.make import RISKS, block, covered, described, document, grid, merged, risk, table

FULL = [
    ("Ref", "ref"),
    ("Risk Title", "title"),
    ("Cause", "cause"),
    ("Event", "event"),
    ("Effect", "consequence"),
    ("Existing Controls", "controls"),
    ("Further Actions", "actions"),
    ("Risk Owner", "owner"),
    ("Inherent L", "li"),
    ("Inherent I", "ii"),
    ("Inherent Score", "si"),
    ("Residual L", "lr"),
    ("Residual I", "ir"),
    ("Residual Score", "sr"),
    ("Target L", "lt"),
    ("Target I", "it"),
    ("Target Score", "st"),
]
NUMBERS = {
    "likelihood_inherent": "li",
    "impact_inherent": "ii",
    "score_inherent": "si",
    "likelihood_residual": "lr",
    "impact_residual": "ir",
    "score_residual": "sr",
    "likelihood_target": "lt",
    "impact_target": "it",
    "score_target": "st",
}
TEXTS = {"risk_ref": "ref", "title": "title", "controls": "controls", "actions": "actions", "owner_role": "owner"}


def two_level(levels=("Gross risk", "Net risk", "Target risk"), leaf=("L", "I", "Score"), *, blank=False) -> Grid:
    """Group rows over factors, merged or left blank, with the texts between the assessments."""
    plain = [
        ("Risk No", "ref"),
        ("Risk", "title"),
        ("Cause(s)", "cause"),
        ("Event", "event"),
        ("Consequence(s)", "consequence"),
    ]
    top = [Cell(h, row_span=2) for h, _ in plain]
    bottom, fields = covered(len(plain)), [f for _, f in plain]
    for level, header, keys in zip(
        levels,
        ("Controls in place", "Action plan", "Lead"),
        (("li", "ii", "si"), ("lr", "ir", "sr"), ("lt", "it", "st")),
        strict=True,
    ):
        top += [Cell(level), Cell(""), Cell("")] if blank else merged(level, 3)
        bottom += [Cell(x) for x in leaf]
        top.append(Cell(header, row_span=2))
        bottom += covered()
        fields += [*keys, {"Controls in place": "controls", "Action plan": "actions", "Lead": "owner"}[header]]
    return grid([top, bottom, *[[risk(n)[f] for f in fields] for n in range(4)]])


def card(n: int, style: int) -> list[list[object]]:
    """One invented risk as a card in one of four styles."""
    r = risk(n)
    long = [
        ("Cause", "cause"),
        ("Event", "event"),
        ("Consequence", "consequence"),
        ("Existing controls", "controls"),
        ("Further actions", "actions"),
    ]
    if style == 0:
        return [
            ["Risk Ref", r["ref"], "Risk Owner", r["owner"]],
            ["Risk Title", *merged(str(r["title"]), 3)],
            *[[h, *merged(str(r[f]), 3)] for h, f in long],
            ["Inherent score", f"{r['li']}x{r['ii']}={r['si']}", "Residual score", f"{r['lr']}x{r['ir']}={r['sr']}"],
            ["Target score", f"{r['lt']}x{r['it']}={r['st']}", "Direction of travel", "↔"],
        ]
    if style == 1:
        pairs = [("Risk Ref:", "ref"), ("Risk Title:", "title"), *[(f"{h}:", f) for h, f in long], ("Owner:", "owner")]
        pairs += [
            (f"{lv} {nm}:", k + lv[0].lower())
            for lv in ("Inherent", "Residual", "Target")
            for nm, k in (("Likelihood", "l"), ("Impact", "i"), ("Score", "s"))
        ]
        return [[h, r[f]] for h, f in pairs]
    if style == 2:
        return [
            ["Ref", "Risk Title", "Risk Owner", ""],
            [r["ref"], r["title"], r["owner"], ""],
            ["Cause", "Event", "Consequence", ""],
            [r["cause"], r["event"], r["consequence"], ""],
            ["", "Likelihood", "Impact", "Score"],
            *[
                [lv, r["l" + lv[0].lower()], r["i" + lv[0].lower()], r["s" + lv[0].lower()]]
                for lv in ("Inherent", "Residual", "Target")
            ],
            merged("Existing controls", 4),
            merged(str(r["controls"]), 4),
            merged("Actions", 4),
            merged(str(r["actions"]), 4),
        ]
    return [
        merged(f"{r['ref']}: {r['title']}", 6),
        ["Owner", *merged(str(r["owner"]), 5)],
        *[[h, *merged(str(r[f]), 5)] for h, f in long],
        *[
            [
                f"{lv} Likelihood",
                r["l" + lv[0].lower()],
                f"{lv} Impact",
                r["i" + lv[0].lower()],
                f"{lv} Score",
                r["s" + lv[0].lower()],
            ]
            for lv in ("Inherent", "Residual", "Target")
        ],
    ]


def combined(inherent: str, residual: str, target: str, suffix: str = "") -> Grid:
    """One score cell an assessment, in a notation."""
    head = [
        "Ref",
        "Risk Title",
        "Cause",
        "Event",
        "Consequence",
        f"Inherent score{suffix}",
        "Controls",
        f"Residual score{suffix}",
        "Actions",
        f"Target score{suffix}",
        "Owner",
    ]
    rows = [
        [
            r[0],
            r[1],
            r[2],
            r[3],
            r[4],
            inherent.format(*r[8:11]),
            r[5],
            residual.format(*r[11:14]),
            r[6],
            target.format(*r[14:17]),
            r[7],
        ]
        for r in RISKS
    ]
    return grid([head, *rows])


def headed(n: int) -> list[object]:
    """A card under a heading that holds reference and title."""
    heading = f"{risk(n)['ref']} – {risk(n)['title']}"
    return [block(heading, "heading"), grid(card(n, 1)[2:], f"table {n + 1}", heading=heading)]


FLAT = table(FULL)
SPREAD = [f"{c[0]} {c[1]}" for n in range(4) for c in card(n, 1)]
KEY = [[], ["Key"], ["1", "Rare"], ["5", "Almost certain"]]
LAYOUTS: dict[str, Document] = {
    "one row a risk": document(grid(FLAT)),
    "under a cover and over a key": document(
        grid(
            [
                ["Exampleshire Council"],
                ["Corporate Risk Register"],
                ["As at 31 March 2025"],
                [],
                ["Key:", "Red 15-25", "Amber 8-14", "Green 1-7"],
                [],
                *FLAT,
                *KEY,
            ]
        )
    ),
    "two header rows, merged": document(two_level()),
    "two header rows, left blank": document(two_level(blank=True)),
    "two header rows, in words": document(
        two_level(("Inherent Risk Score", "Current Risk Score", "Target"), ("Likelihood", "Impact", "Total"))
    ),
    "three unnamed assessments": document(
        two_level(("Risk rating", "Risk rating after controls", "Planned risk rating"), ("Prob", "Sev", "RAG"))
    ),
    "4x4=16": document(combined("{}x{}={}", "{} x {} = {}", "{}x{} ({})", " (LxI)")),
    "I4 L3 and in words": document(combined("I{1} L{0} {2}", "Impact {1} / Likelihood {0} = {2}", "I:{1} L:{0} ({2})")),
    "impact first by the header": document(combined("{1}x{0}={2}", "{1} x {0} = {2}", "{1}x{0} = {2}", " (I x L)")),
    **{
        f"a card a page, style {s}": document(
            block("Corporate Risk Register", "heading"),
            *[grid(card(n, s), f"page {n + 1} table 1", page=n + 1) for n in range(4)],
            form="pdf",
        )
        for s in range(4)
    },
    **{
        f"cards on one sheet, style {s}": document(grid([row for n in range(4) for row in [*card(n, s), [""]]]))
        for s in range(4)
    },
    "cards under headings": document(
        block("Corporate Risk Register", "heading"), *[p for n in range(4) for p in headed(n)], form="docx"
    ),  # type: ignore[arg-type]
    "plain paragraphs": document(block("Corporate Risk Register", "heading"), *[block(t) for t in SPREAD], form="docx"),
    "risks in columns": document(grid([[FLAT[r][c] for r in range(5)] for c in range(len(FULL))])),
    "header repeated on every page": document(
        *[grid([FLAT[0], FLAT[n]], f"page {n} table 1", page=n, x=range(17)) for n in range(1, 5)], form="pdf"
    ),
    "header on the first page alone": document(
        *[
            grid([*([FLAT[0]] if n == 1 else []), FLAT[n]], f"page {n} table 1", page=n, x=range(17))
            for n in range(1, 5)
        ],
        form="pdf",
    ),
    "a summary before the cards": document(
        grid(
            [["Ref", "Risk", "Inherent", "Residual", "Target"], *[[r[0], r[1], r[10], r[13], r[16]] for r in RISKS]],
            "page 1 table 1",
            page=1,
        ),
        *[grid(card(n, 1), f"page {n + 2} table 1", page=n + 2) for n in range(4)],
        form="pdf",
    ),
    "actions on a sheet of their own": document(
        grid(table([c for c in FULL if c[1] != "actions"]), "Register"),
        grid([["Risk ref", "Action"], *[[r[0], r[6]] for r in RISKS]], "Actions"),
    ),
    "a heat map, lists and a hidden sheet beside it": document(
        grid([["", "1", "2", "3"], ["3", "3", "6", "9"], ["2", "2", "4", "6"]], "Heat map"),
        grid(FLAT, "Register"),
        grid([["Likelihood", "Impact"], ["1", "1"]], "Lists"),
        Grid("Old", grid(FLAT, "Old").rows, hidden=True),
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_every_layout_gives_the_same_entries_and_no_issue(layout):
    reading = read_register(LAYOUTS[layout], {})
    assert [i["code"] for i in reading.issues] == []
    assert len(reading.entries) == len(RISKS)
    for n, entry in enumerate(reading.entries):
        assert {f: entry[f] for f in TEXTS} == {f: risk(n)[k] for f, k in TEXTS.items()}
        assert {f: entry[f] for f in NUMBERS} == {f: float(str(risk(n)[k])) for f, k in NUMBERS.items()}
        assert entry["description"] == described(n)
        assert entry["other"] == "{}"


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_every_row_of_a_register_table_has_one_fate_and_entries_account_for_theirs(layout):
    reading = read_register(LAYOUTS[layout], {})
    locators = [row["locator"] for row in reading.source_rows]
    assert len(locators) == len(set(locators))
    for place, entry in enumerate(reading.entries):
        own = [row["locator"] for row in reading.source_rows if row["entry"] == place]
        assert own and set(own) <= set(str(entry["locator"]).split("; "))


def actions_by_row(style: str) -> Grid:
    """Two action rows a risk: blank, merged or repeated cells in front of the second."""
    head = [
        "Ref",
        "Title",
        "Description",
        "L",
        "I",
        "Score",
        "Controls",
        "Actions",
        "Action Owner",
        "Due date",
        "Owner",
    ]
    rows: list[list[object]] = [head]
    for r in RISKS:
        front = [r[0], r[1], r[3], r[11], r[12], r[13], r[5]]
        second = {"blank": [""] * 7, "merged": covered(7), "repeated": front}[style]
        rows.append(
            [
                *([Cell(str(v), row_span=2) for v in front] if style == "merged" else front),
                r[6],
                "Programme Lead",
                "June 2025",
                r[7],
            ]
        )
        rows.append(
            [*second, f"Report on {r[1]}.", "Project Manager", "July 2025", r[7] if style == "repeated" else ""]
        )
    return grid(rows)


@pytest.mark.parametrize("style", ["blank", "merged", "repeated"])
def test_sub_rows_of_actions_join_their_entry(style):
    reading = read_register(document(actions_by_row(style)), {})
    assert [e["risk_ref"] for e in reading.entries] == [r[0] for r in RISKS]
    assert [e["actions"] for e in reading.entries] == [f"{r[6]}\n\nReport on {r[1]}." for r in RISKS]
    assert json.loads(str(reading.entries[0]["other"])) == {
        "Action Owner": "Programme Lead\nProject Manager",
        "Due date": "June 2025\nJuly 2025",
    }
    assert [row["fate"] for row in reading.source_rows].count("part") == len(RISKS)


@pytest.mark.parametrize("repeat", [True, False])
def test_a_row_split_by_a_page_break_is_one_entry(repeat):
    head = ["Ref", "Risk", "Description", "Mitigation", "Owner", "L", "I", "Score"]
    first = ["SR1", "Roofs", "A roof fails", "Surveys every", "Head of Property", "2", "5", "10"]
    rest = ["", "", "during term.", "year and a fund.", "", "", "", ""]
    last = ["SR2", "Care", "Providers leave.", "Weekly calls.", "Director of Care", "4", "4", "16"]
    reading = read_register(
        document(
            grid([head, first], "page 1 table 1", page=1, x=range(8)),
            grid([*([head] if repeat else []), rest, last], "page 2 table 1", page=2, x=range(8)),
            form="pdf",
        ),
        {},
    )
    assert [(e["title"], e["description"], e["controls"], e["score_residual"]) for e in reading.entries] == [
        ("Roofs", "A roof fails during term.", "Surveys every year and a fund.", 10),
        ("Care", "Providers leave.", "Weekly calls.", 16),
    ]


def test_section_headings_give_the_area_and_totals_and_headings_are_no_entries():
    reading = read_register(
        document(
            grid(
                [
                    ["Ref", "Risk", "Controls", "L", "I", "Rating"],
                    ["Finance"],
                    ["1", "Budget gap.", "Monitoring.", "3", "4", "12"],
                    ["2", "Pension deficit.", "Review.", "2", "3", "6"],
                    ["Housing"],
                    ["3", "Homes are damp.", "Surveys.", "4", "3", "12"],
                    ["Total risks: 3"],
                ]
            )
        ),
        {},
    )
    assert [(e["risk_ref"], e["area_local"]) for e in reading.entries] == [
        ("1", "Finance"),
        ("2", "Finance"),
        ("3", "Housing"),
    ]
    assert [row["fate"] for row in reading.source_rows] == [
        "header",
        "heading",
        "entry",
        "entry",
        "heading",
        "entry",
        "legend",
    ]


def test_a_rating_heading_is_no_area():
    reading = read_register(
        document(
            grid([["Ref", "Risk", "Controls", "Score"], ["High risks"], ["1", "Budget gap.", "Monitoring.", "12"]])
        ),
        {},
    )
    assert [e["area_local"] for e in reading.entries] == [None]


def test_labelled_text_in_one_cell_stays_as_printed_and_foreign_labels_go_to_their_fields():
    text = "Risk:- Bridges close. Effects:- Detours. Existing controls: Inspections. Further actions: Repairs."
    reading = read_register(
        document(
            grid(
                [
                    ["Ref", "Risk description", "L", "I"],
                    ["1", text, "2", "3"],
                    ["2", "Cause: Rain\nEvent: Flood\nEffect: Loss", "1", "1"],
                ]
            )
        ),
        {},
    )
    first, second = reading.entries
    assert (first["description"], first["controls"], first["actions"]) == (
        "Risk:- Bridges close. Effects:- Detours.",
        "Inspections.",
        "Repairs.",
    )
    assert second["description"] == "Cause: Rain\nEvent: Flood\nEffect: Loss"


def test_reference_title_date_and_owner_in_one_cell_with_actions_under_each_risk():
    head = [
        "Risk no, title, creation date, owner",
        "Risk Description (Cause, Event, Impact)",
        "Current Risk Rating & Score",
        "Target Date/Risk Approach",
        "Current Risk score change indicator",
    ]
    sub = ["Action no, Title", "Action description", "Latest Note", "Action owner", "Due Date"]
    rows = [
        head,
        [
            "CR01 Power loss\n20-Mar-2015\nHead of Estates",
            "Lights go out.",
            "12\n08 Jan 2020",
            "31-Mar-2020\nAccept",
            "Constant",
        ],
        sub,
        ["CR01 A", "Buy a generator.", "Ordered.", "Head of Estates", "31-Mar-2020"],
        ["CR01 B", "Test it.", "", "Head of Estates", "30-Jun-2020"],
        head,
        ["CR02 Theft\n22-Sep-2014\nHead of Audit", "Tools vanish.", "6", "31-Mar-2020\nReduce", "Increasing"],
        sub,
        ["CR02 A", "Count tools.", "", "Head of Audit", "31-Mar-2020"],
    ]
    reading = read_register(document(grid(rows)), {})
    assert [
        (e["risk_ref"], e["title"], e["owner_role"], e["score_residual"], e["response"], e["direction"], e["actions"])
        for e in reading.entries
    ] == [
        ("CR01", "Power loss", "Head of Estates", 12, "Accept", "same", "Buy a generator.\n\nTest it."),
        ("CR02", "Theft", "Head of Audit", 6, "Reduce", "up", "Count tools."),
    ]
    assert len(reading.source_rows) == len(rows)


def test_references_printed_before_titles_are_taken_apart():
    reading = read_register(
        document(
            grid(
                [
                    ["Risk", "Cause", "Event", "Consequence", "Current score"],
                    *[[f"{r[0]} {r[1]}", r[2], r[3], r[4], r[13]] for r in RISKS],
                ]
            )
        ),
        {},
    )
    assert [(e["risk_ref"], e["title"]) for e in reading.entries] == [(r[0], r[1]) for r in RISKS]


def test_what_has_no_field_stays_under_its_printed_header():
    reading = read_register(
        document(grid([["Ref", "Risk", "Score", "Cost £m", "Wibble", ""], ["1", "Gap", "12", "4.5", "x", "loose"]])), {}
    )
    assert json.loads(str(reading.entries[0]["other"])) == {"Cost £m": "4.5", "Wibble": "x", "column 6": "loose"}
    assert any("'Wibble'" in note and "[headers]" in note for note in reading.notes)


def test_closed_risks_are_no_entries_and_their_rows_say_why():
    reading = read_register(
        document(
            grid(
                [
                    ["Ref", "Risk", "Controls", "Score"],
                    ["1", "Gap", "Watch", "12"],
                    ["Closed risks"],
                    ["2", "Old", "Done", "4"],
                ]
            )
        ),
        {},
    )
    assert [e["risk_ref"] for e in reading.entries] == ["1"]
    assert [(r["fate"], r["code"]) for r in reading.source_rows][-1] == ("issue", "closed_in_source")


def test_words_are_scaled_by_the_documents_own_key_and_not_without_one():
    rows = grid([["Ref", "Risk", "Likelihood", "Impact"], ["1", "Flood", "Possible", "Major"]])
    key = grid(
        [
            ["Rare", "1"],
            ["Unlikely", "2"],
            ["Possible", "3"],
            ["Likely", "4"],
            ["Certain", "5"],
            ["Minor", "1"],
            ["Moderate", "2"],
            ["Major", "3"],
        ],
        "Key",
    )
    bare, keyed = read_register(document(rows), {}), read_register(document(rows, key), {})
    assert (bare.entries[0]["likelihood_residual"], json.loads(str(bare.entries[0]["other"]))) == (
        None,
        {"Likelihood": "Possible", "Impact": "Major"},
    )
    assert (keyed.entries[0]["likelihood_residual"], keyed.entries[0]["impact_residual"]) == (3, 3)
    assert json.loads(keyed.matrix or "{}")["basis"] == "inferred"


def test_older_sheets_of_a_workbook_are_set_aside():
    rows = table([("Ref", "ref"), ("Risk", "title"), ("Controls", "controls"), ("Score", "sr")])
    reading = read_register(document(grid(rows, "Q1 2024-25"), grid(rows, "Q2 2024-25")), {})
    assert len(reading.entries) == len(RISKS)
    assert "older_sheet" in {i["code"] for i in reading.issues}
    assert all("Q2" in str(e["locator"]) for e in reading.entries)


def test_a_card_broken_by_a_page_is_one_entry():
    whole, following = card(0, 1), card(1, 1)
    for cut in (6, 12, 15):
        pages = [
            grid(whole[:cut], "page 1 table 1", page=1),
            grid(whole[cut:], "page 2 table 1", page=2),
            grid(following, "page 3 table 1", page=3),
        ]
        reading = read_register(document(*pages, form="pdf"), {})
        assert [e["risk_ref"] for e in reading.entries] == ["SR1", "SR2"]
        assert {f: reading.entries[0][f] for f in NUMBERS} == {f: float(str(risk(0)[k])) for f, k in NUMBERS.items()}
        assert len(reading.source_rows) == len(whole) + len(following)


def test_a_table_of_actions_inside_a_card_keeps_the_risks_own_owner():
    rows = [
        ["Risk Ref", "SR1", "Risk Title", "Gap"],
        ["Risk Owner", "Director of Finance", "Status", "Open"],
        ["Description", *merged("Savings fail.", 3)],
        ["Net Likelihood", 3, "Net Impact", 4],
        ["Action", "Owner", "Due date", "Status"],
        ["Plan savings.", "Programme Lead", "May 2025", "Open"],
        ["Test the plan.", "Project Lead", "June 2025", "Open"],
    ]
    (entry,) = read_register(document(grid(rows)), {}).entries
    assert (entry["owner_role"], entry["actions"]) == ("Director of Finance", "Plan savings.\n\nTest the plan.")
    assert json.loads(str(entry["other"]))["Owner"] == "Programme Lead\nProject Lead"


def test_a_scoring_key_under_the_table_gives_no_entries():
    rows = table(
        [("Ref", "ref"), ("Risk", "title"), ("Controls", "controls"), ("L", "lr"), ("I", "ir"), ("Score", "sr")]
    )
    key = [
        ["Likelihood", "1 Rare", "2 Unlikely", "3 Possible"],
        ["Impact", "1 Minor", "2 Moderate", "3 Serious"],
        ["Score", "1-5 Low", "6-12 Medium"],
    ]
    for lead in ([[], ["Risk scoring matrix"]], [[]], []):
        reading = read_register(document(grid([*rows, *lead, *key])), {})
        assert [e["risk_ref"] for e in reading.entries] == [r[0] for r in RISKS]
        assert reading.issues == ()


def test_a_group_of_three_impacts_and_their_total_is_one_impact():
    head = [
        "Ref",
        "Risk",
        "Impact - Fund",
        "Impact - Employers",
        "Total",
        "Likelihood",
        "Total risk score",
        "Mitigation actions",
        "Revised likelihood",
        "Net risk score",
    ]
    (entry,) = read_register(
        document(grid([head, ["1", "Returns fall.", 5, 3, 8, 3, 24, "Review managers.", 2, 16]])), {}
    ).entries
    found = [
        entry[f]
        for f in ("likelihood_inherent", "impact_inherent", "score_inherent", "likelihood_residual", "score_residual")
    ]
    assert found == [3, 8, 24, 2, 16]


def test_the_latest_filled_quarter_is_the_present_score():
    rows = grid([["Ref", "Risk", "Mitigation", "Q1 score", "Q2 score", "Q3 score"], ["1", "Gap", "Watch", 16, 12, ""]])
    assert read_register(document(rows), {}).entries[0]["score_residual"] == 12
