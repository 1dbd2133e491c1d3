"""The pictures of the documentation, taken from a real publication and its Dagster UI in headless Chromium.

    riskshift run --out out && riskshift ui --read-only --port 3000      (and in another terminal)
    python -m docs.pictures out http://127.0.0.1:3000

It stands beside the pages because only they show the pictures. Every click of the walk in audit.md is made
here, so a UI that has changed stops the script instead of leaving an old picture in the page.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent / "images"
CHROMIUM = "/usr/bin/chromium"
GRAPH: FloatRect = {"x": 545, "y": 300, "width": 730, "height": 240}
REGISTER = "harrowmere.corporate.2025-06-30"
FILE = "corporate-risk-register-q1-2025-26.xlsx"
MOST_BYTES = 250_000


def keep(page: Page, name: str, clip: FloatRect | None = None) -> None:
    """Save what the window shows, or a part of it, in 128 colours."""
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path, clip=clip)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(128).save(path, optimize=True)
    if path.stat().st_size >= MOST_BYTES:
        raise ValueError(f"{path} has {path.stat().st_size} bytes; take a smaller window")


def calm(page: Page, seconds: float = 3) -> None:
    """Wait until Dagster has drawn."""
    page.wait_for_timeout(seconds * 1000)


def show(page: Page, place: str) -> None:
    """Bring a place to the top of the window at once."""
    page.evaluate("place => document.querySelector(place).scrollIntoView({behavior: 'instant'})", place)


def site(page: Page, out: Path) -> None:
    """The published pages."""
    base = (out / "site").resolve().as_uri()
    page.set_viewport_size({"width": 1280, "height": 2000})
    page.goto(f"{base}/index.html")
    keep(page, "overview")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{base}/council/harrowmere/index.html")
    show(page, "#series-corporate")
    keep(page, "walk-1-figure")
    page.goto(f"{base}/register/{REGISTER}.html#crr2")
    page.locator("#crr2 details").first.evaluate("d => d.open = true")
    show(page, "#crr2")
    keep(page, "walk-2-entry")


def lineage(page: Page, address: str) -> None:
    """The graph of all groups of assets."""
    page.goto(f"{address}/asset-groups")
    page.get_by_text("Materialize all").wait_for()
    calm(page, 10)
    keep(page, "lineage", GRAPH)


def dagster(page: Page, address: str) -> None:
    """The walk from a figure's table to its file, click by click."""
    page.goto(address)
    page.get_by_text("Search", exact=True).click()
    page.get_by_placeholder("Search").last.fill("stance_by_period")
    page.get_by_role("link", name="stance_by_period").first.click()
    page.get_by_text("Latest check results").wait_for()
    calm(page)
    keep(page, "walk-3-table")
    page.get_by_text("column lineage").scroll_into_view_if_needed()
    page.get_by_text("classifications.stance").last.scroll_into_view_if_needed()
    keep(page, "walk-4-columns")
    page.get_by_role("tab", name="Checks").click()
    calm(page)
    keep(page, "walk-5-checks")
    page.goto(f"{address}/assets/readings?view=partitions")
    calm(page)
    page.get_by_placeholder("Filter by name").first.fill(FILE)
    page.get_by_text("harrowm").filter(visible=True).first.click()
    page.mouse.move(900, 750)
    page.get_by_text("sha256").first.wait_for()
    calm(page)
    keep(page, "walk-6-file")


def main(out: str, address: str) -> None:
    """Take every picture."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page, sharp = (
            browser.new_context(
                viewport={"width": 1280, "height": 800}, timezone_id="Europe/London", device_scale_factor=scale
            ).new_page()
            for scale in (1, 2)
        )
        page.set_default_timeout(120_000)
        site(page, Path(out))
        lineage(sharp, address)
        dagster(page, address)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
