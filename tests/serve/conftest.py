"""A small blog, and a preview of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.serve.running import Running, post

_BODY = r"""## First

A line with $a^2$ in it.

## 第二节

The second section's text.
"""


def blog_in(folder: Path) -> Path:
    """A blog of two notes, a page, an image with a Chinese name, a style sheet and a film."""
    (folder / "_posts").mkdir(parents=True)
    (folder / "imgs").mkdir()
    (folder / "assets").mkdir()
    (folder / "_config.yml").write_text("title: Blog\nurl: https://example.org\npermalink: /:title.html\n")
    (folder / "_posts/2024-03-01-one.md").write_text(post("One", _BODY), encoding="utf-8")
    (folder / "_posts/2024-03-02-two.md").write_text(post("Two", "Words."), encoding="utf-8")
    (folder / "about.md").write_text("---\ntitle: About\npermalink: /about/\n---\n\nMe.\n")
    (folder / "imgs/空洞卷积.gif").write_bytes(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;")
    (folder / "assets/own.css").write_text("p { color: rgb(1, 2, 3); }\n")
    (folder / "film.mp4").write_bytes(bytes(range(256)) * 16)
    return folder


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    return blog_in(tmp_path / "blog")


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A preview of a blog that nobody edits; ./secret.txt beside the blog is none of its business."""
    folder = tmp_path_factory.mktemp("still")
    source = blog_in(folder / "blog")
    (folder / "secret.txt").write_text("secret")
    (source / "leak.txt").symlink_to(folder / "secret.txt")
    (source / "inside.css").symlink_to(source / "assets/own.css")
    running = Running(source)
    yield running
    running.stop()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda e: faults.append(str(e)))
    yield page
    context.close()
    assert faults == []
