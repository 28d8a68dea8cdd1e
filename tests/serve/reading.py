"""A page of the preview in a browser, and the author beside it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests.serve.running import Running

TYPESET = "() => window.MathJax?.startup?.promise?.then(() => !!document.querySelector('mjx-container'))"


def opened(page: Page, live: Running, path: str = "/one.html", typeset: bool = True) -> Page:
    """The page, open and listening, with a mark that a navigation would wipe out."""
    with page.expect_response("**/__notes/events**"):
        page.goto(f"{live.address}{path}")
    if typeset:
        page.wait_for_function(TYPESET)
    page.evaluate("window.here = true")
    return page


def edit(note: Path, old: str, new: str) -> None:
    text = note.read_text(encoding="utf-8")
    assert old in text
    note.write_text(text.replace(old, new, 1), encoding="utf-8")


def shows(page: Page, text: str) -> None:
    page.wait_for_function("text => document.querySelector('main').innerText.includes(text)", arg=text)


def stayed(page: Page) -> bool:
    """Whether the page was patched, not navigated."""
    return bool(page.evaluate("window.here === true"))
