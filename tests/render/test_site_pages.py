"""The whole site: which pages there are, what each shows, and where its links lead."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.diagnostics import Severity
from generator.memo import Aside, Task, nothing
from generator.model import (
    Config,
    Drawn,
    Flow,
    FrontMatter,
    Kind,
    Link,
    PageRef,
    Picture,
    Site,
    StaticFile,
    Target,
    Term,
)
from generator.render import render_site
from generator.render.math_assets import mathjax_outputs, mathml_stylesheet
from tests.render.samples import AT, FIGURE, THEME, by_path, front, heading, page, reference, site

ALWAYS = {
    "index.html",
    "archive/index.html",
    "tags/index.html",
    "categories/index.html",
    "search.html",
    "404.html",
}


def pages_of(whole: Site, drawn: dict[str, Drawn] | None = None) -> dict[str, str]:
    rendered = render_site(whole, drawn or {}, THEME)
    assert rendered.diagnostics == ()
    return by_path(rendered.value)


def blog(posts: int, **config: object) -> Site:
    """Posts at 2019/<n>.html, newest first, with one tag and one category."""
    made = [
        page(
            front(f"文{n}", n, tags=("卷积 Net",), categories=("深度",)),
            f"<p>{n}</p>",
            output=f"2019/{n}.html",
            excerpt=(f'<p>摘要{n} <a href="', Link("../x.html#部分", AT), '">x</a></p>'),
            targets={"../x.html#部分": Target("../x.html#%E9%83%A8%E5%88%86", "x.html", "部分")},
        )
        for n in range(posts, 0, -1)
    ]
    references = tuple(map(reference, made))
    x = page(front("x"), output="x.html", kind=Kind.PAGE)
    return site(
        *made,
        x,
        config=Config(title="笔记", **config),  # type: ignore[arg-type] # the tests name real fields
        tags=(Term("卷积 net", "/tags/卷积-net/", references),),
        categories=(Term("深度", "/categories/深度/", references),),
    )


def test_every_site_has_its_lists_even_without_a_post() -> None:
    assert set(pages_of(site())) == ALWAYS


def test_terms_and_parts_of_the_home_page_have_pages_of_their_own() -> None:
    pages = pages_of(blog(5, paginate=2, paginate_path="/p:num/"))
    assert set(pages) - ALWAYS - {f"2019/{n}.html" for n in range(1, 6)} - {"x.html"} == {
        "p2/index.html",
        "p3/index.html",
        "tags/卷积-net/index.html",
        "categories/深度/index.html",
    }
    shown = [_texts(pages[p], ".entry h2") for p in ("index.html", "p2/index.html", "p3/index.html")]
    assert shown == [["文5", "文4"], ["文3", "文2"], ["文1"]]


@pytest.mark.parametrize("baseurl", ["", "/base"])
def test_every_internal_link_leads_to_an_output(baseurl: str) -> None:
    rendered = render_site(blog(5, paginate=2, baseurl=baseurl, url="https://e.org"), {}, THEME)
    outputs = {output.path for output in rendered.value}
    for path, html in by_path(rendered.value).items():
        for href in _hrefs(html):
            assert _leads_to(href, path, baseurl) in outputs, (path, href)


def test_a_link_in_an_excerpt_is_seen_from_the_list() -> None:
    home = LexborHTMLParser(pages_of(blog(1))["index.html"]).css_first(".excerpt a")
    assert home is not None and home.attributes["href"] == "x.html#%E9%83%A8%E5%88%86"


def test_a_source_page_takes_the_place_of_a_list() -> None:
    own = page(front("我的首页"), "<p>欢迎</p>", output="index.html", kind=Kind.PAGE)
    rendered = render_site(site(own), {}, THEME)
    homes = [output for output in rendered.value if output.path == "index.html"]
    assert len(homes) == 1
    assert "<p>欢迎</p>" in homes[0].content.decode()


@pytest.mark.parametrize("output", ["index.html", "blog/index.html"])
def test_an_own_page_with_a_lists_layout_lists_the_posts_below_its_words(output: str) -> None:
    whole = blog(3, paginate=2)
    own = page(front("我的首页", layout="home"), "<p>欢迎</p>", output=output, kind=Kind.PAGE)
    pages = pages_of(replace(whole, pages=(*whole.pages, own)))
    assert _texts(pages[output], ".prose p") == ["欢迎"]
    assert _texts(pages[output], ".entry h2") == ["文3", "文2"]
    assert _texts(pages[output], "h1") == ["我的首页"]
    assert bool(_texts(pages[output], "nav.pager a")) is (output == "index.html")
    assert _texts(pages["page2/index.html"], ".entry h2") == ["文1"]


def test_an_own_archive_lists_the_posts_by_year() -> None:
    own = page(front("旧文", layout="archive"), output="old.html", kind=Kind.PAGE)
    whole = blog(2)
    pages = pages_of(replace(whole, pages=(*whole.pages, own)))
    assert _texts(pages["old.html"], ".rows a") == ["文2", "文1"]


def test_a_static_file_takes_the_place_of_a_list() -> None:
    whole = site(statics=(StaticFile("404.html", "/somewhere/404.html", 1, 1),))
    assert "404.html" not in pages_of(whole)


def test_the_contents_hold_second_and_third_levels_without_english_glosses() -> None:
    headings = (
        heading(3, "前言", "前言"),
        heading(2, "卷积(convolution)", "卷积convolution"),
        heading(3, "空洞（dilated）", "空洞", "空洞（<b>dilated</b>）"),
        heading(4, "细节", "细节"),
        heading(2, "ResNet(v2)", "resnetv2"),
        heading(2, "无", "无", in_toc=False),
    )
    html = pages_of(site(page(front("题", 1), headings=headings)))["a.html"]
    tree = LexborHTMLParser(html)
    assert _texts(html, ".contents a") == ["前言", "卷积", "空洞（dilated）", "ResNet(v2)"]
    assert _texts(html, ".contents ol ol a") == ["空洞（dilated）"]
    first = tree.css_first(".contents a")
    assert first is not None and first.attributes["href"] == "#%E5%89%8D%E8%A8%80"


def test_a_post_without_title_keeps_its_own_first_heading_alone() -> None:
    resolved = page(front(""), '<h1 id="t">自题</h1>', headings=(heading(1, "自题", "t"),))
    tree = LexborHTMLParser(pages_of(site(resolved))["a.html"])
    assert [node.text() for node in tree.css("h1")] == ["自题"]


def test_maths_are_loaded_only_where_there_are_any() -> None:
    whole = site(page(front("甲", 1), r"\(x\)", has_math=True), page(front("乙", 2), output="b.html"))
    rendered = render_site(whole, {}, THEME)
    pages = by_path(rendered.value)
    assert 'src="notes-assets/mathjax/tex-chtml.js?' in pages["a.html"]
    assert [path for path, html in pages.items() if "mathjax" in html] == ["a.html"]
    copied = {output.path for output in rendered.value if "/mathjax/" in output.path}
    assert copied == {output.path for output in mathjax_outputs()}
    assert not [o for o in render_site(site(), {}, THEME).value if "/mathjax/" in o.path]


def test_a_page_set_at_build_loads_a_font_and_no_script() -> None:
    set_already = replace(page(front("甲", 1), "<math></math>").page, has_mathml=True)
    whole = site(replace(page(front("甲", 1)), page=set_already), page(front("乙", 2), output="b.html"))
    rendered = render_site(whole, {}, THEME)
    pages = by_path(rendered.value)
    assert not [path for path, html in pages.items() if "mathjax" in html]
    assert [path for path, html in pages.items() if "mathml.css" in html] == ["a.html"]
    font = LexborHTMLParser(pages["a.html"]).css_first("link[rel=preload]")
    assert font is not None and font.attributes["href"]
    assert f"url({font.attributes['href'].rpartition('/')[2]})" in mathml_stylesheet().content.decode()
    assert mathml_stylesheet() in rendered.value


def test_maths_come_with_script_and_woff_fonts_alone() -> None:
    paths = [output.path for output in mathjax_outputs()]
    assert paths[0] == "notes-assets/mathjax/tex-chtml.js"
    assert len(paths) > 15
    fonts = [path for path in paths if path.endswith(".woff")]
    extensions = [path for path in paths[1:] if path.endswith(".js")]
    assert all("output/chtml/fonts/woff-v2/" in path for path in fonts)
    assert any(path.endswith("input/tex/extensions/boldsymbol.js") for path in extensions)
    assert len(paths) == 1 + len(fonts) + len(extensions)


def test_a_page_speaks_its_own_language() -> None:
    english = page(front("Note", 1, lang="en"), output="en.html")
    pages = pages_of(site(english, page(front("题", 2))))
    assert '<html lang="en">' in pages["en.html"] and ">Archive</a>" in pages["en.html"]
    assert '<html lang="zh-CN">' in pages["a.html"] and ">归档</a>" in pages["a.html"]


def test_pages_of_one_ref_are_each_others_translations() -> None:
    chinese = page(front("题", 1, extra=(("ref", "x"),)))
    english = page(front("Title", 1, lang="en", extra=(("ref", "x"),)), output="en/a.html")
    alone = page(front("独", 1, extra=(("ref", "y"),)), output="c.html")
    pages = pages_of(site(chinese, english, alone, config=Config(title="笔", url="https://e.org")))
    told = LexborHTMLParser(pages["a.html"]).css("link[hreflang]")
    assert {(link.attributes["hreflang"], link.attributes["href"]) for link in told} == {
        ("zh-CN", "https://e.org/a.html"),
        ("en", "https://e.org/en/a.html"),
    }
    assert _texts(pages["en/a.html"], ".meta a[hreflang=zh-CN]") == ["中文"]
    assert "hreflang" not in pages["c.html"]


@pytest.mark.parametrize("key", ["ref", "translation_key", "translationKey"])
def test_two_pages_of_one_language_cannot_be_one_text(key: str) -> None:
    def named(title: str, lang: str = "") -> FrontMatter:
        return front(title, 1, lang=lang, extra=((key, "x"),), lines=((key, 4),))

    pages = (page(named("甲")), page(named("乙"), output="b.html"))
    english = page(named("A", "en"), output="en.html")
    rendered = render_site(site(*pages, english), {}, THEME)
    (found,) = rendered.diagnostics
    assert (found.code, found.at.line, found.severity) == ("repeated-translation", 4, Severity.WARNING)
    assert found.at.path == "b.html.md" and found.related[0].path == "a.html.md"
    told = LexborHTMLParser(by_path(rendered.value)["en.html"]).css(".meta a[hreflang]")
    assert [link.attributes["href"] for link in told] == ["a.html"]


def test_a_foreign_layout_is_noticed_once() -> None:
    whole = site(*(page(front(t, layout="fancy"), output=f"{t}.html") for t in "ab"))
    (found,) = render_site(whole, {}, THEME).diagnostics
    assert (found.code, found.severity) == ("unknown-layout", Severity.NOTICE)
    assert found.message == 'no layout "fancy": "post" is used'


def test_figures_are_counted_and_the_first_stands_on_the_home_page() -> None:
    picture = Picture("空洞.gif", "", "", AT, flow=Flow("<p>", "</p>", "", ""))
    whole = site(page(front("题", 1), picture, "<table></table>"))
    pages = pages_of(whole, {"a.html": Drawn(pictures={"空洞.gif": FIGURE})})
    assert "1 图 · 1 表" in pages["a.html"]
    thumbnail = LexborHTMLParser(pages["index.html"]).css_first("img.thumbnail")
    assert thumbnail is not None
    assert unquote(thumbnail.attributes["src"] or "") == FIGURE.thumbnail


def test_the_lost_page_links_from_the_baseurl() -> None:
    html = pages_of(blog(1, baseurl="/base"))["404.html"]
    hrefs = [href for href in _hrefs(html) if not href.startswith("#")]
    assert hrefs and all(href.startswith("/base/") for href in hrefs)


def test_the_canonical_address_needs_the_sites_own() -> None:
    assert 'rel="canonical"' not in pages_of(blog(1))["2019/1.html"]
    pages = pages_of(blog(1, url="https://e.org/", baseurl="/b"))
    assert '<link rel="canonical" href="https://e.org/b/2019/1.html">' in pages["2019/1.html"]
    assert '<link rel="canonical" href="https://e.org/b/tags/">' in pages["tags/index.html"]


def test_neighbours_and_related_stand_at_the_end() -> None:
    resolved = page(front("题", 1), related=(PageRef("/b/", "别的"),), output="x/a.html")
    assert '<a href="../b/">别的</a>' in pages_of(site(resolved))["x/a.html"]


def test_an_old_address_leads_on() -> None:
    whole = replace(
        site(page(front("题", 1), output="新/a.html"), config=Config(title="笔记", url="https://e.org")),
        moved=(("atom.xml", "feed.xml"), ("tags.html", "tags/index.html"), ("旧/a.html", "新/a.html")),
    )
    outputs = {output.path: output.content for output in render_site(whole, {}, THEME).value}
    refresh = LexborHTMLParser(outputs["旧/a.html"].decode()).css_first("meta[http-equiv=refresh]")
    assert refresh is not None
    assert refresh.attributes["content"] == "0; url=../%E6%96%B0/a.html"
    assert b'href="tags/"' in outputs["tags.html"]
    assert outputs["atom.xml"] == outputs["feed.xml"]
    assert "旧" not in outputs["sitemap.xml"].decode()


def test_no_page_repeats_an_id() -> None:
    for path, html in pages_of(blog(3)).items():
        ids = [node.attributes["id"] for node in LexborHTMLParser(html).css("[id]")]
        assert len(ids) == len(set(ids)), path


def test_what_is_much_is_computed_as_whoever_remembers_it_likes() -> None:
    seen: list[str] = []

    def backwards(*batches: Sequence[Task], meanwhile: Aside = nothing) -> list[list[Any]]:
        meanwhile()
        seen.extend(task.name for batch in batches for task in batch if task.phase == "render")
        return [[task() for task in reversed(batch)][::-1] for batch in reversed(batches)][::-1]

    rendered = render_site(blog(2), {}, THEME, recall_all=backwards)
    assert by_path(rendered.value) == pages_of(blog(2))
    assert seen == ["2019/2.html", "2019/1.html", "x.html"]


def _texts(html: str, selector: str) -> list[str]:
    return [node.text().strip() for node in LexborHTMLParser(html).css(selector)]


def _hrefs(html: str) -> list[str]:
    tree = LexborHTMLParser(html)
    named = [node.attributes.get(name) for name in ("href", "src") for node in tree.css(f"[{name}]")]
    return [href for href in named if href and not urlsplit(href).scheme]


def _leads_to(href: str, path: str, baseurl: str) -> str:
    target = unquote(urlsplit(href).path)
    if not target:
        return path
    if target.startswith("/"):
        assert target.startswith(f"{baseurl}/")
        joined = target.removeprefix(baseurl).lstrip("/")
    else:
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        joined = "" if joined == "." else joined + "/" * target.endswith("/")
    folder = not joined or joined.endswith("/") or target in {".", ".."} or target.endswith("/..")
    return posixpath.join(joined, "index.html") if folder else joined
