"""Somebody's Jekyll blog, small: what becomes of each kind of file, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator.build import Compiled, Memory, Options, compile_site

FOR = "{% for p in site.posts %}{{ p.title }}{% endfor %}"


def compiled(folder: Path, files: Mapping[str, str | bytes]) -> Compiled:
    """What a blog of these files becomes."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content.encode() if isinstance(content, str) else content)
    return compile_site(Options(folder, folder / "site"), lambda *_: None, Memory())


def text(site: Compiled, path: str) -> str:
    return site.outputs[path].content.decode()


def main(site: Compiled, path: str) -> str:
    """What stands in the page's `<main>`."""
    return text(site, path).partition("<main")[2].partition("</main>")[0]


def codes(site: Compiled) -> list[tuple[str, str, int]]:
    return [(d.code, d.at.path, d.at.line) for d in site.diagnostics]


def test_an_html_page_is_carried_through_in_our_layout(tmp_path: Path) -> None:
    page = """---
title: 关于
---
<div id="who">
    <p>四个空格 * 不是 * 代码，$x$ 也不是公式</p>

    <a href="b.md">B</a> <a href="#who">who</a>
</div>
<h2 id="two">二</h2>
<a href="gone.html">?</a>
"""
    site = compiled(tmp_path, {"about.html": page, "b.md": "---\ntitle: b\n---\nx\n"})
    assert '<p>四个空格 * 不是 * 代码，$x$ 也不是公式</p>\n\n    <a href="b.html">B</a>' in main(
        site, "about.html"
    )
    assert "<pre" not in main(site, "about.html")
    assert codes(site) == [("dead-link", "about.html", 10)]
    (read,) = (p.page for p in site.site.pages if p.output == "about.html")
    assert [(h.anchor, h.at.line) for h in read.headings] == [("two", 9)]
    assert (read.anchors, read.has_math) == (("who", "two"), False)


def test_a_whole_html_document_and_other_texts_keep_their_form(tmp_path: Path) -> None:
    site = compiled(
        tmp_path,
        {
            "_config.yml": "title: 站\nurl: https://e.org",
            "own.html": "---\nlayout: null\n---\n<!DOCTYPE html>\n<title>{{ site.title }}</title>\n",
            "js/data.js": "---\n---\nvar title = `{{ site.title }}`;\n",
            "moved.json": "---\npermalink: /api/a.json\n---\n{}\n",
            "css/a.css": "---\n---\nb { color: red }\n",
            "robots.txt": "---\n---\nSitemap: {{ site.url }}/s.xml\n",
        },
    )
    assert site.diagnostics == ()
    assert text(site, "own.html") == "<!DOCTYPE html>\n<title>站</title>\n"
    assert text(site, "js/data.js") == "var title = `站`;\n"
    assert text(site, "api/a.json") == "{}\n"
    assert text(site, "css/a.css") == "b { color: red }\n"
    assert text(site, "robots.txt") == "Sitemap: https://e.org/s.xml\n"


def test_programs_give_way_to_our_own_pages(tmp_path: Path) -> None:
    site = compiled(
        tmp_path,
        {
            "_config.yml": "title: 站\nurl: https://e.org\nfeed: {path: /blog/news.xml}",
            "_posts/2020-01-01-a.md": f"前{FOR}后 [标签](/tags.html)\n",
            "index.html": f"---\n---\n{FOR}",
            "tags.html": f"---\n---\n<ul>{FOR}</ul>",
            "atom.xml": f"---\n---\n{FOR}",
            "sidebar.html": f"---\n---\n{FOR}",
            "archive/index.md": "---\ntitle: 我的目录\n---\n手写\n",
        },
    )
    assert codes(site) == [
        ("liquid-block", "_posts/2020-01-01-a.md", 1),
        ("liquid-page", "atom.xml", 0),
        ("liquid-page", "index.html", 0),
        ("liquid-page", "sidebar.html", 0),
        ("liquid-page", "tags.html", 0),
    ]
    assert "前后" in main(site, "2020/01/01/a.html")
    assert "2020/01/01/a.html" in main(site, "index.html")
    assert 'url=tags/"' in text(site, "tags.html")
    assert text(site, "atom.xml") == text(site, "blog/news.xml") == text(site, "feed.xml")
    assert "手写" in main(site, "archive/index.html")
    assert "sidebar.html" not in site.outputs


def test_old_addresses_lead_on_and_what_stands_there_stays(tmp_path: Path) -> None:
    front = "---\nredirect_from: [/old/, /a.html, /pic.png, /B.html, ../x, https://e.org/y, /new/]\n---\nx\n"
    site = compiled(
        tmp_path,
        {
            "a.md": "---\n---\n[old](/old/)\n",
            "b.md": "---\n---\ny\n",
            "pic.png": b"\x89PNG",
            "new/index.md": front,
            "other.md": "---\nredirect_from: /old/\n---\nx\n",
        },
    )
    assert site.site.moved == (("old/index.html", "new/index.html"),)
    assert sorted((d.code, d.message.partition('"')[2].partition('"')[0]) for d in site.diagnostics) == [
        ("redirect-outside", "../x"),
        ("redirect-outside", "https://e.org/y"),
        ("redirect-taken", "/B.html"),
        ("redirect-taken", "/a.html"),
        ("redirect-taken", "/old/"),
        ("redirect-taken", "/pic.png"),
    ]


def test_a_text_against_a_page_is_an_error_naming_both(tmp_path: Path) -> None:
    front = "---\npermalink: /x.html\nlayout: null\n---\n"
    site = compiled(
        tmp_path, {"a.html": front + "<!doctype html>", "b.md": "---\npermalink: /x.html\n---\nx"}
    )
    (found,) = (d for d in site.diagnostics if d.code == "duplicate-url")
    assert (found.at.path, found.at.line, found.related[0].path) == ("b.md", 2, "a.html")


def test_a_note_includes_what_lies_beside_it(tmp_path: Path) -> None:
    site = compiled(
        tmp_path,
        {
            "notes/a.md": "---\n---\n{% include_relative _parts/b.md %}\n",
            "notes/_parts/b.md": "**粗**\n",
            "c.md": "---\n---\n{% include_relative ../secret.md %}\n",
        },
    )
    assert "<strong>粗</strong>" in main(site, "notes/a.html")
    assert codes(site) == [("missing-include", "c.md", 3)]


def test_a_theme_s_empty_lists_give_way_and_its_includes_go(tmp_path: Path) -> None:
    site = compiled(
        tmp_path,
        {
            "_config.yml": "theme: chirpy\nurl: ''\n"
            "collections: {tabs: {output: true, permalink: '/:title/'}}",
            "_posts/2020-01-01-a.md": "前{% include embed.html id=1 %}后\n",
            "_tabs/tags.md": "---\nlayout: tags\n---\n",
            "_tabs/archives.md": "---\nlayout: archives\n---\n\n",
            "_tabs/categories.md": "---\nlayout: categories\n---\n有话说\n",
            "_tabs/search.md": "---\nlayout: search\ntitle: 搜\n---\n",
        },
    )
    assert sorted(c for c in codes(site) if c[0] != "unknown-layout") == [
        ("liquid-page", "_tabs/archives.md", 0),
        ("liquid-page", "_tabs/tags.md", 0),
        ("missing-include", "_posts/2020-01-01-a.md", 1),
    ]
    assert "前后" in main(site, "2020/01/01/a.html")
    assert site.site.moved == (("archives/index.html", "archive/index.html"),)
    assert "有话说" in main(site, "categories/index.html")
    assert "搜" in main(site, "search/index.html")


def test_what_lies_beside_a_note_is_found_where_it_is_published(tmp_path: Path) -> None:
    note = "---\n---\n![a](pics/a.png) [pdf](b.pdf)\n"
    files: dict[str, str | bytes] = {"_config.yml": "url: ''\ncollections: {docs: {output: true}}"}
    for folder in ("_posts", "_docs"):
        files |= {
            f"{folder}/2020-01-01-n.md": note,
            f"{folder}/pics/a.png": b"\x89PNG",
            f"{folder}/b.pdf": b"%",
        }
    site = compiled(tmp_path, files)
    assert site.diagnostics == ()
    assert 'src="../../../posts/pics/a.png"' in main(site, "2020/01/01/n.html")
    assert 'href="../../../posts/b.pdf"' in main(site, "2020/01/01/n.html")
