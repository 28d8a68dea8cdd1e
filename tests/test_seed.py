"""The measure of it all: the user's own post, dropped in unchanged, comes out whole."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[1]
SEED = ROOT / "../shared/data/seed/net_models.md"
Told = dict[str, list[dict[str, object]]]
_IMAGE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not SEED.exists():
        pytest.skip("the seed post is not on this machine")
    folder = tmp_path_factory.mktemp("seed") / "content"
    (folder / "_posts").mkdir(parents=True)
    shutil.copy(SEED, folder / "_posts")
    for name in ("_config.yml", "imgs.toml"):
        shutil.copy(ROOT / "content" / name, folder)
    return folder


@pytest.fixture(scope="module")
def told(blog: Path) -> Told:
    """The diagnostics of a build from the command line, by code."""
    command = [sys.executable, "-m", "generator", "build", "--source", str(blog), "--json"]
    command += ["--output", str(blog.parent / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    by_code: Told = {}
    for row in json.loads(done.stdout)["diagnostics"]:
        by_code.setdefault(str(row["code"]), []).append(row)
    return by_code


@pytest.fixture(scope="module")
def html(blog: Path, told: object) -> str:
    del told
    return (blog.parent / "site" / "net_models.html").read_text(encoding="utf-8")


def prose(html: str) -> str:
    """The article's own HTML, without figures' data, contents and navigation."""
    found = re.search(r'<div class="prose">(.*)</article>', html, re.DOTALL)
    assert found is not None
    return found[1]


def test_every_formula_is_in_the_page_byte_for_byte(html: str) -> None:
    source = SEED.read_text(encoding="utf-8")
    formulas = re.findall(r"\$\$(.+?)\$\$|\$(.+?)\$", source, re.DOTALL)
    assert len(formulas) == 51
    text = unescape(html)
    for display, inline in formulas:
        tex = (display or inline).strip()
        assert rf"\({tex}\)" in text or rf"\[{tex}\]" in text, tex
    assert html.count(r"\(") + html.count(r"\[") >= len(formulas)


def test_every_jump_lands_but_one_which_is_reported(html: str, told: Told) -> None:
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    jumps = {unescape(href) for href in re.findall(r'href="#([^"]+)"', html)}
    assert {jump for jump in jumps if jump not in ids and unquote(jump) not in ids} == {"InceptionNet"}
    (found,) = told["unknown-jump"]
    assert (found["path"], found["line"]) == ("_posts/net_models.md", 74)
    assert "ResNet" in str(found["help"])


def test_no_markdown_is_left(html: str) -> None:
    text = re.sub(r"\\\(.*?\\\)|\\\[.*?\\\]|<[^>]+>", "", prose(html), flags=re.DOTALL)
    for left in ("###", "{:toc}", "{:", "**", "$", "```"):
        assert left not in text


def test_the_contents_are_kramdowns(html: str) -> None:
    assert '<ul id="markdown-toc">' in html
    assert 'id="markdown-toc-几种常见的卷积方法"' in html


def test_the_date_behind_the_wrong_key_is_used_and_told(html: str, told: Told) -> None:
    assert [(row["line"], row["severity"]) for row in told["unknown-key"]] == [(4, "warning")]
    assert "2019-09-23T16:58:05" in html


def test_all_sixteen_images_are_drawn_the_misspelt_one_too(html: str, told: Told, blog: Path) -> None:
    source = SEED.read_text(encoding="utf-8").splitlines()
    named = {(line, src) for line, text in enumerate(source, 1) for src in _IMAGE.findall(text)}
    assert len(named) == 16
    elsewhere = told["image-elsewhere"]
    assert [row["line"] for row in elsewhere] == [80]
    assert "./img/分组卷积.png" in str(elsewhere[0]["message"])
    assert "imgs/分组卷积.png" in str(elsewhere[0]["message"])
    for _, src in named:
        name = src.replace("./img/", "./imgs/").removeprefix("./")
        raster = blog.parent / "site" / name
        assert raster.stat().st_size > 500
        assert raster.with_name(raster.name + ".svg").read_text(encoding="utf-8").startswith("<svg")
    assert html.count("<figure") >= len(named)


def test_other_messages_are_none(told: Told) -> None:
    expected = {"unknown-key", "unknown-jump", "repaired-jump", "image-elsewhere"}
    assert set(told) <= expected
    assert len(told["repaired-jump"]) == 4
