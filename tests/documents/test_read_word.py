"""Word documents: merged, nested and numbered cells, symbols, tracked changes, headers, what lies outside."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.builders.office import rezipped, word
from tests.documents.reading import codes, read, spans, texts


def _table(document: WordDocument) -> None:
    document.core_properties.title = "Invented register"
    document.core_properties.author = "A. N. Author"
    document.add_heading("Invented corporate risks", 1)
    document.add_paragraph("As at 31 January 2025")
    table = document.add_table(rows=4, cols=4)
    for r, row in enumerate(
        [["Ref", "Risk", "Score", ""], ["", "", "L", "I"], ["R1", "Wet", "3", "4"], ["R2", "Dry", "2", "2"]]
    ):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.cell(0, 2).merge(table.cell(0, 3))
    table.cell(0, 0).merge(table.cell(1, 0))
    document.sections[0].header.paragraphs[0].text = "Invented Council"
    document.sections[0].footer.paragraphs[0].text = "Page 1"


def test_merged_cells_span_rows_and_columns() -> None:
    grid = read(word(_table), "a.docx").grids[0]
    assert texts(grid)[2:] == [["R1", "Wet", "3", "4"], ["R2", "Dry", "2", "2"]]
    assert spans(grid) == {"Ref": (2, 1), "Score": (1, 2)}


def test_headings_headers_and_footers_are_told_apart() -> None:
    document = read(word(_table), "a.docx")
    assert [(block.kind, block.text) for block in document.blocks] == [
        ("header", "Invented Council"), ("heading", "Invented corporate risks"),
        ("paragraph", "As at 31 January 2025"), ("footer", "Page 1"),
    ]  # fmt: skip
    assert document.properties["title"] == "Invented register"
    assert codes(document) == []


def test_paragraphs_of_a_cell_stay_lines() -> None:
    def fill(document: WordDocument) -> None:
        cell = document.add_table(rows=1, cols=2).cell(0, 0)
        cell.text = "Cause"
        cell.add_paragraph("Effect")

    assert read(word(fill), "a.docx").grids[0].rows[0].cells[0].text == "Cause\nEffect"


def test_a_table_within_a_cell_is_kept_in_its_text() -> None:
    def fill(document: WordDocument) -> None:
        table = document.add_table(rows=2, cols=3)
        table.cell(0, 0).text = "R1"
        inner = table.cell(0, 1).add_table(rows=2, cols=2)
        for (r, c), text in {(0, 0): "L", (0, 1): "I", (1, 0): "3", (1, 1): "4"}.items():
            inner.cell(r, c).text = text

    (grid,) = read(word(fill), "a.docx").grids
    assert grid.rows[0].cells[1].text == "L\tI\n3\t4"


def test_a_frame_around_a_table_gives_the_table() -> None:
    def fill(document: WordDocument) -> None:
        inner = document.add_table(rows=1, cols=1).cell(0, 0).add_table(rows=2, cols=2)
        for (r, c), text in {(0, 0): "Ref", (0, 1): "Risk", (1, 0): "R1", (1, 1): "Wet"}.items():
            inner.cell(r, c).text = text

    (grid,) = read(word(fill), "a.docx").grids
    assert texts(grid) == [["Ref", "Risk"], ["R1", "Wet"]]


def _runs(xml: str) -> bytes:
    def fill(document: WordDocument) -> None:
        paragraph = parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>")
        document.element.body.insert(0, paragraph)

    return word(fill)


def test_arrows_of_symbol_fonts_become_arrows() -> None:
    content = _runs(
        '<w:r><w:sym w:font="Wingdings" w:char="F0E9"/></w:r>'
        '<w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>ê</w:t></w:r>'
        "<w:r><w:t>è café</w:t></w:r>"
    )
    assert read(content, "a.docx").blocks[0].text == "↑↓è café"


def test_deleted_and_hidden_text_is_left_out_and_inserted_text_kept() -> None:
    content = _runs(
        "<w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
    )
    assert read(content, "a.docx").blocks[0].text == "new"


def test_numbers_that_word_counts_by_itself_are_read() -> None:
    def fill(document: WordDocument) -> None:
        table = document.add_table(rows=2, cols=2)
        for row in table.rows:
            row.cells[0].paragraphs[0].style = None
            properties = row.cells[0].paragraphs[0]._p.get_or_add_pPr()
            properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="99"/></w:numPr>'))
            row.cells[1].text = "Wet"

    numbering = (
        f'<w:numbering {nsdecls("w")}><w:abstractNum w:abstractNumId="9"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="R%1"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="99"><w:abstractNumId w:val="9"/></w:num></w:numbering>'
    )
    content = rezipped(word(fill), {"word/numbering.xml": numbering.encode()})
    assert texts(read(content, "a.docx").grids[0]) == [["R1", "Wet"], ["R2", "Wet"]]


def test_entities_are_not_resolved_and_no_file_is_read() -> None:
    xml = (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f"<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>before &x; after</w:t></w:r></w:p></w:body></w:document>"
    )
    document = read(rezipped(word(_table), {"word/document.xml": xml.encode()}), "a.docx")
    assert not any("root:" in block.text for block in document.blocks)


def test_a_swarm_of_entities_does_not_grow() -> None:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE d [{entities}]><w:document {nsdecls("w")}><w:body><w:p><w:r>'
        "<w:t>&a11;</w:t></w:r></w:p></w:body></w:document>"
    )
    document = read(rezipped(word(_table), {"word/document.xml": xml.encode()}), "a.docx")
    assert sum(len(block.text) for block in document.blocks) < 10_000


def test_a_document_with_broken_xml_is_an_issue() -> None:
    document = read(rezipped(word(_table), {"word/document.xml": b"\x00\x01 no xml"}), "a.docx")
    assert codes(document)[0] == "file_unreadable"
