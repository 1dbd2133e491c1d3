"""PDFs: ruled and unruled tables, cards, turned pages and headers, rows without rulings, damage, scans."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import pypdfium2 as pdfium
import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table

from pipelines.settings import Settings
from tests.builders.pdf import (
    BANDS,
    GRID,
    HEADER,
    LINES_BELOW,
    NO_OUTLINE,
    OUTLINE,
    PLAIN,
    WIDTHS,
    Upright,
    cards_pdf,
    drawn_pdf,
    invented,
    table_pdf,
    text_cells,
)
from tests.documents.reading import codes, read, rows_of, spans, texts

ROWS = invented(24)
TIGHT = [
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ("LEFTPADDING", (0, 0), (-1, -1), 2),
    ("RIGHTPADDING", (0, 0), (-1, -1), 2),
]
MIDDLE = [("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
COLUMNS_ONLY = [
    ("LINEAFTER", (0, 0), (-1, -1), 0.5, colors.black),
    ("BOX", (0, 0), (-1, -1), 0.5, colors.black),
    ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black),
]
STYLES = {
    "ruled": GRID,
    "without an outline": NO_OUTLINE,
    "outline alone": OUTLINE,
    "lines between rows": LINES_BELOW,
    "coloured bands": BANDS,
    "no lines": PLAIN,
    "no lines, narrow gutters, no space between rows": TIGHT,
    "no lines, references set to the middle": MIDDLE,
    "lines between columns alone": COLUMNS_ONLY,
}


def _body(content: bytes, header: Sequence[str] = HEADER) -> list[list[str]]:
    return [row for row in rows_of(read(content, "a.pdf")) if row != list(header)]


@pytest.mark.parametrize("style", STYLES)
def test_every_cell_of_a_table_over_pages_is_read_whatever_its_lines(style: str) -> None:
    content = table_pdf([HEADER, *ROWS], WIDTHS, STYLES[style])
    assert read(content, "a.pdf").pages == (1 if style.endswith("between rows") and "narrow" in style else 2)
    assert _body(content) == ROWS


@pytest.mark.parametrize("style", [GRID, PLAIN, TIGHT])
def test_a_table_without_references_is_read(style: list[tuple[Any, ...]]) -> None:
    rows = [row[1:] for row in ROWS]
    assert _body(table_pdf([HEADER[1:], *rows], WIDTHS[1:], style), HEADER[1:]) == rows


def test_columns_of_a_table_stand_at_the_same_places_on_every_page() -> None:
    first, second = read(table_pdf([HEADER, *ROWS], WIDTHS, GRID), "a.pdf").grids
    assert first.column_x == second.column_x
    assert [first.page, second.page] == [1, 2]
    assert first.rows[1].locator == "page 1 table 1 row 2"


def test_a_table_that_does_not_repeat_its_header_goes_on_without_one() -> None:
    document = read(table_pdf([HEADER, *ROWS], WIDTHS, GRID, repeat=0), "a.pdf")
    assert rows_of(document) == [HEADER, *ROWS]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_shown_turned_is_read_as_shown(degrees: int) -> None:
    document = pdfium.PdfDocument(_turned_content(degrees))
    for page in document:
        page.set_rotation((360 - degrees) % 360)
    target = io.BytesIO()
    document.save(target)
    assert _body(target.getvalue()) == ROWS[:8]


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_whose_content_is_turned_is_read_upright(degrees: int) -> None:
    assert _body(_turned_content(degrees)) == ROWS[:8]


def _turned_content(degrees: int) -> bytes:
    size = (A4[1], A4[0]) if degrees % 180 == 0 else A4

    def draw(canvas: Canvas, number: int) -> None:
        shift = {0: (0, 0), 90: (size[0], 0), 180: size, 270: (0, size[1])}[degrees]
        canvas.translate(*shift)
        canvas.rotate(degrees)
        table = Table(
            text_cells([HEADER, *ROWS[:8]]),
            colWidths=WIDTHS,
            style=[("VALIGN", (0, 0), (-1, -1), "TOP"), *GRID],
        )
        table.wrapOn(canvas, 780, 500)
        table.drawOn(canvas, 30, 200)

    return drawn_pdf(draw, size)


@pytest.mark.parametrize("style", [GRID, PLAIN])
def test_headers_set_sideways_are_read_in_their_columns(style: list[tuple[Any, ...]]) -> None:
    head = [Upright(name.replace(" ", "\n")) for name in HEADER]
    content = table_pdf(ROWS[:6], WIDTHS, style, head=head)
    assert rows_of(read(content, "a.pdf")) == [HEADER, *ROWS[:6]]


def test_merged_cells_span_rows_and_columns() -> None:
    rows = [["Ref", "Risk", "Inherent", "", "Residual", ""], ["", "", "L", "I", "L", "I"]]
    rows += [[f"R{i}", "Invented rain", "3", "4", "2", "1"] for i in range(1, 5)]
    merged = [
        ("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (1, 1)), ("SPAN", (2, 0), (3, 0)), ("SPAN", (4, 0), (5, 0)),
        ("SPAN", (1, 2), (1, 4)),
    ]  # fmt: skip
    (grid,) = read(table_pdf(rows, [40, 200, 40, 40, 40, 40], [*GRID, *merged]), "a.pdf").grids
    assert spans(grid) == {
        "Ref": (2, 1), "Risk": (2, 1), "Inherent": (1, 2), "Residual": (1, 2), "Invented rain": (3, 1),
    }  # fmt: skip
    assert texts(grid)[2] == ["R1", "Invented rain", "3", "4", "2", "1"]


def test_a_ruled_box_within_a_cell_stays_that_cells_text() -> None:
    inner = Table([["L", "I", "S"], ["3", "4", "12"]], style=GRID)
    rows: list[list[Any]] = [["Ref", "Risk", "Score"], ["R1", "Invented", inner]]
    (grid,) = read(table_pdf([], [40, 200, 120], GRID, flowables=rows), "a.pdf").grids
    assert [cell.text for cell in grid.rows[1].cells] == ["R1", "Invented", "L I S\n3 4 12"]


@pytest.mark.parametrize("ruled", [True, False])
def test_a_card_a_page_is_a_table_of_label_and_value(ruled: bool) -> None:
    cards = [
        [("Risk title", f"Invented loss of ferry {i}"), ("Cause", "The pier is old " * 12), ("Score", str(i))]
        for i in range(1, 4)
    ]
    document = read(cards_pdf(cards, ruled), "a.pdf")
    assert [texts(grid) for grid in document.grids] == [
        [[label, value.strip()] for label, value in card] for card in cards
    ]
    assert [grid.heading for grid in document.grids] == [f"Invented risk card {i}" for i in range(1, 4)]


def test_a_card_of_boxes_set_apart_is_one_table() -> None:
    card = [("Description", "Invented water may come in"), ("Controls", "Sandbags"), ("Owner", "Head of Doors")]

    def draw(canvas: Canvas, number: int) -> None:
        for i, pair in enumerate(card):
            for x, width, text in ((60, 100, pair[0]), (160, 340, pair[1])):
                canvas.rect(x, 740 - 30 * i, width, 24)
                canvas.drawString(x + 5, 748 - 30 * i, text)

    (grid,) = read(drawn_pdf(draw), "a.pdf").grids
    assert texts(grid) == [list(pair) for pair in card]


def test_headings_between_rows_run_across_an_unruled_table() -> None:
    rows = [HEADER, ["Invented section one: people and places of the county", "", "", "", "", ""], *ROWS[:3]]
    (grid,) = read(table_pdf(rows, WIDTHS, [("SPAN", (0, 1), (-1, 1))]), "a.pdf").grids
    assert texts(grid) == rows
    assert spans(grid) == {rows[1][0]: (1, 6)}


def test_running_footers_are_no_part_of_the_table() -> None:
    document = read(table_pdf([HEADER, *ROWS], WIDTHS, PLAIN, footer="Invented Council"), "a.pdf")
    assert [block.text for block in document.blocks if block.kind == "footer"] == [
        "Invented Council page 1", "Invented Council page 2",
    ]  # fmt: skip
    assert [row for row in rows_of(document) if row != HEADER] == ROWS


def test_paragraphs_are_told_from_wrapped_lines_in_a_cell() -> None:
    long = "The invented pier is old and the sea is high in winter so that boards come loose"
    (grid,) = read(
        table_pdf([["Ref", "Risk"], ["R1", f"Cause: {long}.\nEffect: {long}."]], [40, 150], GRID), "a.pdf"
    ).grids
    assert grid.rows[1].cells[1].text == f"Cause: {long}.\nEffect: {long}."


def test_bullets_stay_lines() -> None:
    text = "• look weekly\n• write it down\n• tell the wardens"
    (grid,) = read(table_pdf([["Ref", "Risk"], ["R1", text]], [40, 150], GRID), "a.pdf").grids
    assert grid.rows[1].cells[1].text == text


def _lines(*lines: str, font: str = "Helvetica") -> bytes:
    def draw(canvas: Canvas, number: int) -> None:
        canvas.setFont(font, 10)
        for i, line in enumerate(lines):
            canvas.drawString(72, 700 - 12 * i, line)

    return drawn_pdf(draw)


def test_a_word_split_at_a_lines_end_is_mended_only_where_the_document_knows_it() -> None:
    text = (
        read(
            _lines(
                "Delivery of the plan is late and multi-agency work is slow, which means that the deliv-",
                "ery of savings is late too and the wardens say that all of it rests with the multi-",
                "agency group that was set up for it in the spring of the year before the last delivery",
            ),
            "a.pdf",
        )
        .blocks[0]
        .text
    )
    assert "the delivery of savings" in text
    assert "the multi-agency group" in text


def test_letters_printed_twice_for_boldness_are_read_once() -> None:
    def draw(canvas: Canvas, number: int) -> None:
        for shift in (0, 0.25):
            canvas.drawString(72 + shift, 700, "Invented foggy committee")

    assert read(drawn_pdf(draw), "a.pdf").blocks[0].text == "Invented foggy committee"


def test_words_set_one_by_one_keep_their_spaces() -> None:
    def draw(canvas: Canvas, number: int) -> None:
        x = 72.0
        for word in ["Invented", "risk", "of", "running", "words"]:
            canvas.drawString(x, 700, word)
            x += canvas.stringWidth(word) + 3.3

    assert read(drawn_pdf(draw), "a.pdf").blocks[0].text == "Invented risk of running words"


def test_cell_fills_are_kept() -> None:
    style = [*GRID, ("BACKGROUND", (1, 1), (1, 1), colors.HexColor("#ffc000"))]
    (grid,) = read(table_pdf([["Ref", "RAG"], ["R1", "x"]], [40, 60], style), "a.pdf").grids
    assert grid.rows[1].cells[1].fill == "#ffc000"
    assert grid.rows[1].cells[0].fill == ""


def test_a_gradient_behind_a_cell_does_not_rule_it() -> None:
    def draw(canvas: Canvas, number: int) -> None:
        for i in range(40):
            canvas.setFillColorRGB(0.5 + i / 100, 0.4, 0.3)
            canvas.rect(72, 600 + i * 2.5, 80, 2.5, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.grid([72, 152, 400], [560, 600, 700])
        for y, left, right in ((640, "R1", "Invented rain"), (575, "R2", "Invented snow")):
            canvas.drawString(80, y, left)
            canvas.drawString(160, y, right)

    assert rows_of(read(drawn_pdf(draw), "a.pdf")) == [["R1", "Invented rain"], ["R2", "Invented snow"]]


def test_prose_in_two_columns_is_no_table() -> None:
    words = [
        "the",
        "invented",
        "council",
        "met",
        "in",
        "the",
        "old",
        "hall",
        "and",
        "talked",
        "about",
        "the",
        "weather",
        "until",
        "noon",
        "and",
        "then",
        "went",
        "home",
    ]

    def draw(canvas: Canvas, number: int) -> None:
        canvas.setFont("Times-Roman", 10)
        for x in (60, 320):
            at = 0
            for i in range(40):
                line: list[str] = []
                while canvas.stringWidth(" ".join([*line, words[at % len(words)]])) < 215:
                    line.append(words[at % len(words)])
                    at += 1
                canvas.drawString(x, 750 - 12 * i, " ".join(line))

    assert read(drawn_pdf(draw), "a.pdf").grids == []


def test_plain_prose_is_no_table() -> None:
    document = read(_lines(*["The invented council met and talked about rain for most of the day"] * 30), "a.pdf")
    assert document.grids == []
    assert codes(document) == []


def _scan() -> bytes:
    from PIL import Image

    picture = ImageReader(Image.new("L", (200, 280), 230))
    return drawn_pdf(lambda canvas, number: canvas.drawImage(picture, 0, 0, *A4), pages=2)


def _encrypted() -> bytes:
    return drawn_pdf(lambda canvas, number: canvas.drawString(72, 700, "x"), encrypt="secret")


FAULTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a scan": (_scan, "scanned_image"),
    "behind a password": (_encrypted, "file_encrypted"),
    "cut off": (lambda: table_pdf([HEADER, *ROWS], WIDTHS, GRID)[:900], "file_truncated"),
    "garbage": (lambda: b"%PDF-1.7\n" + b"garbage " * 200 + b"\n%%EOF\n", "file_unreadable"),
    "without text": (lambda: drawn_pdf(lambda canvas, number: canvas.line(0, 0, 9, 9)), "no_text"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_read_gives_its_own_issue(fault: str) -> None:
    build, code = FAULTS[fault]
    document = read(build(), "a.pdf")
    assert codes(document) == [code]
    assert document.grids == []


def test_pages_beyond_the_limit_are_left_out_with_an_issue() -> None:
    content = drawn_pdf(lambda canvas, number: canvas.drawString(72, 700, f"invented page text {number}"), pages=5)
    document = read(content, "a.pdf", Settings(max_pages=2))
    assert codes(document) == ["too_many_pages"]
    assert {part.page for part in document.parts} == {1, 2}


def test_a_readable_file_raises_no_issue() -> None:
    assert codes(read(table_pdf([HEADER, *ROWS], WIDTHS, GRID), "a.pdf")) == []
