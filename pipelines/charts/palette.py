"""The colours, for light and dark pages, and the arithmetic that shows they can be told apart.

Order of the stances is the order in which they lie beside each other in a bar: dark, light, dark, light,
hatched, so that neighbours differ by 3:1 or more in luminance (WCAG 2.2, 1.4.11) and a print without
colour still reads. Navy, steel, plum and ochre stay apart for the common colour-vision deficiencies; there is
no red against green, because no stance is the better one. tests/site/test_palette.py computes all of it.
"""

from __future__ import annotations

STANCES = ("avoidance", "containment", "mixed", "enablement", "unclear")
"""Stances in the order they are drawn."""

LIGHT = {
    "avoidance": "#12305f",
    "containment": "#7893a8",
    "mixed": "#56245c",
    "enablement": "#cf7a12",
    "unclear": "#2f363e",
    "page": "#ffffff",
    "ink": "#14202b",
    "quiet": "#45525e",
    "grid": "#d5dce2",
    "strict": "#5b6a78",
}
"""Colours on a white page; `unclear` is the line of its hatching, drawn on the page's own colour."""

DARK = {
    "avoidance": "#3f66ad",
    "containment": "#c9d8e4",
    "mixed": "#8a4ea0",
    "enablement": "#ffbe66",
    "unclear": "#646e78",
    "page": "#0f161c",
    "ink": "#e9eef2",
    "quiet": "#b3c0ca",
    "grid": "#33414d",
    "strict": "#9fb0be",
}
"""The same on a dark page."""

ON_DARK = "#fdfdfd"
ON_LIGHT = "#0b0f13"
LABEL_ON = {"avoidance": ON_DARK, "containment": ON_LIGHT, "mixed": ON_DARK, "enablement": ON_LIGHT}
"""Colour of a count printed inside a segment, alike on light and dark pages; a hatched one is labelled beside."""


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", 0 black to 1 white (WCAG 2.2's definition)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2's definition)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
