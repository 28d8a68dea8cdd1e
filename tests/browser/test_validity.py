"""Every page of both sites is valid HTML, by the Nu checker; and the author hears of skipped levels."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main

JAR = Path(__file__).parent / "nu" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def missing() -> str:
    """Why the checker cannot run here, "" where it can."""
    if shutil.which("java") is None:
        return "no java: the Nu HTML checker needs a JRE"
    return "" if JAR.is_file() else "no vnu.jar: npm ci --ignore-scripts in tests/browser/nu"


@pytest.mark.parametrize("site", ["built", "kinds"])
def test_every_page_is_valid_html(site: str, request: pytest.FixtureRequest) -> None:
    if why := missing():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(why)
    pages = sorted(str(path) for path in request.getfixturevalue(site).rglob("*.html"))
    assert len(pages) > 8
    run = subprocess.run(
        ["java", "-jar", str(JAR), "--format", "json", "--exit-zero-always", "--stdout", *pages],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    errors = [m for m in json.loads(run.stdout)["messages"] if m["type"] == "error"]
    assert [f"{m['url']}:{m.get('lastLine')}: {m['message']}" for m in errors] == []


def test_a_skipped_heading_level_is_told_when_asked_for(tmp_path: Path) -> None:
    note = "---\ntitle: 题\ndate: 2024-01-01\n---\n\n## 甲\n\n#### 乙\n"
    (tmp_path / "a.md").write_text(note, encoding="utf-8")
    site = str(tmp_path / "site")
    run = CliRunner().invoke(main, ["build", "--source", str(tmp_path), "--output", site])
    assert run.exit_code == 0, run.output
    assert CliRunner().invoke(main, ["check", "--site", site]).exit_code == 0
    asked = CliRunner().invoke(main, ["check", "--site", site, "--enable", "heading-jump"])
    assert asked.exit_code == 1
    assert "a.md:8: warning[heading-jump]" in asked.output
