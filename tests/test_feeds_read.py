"""Feeds of a whole build, as a feed reader takes them: fifteen checks, and a second reader's opinion."""

from __future__ import annotations

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.build import Memory, Options, compile_site
from generator.model import Output

POST = """\
---
title: '{title}'
tags: [卷积, "C & D"]
categories: 笔记
lang: {lang}
ref: {ref}
---
{title}：行内 $x < y$，见[另一篇]({other})和[下面](#尾)，再看[根](/about/)。

$$\\frac{{a}}{{b}}$$

```{{figure}} dilated_steps
```

```python
print("<&>")
```

<script>alert(1)</script>

## 尾
"""
CONFIG = "title: 笔记 & 图\nauthor: 某人\nurl: https://e.org\nbaseurl: /b\npermalink: /:title.html\n"
XML = {"content-type": "application/xml; charset=utf-8"}
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Output]:
    return built(tmp_path_factory.mktemp("feeds"))


def built(folder: Path) -> dict[str, Output]:
    (folder / "_posts").mkdir()
    (folder / "_config.yml").write_text(CONFIG, encoding="utf-8")
    (folder / "about.md").write_text(
        "---\ntitle: 关于\npermalink: /about/\nsitemap: false\n---\n", encoding="utf-8"
    )
    for n in range(24):
        lang, other = ("en", "t0.html") if n == 1 else ("zh-CN", f"t{(n + 1) % 24}.html")
        text = POST.format(title=f"A <{n}> & 题", lang=lang, other=other, ref="pair" if n < 2 else "")
        (folder / "_posts" / f"2020-01-{n + 1:02}-t{n}.md").write_text(text, encoding="utf-8")
    return dict(compile_site(Options(folder, folder / "site"), lambda *_: None, Memory()).outputs)


def parsed(outputs: dict[str, Output], path: str) -> ElementTree.Element:
    return ElementTree.fromstring(outputs[path].content)  # noqa: S314 our own bytes


def texts(outputs: dict[str, Output]) -> list[str]:
    atom = [
        entry.findtext(f"{ATOM}content") or "" for entry in parsed(outputs, "feed.xml").iter(f"{ATOM}entry")
    ]
    rss = [item.findtext(CONTENT) or "" for item in parsed(outputs, "rss.xml").iter("item")]
    return atom + rss + [item["content_html"] for item in json.loads(outputs["feed.json"].content)["items"]]


def test_each_tells_the_same_twenty_newest_in_order(outputs: dict[str, Output]) -> None:
    atom = [e.findtext(f"{ATOM}id") for e in parsed(outputs, "feed.xml").iter(f"{ATOM}entry")]
    rss = [item.findtext("guid") for item in parsed(outputs, "rss.xml").iter("item")]
    listed = [item["id"] for item in json.loads(outputs["feed.json"].content)["items"]]
    assert atom == rss == listed == [f"https://e.org/b/t{n}.html" for n in range(23, 3, -1)]


def test_no_address_is_relative_and_no_script_is_carried(outputs: dict[str, Output]) -> None:
    for html in texts(outputs):
        tree = LexborHTMLParser(html)
        for name in ("href", "src"):
            for node in tree.css(f"[{name}]"):
                assert urlsplit(node.attributes[name] or "").scheme == "https"
        assert tree.css_first("script, style, iframe, button, [onclick], [srcset]") is None


def test_figures_are_rasters_that_the_site_has(outputs: dict[str, Output]) -> None:
    for html in texts(outputs):
        image = LexborHTMLParser(html).css_first("figure img")
        assert image is not None and image.attributes["alt"]
        path = urlsplit(image.attributes["src"] or "").path.removeprefix("/b/")
        assert path.endswith((".png", ".gif")) and outputs[path].content


def test_formulas_and_code_can_be_read(outputs: dict[str, Output]) -> None:
    for html in texts(outputs):
        assert "x &lt; y" in html and "\\frac{a}{b}" in html
        assert 'print("&lt;&amp;&gt;")' in html.replace("&quot;", '"')


def test_dates_are_as_each_format_writes_them(outputs: dict[str, Output]) -> None:
    for entry in parsed(outputs, "feed.xml").iter(f"{ATOM}entry"):
        for name in ("published", "updated"):
            assert datetime.fromisoformat(entry.findtext(f"{ATOM}{name}") or "").tzinfo is not None
    for item in parsed(outputs, "rss.xml").iter("item"):
        assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} [\d:]{8} [+-]\d{4}", item.findtext("pubDate") or "")
        assert parsedate_to_datetime(item.findtext("pubDate") or "").tzinfo is not None
    for told in json.loads(outputs["feed.json"].content)["items"]:
        assert datetime.fromisoformat(told["date_published"]).tzinfo is not None


def test_two_builds_give_the_same_bytes(outputs: dict[str, Output], tmp_path: Path) -> None:
    again = built(tmp_path)
    for path in ("feed.xml", "rss.xml", "feed.json", "sitemap.xml", "robots.txt"):
        assert outputs[path] == again[path]


@pytest.mark.parametrize("path", ["feed.xml", "rss.xml"])
def test_another_reader_agrees(outputs: dict[str, Output], path: str) -> None:
    feedparser: Any = pytest.importorskip("feedparser")
    feed = feedparser.parse(outputs[path].content, response_headers=XML)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.feed.title == "笔记 & 图" and len(feed.entries) == 20
    first = feed.entries[0]
    assert first.title in ("A <23> & 题", "A &lt;23&gt; &amp; 题")
    assert first.id == first.link == "https://e.org/b/t23.html"
    assert first.content and first.get("author", "某人") == "某人"
    assert {tag.term for tag in first.get("tags", ())} in ({"笔记", "卷积", "C & D"}, set())


def test_the_sitemap_pairs_translations_and_heeds_the_author(outputs: dict[str, Output]) -> None:
    root = parsed(outputs, "sitemap.xml")
    found = {
        url.findtext(f"{MAP}loc"): {
            link.attrib["hreflang"]: link.attrib["href"]
            for link in url.iter("{http://www.w3.org/1999/xhtml}link")
        }
        for url in root
    }
    both = {"zh-CN": "https://e.org/b/t0.html", "en": "https://e.org/b/t1.html"}
    assert found["https://e.org/b/t0.html"] == found["https://e.org/b/t1.html"] == both
    assert found["https://e.org/b/t2.html"] == {}
    assert "https://e.org/b/about/" not in found and "https://e.org/b/search.html" not in found
