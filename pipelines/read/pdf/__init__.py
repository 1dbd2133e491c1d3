"""PDF: glyphs and ruling lines to grids and blocks.

Belongs here: everything that knows about positions on a page. `glyphs` reads characters, `rulings` reads
lines, `lattice` turns lines into cells, `lines` turns glyphs into text, `columns` finds tables without lines,
`layout` puts a page together, `reader` a file.
"""

from pipelines.read.pdf.reader import read_pdf

__all__ = ["read_pdf"]
