"""Feeds and what search engines read: Atom, RSS 2.0, JSON Feed, sitemap, robots.txt.

All addresses are absolute, so a site that does not say where it stands has none of these. An
entry's id is its address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from generator.memo import Recall, call
from generator.model import Config, Drawn, Output, ResolvedPage, Site, Target
from generator.records import dataclass, replace
from generator.render.body import Filling, render_body
from generator.render.surroundings import ATOM, JSON_FEED, RSS, canonical
from generator.render.translations import translations
from generator.render.words import MONTHS, words_for

_NEWEST = 20
_MOST_IN_SITEMAP = 50_000
"""Addresses that one sitemap may hold (sitemaps.org)."""
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# Of an author's own HTML: no feed reader runs it, some refuse an entry that has any. Code is escaped.
_ACTIVE = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ATOM_NAMESPACE = "http://www.w3.org/2005/Atom"
_CONTENT_NAMESPACE = "http://purl.org/rss/1.0/modules/content/"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_XHTML_NAMESPACE = "http://www.w3.org/1999/xhtml"
_SITEMAP_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


Languages = tuple[tuple[str, str], ...]
"""(language, output) of one text."""
Listed = tuple[tuple[str, datetime | None, Languages], ...]
"""The pages of a sitemap: output, last change, translations."""


@dataclass(frozen=True, slots=True)
class Item:
    """A post as every feed tells it. `html` is its whole text with absolute addresses."""

    title: str
    address: str
    published: datetime
    updated: datetime
    summary: str
    html: str
    lang: str
    tags: tuple[str, ...]


def feeds(
    site: Site, drawn: Mapping[str, Drawn], pages: Iterable[str], recall: Recall = call
) -> tuple[Output, ...]:
    """Every feed, the sitemap over the outputs `pages`, and robots.txt; none without a site URL."""
    config = site.config
    if not config.url:
        return ()
    nothing = Drawn()
    newest = tuple((post, drawn.get(post.output, nothing)) for post in newest_posts(site))
    changed = {p.output: p.page.front.updated or p.page.front.date for p in site.pages}
    others = translations(site)
    told = {p.output: p.page.front.lang or config.lang for p in site.pages if others.get(p.output)}
    hidden = {p.output for p in site.pages if dict(p.page.front.extra).get("sitemap") is False}
    listed = tuple(
        (output, changed.get(output), ((told[output], output), *others[output]) if output in told else ())
        for output in sorted(set(pages) - hidden)
    )
    sitemap = recall("feed", "sitemap", _sitemaps, config, listed)
    robots = f"User-agent: *\nDisallow:\nSitemap: {canonical(config, 'sitemap.xml')}\n"
    latest = recall("feed", "news", news, config, newest)
    return (*latest, *sitemap, Output("robots.txt", robots.encode()))


def newest_posts(site: Site) -> tuple[ResolvedPage, ...]:
    """The posts whose whole texts the feeds hold."""
    dated = (post for post in site.posts if post.page.front.date is not None)
    return tuple(islice(dated, _NEWEST)) if site.config.url else ()


def news(config: Config, posts: tuple[tuple[ResolvedPage, Drawn], ...]) -> tuple[Output, ...]:
    """The feeds of the newest posts. One without a date cannot be told as news, and is left out."""
    items = tuple(_items(config, posts))
    return (_atom(config, items), _rss(config, items), _json_feed(config, items)) if items else ()


def _items(config: Config, posts: Iterable[tuple[ResolvedPage, Drawn]]) -> Iterator[Item]:
    for post, drawn in posts:
        front = post.page.front
        assert front.date is not None  # noqa: S101 only dated posts are here
        yield Item(
            title=post.page.title,
            address=canonical(config, post.output),
            published=front.date,
            updated=front.updated or front.date,
            summary=front.excerpt,
            html=_full_text(post, config, drawn),
            lang=front.lang or config.lang,
            tags=tuple(dict.fromkeys((*front.categories, *front.tags))),
        )


def _full_text(post: ResolvedPage, config: Config, drawn: Drawn) -> str:
    here = canonical(config, post.output)
    targets = {href: _absolute(target, here) for href, target in post.targets.items()}
    words = words_for(post.page.front.lang or config.lang)
    filling = Filling(targets, drawn, lambda output: canonical(config, output), words=words, bare=True)
    html = _ACTIVE.sub("", render_body(post.page.body, filling))
    # Jumps within the page: in text a quotation mark is escaped, so these are attributes.
    return html.replace(' href="#', f' href="{here}#')


def _absolute(target: Target, here: str) -> Target:
    return replace(target, url=urljoin(here, target.url))


def _atom(config: Config, items: tuple[Item, ...]) -> Output:
    feed = Element("feed", {"xmlns": _ATOM_NAMESPACE, "xml:lang": config.lang})
    home = canonical(config, "index.html")
    _say(feed, "title", config.title)
    if config.description:
        _say(feed, "subtitle", config.description)
    SubElement(feed, "link", rel="self", type="application/atom+xml", href=canonical(config, ATOM))
    SubElement(feed, "link", rel="alternate", type="text/html", href=home)
    _say(feed, "id", home)
    _say(feed, "updated", max(item.updated for item in items).isoformat())
    _say(SubElement(feed, "author"), "name", config.author or config.title)
    for item in items:
        entry = SubElement(feed, "entry", {"xml:lang": item.lang})
        _say(entry, "title", item.title)
        SubElement(entry, "link", rel="alternate", type="text/html", href=item.address)
        _say(entry, "id", item.address)
        _say(entry, "published", item.published.isoformat())
        _say(entry, "updated", item.updated.isoformat())
        for tag in item.tags:
            SubElement(entry, "category", term=tag)
        if item.summary:
            _say(entry, "summary", item.summary)
        _say(entry, "content", item.html, type="html")
    return _xml(ATOM, feed)


def _rss(config: Config, items: tuple[Item, ...]) -> Output:
    rss = Element(
        "rss",
        {
            "version": "2.0",
            "xmlns:atom": _ATOM_NAMESPACE,
            "xmlns:content": _CONTENT_NAMESPACE,
            "xmlns:dc": _DUBLIN_CORE,
        },
    )
    channel = SubElement(rss, "channel")
    _say(channel, "title", config.title)
    _say(channel, "link", canonical(config, "index.html"))
    _say(channel, "description", config.description or config.title)
    _say(channel, "language", config.lang)
    _say(channel, "lastBuildDate", _rfc_date(max(item.updated for item in items)))
    SubElement(channel, "atom:link", rel="self", type="application/rss+xml", href=canonical(config, RSS))
    for item in items:
        entry = SubElement(channel, "item")
        _say(entry, "title", item.title)
        _say(entry, "link", item.address)
        _say(entry, "guid", item.address, isPermaLink="true")
        _say(entry, "dc:creator", config.author or config.title)
        _say(entry, "pubDate", _rfc_date(item.published))
        for tag in item.tags:
            _say(entry, "category", tag)
        if item.summary:
            _say(entry, "description", item.summary)
        _say(entry, "content:encoded", item.html)
    return _xml(RSS, rss)


def _rfc_date(date: datetime) -> str:
    """A date as RFC 2822 has it, whatever the language of the machine."""
    day, month = _DAYS[date.weekday()], MONTHS[date.month - 1][:3]
    return f"{day}, {date:%d} {month} {date.year:04} {date:%H:%M:%S %z}"


def _json_feed(config: Config, items: tuple[Item, ...]) -> Output:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": config.title,
        "description": config.description,
        "language": config.lang,
        "home_page_url": canonical(config, "index.html"),
        "feed_url": canonical(config, JSON_FEED),
        "authors": [{"name": config.author or config.title}],
        "items": [
            {
                "id": item.address,
                "url": item.address,
                "title": item.title,
                "content_html": item.html,
                "summary": item.summary,
                "date_published": item.published.isoformat(),
                "date_modified": item.updated.isoformat(),
                "language": item.lang,
                "tags": list(item.tags),
            }
            for item in items
        ],
    }
    return Output(JSON_FEED, json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n")


def _sitemaps(config: Config, pages: Listed) -> tuple[Output, ...]:
    """The sitemap; for more pages than one may hold, an index of several."""
    parts = [pages[start : start + _MOST_IN_SITEMAP] for start in range(0, len(pages), _MOST_IN_SITEMAP)]
    if len(parts) < 2:
        return (_sitemap("sitemap.xml", config, pages),)
    root = Element("sitemapindex", {"xmlns": _SITEMAP_NAMESPACE})
    made = [_sitemap(f"sitemap-{number}.xml", config, part) for number, part in enumerate(parts, 1)]
    for part in made:
        _say(SubElement(root, "sitemap"), "loc", canonical(config, part.path))
    return (_xml("sitemap.xml", root), *made)


def _sitemap(path: str, config: Config, pages: Listed) -> Output:
    """The pages with the time of their last change where one is known, and with their translations."""
    root = Element("urlset", {"xmlns": _SITEMAP_NAMESPACE, "xmlns:xhtml": _XHTML_NAMESPACE})
    for output, date, languages in pages:
        url = SubElement(root, "url")
        _say(url, "loc", canonical(config, output))
        if date:
            _say(url, "lastmod", date.isoformat())
        for lang, other in sorted(languages):
            SubElement(url, "xhtml:link", rel="alternate", hreflang=lang, href=canonical(config, other))
    return _xml(path, root)


def _say(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = _NOT_XML.sub("", text)


def _xml(path: str, root: Element) -> Output:
    indent(root)
    return Output(path, tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")
