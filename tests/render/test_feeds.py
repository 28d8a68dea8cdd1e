"""Feeds, sitemap and robots.txt: well-formed, absolute, complete, and none without a site URL."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.model import Config, Drawn, Flow, Kind, Link, Output, Picture, Site, StaticFile, Target
from generator.render import render_site
from tests.render.samples import AT, FIGURE, THEME, by_path, front, page, site

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
CONFIG = Config(title="笔记 & 图", description="说明", author="某人", url="https://e.org", baseurl="/b")
DRAWN = {"x/a.html": Drawn(pictures={"空洞.gif": FIGURE})}


def blog(posts: int = 25, config: Config = CONFIG) -> Site:
    full = page(
        front("题 <1>", 28, tags=("卷积",), excerpt="摘要\x0b", updated=datetime(2020, 1, 2, tzinfo=UTC)),
        '<p><a href="',
        Link("../b.html#c", AT),
        '">链</a><a href="#fn:1">注</a>\\(x<y\\)</p>',
        Picture("空洞.gif", "", "", AT, flow=Flow("<p>", "</p>", "", "")),
        Picture("../i.png", "", "", AT),
        output="x/a.html",
        targets={
            "../b.html#c": Target("../b.html#c", "b.html", "c"),
            "../i.png": Target("../i.png", "i.png"),
        },
    )
    rest = [page(front(f"文{n}", n % 27 + 1, 2018), output=f"{n}.html") for n in range(posts - 1)]
    undated = page(front("无日期"), output="undated.html")
    about = page(front("关于"), output="about/index.html", kind=Kind.PAGE)
    return site(full, *rest, undated, about, config=config)


def made(whole: Site) -> dict[str, Output]:
    return {output.path: output for output in render_site(whole, DRAWN, THEME).value}


def contents(outputs: dict[str, Output]) -> list[str]:
    """The full text of the newest post in each of the three feeds."""
    atom = ElementTree.fromstring(outputs["feed.xml"].content)  # noqa: S314 our own bytes
    rss = ElementTree.fromstring(outputs["rss.xml"].content)  # noqa: S314 our own bytes
    items = json.loads(outputs["feed.json"].content)["items"]
    return [
        atom.findtext(f"{ATOM}entry/{ATOM}content") or "",
        rss.findtext(f"channel/item/{CONTENT}encoded") or "",
        items[0]["content_html"],
    ]


def test_a_site_that_does_not_say_where_it_stands_has_none() -> None:
    outputs = made(blog(config=Config(title="笔记")))
    assert not {"feed.xml", "rss.xml", "feed.json", "sitemap.xml", "robots.txt"} & set(outputs)
    assert "application/atom+xml" not in outputs["x/a.html"].content.decode()


def test_a_site_without_dated_posts_has_a_sitemap_alone() -> None:
    outputs = made(site(page(front("无日期")), config=CONFIG))
    assert {"sitemap.xml", "robots.txt"} < set(outputs)
    assert not {"feed.xml", "rss.xml", "feed.json"} & set(outputs)


def test_atom_has_what_the_format_demands() -> None:
    feed = ElementTree.fromstring(made(blog())["feed.xml"].content)  # noqa: S314 our own bytes
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 20
    assert feed.findtext(f"{ATOM}title") == "笔记 & 图"
    assert feed.findtext(f"{ATOM}id") == "https://e.org/b/"
    assert feed.findtext(f"{ATOM}updated") == "2020-01-02T00:00:00+00:00"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "某人"
    links = {link.attrib["rel"]: link.attrib["href"] for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": "https://e.org/b/feed.xml", "alternate": "https://e.org/b/"}
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert ids[0] == "https://e.org/b/x/a.html" and len(set(ids)) == 20
    for entry in entries:
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "").tzinfo is not None
        assert entry.find(f"{ATOM}content[@type='html']") is not None
    assert entries[0].findtext(f"{ATOM}title") == "题 <1>"
    assert entries[0].findtext(f"{ATOM}summary") == "摘要"


def test_rss_has_what_the_format_demands() -> None:
    channel = ElementTree.fromstring(made(blog())["rss.xml"].content).find("channel")  # noqa: S314 ours
    assert channel is not None
    assert [channel.findtext(name) for name in ("title", "link", "description", "language")] == [
        "笔记 & 图",
        "https://e.org/b/",
        "说明",
        "zh-CN",
    ]
    items = channel.findall("item")
    assert len(items) == 20
    assert items[0].findtext("guid") == items[0].findtext("link") == "https://e.org/b/x/a.html"
    assert parsedate_to_datetime(items[0].findtext("pubDate") or "") == datetime(2019, 9, 28, tzinfo=UTC)


def test_the_json_feed_has_what_the_format_demands() -> None:
    feed = json.loads(made(blog())["feed.json"].content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["home_page_url"], feed["feed_url"]) == ("https://e.org/b/", "https://e.org/b/feed.json")
    assert len(feed["items"]) == 20
    first = feed["items"][0]
    assert first["id"] == first["url"] == "https://e.org/b/x/a.html"
    assert first["tags"] == ["卷积"]


def test_every_address_in_a_feeds_text_is_absolute_and_figures_are_rasters() -> None:
    for html in contents(made(blog())):
        tree = LexborHTMLParser(html)
        addresses = [
            node.attributes[name] or "" for name in ("href", "src") for node in tree.css(f"[{name}]")
        ]
        assert addresses == [
            "https://e.org/b/b.html#c",
            "https://e.org/b/x/a.html#fn:1",
            "https://e.org/b/imgs/%E7%A9%BA%E6%B4%9E.gif",
            "https://e.org/b/i.png",
        ]
        assert all(urlsplit(address).netloc for address in addresses)
        assert tree.css_first("picture, details, script, button") is None
        assert "\\(x" in html


def test_the_sitemap_lists_every_page_but_the_lost_one_and_search() -> None:
    outputs = made(blog())
    root = ElementTree.fromstring(outputs["sitemap.xml"].content)  # noqa: S314 our own bytes
    listed = {url.findtext(f"{MAP}loc"): url.findtext(f"{MAP}lastmod") for url in root}
    assert len(listed) == len(by_path(tuple(outputs.values()))) - len({"404.html", "search.html"})
    assert listed["https://e.org/b/x/a.html"] == "2020-01-02T00:00:00+00:00"
    assert listed["https://e.org/b/about/"] is None
    assert "https://e.org/b/404.html" not in listed
    assert outputs["robots.txt"].content.decode().endswith("Sitemap: https://e.org/b/sitemap.xml\n")


def test_a_file_of_the_sites_own_goes_before_ours() -> None:
    whole = blog()
    own = StaticFile("robots.txt", "/somewhere/robots.txt", 1, 1)
    assert "robots.txt" not in made(replace(whole, statics=(own,)))


@pytest.mark.parametrize(("url", "expected"), [("https://e.org", True), ("", False)])
def test_a_post_tells_programs_what_it_is(url: str, expected: bool) -> None:
    html = made(blog(config=Config(title="笔记", url=url, author="某人")))["x/a.html"].content.decode()
    tree = LexborHTMLParser(html)
    told = {node.attributes["property"]: node.attributes["content"] for node in tree.css("meta[property]")}
    script = tree.css_first('script[type="application/ld+json"]')
    assert bool(told) is (script is not None) is expected
    if script is None:
        return
    assert told["og:image"] == "https://e.org/imgs/%E7%A9%BA%E6%B4%9E.gif"
    assert told["og:type"] == "article" and told["og:title"] == "题 <1>"
    data = json.loads(script.text())
    assert data["headline"] == "题 <1>" and data["dateModified"] == "2020-01-02T00:00:00+00:00"
    assert "<1>" not in script.text()
