"""What holds on every page of both sites: nothing fails, nothing moves, everyone can read it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser

from generator.cli import main
from tests.browser.conftest import PREFIX, Visit

pytestmark = pytest.mark.browser

SITES = ("built", "kinds")
WEIGHT = 100 * 1024
"""Bytes of a first view, compressed, MathJax apart."""
WATCH = """
  window.moved = [];
  new PerformanceObserver(list => {
    for (const shift of list.getEntries()) {
      const nodes = shift.sources.map(source => source.node);
      const told = nodes.map(node => node && (node.outerHTML || node.textContent).slice(0, 80));
      const from = shift.sources.map(source => JSON.stringify([source.previousRect, source.currentRect]));
      if (!shift.hadRecentInput) moved.push([shift.value, ...told, ...from]);
    }
  }).observe({ type: 'layout-shift', buffered: true });
"""


@pytest.fixture(params=SITES)
def pages(request: pytest.FixtureRequest) -> list[str]:
    """Where a reader stays on a site: the largest page of each kind, and its three largest posts."""
    folder: Path = request.getfixturevalue(request.param)
    at: str = request.getfixturevalue("address" if request.param == "built" else "prefixed")
    kinds: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*.html"), key=lambda path: (-path.stat().st_size, path)):
        (layout,) = re.findall(r'<body data-layout="(\w+)"', path.read_text(encoding="utf-8"))
        kinds.setdefault(layout, []).append(path)
    kinds.pop("moved", None)  # leads on at once
    chosen = [path for layout, paths in kinds.items() for path in paths[: 3 if layout == "post" else 1]]
    return [f"{at}/{quote(path.relative_to(folder).as_posix())}" for path in chosen]


def context_of(chromium: Browser, width: int = 1280, scheme: Literal["light", "dark"] = "light") -> Any:
    return chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)


def test_nothing_fails_and_no_request_leaves_the_site(visit: Visit, pages: list[str]) -> None:
    for url in pages:
        visit.open(url)
    assert visit.faults == []
    assert visit.off_site == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(
    chromium: Browser, pages: list[str], scheme: Literal["light", "dark"], width: int
) -> None:
    context = context_of(chromium, width, scheme)
    visit = Visit(context.new_page())
    found = []
    for url in pages:
        page = visit.open(url)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        violations = Axe().run(page).response["violations"]
        found += [(url, v["id"], [node["html"] for node in v["nodes"]]) for v in violations]
    context.close()
    assert found == []


@pytest.mark.parametrize("width", [360, 1000, 1280])
def test_nothing_moves_once_it_is_shown(chromium: Browser, pages: list[str], width: int) -> None:
    context = context_of(chromium, width)
    context.add_init_script(WATCH)
    visit = Visit(context.new_page())
    moved = []
    for url in pages:
        page = visit.open(url)
        for top in range(0, page.evaluate("document.documentElement.scrollHeight"), 700):
            page.evaluate("top => scrollTo({ top, behavior: 'instant' })", top)
            page.wait_for_timeout(20)
        moved += [(url, shift) for shift in page.evaluate("moved")]
    context.close()
    assert moved == []


@pytest.mark.parametrize("width", [360, 1000])
def test_no_page_scrolls_sideways(chromium: Browser, pages: list[str], width: int) -> None:
    context = context_of(chromium, width)
    visit = Visit(context.new_page())
    wide = [u for u in pages if visit.open(u).evaluate("document.documentElement.scrollWidth") > width]
    context.close()
    assert wide == []


def test_a_first_view_is_light(chromium: Browser, pages: list[str]) -> None:
    heavy = []
    for url in pages:
        context = context_of(chromium)
        page = context.new_page()
        sizes: dict[str, int] = {}
        page.on("response", lambda r, sizes=sizes: sizes.setdefault(r.url, weight(r)))
        page.goto(url)
        page.wait_for_load_state("networkidle")
        total = sum(size for asked, size in sizes.items() if "/mathjax/" not in asked)
        if total > WEIGHT:
            heavy.append((url, total))
        context.close()
    assert heavy == []


def weight(response: Any) -> int:
    """A body's bytes as a server sends them: text compressed, fonts and pictures as they are."""
    body: bytes = response.body()
    kind = response.headers.get("content-type", "")
    return len(gzip.compress(body)) if re.search(r"text|script|json|xml|svg", kind) else len(body)


def test_all_is_there_without_scripts(chromium: Browser, pages: list[str]) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    hidden = []
    for url in pages:
        page.goto(url)
        hidden += [(url, element) for element in page.evaluate(_HIDDEN)]
    context.close()
    assert hidden == []


def test_the_keyboard_goes_through_the_page_in_reading_order(visit: Visit, pages: list[str]) -> None:
    for url in pages:
        page = visit.open(url)
        if page.evaluate("document.activeElement !== document.body"):
            continue  # the search page puts the reader into its field at once
        page.keyboard.press("Tab")
        first = page.evaluate("document.activeElement.className")
        assert first == "skip", url
        orders = [page.evaluate(_PLACE)]
        for _ in range(400):
            page.keyboard.press("Tab")
            place = page.evaluate(_PLACE)
            if place is None or place["order"] <= orders[-1]["order"]:
                break
            orders.append(place)
            assert place["outlined"], (url, place)
            assert place["named"], (url, place)
        assert page.evaluate(_MISSED) == [], url


# Text that a reader without scripts would miss, and buttons that would do nothing for him.
_HIDDEN = """() => {
  const shown = { visibilityProperty: true, opacityProperty: true };
  return [...document.querySelectorAll('main :is(h1, h2, h3, h4, p, li, td, pre, math, img), button')]
    .filter(e => !e.closest('details:not([open]), .missing, annotation, #markdown-toc'))
    .filter(e => e.checkVisibility(shown) === (e.tagName === 'BUTTON'))
    .map(e => e.outerHTML.slice(0, 120));
}"""
_PLACE = """() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  at.dataset.met = 'yes';
  const all = [...document.querySelectorAll('*')];
  const style = getComputedStyle(at);
  return { order: all.indexOf(at), html: at.outerHTML.slice(0, 100),
           outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1,
           named: Boolean(at.textContent.trim() || at.getAttribute('aria-label') || at.title
             || at.labels?.length || at.querySelector('img[alt]')) };
}"""
_MISSED = """() => [...document.querySelectorAll('a[href], button, summary, [tabindex="0"], input')]
  .filter(e => !e.disabled && e.tabIndex >= 0 && e.checkVisibility({ visibilityProperty: true }))
  .filter(e => !e.dataset.met).map(e => e.outerHTML.slice(0, 100))"""


def test_below_a_prefix_every_address_holds(visit: Visit, kinds: Path, prefixed: str) -> None:
    """Links, images and files lead below the prefix, also from the 404 page at any depth."""
    run = CliRunner().invoke(main, ["check", "--site", str(kinds)])
    assert [line for line in run.output.splitlines() if ": error[" in line] == []
    origin = prefixed.removesuffix(PREFIX)
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    page = visit.open(f"{prefixed}/")
    met, waiting = set[str](), [page.url]
    while waiting:
        url = waiting.pop()
        if url in met:
            continue
        met.add(url)
        page.goto(url)
        found = page.eval_on_selector_all("a[href]", "links => links.map(a => a.href.split('#')[0])")
        waiting += [
            href for href in found if href.startswith(origin) and not href.endswith((".xml", ".json", ".csv"))
        ]
    written = {path.relative_to(kinds).as_posix() for path in kinds.rglob("*.html")} - {"404.html"}
    reached = {unquote(urlsplit(url).path).removeprefix(f"{PREFIX}/") for url in met}
    reached = {f"{path}index.html" if not path or path.endswith("/") else path for path in reached}
    assert {path for path in written if not path.startswith("old/")} <= reached
    assert [url for url in asked if url.startswith(origin) and not url.startswith(prefixed)] == []
