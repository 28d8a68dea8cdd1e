"""The notes as published: built and checked from the command line, without a warning."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.content.prose import CONTENT, POSTS

ROOT = CONTENT.parent


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published notes, whose build said nothing worse than a notice."""
    output = tmp_path_factory.mktemp("notes") / "site"
    done = _notes("build", "--output", str(output), "--json")
    assert done.returncode == 0, done.stdout
    worse = [row for row in json.loads(done.stdout)["diagnostics"] if row["severity"] != "notice"]
    assert worse == []
    return output


def test_the_checker_finds_nothing(site: Path) -> None:
    done = _notes("check", "--site", str(site))
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_request_was_answered(site: Path) -> None:
    """No role or fence of ours is left as text, and each cost table has rows."""
    for post in POSTS:
        text = re.sub(r"<(pre|code)\b.*?</\1>", "", _page(site, post), flags=re.DOTALL)
        assert "{cost}" not in text
        assert "{shape}" not in text
        assert "{rf}" not in text


def test_the_article_is_at_its_old_address(site: Path) -> None:
    text = (site / "net_models.html").read_text("utf-8")
    assert text.count("<table") > 20
    assert text.count("<figure") > 15


def test_posts_are_found_from_the_lists(site: Path) -> None:
    archive = (site / "archive" / "index.html").read_text("utf-8")
    for post in POSTS:
        assert _address(post) in archive


def test_the_two_languages_of_a_note_name_each_other(site: Path) -> None:
    chinese, english = (site / "cost-table.html"), (site / "en" / "cost-table.html")
    assert '<link rel="alternate" hreflang="en" href="en/cost-table.html">' in chinese.read_text("utf-8")
    text = english.read_text("utf-8")
    assert '<html lang="en"' in text
    assert '<link rel="alternate" hreflang="zh-CN" href="../cost-table.html">' in text
    assert "MACs per byte</th>" in text
    assert "每字节乘加" not in text


def _notes(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "generator", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _address(post: Path) -> str:
    found = re.search(r"^permalink: (\S+)$", post.read_text("utf-8"), re.MULTILINE)
    assert found is not None, post
    return found[1]


def _page(site: Path, post: Path) -> str:
    return (site / _address(post)).read_text("utf-8")
