"""The same notes give the same bytes, wherever and however they are built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.build import Options

ROOT = Path(__file__).parents[2]
BLOG = {
    "_config.yml": "title: 笔记\nurl: https://e.org\ntimezone: Asia/Macau\nprecompress: true\npaginate: 2\n",
    "_posts/2024-01-01-一.md": "---\ntitle: 一\ntags: [空洞, b, A]\n---\n\n$x$ [二](/2024/01/02/two.html)\n",
    "_posts/2024-01-02-two.md": "---\ntags: [b, é]\n---\n\n```{figure} dilated_steps\n:kernel: 3\n```\n",
    "_posts/2024-01-03-c.md": "---\nref: c\n---\n\n{cost}`resnet18.macs`\n\n```python\nprint({1, 2})\n```\n",
    "about.md": "---\ntitle: About\n---\n\n[[一]] and [[nothing]]\n",
}
HERE = {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
THERE = {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C"}


def built(root: Path, around: dict[str, str], *options: str) -> dict[str, bytes]:
    for name, text in BLOG.items():
        path = root / "blog" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-m", "generator", "build", "--source", "blog", "--output", "site", *options],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT), **around},
        capture_output=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr.decode()
    site = root / "site"
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in sorted(site.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return built(tmp_path_factory.mktemp("here"), HERE, "--jobs", "1")


def test_folder_locale_zone_hash_seed_and_processes_change_nothing(
    here: dict[str, bytes], tmp_path: Path
) -> None:
    deep = tmp_path / "一 deeper" / "place"
    deep.mkdir(parents=True)
    there = built(deep, THERE, "--jobs", "2")
    assert sorted(here) == sorted(there)
    assert [path for path in here if here[path] != there[path]] == []
    shutil.rmtree(deep)


def test_the_clock_is_the_one_that_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert Options(tmp_path, tmp_path).now == datetime(1970, 1, 2, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")
    assert Options(tmp_path, tmp_path).now.year > 2000


def test_a_post_after_the_given_clock_waits(tmp_path: Path) -> None:
    then = str(int(datetime(2024, 1, 2, 12, tzinfo=UTC).timestamp()))
    site = built(tmp_path, {**HERE, "SOURCE_DATE_EPOCH": then})
    pages = {path for path in site if path.endswith(".html")}
    assert any(path.endswith("two.html") for path in pages)
    assert not any(path.endswith("/c.html") for path in pages)
