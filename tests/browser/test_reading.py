"""What a reader meets on a whole site: the chosen theme on the next page, notes, paper, motion."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
ELEMENTS = quote("/写作/2024/03/01/elements/")
FIRST_PAINT = """requestAnimationFrame(() => {
  window.first = getComputedStyle(document.documentElement).colorScheme;
})"""


@pytest.fixture
def elements(visit: Visit, prefixed: str) -> Page:
    return visit.open(prefixed + ELEMENTS)


@pytest.fixture
def phone(chromium: Browser, prefixed: str) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 780})
    yield Visit(context.new_page()).open(prefixed + ELEMENTS)
    context.close()


def test_the_chosen_theme_is_there_at_the_first_paint_and_can_be_left_again(elements: Page) -> None:
    elements.emulate_media(color_scheme="light")
    elements.add_init_script(FIRST_PAINT)
    elements.click(".theme")
    elements.reload()
    assert elements.evaluate("first") == "dark"
    paper = elements.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(22, 25, 29)"
    elements.click(".theme")
    elements.reload()
    assert elements.evaluate("first") == "light dark"
    assert elements.evaluate("localStorage.length") == 0


def test_on_a_telephone_a_footnote_opens_and_gives_the_focus_back(phone: Page) -> None:
    note = phone.locator(".sidenote:not(.print)").first
    assert not note.is_visible()
    phone.locator("a.footnote").first.focus()
    phone.keyboard.press("Enter")
    assert note.is_visible() and note.inner_text().endswith("短注。")
    phone.keyboard.press("Escape")
    assert not note.is_visible()
    assert phone.evaluate("document.activeElement.className") == "footnote"


def test_paper_has_the_text_and_nothing_to_press(elements: Page) -> None:
    elements.emulate_media(media="print")
    gone = ".masthead nav, .tools, .theme, .contents, .permalink, .bar button, .steps, .end, .colophon, .skip"
    assert elements.locator(gone).count() > 8
    assert elements.eval_on_selector_all(gone, "all => all.filter(e => e.checkVisibility()).length") == 0
    address = "getComputedStyle(document.querySelector('.prose blockquote a'), '::after').content"
    assert "https://example.org/a-long-address" in elements.evaluate(address)
    notes = elements.locator(".sidenote.print")
    assert [notes.nth(i).is_visible() for i in range(2)] == [True, True]
    height = elements.evaluate("document.querySelector('.figure .art img').clientHeight")
    assert height <= 110 * 96 / 25.4


def test_motion_is_still_for_those_who_ask(chromium: Browser, prefixed: str) -> None:
    found = []
    for motion in ("reduce", "no-preference"):
        context = chromium.new_context(reduced_motion=motion)
        page = Visit(context.new_page()).open(prefixed + ELEMENTS)
        found.append(page.evaluate("getComputedStyle(document.documentElement).scrollBehavior"))
        context.close()
    assert found == ["auto", "smooth"]
