"""The colours keep their distance, by computation, on light and dark pages and without colour."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from pipelines.charts.draw import hatching
from pipelines.charts.palette import DARK, LABEL_ON, LIGHT, ON_DARK, ON_LIGHT, STANCES, contrast, luminance
from pipelines.site.press import HERE

PAGES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


@PAGES
def test_neighbouring_stances_differ_by_three_to_one(colours: dict[str, str]) -> None:
    assert {pair: contrast(colours[pair[0]], colours[pair[1]]) >= 3 for pair in pairwise(STANCES)} == dict.fromkeys(
        pairwise(STANCES), True
    )


@PAGES
def test_every_stance_stands_out_from_the_page_by_three_to_one(colours: dict[str, str]) -> None:
    assert all(contrast(colours[s], colours["page"]) >= 3 for s in STANCES)


@PAGES
def test_text_is_readable_on_the_page(colours: dict[str, str]) -> None:
    assert contrast(colours["ink"], colours["page"]) >= 7
    assert contrast(colours["quiet"], colours["page"]) >= 4.5


@PAGES
def test_counts_inside_segments_are_readable(colours: dict[str, str]) -> None:
    assert all(contrast(LABEL_ON[s], colours[s]) >= 4.5 for s in LABEL_ON)


def test_no_stance_is_red_or_green() -> None:
    for colours in (LIGHT, DARK):
        for stance in STANCES:
            red, green, blue = (int(colours[stance][i : i + 2], 16) for i in (1, 3, 5))
            assert not (red > 2 * green and red > 2 * blue), f"{stance} is red"
            assert not (green > 1.3 * red and green > 1.3 * blue), f"{stance} is green"


def test_luminance_and_contrast_are_those_of_the_guidelines() -> None:
    assert luminance("#000000") == 0
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_style_sheet_and_the_charts_use_the_same_colours() -> None:
    css = (HERE / "static" / "site.css").read_text(encoding="utf-8")
    light, dark = css.split("@media (prefers-color-scheme: dark)", 1)
    for name in (*STANCES, "page", "ink", "quiet", "grid"):
        assert re.search(rf"--{name}: {LIGHT[name]};", light), name
        assert re.search(rf"--{name}: {DARK[name]};", dark), name


def test_unclear_is_hatched_in_its_own_grey() -> None:
    assert LIGHT["unclear"] in hatching(LIGHT["unclear"], LIGHT["page"])
    assert "<pattern" in hatching("#000000", "#ffffff")
    assert contrast(ON_DARK, ON_LIGHT) > 15
