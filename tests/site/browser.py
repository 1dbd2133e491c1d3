"""Chromium for the tests of pages, and the scripts that look at layout as a reader's eye would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
WIDTHS = (360, 768, 1440)

SMALL_TEXT = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body || document.documentElement, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, box = node.parentElement;
    if (!node.data.trim() || !box.checkVisibility || !box.checkVisibility()) continue;
    if (['STYLE', 'SCRIPT', 'OPTION'].includes(box.tagName) || box.closest('.hidden')) continue;
    const size = parseFloat(getComputedStyle(box).fontSize);
    if (size < 12) found.push(size + ': ' + node.data.trim().slice(0, 60));
  }
  return found;
}"""

CLIPPED = """() => {
  const found = [], root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push('the page is wider than the window: ' + root.scrollWidth);
  for (const box of document.querySelectorAll('body *')) {
    if (!box.checkVisibility() || box.closest('.hidden, svg, .skip, select')) continue;
    const style = getComputedStyle(box);
    if (style.overflowX === 'auto' || style.overflowX === 'scroll') continue;
    const wider = style.display !== 'inline' && box.clientWidth && box.scrollWidth > box.clientWidth + 1;
    if (wider && !box.querySelector('.scroll'))
      found.push(box.tagName + '.' + box.className + ' overflows: ' + box.textContent.trim().slice(0, 50));
    const edge = box.getBoundingClientRect();
    if (!box.closest('.scroll') && edge.width && (edge.right > root.clientWidth + 1 || edge.left < -1))
      found.push(box.tagName + ' leaves the window: ' + box.textContent.trim().slice(0, 50));
  }
  return found;
}"""

OVERLAPS = """() => {
  const boxes = [], found = [];
  const walk = document.createTreeWalker(document.body || document.documentElement, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, box = node.parentElement;
    if (!node.data.trim() || ['STYLE', 'SCRIPT', 'OPTION'].includes(box.tagName)) continue;
    if (!box.checkVisibility({opacityProperty: true}) || box.closest('.hidden, .skip')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = box.namespaceURI.endsWith('svg') ? [box.getBoundingClientRect()] : range.getClientRects();
    for (const r of rects) if (r.width > 1 && r.height > 1) boxes.push([node, r.left, r.top, r.right, r.bottom]);
  }
  boxes.sort((a, b) => a[2] - b[2]);
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length && boxes[j][2] < boxes[i][4] - 3; j++) {
    const [a, b] = [boxes[i], boxes[j]];
    if (a[0] === b[0]) continue;
    const wide = Math.min(a[3], b[3]) - Math.max(a[1], b[1]), high = Math.min(a[4], b[4]) - Math.max(a[2], b[2]);
    if (wide > 2 && high > 5) found.push(a[0].data.trim().slice(0, 40) + ' | ' + b[0].data.trim().slice(0, 40));
  }
  return found;
}"""

CUT_IN_SVG = """() => {
  const svg = document.documentElement, frame = svg.getBoundingClientRect(), found = [];
  for (const text of svg.querySelectorAll('text')) {
    const r = text.getBoundingClientRect();
    const beside = r.left < frame.left - 1 || r.right > frame.right + 1;
    if (text.textContent.trim() && (beside || r.top < frame.top - 1 || r.bottom > frame.bottom + 1))
      found.push(text.textContent + ' ' + [r.left, r.top, r.right, r.bottom].map(Math.round));
  }
  return found;
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium that calls nobody."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class Watch:
    """What a page complains of and asks for while it is open."""

    def __init__(self, page: Page, inside: str) -> None:
        self.errors: list[str] = []
        self.outside: list[str] = []
        page.on("console", lambda m: self.errors.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on("request", lambda r: None if r.url.startswith((inside, "data:")) else self.outside.append(r.url))
        page.on("requestfailed", lambda r: self.errors.append(f"failed: {r.url}"))


def layout_faults(page: Page) -> list[str]:
    """Text under 12 px, cut off, or printed over other text, at the page's present width."""
    told: list[Any] = []
    for script in (SMALL_TEXT, CLIPPED, OVERLAPS):
        told += page.evaluate(script)
    return [str(t) for t in told]
