"""What a reader meets in the built article."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

TYPESET = "() => window.MathJax && MathJax.startup && MathJax.startup.promise.then(() => true)"


def open_article(visit: Any, address: str, path: str = "/net_models.html") -> Any:
    visit.page.goto(f"{address}{path}")
    visit.page.wait_for_function(TYPESET)
    return visit.page


def test_every_formula_is_typeset_and_nothing_fails(visit: Any, address: str) -> None:
    page = open_article(visit, address)
    formulas = page.locator(".math").count()
    assert formulas > 30
    assert page.locator(".math:has(mjx-container)").count() == formulas
    assert page.locator("mjx-merror, merror").count() == 0
    assert visit.faults == []
    assert visit.off_site == []


def test_every_jump_of_the_article_brings_its_target_into_view(visit: Any, address: str) -> None:
    page = open_article(visit, address)
    hrefs = page.eval_on_selector_all(
        'main a[href^="#"]', "links => [...new Set(links.map(a => a.getAttribute('href')))]"
    )
    assert len(hrefs) > 15
    for href in hrefs:
        page.evaluate("window.scrollTo({top: 0, behavior: 'instant'})")
        page.evaluate('href => document.querySelector(`main a[href="${href}"]`).click()', href)
        page.wait_for_function(
            """href => {
              const target = document.getElementById(decodeURIComponent(href.slice(1)));
              const box = target && target.getBoundingClientRect();
              return box && box.top < innerHeight && box.bottom >= -1;
            }""",
            arg=href,
            timeout=5000,
        )


@pytest.mark.parametrize("width", [360, 1000, 1280])
def test_the_page_never_scrolls_sideways(visit: Any, address: str, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    page = open_article(visit, address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_image_is_drawn(visit: Any, address: str) -> None:
    page = open_article(visit, address)
    images = page.locator("main img").count()
    assert images >= 3
    page.eval_on_selector_all("main img", "images => images.forEach(i => { i.loading = 'eager' })")
    page.wait_for_function("[...document.querySelectorAll('main img')].every(i => i.complete)")
    empty = page.eval_on_selector_all(
        "main img", "images => images.filter(i => i.naturalWidth === 0).map(i => i.currentSrc)"
    )
    assert empty == []


def test_pages_without_maths_load_no_mathjax(visit: Any, address: str) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.page.goto(f"{address}/404.html")
    assert not [url for url in asked if "mathjax" in url]
    assert visit.faults == []
