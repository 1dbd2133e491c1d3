import pytest

from pipelines.records import Block, Cell, Document, Grid, Row
from pipelines.shape.cover import contradictions


def entries(count=4):
    return [
        {
            "risk_ref": f"R{n}",
            "locator": f"Register!A{n}:C{n}",
            "likelihood_residual": float(n),
            "impact_residual": 2.0,
            "likelihood_inherent": 5.0,
            "impact_inherent": 5.0,
            "likelihood_target": None,
            "impact_target": None,
        }
        for n in range(1, count + 1)
    ]


def grid(lines, name="Map"):
    return Grid(name, tuple(Row(tuple(Cell(t) for t in line), f"{name}!{n}") for n, line in enumerate(lines, 1)))


def said(*texts, grids=()):
    blocks = tuple(Block(text, f"paragraph {n}") for n, text in enumerate(texts, 1))
    return Document("a.docx", "0" * 64, "docx", (*blocks, *grids))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The corporate risk register contains 5 risks.", "5"),
        ("Number of risks in this register: 6", "6"),
        ("There are currently 7 strategic risks on the register.", "7"),
        ("Position as at 31 March\n8 risks are held on the corporate register. Invented", "8"),
        ("In all a total of 9 risks was reported.", "9"),
        ("Of the 27 risks on the register 12 are medium and 18 low.", "27 = 12 medium and 18 low"),
    ],
)
def test_a_cover_that_counts_otherwise_than_the_table_is_told(text, value):
    issues = [i for i in contradictions(said(text), entries()) if i.value == value]
    assert [(i.code, i.locator) for i in issues] == [("count_differs", "paragraph 1")]


@pytest.mark.parametrize(
    "text",
    [
        "The corporate risk register contains 4 risks.",
        "Number of risks in this register 4",
        "There are 3 risks above appetite.",
        "Two risks were closed; 43 service risks are managed elsewhere.",
        "Of the 4 risks 1 is high and 3 are low.",
        "The register contains 2 risks that are new.",
    ],
)
def test_a_count_that_agrees_or_counts_something_else_is_silent(text):
    assert contradictions(said(text), entries()) == []


def test_a_count_in_two_cells_of_a_cover_sheet_is_read():
    cover = grid([["", ""], ["Number of risks in this register", "5"]], "Cover")
    issues = contradictions(said(grids=[cover]), entries())
    assert [(i.code, i.locator, i.value) for i in issues] == [("count_differs", "Cover!2", "5")]


def heat_map(*, rows):
    return grid([*rows, ["", "1 Minor", "2 Moderate", "3 Major"]])


def test_a_heat_map_that_agrees_with_the_table_is_silent():
    map_ = heat_map(rows=[["4", "", "R4", ""], ["3", "", "R3", ""], ["2", "", "R2", ""], ["1", "", "R1", ""]])
    assert contradictions(said(grids=[map_]), entries()) == []


def test_a_risk_in_the_wrong_cell_and_one_shown_twice_are_told():
    map_ = heat_map(rows=[["4", "", "R4", "R4"], ["3", "", "R3", ""], ["2", "", "R2", ""], ["1", "", "R1", ""]])
    issues = contradictions(said(grids=[map_]), entries())
    assert {i.code for i in issues} == {"heat_map_differs"}
    twice, misplaced = [i.message for i in issues]
    assert twice == "The heat map shows R4 2 times. Where does it belong?"
    assert "R4 at likelihood 4, impact 3; the table says likelihood 4, impact 2." in misplaced
    assert issues[1].locator == "Map!1"


def test_a_heat_map_with_impact_down_the_side_is_turned_round():
    rows = [
        ["3 High", "", "", "", ""],
        ["2", "R1", "R2, R3", "", "R4"],
        ["1", "", "", "", ""],
        ["", "1 Rare", "2", "3", "4"],
    ]
    issues = contradictions(said(grids=[grid(rows)]), entries())
    assert [i.value for i in issues] == ["likelihood 2, impact 2"]


def test_the_register_itself_is_no_heat_map():
    table = Grid("Register", tuple(Row((Cell(e["risk_ref"]), Cell("1")), e["locator"]) for e in entries()))
    assert contradictions(said(grids=[table]), entries()) == []
