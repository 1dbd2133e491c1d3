"""Builds the whole site, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version as package
from pathlib import Path

import polars as pl
import vl_convert

from pipelines.site import accounts, registers, wholes
from pipelines.site.councils import Councils
from pipelines.site.model import Model
from pipelines.site.press import HERE, Press
from pipelines.site.provenance import Provenance

BUNDLE, BUNDLED_BY = "static/vega.js", "static/vega.txt"


def build(tables: Mapping[str, pl.DataFrame], folder: Path, provenance: Provenance) -> None:
    """Write every page of the site.

    Args:
        tables: frames by table name, each as the dictionary has it; an absent one counts as empty.
        folder: the site's folder; it may hold `data/` already.
        provenance: what is said of the publication, and the one before it.

    Raises:
        BadConfiguration: the catalogue of strings does not fit.
        SqlFailed: a chart's query failed, with its file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = Model(tables)
    press = Press(model, folder, provenance)
    press.where = registers.places(model)
    statics(press)
    councils = Councils(press)
    for register_id, register in model.registers.items():
        council = register["council"]
        trail = [
            (press.words("nav.overview"), "index.html"),
            (model.names[council], f"{councils.home(council)}/index.html"),
        ]
        for path, context in registers.contexts(model, register_id, press.where, press.words):
            title = press.words(
                "register.title",
                name=model.names[council],
                series=press.series_name(register["series"]),
                date=press.words.date(register["as_at"]) if register["as_at"] else press.words("register.undated"),
            )
            press.page(path, "register.html", title, context, trail)
    for council in model.councils:
        councils.write(council)
    wholes.overview(press, councils)
    wholes.areas(press, councils)
    wholes.blue_oceans(press)
    accounts.quality(press)
    accounts.method(press)
    accounts.data(press)
    accounts.lineage(press)
    accounts.accessibility(press)
    for path in press.writer.gone():
        press.page(path, "gone.html", press.words("gone.title"), {}, [(press.words("nav.overview"), "index.html")])


def statics(press: Press) -> None:
    """Style sheet, script and the one Vega bundle that all pages share."""
    for source in sorted((HERE / "static").iterdir()):
        press.writer.file(f"static/{source.name}", source.read_bytes())
    press.writer.file(BUNDLE, bundle(press.writer.previous))
    press.writer.file(BUNDLED_BY, package("vl-convert-python").encode())


_bundles: dict[str, bytes] = {}


def bundle(previous: Path | None = None) -> bytes:
    """Vega, Vega-Lite and the expression interpreter in one script, made once a version (a second's work): the one
    of this process or of the site before, where the same version made it."""
    version = package("vl-convert-python")
    before = [previous / name for name in (BUNDLE, BUNDLED_BY)] if previous else []
    known = before and all(path.is_file() for path in before) and before[1].read_bytes() == version.encode()
    if version not in _bundles and known:
        _bundles[version] = before[0].read_bytes()
    if version not in _bundles:
        _bundles[version] = vl_convert.javascript_bundle().encode("utf-8")  # type: ignore[call-arg]  # its stub is stricter
    return _bundles[version]
