"""Search as a reader has it: the real script in a real browser, judged by what the pages show."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from bench.corpus import write_blog
from generator.build import Options, build_site
from tests.browser.conftest import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
HAN = re.compile(r"[\u4e00-\u9fff]")
LOADED = "() => window.notesSearch && notesSearch.fill"
ENGLISH = "---\ntitle: Layers\nlang: en\n---\nA `BatchNorm2d` follows each `depthwise_conv2d`.\n"
FIND = """async (queries) => {
  const found = {};
  for (const query of queries) {
    const { asked, pages } = await notesSearch.find(query);
    const read = await Promise.all(pages.map((page) => notesSearch.read(page, asked)));
    found[query] = read.filter(Boolean).map((page) => page.href);
  }
  return found;
}"""
SHOWN = """() => {
  const frames = ".math, .code .bar, details.data > summary, figcaption .label";
  const ours = `${frames}, .steps, .download, .live .controls`;
  document.querySelectorAll(ours).forEach((e) => e.remove());
  document.querySelectorAll("details").forEach((e) => { e.open = true; });
  return document.querySelector("h1").innerText + "\\n" + document.querySelector("article .prose").innerText;
}"""


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of content/ with the seed post and forty made ones; English ones among them."""
    folder = tmp_path_factory.mktemp("search")
    write_blog(folder / "blog", 40)
    shutil.copytree(ROOT / "content", folder / "blog", dirs_exist_ok=True)
    seed = ROOT.parent / "shared" / "data" / "seed" / "net_models.md"
    if seed.is_file():
        text = seed.read_text(encoding="utf-8").replace("net_models.html", "seed.html", 1)
        (folder / "blog" / "_posts" / "seed.md").write_text(text, encoding="utf-8")
    (folder / "blog" / "_posts" / "2017-01-01-english.md").write_text(ENGLISH, encoding="utf-8")
    report = build_site(Options(folder / "blog", folder / "site"), lambda *_: None)
    assert report.published
    return folder / "site"


@pytest.fixture
def opened(visit: Any, notes: Path) -> Iterator[Any]:
    """The search page of those notes, its script loaded."""
    with served(notes) as address:
        visit.page.goto(f"{address}/search.html")
        visit.page.wait_for_function(LOADED)
        yield visit.page


def shown_by(page: Any, notes: Path) -> dict[str, str]:
    """The text of every article, as the browser shows it, by its href from the root."""
    home = page.url.removesuffix("search.html")
    texts = {}
    for path in sorted(notes.rglob("*.html")):
        href = path.relative_to(notes).as_posix().removesuffix("index.html")
        if '<article class="leaf"' not in path.read_text(encoding="utf-8"):
            continue
        page.goto(home + href)
        texts[href] = page.evaluate(SHOWN)
    page.goto(f"{home}search.html")
    page.wait_for_function(LOADED)
    return texts


def queries_of(texts: dict[str, str]) -> list[str]:
    """Every two neighbouring characters of the notes, one of them Chinese."""
    pairs = {
        text[i : i + 2]
        for text in texts.values()
        for i in range(len(text) - 1)
        if text[i : i + 2].isalnum() and HAN.search(text[i : i + 2])
    }
    return sorted(pair.lower() for pair in pairs)


def test_two_characters_find_the_pages_that_have_them(opened: Any, notes: Path) -> None:
    texts = shown_by(opened, notes)
    queries = queries_of(texts)
    assert len(texts) > 40 and len(queries) > 1000
    found = opened.evaluate(FIND, queries)
    hits = wanted = returned = 0
    for query in queries:
        truth = {href for href, text in texts.items() if query in text.lower()}
        hits += len(truth & set(found[query]))
        wanted += len(truth)
        returned += len(found[query])
    assert hits / wanted >= 0.99
    assert hits / returned >= 0.95


def test_words_are_found_by_their_beginnings_and_parts(opened: Any) -> None:
    found = opened.evaluate(FIND, ["batchnorm2d", "norm2d", "depthw", "conv2d", "depthwise_conv2d", "orm2d"])
    english = "2017/01/01/english/"
    assert all(english in pages for query, pages in found.items() if query != "orm2d")
    assert found["orm2d"] == []


def test_a_phrase_is_found_whole_and_several_together(opened: Any) -> None:
    found = opened.evaluate(FIND, ["深度可分离卷积", "ＢＮ 和 ReLU", "卷积 qqq", "++", "1×1的标准卷积"])
    assert found["深度可分离卷积"][0].startswith("net_models")
    assert found["ＢＮ 和 ReLU"] and found["1×1的标准卷积"]
    assert found["卷积 qqq"] == found["++"] == []


def test_a_title_goes_before_a_mention(opened: Any) -> None:
    found = opened.evaluate(FIND, ["经典网络", "layers"])
    assert found["经典网络"][0] in ("net_models.html", "seed.html")
    assert found["layers"][0] == "2017/01/01/english/"


def test_the_query_stands_in_the_address(opened: Any) -> None:
    opened.locator("input").fill("空洞卷积")
    opened.wait_for_selector(".found a")
    assert opened.evaluate("new URLSearchParams(location.search).get('q')") == "空洞卷积"
    opened.reload()
    opened.wait_for_selector(".found a")
    assert opened.locator("input").input_value() == "空洞卷积"
    assert opened.locator(".found mark").first.text_content() == "空洞卷积"
    opened.locator("input").press("Enter")
    opened.keyboard.press("Enter")
    opened.wait_for_url("**/net_models.html#*")
    assert opened.evaluate("location.hash.length > 1 && !!document.querySelector(':target')")


def test_the_keyboard_opens_walks_and_closes(visit: Any, notes: Path) -> None:
    with served(notes) as address:
        asked: list[str] = []
        visit.page.on("request", lambda request: asked.append(request.url))
        visit.page.goto(f"{address}/about/")
        assert not [url for url in asked if "search" in url]
        visit.page.keyboard.press("/")
        visit.page.wait_for_selector("dialog input:focus")
        visit.page.keyboard.type("逐通道", delay=20)
        visit.page.wait_for_selector("dialog .found a")
        visit.page.keyboard.press("ArrowDown")
        assert visit.page.evaluate("document.activeElement.matches('.found li:first-child a')")
        visit.page.keyboard.press("ArrowUp")
        assert visit.page.evaluate("document.activeElement.matches('dialog input')")
        visit.page.keyboard.press("Escape")
        assert visit.page.locator("dialog[open]").count() == 0
        visit.page.keyboard.press("Control+k")
        visit.page.wait_for_selector("dialog input:focus")
        assert visit.page.locator("dialog input").input_value() == "逐通道"
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url("**.html#*")
    assert visit.faults == [] and visit.off_site == []


def test_a_site_on_the_disk_is_searched_too(chromium: Browser, notes: Path) -> None:
    page = chromium.new_page()
    page.goto((notes / "search.html").as_uri() + "?q=" + quote("感受野"))
    page.wait_for_selector(".found a")
    page.close()


def test_without_javascript_there_is_a_plain_message(chromium: Browser, notes: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    with served(notes) as address:
        page.goto(f"{address}/search.html")
        assert page.locator("main p").first.is_visible()
        assert page.locator("main a[href]").get_attribute("href") == "archive/"
        assert not page.locator("input").is_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_nothing_to_say(opened: Any, scheme: str) -> None:
    opened.emulate_media(color_scheme=scheme)
    opened.locator("input").fill("卷积")
    opened.wait_for_selector(".found a")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    assert axe.Axe().run(opened).response["violations"] == []
