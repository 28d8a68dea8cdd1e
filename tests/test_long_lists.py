"""Lists of a large blog: no page of them grows without bound, and every row is on one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator import addresses
from generator.build import Compiled, Memory, Options, compile_site
from generator.cli import main
from generator.render import feeds

POSTS = 17


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    root = tmp_path / "blog"
    (root / "_posts").mkdir(parents=True)
    (root / "_config.yml").write_text("title: Long\nurl: https://e.org\npermalink: /:title.html\n")
    for number in range(POSTS):
        head = f"---\ntitle: N{number}\ntags: [all, t{number % 2}]\n---\n"
        (root / f"_posts/{2010 + number // 4}-01-{number + 1:02}-n{number}.md").write_text(f"{head}Text.\n")
    return root


@pytest.fixture(autouse=True)
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "ROWS", 5)


def compiled(blog: Path) -> Compiled:
    return compile_site(Options(blog, blog / "site"), lambda *_: None, Memory())


def rows(compiled: Compiled, output: str) -> list[str]:
    html = compiled.outputs[output].content.decode()
    return re.findall(r'<a href="(?:\.\./)*(n\d+)\.html">', html.partition('<ul class="rows">')[2])


def test_every_post_is_a_row_of_one_part(blog: Path) -> None:
    site = compiled(blog)
    for folder, count in (("archive", POSTS), ("tags/all", POSTS), ("tags/t0", 9)):
        first, *others = sorted(
            output for output in site.outputs if re.fullmatch(rf"{folder}/.*\.html", output)
        )
        parts = [rows(site, output) for output in (first, *others)]
        assert all(len(part) <= 5 for part in parts)
        assert sorted(row for part in parts for row in part) == sorted(
            f"n{n}" for n in range(POSTS) if count == POSTS or n % 2 == 0
        )
        assert first == f"{folder}/index.html" and others == [
            f"{folder}/page{number}/index.html" for number in range(2, len(parts) + 1)
        ]


def test_the_first_part_says_how_many_there_are_in_all(blog: Path) -> None:
    assert f"{POSTS} 篇" in compiled(blog).outputs["tags/all/index.html"].content.decode()


def test_parts_lead_to_each_other_and_years_to_their_part(blog: Path) -> None:
    """Whatever a link on the site leads to is there."""
    output = blog.parent / "site"
    runner = CliRunner()
    built = runner.invoke(main, ["build", "--source", str(blog), "--output", str(output), "--jobs", "1"])
    assert built.exit_code == 0, built.output
    checked = runner.invoke(main, ["check", "--site", str(output)])
    assert checked.exit_code == 0, checked.output
    home = (output / "index.html").read_text()
    assert 'href="archive/page2/#y2012"' in home and 'href="archive/#y2014"' in home
    assert 'rel="next"' in (output / "archive/index.html").read_text()


def test_a_page_at_the_address_of_a_part_stands_there(blog: Path) -> None:
    (blog / "mine.md").write_text("---\ntitle: Mine\npermalink: /archive/page2/\n---\nMy own.\n")
    assert "My own." in compiled(blog).outputs["archive/page2/index.html"].content.decode()


def test_a_sitemap_of_too_many_pages_is_an_index_of_several(
    blog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = compiled(blog).outputs["sitemap.xml"].content.decode()
    monkeypatch.setattr(feeds, "_MOST_IN_SITEMAP", 10)
    site = compiled(blog)
    index = site.outputs["sitemap.xml"].content.decode()
    named = re.findall(r"<loc>https://e.org/(.*?)</loc>", index)
    assert len(named) > 1 and "<sitemapindex" in index
    parts = "".join(site.outputs[name].content.decode() for name in named)
    assert re.findall("<loc>(.*?)</loc>", parts) == re.findall("<loc>(.*?)</loc>", whole)
