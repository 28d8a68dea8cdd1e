"""What a reader sees in a real browser while the author saves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.serve.reading import TYPESET, edit, opened, shows, stayed
from tests.serve.running import Running, post

pytestmark = pytest.mark.browser

_LONG = "\n\n".join(
    f"## Part {n}\n\n" + f"Paragraph of part {n}, with $x_{n}^2$ in it. " * 12 for n in range(30)
)
_STYLE = "getComputedStyle(document.querySelector('main p')).color"


@pytest.fixture
def long(blog: Path) -> Path:
    """A note long enough to scroll."""
    note = blog / "_posts/2024-03-01-one.md"
    note.write_text(post("One", _LONG))
    return note


@pytest.fixture
def live(blog: Path, long: Path) -> Iterator[Running]:
    del long
    running = Running(blog)
    yield running
    running.stop()


def test_an_edit_patches_the_page_and_leaves_the_rest_alone(long: Path, live: Running, page: Page) -> None:
    opened(page, live)
    page.evaluate("window.kept = document.getElementById('part-3')")
    edit(long, "Paragraph of part 5,", "Rewritten part 5,")
    shows(page, "Rewritten part 5")
    assert stayed(page)
    assert page.evaluate("window.kept.isConnected")


def test_the_place_of_reading_stays(long: Path, live: Running, page: Page) -> None:
    opened(page, live)
    page.evaluate("document.getElementById('part-20').scrollIntoView({behavior: 'instant'})")
    top = "document.getElementById('part-20').getBoundingClientRect().top"
    before = page.evaluate(top)
    assert page.evaluate("scrollY") > 1000
    edit(long, "## Part 2\n", "New words above the fold.\n\n" * 10 + "## Part 2\n")
    shows(page, "New words above the fold.")
    page.wait_for_timeout(150)
    assert abs(page.evaluate(top) - before) <= 2
    assert stayed(page)


def test_maths_is_typeset_again(long: Path, live: Running, page: Page) -> None:
    opened(page, live)
    edit(long, "Paragraph of part 5, with $x_5^2$", r"A sum $\sum_i y_i$ before $x_5^2$, with $x_5^2$")
    shows(page, "A sum")
    page.wait_for_function(
        "[...document.querySelectorAll('main .math')].every(m => m.querySelector('mjx-container'))"
    )
    assert page.locator("mjx-merror").count() == 0
    assert page.locator("main .math").count() == page.evaluate(
        "document.querySelectorAll('mjx-container').length"
    )


def test_the_first_formula_of_a_page_brings_mathjax_without_a_reload(
    blog: Path, live: Running, page: Page
) -> None:
    opened(page, live, "/two.html", typeset=False)
    assert page.evaluate("typeof window.MathJax") == "undefined"
    (blog / "_posts/2024-03-02-two.md").write_text(post("Two", "Now $a+b$."))
    page.wait_for_function("document.querySelector('main .math mjx-container')")
    assert stayed(page)


def test_title_contents_and_head_follow(long: Path, live: Running, page: Page) -> None:
    opened(page, live)
    edit(long, "title: One", "title: Another")
    page.wait_for_function("document.title.startsWith('Another')")
    edit(long, "## Part 7\n", "## 改名的一节\n")
    page.wait_for_function("document.querySelector('.contents').innerText.includes('改名的一节')")
    assert stayed(page)


def test_a_template_edit_shows(tmp_path: Path, blog: Path, page: Page) -> None:
    theme = tmp_path / "theme"
    theme.mkdir()
    live = Running(blog, "--templates", str(theme))
    try:
        opened(page, live)
        (theme / "_footer.html").write_text("<footer>Our own footer</footer>\n")
        page.wait_for_function("document.body.innerText.includes('Our own footer')")
        assert stayed(page)
    finally:
        live.stop()


def test_css_is_swapped_without_a_reload(blog: Path, live: Running, page: Page) -> None:
    note = blog / "_posts/2024-03-02-two.md"
    note.write_text(post("Two", '<link rel="stylesheet" href="/assets/own.css">\n\nWords.'))
    page.wait_for_timeout(300)
    opened(page, live, "/two.html", typeset=False)
    page.wait_for_function(f"{_STYLE} === 'rgb(1, 2, 3)'")
    (blog / "assets/own.css").write_text("p { color: rgb(4, 5, 6); }\n")
    page.wait_for_function(f"{_STYLE} === 'rgb(4, 5, 6)'")
    page.wait_for_function("document.querySelectorAll('link[href*=\"own.css\"]').length === 1")
    assert stayed(page)


def test_an_image_is_renewed(blog: Path, live: Running, page: Page) -> None:
    (blog / "_posts/2024-03-02-two.md").write_text(post("Two", "![a](/imgs/空洞卷积.gif)"))
    page.wait_for_timeout(300)
    opened(page, live, "/two.html", typeset=False)
    image = page.locator("main img")
    image.evaluate("i => { i.loading = 'eager'; }")
    page.wait_for_function("document.querySelector('main img').complete")
    with page.expect_response(lambda r: "notes=" in r.url and r.ok):
        (blog / "imgs/空洞卷积.gif").write_bytes(b"GIF89a\x02\x00\x02\x00\x00\x00\x00;")
    assert stayed(page)


def test_the_overlay_comes_and_goes_while_the_page_stays(blog: Path, live: Running, page: Page) -> None:
    opened(page, live)
    note = blog / "_posts/2024-03-02-two.md"
    overlay = page.locator("notes-problems")
    for turn in range(3):
        note.write_text("---\ntitle: [Two\n---\n\nWords.\n")
        overlay.wait_for(state="attached")
        link = overlay.locator("a.place").first
        assert link.inner_text().startswith("_posts/2024-03-02-two.md:")
        assert str(link.get_attribute("href")).startswith("vscode://file/")
        assert overlay.locator("p.message").first.inner_text()
        note.write_text(post("Two", f"Mended {turn}."))
        overlay.wait_for(state="detached")
    assert stayed(page)
    assert page.locator("main h2").count() == 30


def test_a_page_opened_while_broken_shows_the_overlay(blog: Path, live: Running, page: Page) -> None:
    (blog / "_posts/2024-03-02-two.md").write_text("---\ntitle: [Two\n---\n\nWords.\n")
    opened(page, live)
    page.locator("notes-problems").wait_for(state="attached")


def test_what_scripts_added_survives_and_comes_back(long: Path, live: Running, page: Page) -> None:
    """Section links are ours, added by script: every heading has exactly one, before and after."""
    opened(page, live)
    assert page.locator("main h2 .permalink").count() == 30
    edit(long, "Paragraph of part 5,", "Rewritten part 5,")
    shows(page, "Rewritten part 5")
    assert page.locator("main h2 .permalink").count() == 30


def test_a_note_that_appears_replaces_its_404(blog: Path, live: Running, page: Page) -> None:
    opened(page, live, "/three.html", typeset=False)
    (blog / "_posts/2024-03-03-three.md").write_text(post("Three", "Here now."))
    shows(page, "Here now.")
    assert stayed(page)


def test_follow_brings_the_section_into_view_and_opens_the_edited_page(
    blog: Path, long: Path, page: Page
) -> None:
    live = Running(blog, "--follow")
    try:
        opened(page, live)
        edit(long, "Paragraph of part 25,", "Rewritten part 25,")
        page.wait_for_function(
            "(t => t > -2 && t < innerHeight)(document.getElementById('part-25').getBoundingClientRect().top)"
        )
        assert stayed(page)
        (blog / "_posts/2024-03-02-two.md").write_text(post("Two", "Words, edited."))
        page.wait_for_url("**/two.html")
    finally:
        live.stop()


def test_many_edits_in_a_row_end_with_the_last(long: Path, live: Running, page: Page) -> None:
    opened(page, live)
    for n in range(40):
        long.write_text(post("One", _LONG.replace("Paragraph of part 5,", f"Turn {n},")))
        page.wait_for_timeout(10)
    shows(page, "Turn 39,")
    assert page.evaluate(
        "document.querySelector('main').innerText.match(/Turn \\d+,/g).every(t => t === 'Turn 39,')"
    )
    assert stayed(page)


def test_the_patched_page_equals_a_fresh_one(long: Path, live: Running, page: Page) -> None:
    """After edits of every sort, the blocks are those that a reload shows, in their order."""
    opened(page, live)
    blocks = (
        "[...document.querySelectorAll('.prose > *')].map(e => e.tagName + '#' + e.id + ':' + e.innerText)"
    )
    text = _LONG
    steps = (
        ("## Part 4\n", "- a\n- b\n\n## Part 4\n"),
        ("## Part 9\n", ""),
        ("## Part 0\n", "Leading words.\n\n## Part 0\n"),
        ("## Part 29\n", "Trailing words.\n"),
        ("## Part 11\n", "```python\nprint(1)\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"),
        ("- a\n- b\n\n", "- a\n- c\n\n> quoted\n\n"),
    )
    for old, new in steps:
        text = text.replace(old, new)
        long.write_text(post("One", text))
        page.wait_for_timeout(200)
    shows(page, "quoted")
    page.wait_for_function(TYPESET)
    patched = page.evaluate(blocks)
    assert stayed(page)
    page.reload()
    page.wait_for_function(TYPESET)
    page.wait_for_timeout(100)
    assert patched == page.evaluate(blocks)


def test_a_server_that_comes_back_is_caught_up_with(blog: Path, long: Path, page: Page) -> None:
    live = Running(blog)
    opened(page, live)
    live.stop()
    edit(long, "Paragraph of part 0,", "Written meanwhile,")
    again = Running(blog, port=live.port)
    try:
        assert again.port == live.port
        shows(page, "Written meanwhile")
        assert stayed(page)
    finally:
        again.stop()


def test_the_notes_page_renews_itself(blog: Path, live: Running, page: Page) -> None:
    opened(page, live, "/__notes", typeset=False)
    (blog / "_posts/2024-03-02-two.md").write_text("---\ntitle: [Two\n---\n\nWords.\n")
    page.wait_for_function(
        "document.querySelector('main .place')?.innerText.startsWith('_posts/2024-03-02-two.md:')"
    )
    assert stayed(page)


def test_seven_open_pages_do_not_starve_each_other(live: Running, page: Page) -> None:
    """A browser has six connections for one server; hidden pages must let theirs go."""
    hide = "Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true})"
    for each in [page, *(page.context.new_page() for _ in range(6))]:
        each.goto(f"{live.address}/two.html", timeout=10_000)
        each.evaluate(hide)
        each.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert each.title().startswith("Two")
