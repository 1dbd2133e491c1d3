"""The site that managers read: static pages made of the tables, to put on any web server or open from disk.

`build` is the way in. Pages hold no clock and no run id, so the same tables give the same bytes. What a page says
stands in strings.toml, what it looks like in templates/ and static/; charts come from `pipelines.charts`.
"""

from pipelines.site.build import build
from pipelines.site.provenance import Accuracy, Edge, Provenance

__all__ = ["Accuracy", "Edge", "Provenance", "build"]
