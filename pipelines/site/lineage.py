"""The asset graph as a picture that a committee can be shown: layers from source files to the site."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from pipelines import dictionary
from pipelines.charts.palette import DARK, LIGHT
from pipelines.site.provenance import Edge

BOX, ROW, LAYER, MARGIN = (178, 34), 50, 236, 16


def edges_or_default(edges: Sequence[Edge]) -> list[Edge]:
    """The edges given; without any, those that the dictionary's references between tables tell."""
    if edges:
        return sorted(set(edges), key=lambda e: (e.source, e.target))
    found = []
    for name in dictionary.names():
        for reference in dictionary.table(name).foreign_keys:
            if reference.table != name:
                found.append(Edge(reference.table, name, ", ".join(reference.columns)))
    return sorted(set(found), key=lambda e: (e.source, e.target))


def layers(edges: Sequence[Edge]) -> list[list[str]]:
    """Nodes by distance from the sources, the longest way; inside a layer near to what they are made of.

    A circle of edges, which assets cannot have, is cut where it closes.
    """
    nodes = sorted({n for e in edges for n in (e.source, e.target)})
    parents = {n: sorted(e.source for e in edges if e.target == n) for n in nodes}
    depth: dict[str, int] = {}

    def deep(name: str, above: frozenset[str]) -> int:
        if name not in depth:
            depth[name] = 1 + max(
                (deep(p, above | {name}) for p in parents[name] if p not in above | {name}), default=-1
            )
        return depth[name]

    for name in nodes:
        deep(name, frozenset())
    placed: list[list[str]] = []
    position: dict[str, float] = {}
    for level in range(max(depth.values(), default=-1) + 1):
        here = [n for n in nodes if depth[n] == level]
        here.sort(key=lambda n: (_mean([position[p] for p in parents[n] if p in position]), n))
        for i, name in enumerate(here):
            position[name] = i - len(here) / 2
        placed.append(here)
    return placed


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0


def picture(edges: Sequence[Edge], title: str) -> tuple[str, tuple[int, int]]:
    """The graph as SVG, with its size in pixels; it carries its own colours for dark screens."""
    placed = layers(edges)
    tallest = max((len(layer) for layer in placed), default=0)
    width = MARGIN * 2 + max(len(placed) - 1, 0) * LAYER + BOX[0]
    height = MARGIN * 2 + max(tallest, 1) * ROW
    at = {}
    for column, layer in enumerate(placed):
        top = (height - len(layer) * ROW) / 2 + (ROW - BOX[1]) / 2
        for row, name in enumerate(layer):
            at[name] = (MARGIN + column * LAYER, top + row * ROW)
    lines = []
    for edge in edges:
        (x1, y1), (x2, y2) = at[edge.source], at[edge.target]
        x1, y1, y2 = x1 + BOX[0], y1 + BOX[1] / 2, y2 + BOX[1] / 2
        bend = max((x2 - x1) / 2, 30)
        lines.append(
            f'<path class="e" marker-end="url(#a)" d="M{x1:g} {y1:g}'
            f'C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2 - 6:g} {y2:g}"/>'
        )
    boxes = [
        f'<g><rect class="n" x="{x:g}" y="{y:g}" width="{BOX[0]}" height="{BOX[1]}" rx="3"/>'
        f'<text x="{x + BOX[0] / 2:g}" y="{y + 22:g}">{escape(name)}</text></g>'
        for name, (x, y) in at.items()
    ]
    style = (
        f".n{{fill:{LIGHT['page']};stroke:{LIGHT['avoidance']};stroke-width:1.5}}"
        f".e{{fill:none;stroke:{LIGHT['containment']};stroke-width:1.5}}"
        f".a{{fill:{LIGHT['containment']}}}"
        f"text{{font:14px Arial,Helvetica,'Liberation Sans',sans-serif;text-anchor:middle;fill:{LIGHT['ink']}}}"
        f"@media(prefers-color-scheme:dark){{.n{{fill:#16212b;stroke:{DARK['containment']}}}.e{{stroke:{DARK['quiet']}}}.a{{fill:{DARK['quiet']}}}"
        f"text{{fill:{DARK['ink']}}}}}"
    )
    label = escape(title, {'"': "&quot;"})
    head = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-label="{label}"'
    arrow = '<defs><marker id="a" viewBox="0 0 8 8" refX="2" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    arrow += '<path class="a" d="M0 0L8 4L0 8z"/></marker></defs>'
    drawn = "".join([arrow, *lines, *boxes])
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {head}><style>{style}</style>{drawn}</svg>\n'
    return svg, (width, height)
