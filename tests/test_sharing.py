"""Which posts get a picture for other sites, and what pages tell of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.build import Compiled, Memory, Options, build_site, compile_site

FIGURE = "```{figure} dilated_steps\n```"


def compiled(folder: Path, memory: Memory, extra: str = "", title: str = "有图") -> Compiled:
    (folder / "_posts").mkdir(exist_ok=True)
    config = f"title: 笔记\nurl: https://e.org\npermalink: /:title.html\n{extra}"
    (folder / "_config.yml").write_text(config, encoding="utf-8")
    for name, heading, text in (("a", title, FIGURE), ("b", "无图", "文字。")):
        post = f"---\ntitle: {heading}\n---\n{text}\n"
        (folder / "_posts" / f"2020-01-01-{name}.md").write_text(post, encoding="utf-8")
    return compile_site(Options(folder, folder / "site"), lambda *_: None, memory)


def shared(site: Compiled, page: str) -> dict[str, str]:
    tree = LexborHTMLParser(site.outputs[page].content.decode())
    pairs = ((meta.attributes["property"], meta.attributes["content"]) for meta in tree.css("meta[property]"))
    return {name or "": content or "" for name, content in pairs if name and name.startswith(("og:i", "tw"))}


@pytest.mark.parametrize(
    ("extra", "pages"),
    [
        ("", ["a.html"]),
        ("share_pictures: all\n", ["a.html", "b.html"]),
        ("share_pictures: true\n", ["a.html", "b.html"]),
        ("share_pictures: false\n", []),
        ("url: ''\n", []),
    ],
)
def test_posts_with_figures_get_one_unless_asked_otherwise(
    tmp_path: Path, extra: str, pages: list[str]
) -> None:
    site = compiled(tmp_path, Memory(), extra)
    found = {page: shared(site, page) for page in ("a.html", "b.html")}
    assert [page for page, told in found.items() if told.get("og:image:width")] == pages
    pictures = {path for path in site.outputs if path.startswith("notes-assets/share/")}
    assert len(pictures) == len(pages)
    for page in pages:
        assert found[page]["og:image"].removeprefix("https://e.org/") in pictures
        assert found[page]["twitter:card"] == "summary_large_image" and found[page]["og:image:alt"]


def test_a_picture_is_drawn_again_when_its_title_changes_alone(tmp_path: Path) -> None:
    memory = Memory()
    before = compiled(tmp_path, memory, "share_pictures: all\n").outputs
    after = compiled(tmp_path, memory, "share_pictures: all\n", title="改了").outputs
    pictures = [path for path in after if path.startswith("notes-assets/share/")]
    same = [path for path in pictures if after[path] == before[path]]
    assert len(pictures) == 2 and len(same) == 1


def test_a_second_build_keeps_the_picture(tmp_path: Path) -> None:
    compiled(tmp_path, Memory())
    options = Options(tmp_path, tmp_path / "site", jobs=1)
    first = build_site(options, lambda *_: None)
    before = {path.name: path.read_bytes() for path in (tmp_path / "site/notes-assets/share").iterdir()}
    (tmp_path / "about.md").write_text("---\ntitle: About\n---\nMe.\n")
    again = build_site(options, lambda *_: None)
    assert first.published and again.published
    after = {path.name: path.read_bytes() for path in (tmp_path / "site/notes-assets/share").iterdir()}
    assert before and after == before
