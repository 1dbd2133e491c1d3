"""Every page type in a real browser under its policy: no complaint, outside request or axe violation; sound layout."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.site.browser import CHROMIUM, CUT_IN_SVG, OVERLAPS, SMALL_TEXT, WIDTHS, Watch, chromium, layout_faults

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")]

KINDS = (
    "index.html",
    "council/alder/index.html",
    "council/birch/index.html",
    "council/cedar/index.html",
    "council/alder/2024-09-30.html",
    "council/alder/issues.html",
    "area/financial.html",
    "blue-oceans.html",
    "register/alder.corporate.2024-09-30.html",
    "register/birch.corporate.2023-09-30.html",
    "quality.html",
    "method.html",
    "data.html",
    "lineage.html",
    "accessibility.html",
)
RULES = {
    "preload": False,
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


class Quiet(SimpleHTTPRequestHandler):
    """A web server that keeps no log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The site as any web server gives it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_opens_without_complaint_or_outside_request_over_http_and_from_disk(
    browser: Browser, site: Path, address: str, kind: str
) -> None:
    for origin in (address, f"file://{site}"):
        page = browser.new_page()
        watch = Watch(page, origin)
        page.goto(f"{origin}/{kind}", wait_until="load")
        assert page.evaluate("[...document.images].filter(i => !i.complete || !i.naturalWidth).map(i => i.src)") == []
        assert (watch.errors, watch.outside) == ([], []), origin
        page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_no_violation(browser: Browser, address: str, kind: str, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": 768 if scheme == "light" else 360, "height": 900})  # type: ignore[arg-type]
    page.goto(f"{address}/{kind}")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    violations = Axe().run(page, options=RULES).response["violations"]
    page.close()
    assert [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in violations] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_is_small_clipped_or_printed_over_at_any_width(browser: Browser, site: Path, kind: str) -> None:
    faults = {}
    page = browser.new_page()
    page.goto(f"file://{site}/{kind}")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for width in (320, *WIDTHS):
        page.set_viewport_size({"width": width, "height": 900})
        faults[width] = layout_faults(page)
    page.close()
    assert {w: f for w, f in faults.items() if f} == {}


def test_no_text_of_any_chart_is_small_cut_off_or_printed_over(browser: Browser, site: Path) -> None:
    page = browser.new_page(viewport={"width": 900, "height": 1400})
    faults = {}
    for svg in sorted([*(site / "charts").glob("*.svg"), site / "lineage.svg"]):
        page.goto(f"file://{svg}")
        faults[svg.name] = [*page.evaluate(SMALL_TEXT), *page.evaluate(OVERLAPS), *page.evaluate(CUT_IN_SVG)]
    page.close()
    assert {name: f for name, f in faults.items() if f} == {}


def test_pages_say_the_same_without_javascript(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{site}/council/alder/index.html")
    assert page.locator("figure.chart img").count() >= 6
    assert page.locator("#explore").is_hidden()
    context.close()


@pytest.mark.parametrize("origin", ["http", "file"])
def test_the_interactive_chart_draws_filters_and_compares_two_dates(
    browser: Browser, site: Path, address: str, origin: str
) -> None:
    root = address if origin == "http" else f"file://{site}"
    page = browser.new_page()
    watch = Watch(page, root)
    page.goto(f"{root}/council/alder/index.html")
    page.get_by_role("button", name="Open the interactive chart").press("Enter")
    page.wait_for_selector("#explore[data-ready=yes]")
    assert page.locator(".canvas canvas").count() == 1
    page.get_by_role("combobox", name="First date").select_option(label="2023-03-31")
    before = page.locator(".readout").inner_text()
    assert "2023-03-31" in before and "2024-09-30" in before and "not a test" in before
    page.get_by_role("combobox", name="Area").select_option(label="People")
    assert page.locator(".readout").inner_text() != before
    page.locator(".canvas canvas").hover(position={"x": 220, "y": 220})
    page.wait_for_selector("#vg-tooltip-element.visible")
    assert (watch.errors, watch.outside) == ([], [])
    page.close()


def test_the_keyboard_reaches_main_content_first_and_sees_where_it_is(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto(f"file://{site}/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.close()


def test_nothing_moves_for_those_who_asked_for_stillness(browser: Browser, site: Path) -> None:
    for motion, behaviour in (("reduce", "auto"), ("no-preference", "smooth")):
        context = browser.new_context(reduced_motion=motion)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"file://{site}/index.html")
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behaviour
        assert page.evaluate("document.getAnimations().length") == 0
        context.close()


def test_print_leaves_out_navigation_and_controls(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto(f"file://{site}/council/alder/index.html")
    page.emulate_media(media="print")
    assert page.locator("nav.main").is_hidden() and page.locator(".downloads").first.is_hidden()
    assert page.locator("figure.chart img").first.is_visible()
    assert len(page.pdf(format="A4")) > 20_000
    page.close()


def test_hostile_text_of_a_register_runs_nowhere(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    page.goto(f"file://{site}/register/alder.corporate.2024-09-30.html")
    assert "<script>alert(1)</script>" in page.locator("#r1").inner_text()
    assert alerts == []
    page.close()
