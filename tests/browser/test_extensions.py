"""Commands that MathJax loads an extension for are set, from the site alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import built_from, served

COMMANDS = (
    r"\boldsymbol{x}",
    r"\cancel{y}",
    r"\ce{H2O}",
    r"\color{blue}{z}",
    r"\bbox[4px]{w}",
    r"\enclose{circle}{v}",
)


@pytest.mark.browser
def test_extensions_are_loaded_from_the_site(chromium: Browser, tmp_path: Path) -> None:
    formulas = "\n\n".join(f"$${command}$$" for command in COMMANDS)
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog/a.md").write_text(f"---\ntitle: A\n---\n{formulas}\n", encoding="utf-8")
    built_from(tmp_path / "blog", tmp_path / "site")
    page = chromium.new_page()
    missing: list[str] = []
    page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)
    with served(tmp_path / "site") as address:
        page.goto(f"{address}/a.html")
        page.wait_for_function(f"document.querySelectorAll('mjx-container').length === {len(COMMANDS)}")
        faults = page.locator("mjx-merror, mjx-mtext[style*='red']").count()
    page.close()
    assert (missing, faults) == ([], 0)
