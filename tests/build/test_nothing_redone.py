"""A build of a blog that has not changed computes nothing, whatever the blog is made of."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import copytree

import pytest

from generator.build import Options, build_site
from generator.output import state_of
from tests.build.test_lasting import silent, tree

ROOT = Path(__file__).parents[2]
BLOGS = sorted(path for path in (ROOT / "tests/golden").iterdir() if (path / "blog").is_dir())


@pytest.mark.parametrize("blog", BLOGS, ids=lambda path: str(path.name))
def test_every_value_of_a_blog_is_found_again(blog: Path, tmp_path: Path) -> None:
    source = copytree(blog / "blog", tmp_path / "blog")
    for number, path in enumerate(sorted(source.rglob("*"))):
        os.utime(path, (1_600_000_000 + number, 1_600_000_000 + number))
    options = Options(source, tmp_path / "site", keep_going=True)
    first = build_site(options, silent)
    before = tree(tmp_path / "site")
    state_of(tmp_path / "site").unchanged.unlink(missing_ok=True)
    again = build_site(options, silent)
    assert first.account.redone and not again.account.redone
    assert (again.written, again.diagnostics) == (0, first.diagnostics)
    assert tree(tmp_path / "site") == before
