"""The page in view comes first, and the whole site after it, whatever the edit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.serve.reading import opened, shows, stayed
from tests.serve.running import Running, post, until

pytestmark = pytest.mark.browser


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    theme = tmp_path / "theme"
    theme.mkdir()
    return theme


@pytest.fixture
def live(blog: Path, theme: Path) -> Iterator[Running]:
    running = Running(blog, "--templates", str(theme))
    yield running
    running.stop()


def test_a_template_changes_the_page_in_view_and_then_all(live: Running, theme: Path, page: Page) -> None:
    opened(page, live)
    (theme / "_footer.html").write_text("<footer>Another foot</footer>")
    expect(page.locator("footer").last).to_have_text("Another foot")
    assert stayed(page)
    until(lambda: b"Another foot" in live.get("/two.html")[1])
    until(lambda: b"Another foot" in live.get("/")[1])


def test_the_home_page_in_view_shows_a_new_title(blog: Path, live: Running, page: Page) -> None:
    opened(page, live, "/", typeset=False)
    (blog / "_posts/2024-03-02-two.md").write_text(post("Renamed", "Words."))
    shows(page, "Renamed")
    assert stayed(page)
    until(lambda: b"Renamed" in live.get("/two.html")[1])
    until(lambda: b"Renamed" in live.get("/archive/")[1])


def test_a_fault_elsewhere_is_told_on_the_page_in_view(live: Running, theme: Path, page: Page) -> None:
    opened(page, live)
    (theme / "home.html").write_text("{{ page.nothing }}")
    overlay = page.locator("notes-problems")
    expect(overlay).to_contain_text("home.html:1")
    assert "A line with" in page.locator("main").inner_text()
    assert live.get("/")[0].status == 200
    (theme / "home.html").unlink()
    expect(overlay).to_have_count(0)
    assert stayed(page)


def test_edits_without_a_pause_reach_every_page(blog: Path, live: Running, page: Page) -> None:
    opened(page, live)
    for number in range(40):
        (blog / "_posts/2024-03-02-two.md").write_text(post("Two", f"Turn {number}."))
        page.wait_for_timeout(15)
    until(lambda: b"Turn 39." in live.get("/two.html")[1])
    until(lambda: b"Turn 39." in live.get("/")[1])
    assert stayed(page)
