"""Registers printed in arrangements that need putting together: invented, each read to its entries and no more."""

from __future__ import annotations

import pytest

from pipelines.records import Block, Cell, Grid
from pipelines.shape import read_register
from tests.unit.shape.make import RISKS, block, document, grid, merged, risk, table

TEXTS = {"risk_ref": "ref", "title": "title", "controls": "controls", "actions": "actions", "owner_role": "owner"}


def description(n: int) -> str:
    r = risk(n)
    return f"{r['cause']} {r['event']} {r['consequence']}"


def register(columns, text):
    """As `table`; the field "text" is made by `text` from the risk's number."""
    rows = table(columns)
    places = [i for i, (_, field) in enumerate(columns) if field == "text"]
    return [rows[0], *[[text(n) if i in places else v for i, v in enumerate(row)] for n, row in enumerate(rows[1:])]]


def paragraphs(*texts):
    """Blocks with locators of their own; a text that begins with "# " is a heading."""
    return [
        Block(text.removeprefix("# "), f"block {n}", "heading" if text.startswith("# ") else "paragraph")
        for n, text in enumerate(texts, 1)
    ]


def entries(*parts, form="xlsx"):
    reading = read_register(document(*parts, form=form), {})
    assert len(reading.entries) == len(RISKS), reading.reason
    return reading.entries


def same(found, *fields):
    for n, entry in enumerate(found):
        assert {f: entry[f] for f in fields} == {f: risk(n)[TEXTS[f]] for f in fields}


def test_two_rows_a_risk_under_two_header_rows_are_one_entry():
    rows = [
        ["Risk No.", *merged("Title", 2), "Net score", "Risk owner"],
        [*merged("Risk description", 2), *merged("Current controls", 2), "Further actions"],
    ]
    for n in range(len(RISKS)):
        r = risk(n)
        rows.append([r["ref"], *merged(r["title"], 2), r["sr"], r["owner"]])
        rows.append([*merged(description(n), 2), *merged(r["controls"], 2), r["actions"]])
    found = entries(grid(rows, "page 1 table 1", page=1), form="pdf")
    same(found, *TEXTS)
    assert [e["score_residual"] for e in found] == [r[13] for r in RISKS]


def test_columns_that_run_over_to_further_pages_join_by_the_order_of_rows():
    left = table([("Ref", "ref"), ("Risk title", "title"), ("Cause", "cause"), ("Gross L", "li"), ("Gross I", "ii")])
    right = table([("Existing controls", "controls"), ("Net score", "sr"), ("Planned actions", "actions")])
    found = entries(grid(left, "page 1 table 1", page=1), grid(right, "page 2 table 1", page=2), form="pdf")
    same(found, "risk_ref", "title", "controls", "actions")
    assert [e["score_residual"] for e in found] == [r[13] for r in RISKS]


def test_a_table_cut_in_two_goes_on_without_its_header():
    rows = register(
        [("Ref", "ref"), ("Risk title", "title"), ("Description of risk", "text"), ("Net score", "sr")], description
    )
    first, second = Grid("table 1", grid(rows[:3], "table 1").rows), Grid("table 2", grid(rows[3:], "table 2").rows)
    same(entries(first, block("Continued overleaf."), second, form="docx"), "risk_ref", "title")


def test_risks_side_by_side_are_entries_of_their_own():
    labels = (
        ("Risk title", "title"),
        ("Cause", "cause"),
        ("Controls", "controls"),
        ("Actions", "actions"),
        ("Risk owner", "owner"),
    )
    grids = []
    for first in range(0, len(RISKS), 2):
        rows = [[cell for n in range(first, first + 2) for cell in (label, risk(n)[key])] for label, key in labels]
        grids.append(grid(rows, f"table {first}"))
    same(entries(*grids, form="docx"), "title", "controls", "actions", "owner_role")


def test_small_tables_under_the_heading_of_a_risk_are_one_card():
    parts = []
    for n in range(len(RISKS)):
        r = risk(n)
        heading = f"{r['ref']} - {r['title']}"
        parts.append(block(heading, kind="heading"))
        for k, rows in enumerate(
            (
                [["Cause", "Event", "Effect"], [r["cause"], r["event"], r["consequence"]]],
                [["Likelihood", "Impact", "Risk score", "Risk owner"], [r["lr"], r["ir"], r["sr"], r["owner"]]],
                [["Controls in place", "Further actions"], [r["controls"], r["actions"]]],
            )
        ):
            parts.append(grid(rows, f"table {n}.{k}", heading=heading))
    found = entries(*parts, form="docx")
    same(found, *TEXTS)
    assert [e["likelihood_residual"] for e in found] == [r[11] for r in RISKS]


def test_factors_stacked_in_rows_are_told_by_their_names():
    rows = [["Risk ID", "Risk title", "", "Inherent", "Controls", "Residual", "Owner"]]
    for n in range(len(RISKS)):
        r = risk(n)
        rows.append(
            [
                Cell(r["ref"], row_span=3),
                Cell(r["title"], row_span=3),
                "Likelihood",
                r["li"],
                Cell(r["controls"], row_span=3),
                r["lr"],
                Cell(r["owner"], row_span=3),
            ]
        )
        over = Cell("", covered=True)
        rows.append([over, over, "Impact", r["ii"], over, r["ir"], over])
        rows.append([over, over, "Score", r["si"], over, r["sr"], over])
    found = entries(grid(rows, "Register"))
    same(found, "risk_ref", "title", "controls", "owner_role")
    for n, entry in enumerate(found):
        assert [
            entry[f"{f}_{lv}"] for lv in ("inherent", "residual") for f in ("likelihood", "impact", "score")
        ] == list(RISKS[n][8:14])


def test_a_table_without_a_header_is_read_where_its_cells_prove_what_they_are():
    rows = [
        [
            r["ref"],
            r["title"],
            description(n),
            f"{r['li']} x {r['ii']} = {r['si']}",
            f"{r['lr']} x {r['ir']} = {r['sr']}",
            r["owner"],
        ]
        for n in range(len(RISKS))
        for r in (risk(n),)
    ]
    reading = read_register(document(grid(rows, "rows"), form="csv"), {})
    assert [e["title"] for e in reading.entries] == [r[1] for r in RISKS]
    assert [e["score_inherent"] for e in reading.entries] == [r[10] for r in RISKS]
    assert {m["scope"] for m in reading.header_mappings if m["field"]} == {"inferred"}


def test_rows_of_numbers_without_a_header_are_no_register():
    rows = [[f"Ward {n}", f"Area {n}", str(n * 100), str(n * 7)] for n in range(1, 8)]
    assert read_register(document(grid(rows, "rows"), form="csv"), {}).status == "refused"


def test_headings_and_paragraphs_of_a_web_page_are_cards():
    texts = []
    for n in range(len(RISKS)):
        r = risk(n)
        texts += [f"# Risk {n + 1}: {r['title']}", description(n)]
        for label, key in (("Current controls", "controls"), ("Further actions", "actions"), ("Risk owner", "owner")):
            texts += [label, r[key]]
        texts += ["Current risk score (LxI)", f"{r['lr']}x{r['ir']}={r['sr']}"]
    parts = paragraphs(*texts)
    found = entries(*parts, form="html")
    same(found, "title", "controls", "actions", "owner_role")
    assert [e["description"] for e in found] == [description(n) for n in range(len(RISKS))]
    assert [e["impact_residual"] for e in found] == [r[12] for r in RISKS]


def test_a_first_line_over_sentences_is_the_title_and_a_list_of_lines_is_not():
    rows = register(
        [("Ref", "ref"), ("Description of risk", "text"), ("Existing controls", "controls"), ("Net score", "sr")],
        lambda n: f"{risk(n)['title']}\n{description(n)}",
    )
    same(entries(grid(rows, "Register")), "risk_ref", "title", "controls")
    rows = register(
        [("Ref", "ref"), ("Description of risk", "text"), ("Existing controls", "controls"), ("Net score", "sr")],
        lambda n: f"Loss of income {n}\nLoss of staff\nLoss of trust",
    )
    assert {e["title"] for e in entries(grid(rows, "Register"))} == {""}


def test_one_printed_order_of_factors_holds_for_every_score():
    rows = [["Ref", "Risk", "Controls", "Net score (I x L)", "Target score"]]
    rows += [
        [f"R{n}", f"An invented risk of kind {n} may happen.", "Invented controls.", "4x2=8", "3x1=3"] for n in range(4)
    ]
    for entry in read_register(document(grid(rows, "Register")), {}).entries:
        assert (entry["impact_target"], entry["likelihood_target"]) == (3, 1)
        assert (entry["impact_residual"], entry["likelihood_residual"]) == (4, 2)


@pytest.mark.parametrize(
    ("key", "factors"),
    [
        ("Likelihood: A very low, B not likely, C likely, D very likely, E certain. Impact: 1 low, 5 high.", (4, 5)),
        ("Likelihood: A = Almost certain, B = Likely, C = Possible, D = Unlikely, E = Rare.", (2, 1)),
        ("", (None, None)),
    ],
)
def test_letters_are_turned_by_the_key_above_the_table_alone(key, factors):
    rows = [["Ref", "Risk", "Controls", "Residual risk"]]
    rows += [[f"R{n}", f"An invented risk of kind {n} may happen.", "Invented controls.", "D5"] for n in range(4)]
    reading = read_register(document(block(key), grid(rows, "Register")), {})
    for entry in reading.entries:
        assert (entry["likelihood_residual"], entry["impact_residual"]) == factors


def test_other_logs_of_a_project_never_become_actions_of_its_risks():
    found = entries(
        grid(
            register(
                [("ID", "ref"), ("Risk description", "text"), ("Mitigation", "controls"), ("Score", "sr")], description
            ),
            "Risks",
        ),
        grid(
            [
                ["ID", "Issue", "Owner", "Action"],
                *[[r[0], "A gate is broken.", "Site lead", "Mend it."] for r in RISKS],
            ],
            "Issues",
        ),
    )
    assert {e["actions"] for e in found} == {""}
