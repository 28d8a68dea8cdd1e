"""Addresses in files that list a site's pages: feeds, sitemaps, search indexes, web manifests, robots.txt.

Must not know which files exist. XML is read with expat, whose entity expansion is bounded since 2.4.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from xml.etree import ElementTree

from generator.check.extract import Role, Use, extract
from generator.records import dataclass

_ATOM = "{http://www.w3.org/2005/Atom}"
_SITEMAP_IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}loc"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_SEARCH_INDEX = re.compile(r"(^|[/_.-])search([/_.-]|index)", re.IGNORECASE)
_ROBOTS_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_ADDRESS_KEYS = frozenset({"url", "href", "permalink", "location"})


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing uses; `from_root` means that relative addresses start at the site's root."""

    uses: tuple[Use, ...] = ()
    from_root: bool = False
    fault: str = ""
    """Why the file could not be read, "" if it could."""


def may_list(path: str) -> bool:
    """Whether a file of this name is worth opening."""
    if path == "robots.txt" or path.endswith((".xml", ".rss", ".atom", ".webmanifest")):
        return True
    name = posixpath.basename(path)
    return path.endswith(".json") and (
        bool(_SEARCH_INDEX.search(path)) or "feed" in name or name in ("manifest.json", "site.json")
    )


def read_listing(path: str, content: bytes) -> Listing:
    """The uses of one such file; a file of another kind has none."""
    if path == "robots.txt":
        found = _ROBOTS_SITEMAP.findall(content.decode("utf-8", "replace"))
        return Listing(tuple(Use(href, Role.LINK) for href in found))
    if path.endswith((".json", ".webmanifest")):
        return _read_json(path, content)
    return _read_xml(content)


def _read_xml(content: bytes) -> Listing:
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 (the site's own file; see the module's docstring)
    except ElementTree.ParseError as error:
        return Listing(fault=f"it is not well-formed XML: {error}")
    match root.tag.rpartition("}")[2]:
        case "urlset" | "sitemapindex":
            uses = _sitemap(root)
        case "rss" | "RDF":
            uses = _rss(root)
        case "feed":
            uses = _atom(root)
        case _:
            uses = iter(())
    return Listing(tuple(uses))


def _sitemap(root: ElementTree.Element) -> Iterator[Use]:
    for element in root.iter():
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name == "loc" and element.text:
            role = Role.IMAGE if element.tag == _SITEMAP_IMAGE else Role.LINK
            yield Use(element.text.strip(), role)
        elif name == "link" and (href := element.get("href")):
            yield Use(href, Role.LINK)


def _rss(root: ElementTree.Element) -> Iterator[Use]:
    for element in root.iter():
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name == "link" and (href := (element.text or "").strip() or element.get("href", "")):
            yield Use(href, Role.LINK)
        elif name == "enclosure" and (file := element.get("url")):
            yield Use(file, Role.MEDIA)
        elif element.tag in (_CONTENT, "description") and element.text and "<" in element.text:
            yield from extract(element.text.encode()).each_use()


def _atom(root: ElementTree.Element) -> Iterator[Use]:
    # Readers resolve relative addresses against xml:base; without one, against the feed's own URL.
    if root.get(_BASE):
        return
    for element in root.iter():
        if element.tag == f"{_ATOM}link" and (href := element.get("href")):
            yield Use(href, Role.LINK)
        elif element.tag in (f"{_ATOM}content", f"{_ATOM}summary"):
            if (src := element.get("src")) is not None:
                yield Use(src, Role.LINK)
            elif element.get("type") == "html" and element.text:
                yield from extract(element.text.encode()).each_use()


def _read_json(path: str, content: bytes) -> Listing:
    try:
        tree: object = json.loads(content)
    except ValueError as error:
        return Listing(fault=f"it is not JSON: {error}")
    if not isinstance(tree, dict | list):
        return Listing()
    if isinstance(tree, dict) and "jsonfeed.org" in str(tree.get("version", "")):
        return Listing(tuple(_json_feed(tree)))
    if isinstance(tree, dict) and path.endswith(("manifest.json", ".webmanifest")):
        return Listing(tuple(_web_manifest(tree)))
    if _SEARCH_INDEX.search(path):
        return Listing(tuple(_search_index(tree)), from_root=True)
    return Listing()


def _json_feed(feed: dict[str, object]) -> Iterator[Use]:
    roles = {"home_page_url": Role.LINK, "feed_url": Role.LINK, "icon": Role.IMAGE, "favicon": Role.IMAGE}
    yield from _values(feed, roles)
    for item in _objects(feed.get("items")):
        yield from _values(item, {"url": Role.LINK, "image": Role.IMAGE, "banner_image": Role.IMAGE})
        if isinstance(html := item.get("content_html"), str):
            yield from extract(html.encode()).each_use()
        for attachment in _objects(item.get("attachments")):
            yield from _values(attachment, {"url": Role.MEDIA})


def _web_manifest(manifest: dict[str, object]) -> Iterator[Use]:
    yield from _values(manifest, {"start_url": Role.LINK})
    for key in ("icons", "screenshots"):
        for icon in _objects(manifest.get(key)):
            yield from _values(icon, {"src": Role.IMAGE})


def _search_index(tree: object) -> Iterator[Use]:
    """Every address of a search index, whatever its shape: the value of a key that means one."""
    pending = [tree]
    while pending:
        match pending.pop():
            case dict() as branch:
                for key, value in branch.items():
                    if isinstance(value, str) and key in _ADDRESS_KEYS and value:
                        yield Use(value, Role.LINK)
                    elif isinstance(value, dict | list):
                        pending.append(value)
            case list() as branch:
                pending.extend(value for value in branch if isinstance(value, dict | list))


def _values(branch: dict[str, object], roles: dict[str, Role]) -> Iterator[Use]:
    for key, role in roles.items():
        if isinstance(value := branch.get(key), str) and value:
            yield Use(value, role)


def _objects(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))
