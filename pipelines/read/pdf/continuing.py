"""A table that goes on over a page takes the columns of the part before it, so that both can be read as one.

The rows a page break leaves for the next page may draw fewer column lines than the table has: a card's last row,
an action below a risk. Their edges are then some of the edges above, from the same left to the same right.
"""

from __future__ import annotations

import dataclasses
from typing import Final

from pipelines.read.build import Placed, lay_out
from pipelines.read.pdf.page import Table

_SAME: Final = 1.5  # points


def continued(table: Table, before: Table) -> Table:
    """`table` laid out on the columns of `before` where its own are some of them; else `table` as it is."""
    own, wanted = table.column_x, before.column_x
    if len(own) >= len(wanted) or len(own) < 2 or abs(table.box[2] - before.box[2]) > _SAME:
        return table
    places = [next((i for i, edge in enumerate(wanted) if abs(edge - x) <= _SAME), -1) for x in own]
    if places[0] != 0 or -1 in places:
        return table
    places.append(len(wanted))
    placed: list[Placed] = []
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row):
            if not cell.covered:
                end = min(c + cell.col_span, len(own))
                spanned = dataclasses.replace(cell, col_span=places[end] - places[c])
                placed.append(Placed(r, places[c], spanned))
    return Table(table.box, lay_out(placed, len(table.rows), len(wanted)), wanted)
