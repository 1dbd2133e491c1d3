"""PDFs as word processors and spreadsheets print them: tight fonts, full columns, colours, bullets, page breaks."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from reportlab.lib import colors
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.builders.pdf import GRID, drawn_pdf, table_pdf
from tests.documents.reading import read, rows_of, spans, texts

LANDSCAPE = (842, 595)
LEADING = 11.0
HEAD = ["Code", "Title", "Controls", "Score", "Managed by"]
STARTS = [40.0, 90.0, 250.0, 520.0, 580.0]
ROWS = [
    ["CORP 1", "Loss of the invented ferry", "A weekly look at the ropes and at the hull", "12", "Head of Piers"],
    ["CORP 2", "Invented dry summer", "Water is kept in the old mill, and read off daily", "6", "Head of Mills"],
    ["CORP 3", "Too few wardens", "Two wardens are trained by the others each spring", "20", "Head of People"],
    ["CORP 4", "Invented late trains", "A bus waits for the last train of the evening", "9", "Head of Roads"],
]


def _wrapped(canvas: Canvas, text: str, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if canvas.stringWidth(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _sheet(
    canvas: Canvas,
    rows: Sequence[Sequence[str]],
    starts: Sequence[float],
    height: float,
    fills: Sequence[colors.Color | None] = (),
    filled: int | None = None,
) -> None:
    """A spreadsheet's print: no lines, each text set up to the next column, `fills` behind rows or one column."""
    edges = [*starts, 700.0]
    top = 540.0
    for number, row in enumerate(rows):
        fill = fills[number % len(fills)] if fills and number else None
        step = height if number else 16.0
        if fill is not None:
            left, right = (edges[0], edges[-1]) if filled is None else (edges[filled], edges[filled + 1])
            canvas.setFillColor(fill)
            canvas.rect(left, top - step, right - left, step, stroke=0, fill=1)
            canvas.setFillColor(colors.black)
        for column, text in enumerate(row):
            for i, line in enumerate(_wrapped(canvas, text, edges[column + 1] - edges[column] - 1.0)):
                canvas.drawString(edges[column], top - 10 - LEADING * i, line)
        top -= step


def test_the_lines_of_a_cell_are_joined_where_the_font_does_not_tell_its_height() -> None:
    text = "an invented owner of a very long name who holds the office of our own mussel weirs now as ever"
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))

    def draw(canvas: Canvas, number: int) -> None:
        canvas.setFont("Vera", 10)
        canvas.grid([60, 110, 300], [500, 600, 620])
        canvas.drawString(64, 606, "Ref")
        canvas.drawString(114, 606, "Owner")
        canvas.drawString(64, 588, "R1")
        for i, line in enumerate(_wrapped(canvas, text, 180)):
            canvas.drawString(114, 588 - 13 * i, line)

    content = drawn_pdf(draw)
    flat = re.sub(rb"/(Ascent|Descent) (-?[0-9.]+)", lambda m: m[0].replace(m[2], b"0".ljust(len(m[2]))), content)
    assert flat != content
    (grid,) = read(flat, "a.pdf").grids
    assert grid.rows[1].cells[1].text == text


@pytest.mark.parametrize("height", [30.0, 100.0])
def test_columns_filled_up_to_the_next_one_are_told_by_where_the_text_goes_on(height: float) -> None:
    def draw(canvas: Canvas, number: int) -> None:
        canvas.setFont("Helvetica", 8)
        starts = [40.0, 90.0, 191.0, 370.0, 381.0]
        _sheet(canvas, [[*HEAD[:3], "S", HEAD[4]], *ROWS], starts, height)

    (grid,) = read(drawn_pdf(draw, LANDSCAPE), "a.pdf").grids
    assert texts(grid)[1:] == ROWS


def test_a_reference_of_two_words_stays_one_cell() -> None:
    def draw(canvas: Canvas, number: int) -> None:
        canvas.setFont("Helvetica", 8)
        _sheet(canvas, [HEAD, *ROWS], STARTS, 30.0)

    (grid,) = read(drawn_pdf(draw, LANDSCAPE), "a.pdf").grids
    assert [row[0] for row in texts(grid)] == ["Code", "CORP 1", "CORP 2", "CORP 3", "CORP 4"]


def test_rows_without_references_or_gaps_are_told_by_one_column_of_colours() -> None:
    shades = [colors.red, colors.orange, colors.lightgreen]
    body = [[row[1], row[2], row[3], row[4]] for row in ROWS]

    def draw(canvas: Canvas, number: int) -> None:
        canvas.setFont("Helvetica", 8)
        _sheet(canvas, [HEAD[1:], *body], [40.0, 110.0, 230.0, 300.0], 3 * LEADING, shades, filled=2)

    (grid,) = read(drawn_pdf(draw, LANDSCAPE), "a.pdf").grids
    assert texts(grid)[1:] == body


def test_a_last_row_alone_on_its_page_stays_one_row_where_colour_told_the_rows_before() -> None:
    body = [[row[1], row[2], row[3], row[4]] for row in ROWS]
    last = [
        "Invented snow on the only road",
        "Grit is kept at both ends of the road and on the hill",
        "4",
        "Head of Roads",
    ]

    def draw(canvas: Canvas, number: int) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(colors.lightgrey)
        canvas.rect(40, 524, 660, 16, stroke=0, fill=1)
        canvas.setFillColor(colors.black)
        rows = body if number == 0 else [last]
        bands = [colors.lightblue, None] if number == 0 else []
        _sheet(canvas, [HEAD[1:], *rows], [40.0, 110.0, 230.0, 300.0], 4 * LEADING, bands)

    content = drawn_pdf(draw, LANDSCAPE, pages=2)
    assert [row for row in rows_of(read(content, "a.pdf")) if row != HEAD[1:]] == [*body, last]


def test_a_list_with_bullets_is_text_and_no_table_of_two_columns() -> None:
    points = [
        "• An invented look at the ropes every week",
        "• A second look by another warden, who was not told what the first one found and writes it down",
        "• A report to the invented committee",
    ]

    def draw(canvas: Canvas, number: int) -> None:
        canvas.setFont("Helvetica", 10)
        y = 700.0
        for point in points:
            canvas.drawString(72, y, "•")
            for line in _wrapped(canvas, point[2:], 300):
                canvas.drawString(92, y, line)
                y -= 15

    document = read(drawn_pdf(draw), "a.pdf")
    assert document.grids == []
    assert "\n".join(block.text for block in document.blocks) == "\n".join(points)


def test_bullets_within_a_column_without_rulings_make_no_column_of_their_own() -> None:
    def draw(canvas: Canvas, number: int) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(40, 560, "Ref")
        canvas.drawString(90, 560, "Controls")
        canvas.drawString(400, 560, "Owner")
        for row in range(4):
            y = 530 - 50 * row
            canvas.drawString(40, y, f"R{row + 1}")
            canvas.drawString(400, y, "Head of Piers")
            for i, text in enumerate(("weekly look", "monthly note", "yearly report")):
                canvas.drawString(90, y - 11 * i, "•")
                canvas.drawString(104, y - 11 * i, text)

    (grid,) = read(drawn_pdf(draw, LANDSCAPE), "a.pdf").grids
    assert texts(grid)[0] == ["Ref", "Controls", "Owner"]
    assert grid.rows[1].cells[1].text == "• weekly look\n• monthly note\n• yearly report"


def _label(canvas: Canvas, y: float, label: str, text: str) -> None:
    canvas.setFont("Helvetica-Bold", 10)
    canvas.drawString(72, y, label)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(72 + canvas.stringWidth(label + " ", "Helvetica-Bold", 10), y, text)


def test_a_bold_label_before_its_text_makes_no_heading_of_the_line() -> None:
    def draw(canvas: Canvas, number: int) -> None:
        _label(canvas, 700, "Description:", "The invented ferry may be lost in a storm of the winter and its")
        canvas.drawString(72, 688, "passengers may not be found again before the spring.")

    (block,) = read(drawn_pdf(draw), "a.pdf").blocks
    assert block.kind == "paragraph"
    assert block.text.startswith("Description: The invented ferry")
    assert "\n" not in block.text


def test_labels_side_by_side_on_a_line_are_paragraphs_of_their_own() -> None:
    def draw(canvas: Canvas, number: int) -> None:
        canvas.setFont("Helvetica", 9)
        for x, text in ((72, "Current likelihood: 3"), (180, "Current impact: 2"), (270, "Current score: 6")):
            canvas.drawString(x, 700, text)

    blocks = read(drawn_pdf(draw), "a.pdf").blocks
    assert [block.text for block in blocks] == ["Current likelihood: 3", "Current impact: 2", "Current score: 6"]


def test_lines_set_far_apart_are_one_paragraph_where_the_document_sets_all_its_lines_so() -> None:
    text = (
        "the invented council met on a wet day and talked about the ferry and about the pier and in the end "
        "about the winter that had come before either of them was mended and what it had done to the boards"
    )

    def draw(canvas: Canvas, number: int) -> None:
        canvas.setFont("Helvetica", 10)
        for i, line in enumerate(_wrapped(canvas, text, 200)):
            canvas.drawString(72, 700 - 18 * i, line)

    (block,) = read(drawn_pdf(draw), "a.pdf").blocks
    assert block.text == text


def test_a_label_that_recurs_starts_a_line_of_its_own() -> None:
    rows = [["Risk"], *[[f"Invented loss of ferry number {i}\nOwner: Head of Ferries"] for i in range(1, 4)]]
    (grid,) = read(table_pdf(rows, [150], GRID), "a.pdf").grids
    assert [row.cells[0].text for row in grid.rows[1:]] == [row[0] for row in rows[1:]]


def test_a_row_left_over_for_the_next_page_keeps_the_columns_of_its_table() -> None:
    def draw(canvas: Canvas, number: int) -> None:
        xs = [60, 160, 320, 420, 520]
        if number == 0:
            canvas.grid(xs, [100, 130, 160])
            for i, text in enumerate(("CR1", "Invented rain", "12", "Head of Roofs")):
                canvas.drawString(xs[i] + 5, 140, text)
                canvas.drawString(xs[i] + 5, 110, text.upper())
        else:
            canvas.grid([60, 160, 420, 520], [700, 730])
            for x, text in ((60, "CR1a"), (160, "Mend the invented roof"), (420, "31/03/2024")):
                canvas.drawString(x + 5, 710, text)

    first, second = read(drawn_pdf(draw, pages=2), "a.pdf").grids
    assert second.column_x == first.column_x
    assert texts(second) == [["CR1a", "Mend the invented roof", "", "31/03/2024"]]
    assert spans(second) == {"Mend the invented roof": (1, 2)}


def test_thick_borders_close_in_cells_though_their_ends_do_not_touch() -> None:
    def draw(canvas: Canvas, number: int) -> None:
        for y in (600, 640, 680):
            for x in (60, 260):
                canvas.rect(x + 4.5, y - 1.5, 191, 3, stroke=0, fill=1)
        for x in (60, 260, 460):
            for y in (600, 640):
                canvas.rect(x - 1.5, y + 4.5, 3, 31, stroke=0, fill=1)
        for y, left, right in ((655, "R1", "Invented rain"), (615, "R2", "Invented snow")):
            canvas.drawString(80, y, left)
            canvas.drawString(280, y, right)

    assert rows_of(read(drawn_pdf(draw), "a.pdf")) == [["R1", "Invented rain"], ["R2", "Invented snow"]]
