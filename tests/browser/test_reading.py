"""What a reader does with a page: theme, notes, copying, zoom, contents, paper."""

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


def test_code_is_copied_as_it_was_written(elements: Page) -> None:
    elements.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = elements.locator(".code .bar button").first
    assert button.inner_text() == "复制"
    button.click()
    elements.wait_for_function("document.querySelector('.code .bar button').textContent === '已复制'")
    copied = elements.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("def conv(x, w):\n    ") and copied.endswith("len(w) + 1)]")


def test_a_footnote_stands_in_the_margin_at_its_line(elements: Page) -> None:
    reference = elements.locator("a.footnote").first.bounding_box()
    note = elements.locator(".sidenote:not(.print)").first.bounding_box()
    text = elements.locator(".prose > p").first.bounding_box()
    assert reference and note and text
    assert note["x"] >= text["x"] + text["width"]
    assert abs(note["y"] - reference["y"]) < 40


def test_on_a_telephone_a_footnote_opens_and_gives_the_focus_back(phone: Page) -> None:
    note = phone.locator(".sidenote:not(.print)").first
    assert not note.is_visible()
    phone.locator("a.footnote").first.focus()
    phone.keyboard.press("Enter")
    assert note.is_visible() and note.inner_text().endswith("短注。")
    phone.keyboard.press("Escape")
    assert not note.is_visible()
    assert phone.evaluate("document.activeElement.className") == "footnote"


def test_a_picture_shown_small_opens_at_its_own_size(elements: Page) -> None:
    elements.locator("img[src$='wide.svg']").scroll_into_view_if_needed()
    elements.locator("button.zoom:has(img[src$='wide.svg'])").click()
    assert elements.locator("dialog[open] img").bounding_box()["width"] == 1400  # type: ignore[index] # shown
    elements.keyboard.press("Escape")
    assert elements.locator("dialog").count() == 0


def test_the_contents_mark_the_section_being_read(elements: Page) -> None:
    for name in ("代码", "表格", "列表与引文"):
        elements.evaluate("id => document.getElementById(id).scrollIntoView({ behavior: 'instant' })", name)
        elements.wait_for_function(
            "name => document.querySelector('.contents [aria-current]').textContent === name", arg=name
        )


def test_a_heading_names_its_own_address(elements: Page) -> None:
    link = elements.locator("h2 > .permalink").first
    assert link.get_attribute("aria-label") == "本节链接"
    link.focus()
    elements.keyboard.press("Enter")
    assert elements.evaluate("decodeURIComponent(location.hash)") == "#列表与引文"


def test_paper_has_the_text_and_nothing_to_press(elements: Page) -> None:
    elements.emulate_media(media="print")
    gone = ".masthead nav, .theme, .contents, .permalink, .bar button, .steps, .end, .colophon, .skip"
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
