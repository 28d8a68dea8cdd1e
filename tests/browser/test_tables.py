"""Computed tables as readers meet them."""

from __future__ import annotations

import csv
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def test_a_tables_file_is_saved_without_script(chromium: Any, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    page.goto(f"{address}/cost-table.html")
    figure = page.locator("figure.tabular").first
    with page.expect_download() as saving:
        figure.get_by_role("link", name="下载 CSV").click()
    assert saving.value.suggested_filename.endswith(".csv")
    rows = list(csv.DictReader(saving.value.path().open(encoding="utf-8")))
    printed = figure.locator("tbody th[scope=row]").all_inner_texts()
    assert [row["layer"] for row in rows] == [*printed[:-1], "total"]
    assert all(row["macs"].isdigit() for row in rows)
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_on_a_page_of_tables(chromium: Any, address: str, theme: Any, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
    page = context.new_page()
    page.goto(f"{address}/cost-table.html")
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"][:90] for node in rule["nodes"]]) for rule in found] == []
    assert page.get_by_role("table").first.get_attribute("class") == "computed"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
