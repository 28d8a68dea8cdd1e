"""Figures as readers meet them: steps by key and finger, nothing that plays, no barrier that axe knows."""

from __future__ import annotations

import struct
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def shown(page: Any) -> str:
    """The file that the stepper's picture shows, once it is there."""
    page.wait_for_function("document.querySelector('picture[data-frames] img').complete")
    found: str = page.eval_on_selector("picture[data-frames] img", "image => decodeURI(image.currentSrc)")
    return found.rpartition("/")[2]


def test_the_still_is_the_last_step_and_the_keyboard_walks_back(visit: Any, figures: str) -> None:
    page = visit.page
    page.goto(f"{figures}/steps.html")
    steps = page.locator(".steps")
    assert steps.inner_text().split() == ["上一步", "第", "9", "/", "9", "步", "下一步"]
    assert page.get_by_role("button", name="下一步").is_disabled()
    page.get_by_role("button", name="上一步").focus()
    page.keyboard.press("Enter")
    assert shown(page) == "空洞卷积.gif.step-08.svg"
    page.keyboard.press("ArrowLeft")
    assert shown(page) == "空洞卷积.gif.step-07.svg"
    page.keyboard.press("Home")
    assert shown(page) == "空洞卷积.gif.step-01.svg"
    assert page.evaluate("document.activeElement.textContent") == "下一步"
    page.keyboard.press("ArrowRight")
    assert shown(page) == "空洞卷积.gif.step-02.svg"
    page.keyboard.press("End")
    assert shown(page) == "空洞卷积.gif.step-09.svg"
    assert page.evaluate("document.activeElement.textContent") == "上一步"
    assert visit.faults == []


def test_a_finger_walks_too_on_targets_of_their_size(chromium: Any, figures: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    page.goto(f"{figures}/steps.html")
    back = page.get_by_role("button", name="上一步")
    box = back.bounding_box()
    assert box["height"] >= 24 and box["width"] >= 24
    back.tap()
    back.tap()
    assert shown(page) == "空洞卷积.gif.step-07.svg"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_by_itself(chromium: Any, figures: str, motion: Any) -> None:
    context = chromium.new_context(reduced_motion=motion)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{figures}/steps.html")
    before = shown(page)
    page.wait_for_timeout(1500)
    assert shown(page) == before
    assert page.evaluate("document.getAnimations().filter(each => each.playState === 'running').length") == 0
    assert not [url for url in asked if url.endswith(".gif")]
    context.close()


def test_the_gif_stands_at_its_old_name_with_every_step(visit: Any, figures: str) -> None:
    answer = visit.page.request.get(f"{figures}/imgs/空洞卷积.gif")
    assert answer.ok and answer.headers["content-type"] == "image/gif"
    content = answer.body()
    assert content.startswith(b"GIF89a")
    assert content.count(b"\x21\xf9\x04") == 9
    width, height = struct.unpack("<HH", content[6:10])
    assert width == 800 and height > 400


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["every", "explorers"])
def test_axe_finds_nothing(chromium: Any, figures: str, path: str, theme: Any, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
    page = context.new_page()
    page.goto(f"{figures}/{path}.html")
    page.wait_for_selector("figure.live, .steps")
    if path == "explorers":
        page.locator(".settings input").nth(7).fill("3")
        page.wait_for_selector(".fault code")
    page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true; })")
    results = Axe().run(page)
    context.close()
    found = [
        (each["id"], node["html"][:120]) for each in results.response["violations"] for node in each["nodes"]
    ]
    assert found == []


def test_every_figure_has_words_of_its_own(visit: Any, figures: str) -> None:
    page = visit.page
    page.goto(f"{figures}/every.html")
    alts = page.eval_on_selector_all("figure.figure img", "images => images.map(image => image.alt)")
    assert len(alts) > 15
    assert len(set(alts)) == len(alts)
    assert all(len(alt) > 20 for alt in alts)
    for figure in page.locator("figure.figure").all():
        assert figure.locator("figcaption .title").inner_text()
        assert figure.locator("details.data tbody tr").count() > 0
