"""HTML pages: spans, nested and layout tables, hidden text, Word's exports, encodings, depth without end."""

from __future__ import annotations

from tests.documents.reading import codes, read, spans, texts


def _page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def test_spans_cover_cells_in_both_directions() -> None:
    grid = read(
        _page(
            "<table><tr><th rowspan=2>Ref</th><th colspan=2>Score</th></tr><tr><th>L</th><th>I</th></tr>"
            "<tr><td>R1</td><td>3</td><td>4</td></tr></table>"
        ),
        "a.html",
    ).grids[0]
    assert texts(grid) == [["Ref", "Score", ""], ["", "L", "I"], ["R1", "3", "4"]]
    assert spans(grid) == {"Ref": (2, 1), "Score": (1, 2)}


def test_headings_and_paragraphs_keep_their_order_around_a_table() -> None:
    document = read(
        _page(
            "<h1>Invented risks</h1><p>As at <b>31&nbsp;January</b> 2025</p>"
            "<table><tr><td>a</td><td>b</td></tr></table>"
            "<p>After</p>",
            "<title>Invented title</title>",
        ),
        "a.html",
    )
    kinds = [getattr(part, "kind", "grid") for part in document.parts]
    assert kinds == ["heading", "paragraph", "grid", "paragraph"]
    assert document.blocks[1].text == "As at 31 January 2025"
    assert document.grids[0].heading == "As at 31 January 2025"
    assert document.properties["title"] == "Invented title"


def test_lines_of_a_cell_are_kept_and_white_space_is_not() -> None:
    grid = read(
        _page("<table><tr><td><p>Cause:\n   rain</p><p>Effect<br>mud</p></td><td>x</td></tr></table>"),
        "a.html",
    ).grids[0]
    assert grid.rows[0].cells[0].text == "Cause: rain\nEffect\nmud"


def test_a_table_within_a_cell_is_kept_in_its_text() -> None:
    grids = read(
        _page(
            "<table><tr><th>Ref</th><th>Risk</th><th>Score</th></tr><tr><td>R1</td><td>Wet</td><td><table><tr><td>L</td>"
            "<td>I</td></tr><tr><td>3</td><td>4</td></tr></table></td></tr></table>"
        ),
        "a.html",
    ).grids
    assert [grid.rows[1].cells[2].text for grid in grids] == ["L\tI\n3\t4"]


def test_a_layout_table_gives_what_it_places() -> None:
    document = read(
        _page(
            "<table><tr><td>Menu</td><td><table><tr><td>Ref</td><td>Risk</td></tr><tr><td>R1</td><td>Wet</td></tr>"
            "</table></td></tr></table>"
        ),
        "a.html",
    )
    assert [texts(grid) for grid in document.grids] == [[["Ref", "Risk"], ["R1", "Wet"]]]
    assert [block.text for block in document.blocks] == ["Menu"]


def test_hidden_text_scripts_and_word_leftovers_are_left_out() -> None:
    document = read(
        _page(
            "<p style='display:none'>no</p><p hidden>no</p><script>no()</script><style>no{}</style>"
            "<!--[if gte mso 9]><xml>no</xml><![endif]--><p class=MsoNormal><o:p>&nbsp;</o:p>yes"
            "<span style='mso-hide:all'>no</span></p>"
        ),
        "a.html",
    )
    assert [block.text for block in document.blocks] == ["yes"]


def test_arrows_of_symbol_fonts_become_arrows() -> None:
    grid = read(
        _page(
            "<table><tr><td><span style='font-family:Wingdings'>é</span></td><td><font face=Wingdings>è</font></td>"
            "<td>é</td></tr></table>"
        ),
        "a.html",
    ).grids[0]
    assert texts(grid) == [["↑", "→", "é"]]


def test_the_declared_encoding_is_used_unless_it_is_wrong() -> None:
    body = "<table><tr><td>café</td><td>£5</td></tr></table>"
    right = f"<html><meta charset=iso-8859-1>{body}</html>".encode("cp1252")
    wrong = f"<html><meta charset=us-ascii-x>{body}</html>".encode()
    for content in (right, wrong):
        assert texts(read(content, "a.html").grids[0]) == [["café", "£5"]]


def test_fills_are_kept() -> None:
    cells = (
        read(
            _page("<table><tr><td bgcolor=#FF0000>a</td><td style='background-color:#0f0'>b</td></tr></table>"),
            "a.html",
        )
        .grids[0]
        .rows[0]
        .cells
    )
    assert [cell.fill for cell in cells] == ["#ff0000", "#00ff00"]


def test_depth_without_end_is_read_without_a_fall() -> None:
    document = read(_page("<div>" * 5_000 + "deep" + "</div>" * 5_000), "a.html")
    assert codes(document) in ([], ["file_empty"])


def test_spans_beyond_reason_do_not_grow_the_table() -> None:
    grid = read(
        _page("<table><tr><td colspan=999999 rowspan=999999>a</td></tr><tr><td>b</td><td>c</td></tr></table>"),
        "a.html",
    ).grids[0]
    assert sum(len(row.cells) for row in grid.rows) < 1_000


def test_a_page_saved_under_a_spreadsheets_name_is_read_and_said() -> None:
    document = read(_page("<table><tr><td>R1</td><td>Wet</td></tr></table>"), "register.xls")
    assert codes(document) == ["wrong_extension"]
    assert texts(document.grids[0]) == [["R1", "Wet"]]
