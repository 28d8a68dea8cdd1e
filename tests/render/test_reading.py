"""What a reader does with a page, in a real browser, from files alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from generator.model import CodeBlock, Drawn, Flow, Picture, Piece, TableRequest, Target
from generator.render import render_site
from tests.render.samples import AT, FIGURE, TABLE, THEME, front, heading, page, site

pytestmark = pytest.mark.browser

NOTE = '<sup id="fnref:1"><a href="#fn:1" class="footnote" rel="footnote" role="doc-noteref">1</a></sup>'
NOTES = (
    '<div class="footnotes" role="doc-endnotes"><ol><li id="fn:1"><p>注的正文。 '
    '<a href="#fnref:1" class="reversefootnote" role="doc-backlink">↩</a></p></li></ol></div>'
)
FLOW = Flow("<p>", "</p>", "", "")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}"><rect width="9" height="9"/></svg>'
LONG = "<p>" + "卷积核在输入上滑动，每一步都是一次乘加。" * 30 + "</p>"


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A site of one article with everything that the scripts touch; the article's address."""
    folder = tmp_path_factory.mktemp("reading")
    request = TableRequest("cost-table", "x", (), "", AT)
    body: tuple[Piece, ...] = (
        f"<p>开头有一个脚注{NOTE}。</p>",
        *(f'<h2 id="s{n}">第 {n} 节</h2>{LONG}<h3 id="s{n}a">其一</h3>{LONG}' for n in range(1, 4)),
        CodeBlock("python", "def f(x):\n    return x ** 2  # a line\n", AT),
        Picture("空洞.gif", "", "", AT, flow=FLOW),
        Picture("wide.svg", "宽图", "", AT, flow=FLOW),
        request,
        NOTES,
    )
    headings = tuple(
        heading(level, text, anchor)
        for n in range(1, 4)
        for level, text, anchor in ((2, f"第 {n} 节", f"s{n}"), (3, "其一", f"s{n}a"))
    )
    drawn = Drawn(pictures={"空洞.gif": FIGURE}, tables={request: TABLE})
    targets = {"wide.svg": Target("wide.svg", "wide.svg")}
    whole = site(page(front("题", 1, tags=("卷积",)), *body, headings=headings, targets=targets))
    for output in render_site(whole, {"a.html": drawn}, THEME).value:
        path = folder / output.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(output.content)
    for name, size in ((FIGURE.svg, 400), *((frame, 400) for frame in FIGURE.frames), ("wide.svg", 900)):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(SVG.format(size))
    return (folder / "a.html").as_uri()


@pytest.fixture
def reader(chromium: Any) -> Iterator[Any]:
    """Opens the article as asked; every page is closed, and none may have failed a script."""
    contexts, faults = [], []

    def read(address: str, width: int = 1280, **options: Any) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        opened = context.new_page()
        opened.on("pageerror", lambda fault: faults.append(str(fault)))
        opened.goto(address)
        return opened

    yield read
    for context in contexts:
        context.close()
    assert faults == []


def _ground(opened: Any) -> str:
    return str(opened.evaluate("getComputedStyle(document.body).backgroundColor"))


@pytest.mark.parametrize(("system", "first", "second"), [("light", "251", "22"), ("dark", "22", "251")])
def test_the_theme_is_the_systems_until_the_reader_chooses(
    reader: Any, article: str, system: str, first: str, second: str
) -> None:
    opened = reader(article, color_scheme=system)
    assert _ground(opened).startswith(f"rgb({first},")
    opened.click(".theme")
    assert _ground(opened).startswith(f"rgb({second},")
    opened.reload(wait_until="commit")
    opened.wait_for_selector(".theme")
    assert _ground(opened).startswith(f"rgb({second},")
    opened.click(".theme")
    assert _ground(opened).startswith(f"rgb({first},")
    assert opened.evaluate("localStorage.getItem('notes-theme')") is None


def test_the_contents_follow_the_reader(reader: Any, article: str) -> None:
    opened = reader(article)
    current = ".contents a[aria-current]"
    opened.wait_for_selector(current)
    for anchor in ("s2", "s3a", "s1"):
        opened.evaluate(f"document.getElementById('{anchor}').scrollIntoView({{behavior: 'instant'}})")
        opened.wait_for_function(f"document.querySelector('{current}').hash === '#{anchor}'")
    box = opened.locator(".contents").bounding_box()
    assert 0 <= box["y"] < 200


def test_on_a_phone_the_contents_open_on_demand(reader: Any, article: str) -> None:
    opened = reader(article, 360)
    link = opened.locator('.contents a[href="#s2"]')
    assert not link.is_visible()
    opened.click(".contents summary")
    assert link.bounding_box()["height"] >= 44
    link.click()
    opened.wait_for_function("!document.querySelector('.contents details').open")


def test_a_note_stands_in_the_margin_where_there_is_one(reader: Any, article: str) -> None:
    opened = reader(article)
    note, reference = opened.locator("[id='fn:1']"), opened.locator("a.footnote")
    assert note.is_visible() and note.inner_text().split() == ["1", "注的正文。"]
    assert note.bounding_box()["x"] >= 318 + 612
    assert abs(note.bounding_box()["y"] - reference.bounding_box()["y"]) < 60
    assert not opened.locator(".footnotes").is_visible()


def test_a_note_opens_over_the_foot_of_a_small_screen(reader: Any, article: str) -> None:
    opened = reader(article, 360)
    note = opened.locator("[id='fn:1']")
    assert not note.is_visible()
    opened.click("a.footnote")
    box = note.bounding_box()
    assert box["x"] == 20 and box["y"] + box["height"] == pytest.approx(780, abs=1)
    opened.keyboard.press("Escape")
    assert not note.is_visible()
    assert opened.evaluate("document.activeElement.className") == "footnote"


def test_code_is_copied_as_it_was_written(reader: Any, article: str) -> None:
    opened = reader(article)
    opened.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: text => {window.copied = text}}})"
    )
    button = opened.locator(".code .bar button")
    button.click()
    assert button.inner_text() == "已复制"
    assert opened.evaluate("window.copied") == "def f(x):\n    return x ** 2  # a line"
    opened.wait_for_function("document.querySelector('.code .bar button').textContent === '复制'")


def test_a_figure_is_walked_through_by_button_and_key(reader: Any, article: str) -> None:
    opened = reader(article)
    steps = opened.locator(".steps")
    source = opened.locator("picture[data-frames] source")
    assert steps.locator("output").inner_text() == "第 2 / 2 步"
    back, on = steps.locator("button").all()
    assert on.is_disabled()
    back.click()
    assert source.get_attribute("srcset").endswith(".1.svg")
    assert back.is_disabled() and steps.locator("output").inner_text() == "第 1 / 2 步"
    on.focus()
    opened.keyboard.press("ArrowRight")
    assert source.get_attribute("srcset").endswith(".2.svg")


def test_a_shrunk_image_opens_at_its_own_size(reader: Any, article: str) -> None:
    opened = reader(article)
    opened.locator("img[alt=宽图]").scroll_into_view_if_needed()
    opened.click(".zoom")
    opened.wait_for_function("document.querySelector('dialog img').clientWidth === 900")
    opened.keyboard.press("Escape")
    opened.wait_for_selector("dialog", state="detached")


def test_headings_have_links_of_their_own(reader: Any, article: str) -> None:
    opened = reader(article)
    link = opened.locator("h2#s1 .permalink")
    assert link.get_attribute("href") == "#s1" and link.get_attribute("aria-label") == "本节链接"
    opened.hover("h2#s1")
    opened.wait_for_function("getComputedStyle(document.querySelector('#s1 .permalink')).opacity === '1'")


@pytest.mark.parametrize("width", [360, 1000, 1280])
def test_nothing_is_lost_without_scripts(reader: Any, article: str, width: int) -> None:
    opened = reader(article, width, java_script_enabled=False)
    for shown in (".footnotes", ".contents a[href='#s3a']", "figure .art img", ".tabular table", "pre"):
        assert opened.locator(shown).first.is_visible(), shown
    assert opened.locator("button:visible").count() == 0


@pytest.mark.parametrize("width", [360, 880, 1000, 1160, 1280])
def test_the_page_never_scrolls_sideways(reader: Any, article: str, width: int) -> None:
    opened = reader(article, width)
    opened.click(".data summary")
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_has_the_text_and_none_of_the_controls(reader: Any, article: str) -> None:
    opened = reader(article, color_scheme="dark")
    opened.emulate_media(media="print", color_scheme="dark")
    assert _ground(opened) == "rgb(255, 255, 255)"
    for hidden in (".masthead nav", ".contents", ".theme", ".steps", ".permalink", ".code button", ".data"):
        assert not opened.locator(hidden).first.is_visible(), hidden
    for shown in ("h1", ".figure img", ".tabular table", ".sidenote.print"):
        assert opened.locator(shown).first.is_visible(), shown


def test_nothing_moves_while_the_page_loads(reader: Any, article: str) -> None:
    opened = reader("about:blank")
    opened.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "e => { window.moved += e.value })).observe({type: 'layout-shift', buffered: true})"
    )
    opened.goto(article)
    opened.wait_for_timeout(300)
    assert opened.evaluate("window.moved") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(reader: Any, article: str, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")

    opened = reader(article, width, color_scheme=scheme)
    opened.wait_for_selector(".contents a[aria-current]", state="attached")
    found = axe.Axe().run(opened).response["violations"]
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found] == []


def test_the_first_stop_of_the_keyboard_skips_to_the_text(reader: Any, article: str) -> None:
    opened = reader(article)
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.textContent") == "跳到正文"
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.tagName") == "MAIN"
