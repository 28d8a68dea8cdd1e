"""Feeds, sitemaps, search indexes and web manifests are pages' addresses too."""

from __future__ import annotations

import json

import pytest

from generator.check import Options

from .conftest import HEAD, Build, codes

OWN = "https://me.example/blog"
PAGES: dict[str, str | bytes] = {"index.html": HEAD, "p.html": HEAD + '<p id="a">x</p>', "i.png": b"png"}
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="{own}/feed.xml"/>'
    "<entry>{entry}</entry></feed>"
)
RSS = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    "<channel><link>{own}/</link><item>{entry}</item></channel></rss>"
)
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>{entry}</url></urlset>'
HTML_GONE = "&lt;a href=&quot;{own}/gone.html&quot;&gt;x&lt;/a&gt;"


def _fill(frame: str, entry: str) -> str:
    return frame.replace("{entry}", entry).replace("{own}", OWN)


FINE: dict[str, str | bytes] = {
    "feed.xml": _fill(ATOM, '<link href="{own}/p.html#a"/><content type="html">&lt;p id="b"&gt;</content>'),
    "atom.xml": _fill(ATOM, '<link href="https://other.example/gone"/>'),
    "rss.xml": _fill(RSS, '<link>{own}/p.html</link><enclosure url="{own}/i.png"/>'),
    "sitemap.xml": _fill(SITEMAP, "<loc>{own}/p.html</loc>"),
    "other.xml": "<note><link href='gone'/></note>",
    "feed.json": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "feed_url": f"{OWN}/feed.json",
            "items": [{"url": f"{OWN}/p.html"}],
        }
    ),
    "search.json": json.dumps([{"title": "x", "url": "/blog/p.html#a"}]),
    "search/index-0.json": json.dumps({"docs": [{"location": "p.html#a", "text": "x"}]}),
    "data.json": json.dumps([{"url": "gone.html"}]),
    "manifest.json": json.dumps({"start_url": ".", "icons": [{"src": "i.png"}]}),
    "robots.txt": f"User-agent: *\nSitemap: {OWN}/sitemap.xml",
}

BROKEN = {
    "atom link": ("feed.xml", _fill(ATOM, '<link href="{own}/gone.html"/>'), "missing-page"),
    "atom content": ("feed.xml", _fill(ATOM, f'<content type="html">{HTML_GONE}</content>'), "missing-page"),
    "atom fragment": ("feed.xml", _fill(ATOM, '<link href="{own}/p.html#gone"/>'), "missing-anchor"),
    "rss link": ("rss.xml", _fill(RSS, "<link>{own}/gone.html</link>"), "missing-page"),
    "rss content": ("rss.xml", _fill(RSS, f"<content:encoded>{HTML_GONE}</content:encoded>"), "missing-page"),
    "rss content as CDATA": (
        "rss.xml",
        _fill(RSS, '<description><![CDATA[<img src="{own}/gone.png" alt="">]]></description>'),
        "missing-image",
    ),
    "rss enclosure": ("rss.xml", _fill(RSS, '<enclosure url="{own}/gone.mp3"/>'), "missing-file"),
    "sitemap": ("sitemap.xml", _fill(SITEMAP, "<loc>{own}/gone.html</loc>"), "missing-page"),
    "sitemap beside the prefix": (
        "sitemap.xml",
        _fill(SITEMAP, "<loc>https://me.example/p.html</loc>"),
        "outside-site",
    ),
    "torn xml": ("feed.xml", "<feed>", "malformed-listing"),
    "torn search index": ("search.json", "[", "malformed-listing"),
    "json feed": (
        "feed.json",
        json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"url": f"{OWN}/gone.html"}]}),
        "missing-page",
    ),
    "json feed content": (
        "feed.json",
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1",
                "items": [{"content_html": f'<img alt="" src="{OWN}/gone.png">'}],
            }
        ),
        "missing-image",
    ),
    "search index": ("search.json", json.dumps([{"url": "/blog/gone.html"}]), "missing-page"),
    "search index below": (
        "search/index.json",
        json.dumps({"a": [{"href": "p.html#gone"}]}),
        "missing-anchor",
    ),
    "web manifest": ("site.webmanifest", json.dumps({"icons": [{"src": "gone.png"}]}), "missing-image"),
    "robots": ("robots.txt", f"sitemap: {OWN}/gone.xml", "missing-page"),
}


def test_listings_of_what_is_there_are_fine(build: Build) -> None:
    assert codes(build(PAGES | FINE), Options(base_url=OWN)) == []


@pytest.mark.parametrize(("path", "text", "code"), BROKEN.values(), ids=BROKEN.keys())
def test_listings_of_what_is_gone_are_not(path: str, text: str, code: str, build: Build) -> None:
    assert codes(build(PAGES | {path: text}), Options(base_url=OWN)) == [code]
