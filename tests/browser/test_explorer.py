"""The explorer and the stepper, driven as a reader drives them."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

SET = """([figure, key, value]) => {
  const slider = document.querySelectorAll('figure.live')[figure].querySelectorAll('.settings input')[key];
  slider.value = value;
  slider.dispatchEvent(new Event('input'));
}"""
SETTINGS = ("input", "kernel", "stride", "padding", "dilation", "in_channels", "out_channels", "groups")


def opened(visit: Any, address: str) -> Any:
    visit.page.goto(address)
    visit.page.wait_for_selector("figure.live")
    return visit.page


def slide(page: Any, key: str, value: int, figure: int = 0) -> None:
    page.evaluate(SET, [figure, SETTINGS.index(key), value])


def texts(page: Any, selector: str, figure: int = 0) -> list[str]:
    found: list[str] = page.locator("figure.live").nth(figure).locator(selector).all_inner_texts()
    return found


def test_sliders_change_drawing_numbers_and_formulas(visit: Any, figures: str) -> None:
    page = opened(visit, f"{figures}/explorers.html")
    assert texts(page, "dd strong") == ["4×4×8", "144", "2,304", "3×3"]
    slide(page, "stride", 1)
    slide(page, "groups", 8)
    assert texts(page, "dd strong") == ["7×7×8", "72", "3,528", "3×3"]
    assert "⌊(7 + 2×1 − 1×(3−1) − 1) / 1⌋ + 1 = 7" in texts(page, "dd span")[0]
    assert texts(page, ".output .name") == ["输出 7×7"]
    assert page.locator("figure.live").first.locator(".links rect:not(.frame)").count() == 8
    assert visit.faults == []
    assert visit.off_site == []


def test_an_output_cell_under_the_pointer_lights_its_window(visit: Any, figures: str) -> None:
    page = opened(visit, f"{figures}/explorers.html")
    output = page.locator(".output svg").first
    box = output.bounding_box()
    page.mouse.move(box["x"] + 1 + box["width"] * 0.6, box["y"] + 1 + box["height"] * 0.35)
    window = page.locator(".input .window").first
    cell = float(window.get_attribute("width")) / 3
    assert float(window.get_attribute("x")) == pytest.approx(1 + 4 * cell)
    assert float(window.get_attribute("y")) == pytest.approx(1 + 2 * cell)
    said = texts(page, ".sum")[0]
    assert said.startswith("输出[1,2] = ")
    products, _, result = said.replace("−", "-").removeprefix("输出[1,2] = ").rpartition(" = ")
    factors = [product.replace("(", "").replace(")", "").split("×") for product in products.split(" + ")]
    assert sum(int(a) * int(b) for a, b in factors) == int(result)


def test_the_keyboard_walks_rows_and_columns(visit: Any, figures: str) -> None:
    page = opened(visit, f"{figures}/explorers.html")
    slider = page.get_by_label("输出位置").first
    slider.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    assert texts(page, ".walk output") == ["第 6 / 16 步"]
    assert slider.get_attribute("aria-valuetext").startswith("输出[1,1] = ")
    page.keyboard.press("End")
    assert page.get_by_role("button", name="下一步").first.is_disabled()


def test_an_impossible_setting_prints_the_engines_equation(visit: Any, figures: str) -> None:
    page = opened(visit, f"{figures}/explorers.html")
    slide(page, "groups", 3)
    assert texts(page, ".fault code") == ["groups=3: in_channels % groups = 0 fails: 8 % 3 = 2"]
    assert texts(page, "dd") == []
    assert page.get_by_label("输出位置").first.is_disabled()
    slide(page, "groups", 4)
    assert texts(page, ".fault code") == []
    assert len(texts(page, "dd")) == 4


def test_the_address_keeps_what_two_explorers_were_set_to(visit: Any, figures: str) -> None:
    page = opened(visit, f"{figures}/explorers.html")
    slide(page, "stride", 3)
    slide(page, "kernel", 5, figure=1)
    page.get_by_role("button", name="下一步").nth(1).click()
    page.wait_for_function("location.hash.includes('step')")
    assert page.url.endswith("#explorer-1=stride:3&explorer-2=kernel:5,step:1")
    before = [texts(page, "dd", figure) for figure in (0, 1)]
    page.reload()
    page.wait_for_selector("figure.live")
    assert [texts(page, "dd", figure) for figure in (0, 1)] == before
    page.get_by_role("button", name="复原").nth(0).click()
    page.get_by_role("button", name="复原").nth(1).click()
    page.wait_for_function("location.hash === ''")


def test_the_address_may_hold_anything(visit: Any, figures: str) -> None:
    page = opened(
        visit, f"{figures}/explorers.html#explorer-1=stride:99,kernel:x,step:-1,__proto__:3,=&explorer-9=a"
    )
    assert texts(page, ".settings .value")[:3] == ["7", "3", "6"]
    page.evaluate("location.hash = '#explorer-1=kernel:2'")
    page.wait_for_function("document.querySelectorAll('.settings .value')[1].textContent === '2'")
    page.evaluate("location.hash = '#跳'")
    assert texts(page, ".settings .value")[1] == "2"
    assert visit.faults == []


def test_play_is_only_there_for_who_wants_motion_and_ends(visit: Any, figures: str) -> None:
    page = opened(visit, f"{figures}/explorers.html")
    assert not page.get_by_role("button", name="播放").first.is_visible()
    page.emulate_media(reduced_motion="no-preference")
    assert texts(page, ".walk output") == ["第 1 / 16 步"]
    page.get_by_role("button", name="播放").first.click()
    page.wait_for_function("document.querySelector('.walk output').textContent !== '第 1 / 16 步'")
    page.get_by_role("button", name="暂停").first.click()
    paused = texts(page, ".walk output")
    page.wait_for_timeout(700)
    assert texts(page, ".walk output") == paused


def test_small_cells_hide_their_numbers(visit: Any, figures: str) -> None:
    page = opened(visit, f"{figures}/explorers.html")
    assert page.locator(".input").first.locator("text", has_text="×").count() == 9
    slide(page, "input", 20)
    assert page.locator(".input").first.locator("text").count() == 0
    page.set_viewport_size({"width": 360, "height": 800})
    slide(page, "input", 7)
    assert page.locator(".input").first.locator("text", has_text="×").count() == 0
    assert page.locator(".input").first.locator("text").count() == 81


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_needs_no_sideways_scroll_and_taps_choose(chromium: Any, figures: str, theme: Any) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True, color_scheme=theme)
    page = context.new_page()
    page.goto(f"{figures}/explorers.html")
    page.wait_for_selector("figure.live")
    for settings in ({}, {"input": 32, "padding": 8, "kernel": 9}, {"groups": 3}):
        for key, value in settings.items():
            slide(page, key, value)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto(f"{figures}/steps.html")
    page.goto(f"{figures}/explorers.html")
    page.locator(".output svg").first.tap(position={"x": 40, "y": 12})
    assert texts(page, ".sum")[0].startswith("输出[0,1]")
    small = page.eval_on_selector_all(
        ".explorer :is(input, button)",
        "all => all.filter(e => e.offsetParent && e.getBoundingClientRect().height < 24).length",
    )
    assert small == 0
    context.close()


def test_the_page_speaks_its_language(visit: Any, figures: str) -> None:
    page = opened(visit, f"{figures}/english.html")
    assert texts(page, "dt") == ["Output", "Weights", "MACs", "Receptive field"]
    assert texts(page, ".walk output") == ["Step 1 of 9"]


def test_without_script_the_still_and_its_table_stand(chromium: Any, figures: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{figures}/explorers.html")
    figure = page.locator("figure[data-explorer]").first
    assert figure.locator("img").is_visible()
    figure.locator("summary").click()
    assert figure.locator("table").is_visible()
    assert "144" in figure.locator("table").inner_text()
    context.close()


def test_only_pages_with_an_explorer_load_its_script(visit: Any, figures: str) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    for path in ("plain.html", "steps.html", "index.html"):
        visit.page.goto(f"{figures}/{path}")
    assert not [url for url in asked if "explorer.js" in url]
    visit.page.goto(f"{figures}/english.html")
    assert [url for url in asked if "explorer.js" in url]


def test_paper_shows_the_still(visit: Any, figures: str) -> None:
    page = opened(visit, f"{figures}/explorers.html")
    page.wait_for_function("document.querySelector('figure.live img').naturalWidth > 0")
    page.emulate_media(media="print")
    assert not page.locator(".explorer").first.is_visible()
    assert page.locator("figure.live img").first.is_visible()
