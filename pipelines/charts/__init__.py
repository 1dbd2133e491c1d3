"""Charts: each is a query (sql/charts/NAME.sql) plus a spec function, and nothing of pages.

`queries.load` runs every query once for all councils; the modules stance, changes, areas, themes and oceans
turn rows into a `Figure` (two specs, the finding in words, the table twin); `draw` renders a figure to
files. Words come from the caller's catalogue, register text goes into data and never into an expression.
"""

from pipelines.charts.figure import Figure, Layout, Words

__all__ = ["Figure", "Layout", "Words"]
