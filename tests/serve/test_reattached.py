"""What the page's scripts do for its first blocks they do for those that the preview puts in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from generator.bundles import bundled_folder
from tests.serve.reading import edit, opened, shows, stayed
from tests.serve.running import Running, post

pytestmark = pytest.mark.browser

_PART = "Words that fill a line of this part of the note. " * 30
_BODY = f"""A word[^1] and another[^2].

## First

{_PART}

```{{figure}} dilated_steps
:dilation: 2
:alt: steps
```

## Second

{_PART}

[^1]: The first remark.
[^2]: The second remark.
"""


@pytest.fixture
def note(blog: Path) -> Path:
    note = blog / "_posts/2024-03-01-one.md"
    note.write_text(post("One", _BODY))
    Image.new("RGB", (2400, 1200)).save(blog / "imgs/wide.png")
    return note


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    theme = tmp_path / "theme"
    theme.mkdir()
    return theme


@pytest.fixture
def live(blog: Path, note: Path, theme: Path) -> Iterator[Running]:
    del note
    running = Running(blog, "--templates", str(theme))
    yield running
    running.stop()


def test_the_contents_mark_a_section_that_came(note: Path, live: Running, page: Page) -> None:
    opened(page, live, typeset=False)
    edit(note, "## Second", f"## Between\n\n{_PART}\n\n{_PART}\n\n## Second")
    page.wait_for_selector("#between")
    page.evaluate("document.getElementById('between').scrollIntoView({behavior: 'instant'})")
    expect(page.locator(".contents a[aria-current]")).to_have_text("Between")
    edit(note, "A word", "A changed word")
    shows(page, "A changed word")
    expect(page.locator(".contents a[aria-current]")).to_have_text("Between")
    assert stayed(page)


def test_a_changed_footnote_opens_with_its_new_words(note: Path, live: Running, page: Page) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    opened(page, live, typeset=False)
    edit(note, "The first remark.", "The first remark, rewritten.")
    page.wait_for_function("document.querySelector('.sidenote').textContent.includes('rewritten')")
    edit(note, "and another", "and one other")
    shows(page, "and one other")
    edit(note, "A word[^1]", "A word[^1] of three[^3]")
    edit(note, "[^2]:", "[^3]: The third remark.\n[^2]:")
    shows(page, "of three")
    note_ = page.locator(".sidenote:not(.print)")
    expect(note_).to_have_count(3)
    expect(page.locator(".sidenote.print")).to_have_count(3)
    for number, words in ((0, "The first remark, rewritten."), (1, "The third remark.")):
        page.locator("a.footnote").nth(number).click()
        expect(page.locator(".sidenote.open")).to_have_count(1)
        expect(page.locator(".sidenote.open")).to_contain_text(words)
    page.keyboard.press("Escape")
    expect(page.locator(".sidenote.open")).to_have_count(0)
    assert page.evaluate("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size") == (
        page.locator("[id]").count()
    )
    assert stayed(page)


def test_new_figures_images_and_code_get_their_buttons(note: Path, live: Running, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, live, typeset=False)
    before = page.locator("main picture source").first.get_attribute("srcset")
    edit(note, ":dilation: 2", ":dilation: 1")
    page.wait_for_function("was => document.querySelector('main picture source').srcset !== was", arg=before)
    expect(page.locator(".steps")).to_have_count(1)
    still = page.locator("main picture source").get_attribute("srcset")
    page.locator(".steps button").first.click()
    assert page.locator("main picture source").get_attribute("srcset") != still
    edit(note, "## Second", "![wide](/imgs/wide.png)\n\n```python\nprint(1)\n```\n\n## Second")
    expect(page.locator(".code .bar button")).to_have_count(1)
    page.locator("main img[alt=wide]").scroll_into_view_if_needed()
    page.locator("button.zoom:has(img[alt=wide])").click()
    expect(page.locator("dialog.zoomed")).to_be_visible()
    assert stayed(page)


def test_an_explorer_that_comes_is_alive(note: Path, live: Running, page: Page) -> None:
    opened(page, live, typeset=False)
    edit(note, "## Second", "```{explorer}\n```\n\n## Second")
    expect(page.locator(".explorer")).to_have_count(1)
    edit(note, "```{explorer}\n```", "```{explorer}\n:stride: 2\n```")
    page.wait_for_function(
        "document.querySelector('[data-explorer]').dataset.explorer.includes('\"stride\": [2') || "
        "JSON.parse(document.querySelector('[data-explorer]').dataset.explorer).stride[0] === 2"
    )
    expect(page.locator(".explorer")).to_have_count(1)
    assert stayed(page)


def test_a_changed_header_keeps_its_buttons(theme: Path, live: Running, page: Page) -> None:
    opened(page, live, typeset=False)
    bundled = (bundled_folder("templates") / "_header.html").read_text("utf-8")
    changed = bundled.replace("</header>", "<p>Our own words</p></header>")
    (theme / "_header.html").write_text(changed.replace('class="tools"', 'class="tools ours"'), "utf-8")
    page.wait_for_function("document.body.innerText.includes('Our own words')")
    page.locator("button.theme").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.locator("a.search").click()
    expect(page.locator("dialog input[name=q]")).to_be_focused()
    assert stayed(page)


def test_a_note_in_place_of_the_404_gets_all_of_it(blog: Path, live: Running, page: Page) -> None:
    opened(page, live, "/three.html", typeset=False)
    (blog / "_posts/2024-03-03-three.md").write_text(post("Three", _BODY))
    shows(page, "Words that fill")
    expect(page.locator("main h2 .permalink")).to_have_count(2)
    expect(page.locator(".sidenote:not(.print)")).to_have_count(2)
    expect(page.locator(".steps")).to_have_count(1)
    assert page.locator(".contents a[aria-current]").count() == 1
    assert stayed(page)
