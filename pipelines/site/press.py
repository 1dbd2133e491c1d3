"""What every page needs to be made: tables, words, templates, the writer, and the drawing of charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from pipelines.charts import Figure
from pipelines.charts.draw import Drawn, draw
from pipelines.charts.palette import STANCES
from pipelines.site.marks import language
from pipelines.site.model import BEARING, Model, bears_stance, judged, slug
from pipelines.site.provenance import Provenance
from pipelines.site.words import Catalogue
from pipelines.site.writer import PUBLICATION, Writer

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'"
)
"""The content security policy of every page, in a meta element so that it holds from disk too."""
STRIP = 300
"""Width in pixels of the small bar of counts, as its template has it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure with its drawn files, as the template shows it."""

    figure: Figure
    drawn: Drawn
    anchor: str


class Press:
    """Renders pages of one publication into its folder."""

    def __init__(self, model: Model, folder: Path, provenance: Provenance) -> None:
        self.model = model
        self.folder = folder
        self.provenance = provenance
        self.words = Catalogue(provenance.strings)
        self.writer = Writer(folder, provenance.publication_id, provenance.previous)
        self.where: dict[str, str] = {}
        self.jinja = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.jinja.globals |= {
            "t": self.words,
            "policy": POLICY,
            "publication": PUBLICATION,
            "stances": STANCES,
            "rulebook_version": provenance.rulebook_version,
            "names": model.names,
            "strip": strip,
            "judged": judged,
            "bears_stance": bears_stance,
            "bearing": BEARING,
            "language": language,
            "slug": slug,
            "series_name": self.series_name,
        }

    def series_name(self, series: str) -> str:
        """A series as people say it."""
        kind, _, name = series.partition(":")
        return self.words("series.directorate", name=name.strip()) if name else self.words.named("series", kind)

    def show(self, figure: Figure | None, prefix: str) -> Shown | None:
        """Draw a figure into the publication's charts folder."""
        if figure is None:
            return None
        before = self.writer.previous / "charts" if self.writer.previous else None
        drawn = draw(figure, slug(prefix), self.folder / "charts", before, self.words.fingerprint)
        return Shown(figure, drawn, f"{slug(prefix)}-{figure.name}")

    def page(
        self, path: str, template: str, title: str, context: dict[str, Any], trail: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Render one page.

        Args:
            path: its address on the site.
            trail: (name, address) of the pages above it, for the breadcrumb.
        """
        root = "../" * path.count("/")
        html = self.jinja.get_template(template).render(
            {"root": root, "path": path, "title": title, "trail": trail, "sources": [], **context}
        )
        self.writer.page(path, html)


def strip(counts: Any) -> list[dict[str, Any]]:
    """Segments of a small bar of counts, in the order of the stances; beside it stand the counts in words."""
    total = sum(counts[s] for s in STANCES)
    placed, segments = 0.0, []
    for name in STANCES:
        if counts[name]:
            size = counts[name] / total * STRIP
            segments.append({"stance": name, "x": round(placed, 2), "width": round(max(size - 1.5, 1), 2)})
            placed += size
    return segments
