"""No attack runs in a real browser where a blog is built with `safe: true`; without it, some do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.build import Options, build_site
from tests.markdown.attacks import ATTACKS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
_TOUCH = """() => {
  for (const element of document.querySelectorAll('main *')) {
    for (const kind of ['mouseover', 'mouseenter', 'focus', 'toggle'])
      element.dispatchEvent(new Event(kind, {bubbles: true}));
    const away = element.matches('a[href]') && !/^(javascript|data|vbscript):/i.test(element.href.trim());
    if (!away) element.click && element.click();
  }
}"""
_LEADS = """() => [...document.querySelectorAll('main [href], main [src]')]
  .map(e => e.href || e.src).filter(a => /^(javascript|data|vbscript):/i.test(String(a)))"""


def run_attacks(chromium: Browser, root: Path, safe: bool) -> tuple[list[str], list[str]]:
    """The attacks that ran a script, and the addresses that would."""
    blog, site = root / "blog", root / "site"
    (blog / "_posts").mkdir(parents=True)
    (blog / "_config.yml").write_text(f"title: T\npermalink: /:title.html\nsafe: {str(safe).lower()}\n")
    for number, attack in enumerate(ATTACKS):
        text = f"---\ntitle: 'T'\n---\n\n{attack}\n\nEnd.\n"
        (blog / f"_posts/2024-01-01-a{number}.md").write_text(text, encoding="utf-8")
    build_site(Options(blog, site, keep_going=True), lambda _phase, _done, _of: None)
    context = chromium.new_context()
    ran: list[str] = []
    led: list[str] = []
    try:
        for number in range(len(ATTACKS)):
            page = context.new_page()
            page.add_init_script("window.alert = () => { window.ran = true }")
            page.goto((site / f"a{number}.html").as_uri(), wait_until="load")
            page.evaluate(_TOUCH)
            led += page.evaluate(_LEADS)
            if page.evaluate("() => window.ran === true"):
                ran.append(ATTACKS[number])
            page.close()
    finally:
        context.close()
    return ran, led


def test_no_attack_runs(chromium: Browser, tmp_path: Path) -> None:
    assert run_attacks(chromium, tmp_path, safe=True) == ([], [])


def test_without_it_some_do(chromium: Browser, tmp_path: Path) -> None:
    """The attacks are live ones: the test above could fail."""
    assert len(run_attacks(chromium, tmp_path, safe=False)[0]) > 15
