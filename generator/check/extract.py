"""What an HTML page defines (ids, names) and what it uses (addresses), as a browser's tree holds them.

Owns the door to selectolax. Must not know which files exist or where an address leads.

The tree is built with scripting on, as in a reader's browser: what stands in a template, a
textarea, a comment or a script is not there. What stands in `<noscript>` is used by readers
without scripts, but its ids do not exist for the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from generator.check.attributes import refresh_url, srcset_urls
from generator.check.css import fetches


class Role(StrEnum):
    """What a browser does with an address, as far as the checker tells cases apart."""

    LINK = "link"
    FRAME = "frame"
    IMAGE = "image"
    MEDIA = "media file"
    STYLE = "style sheet"
    SCRIPT = "script"
    FILE = "file"
    SPRITE = "sprite"
    MANIFEST = "web manifest"
    QUOTED = "quoted source"

    __hash__ = str.__hash__  # an Enum's own is written in Python, and a walk hashes every address


class Use(NamedTuple):
    """One address as the page gives it, entities decoded. `line` is only known within style sheets."""

    href: str
    role: Role
    line: int = 0


class Heading(NamedTuple):
    """A heading as an outline shows it."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Document:
    """A page's definitions and uses."""

    anchors: frozenset[str]
    """Every id, and the name of every `<a>`."""
    repeated: tuple[str, ...]
    """Ids given to more than one element, in order."""
    uses: tuple[Use, ...]
    base: str | None
    refresh: str | None
    """Where the page sends its reader by itself."""
    without_alt: tuple[str, ...]
    """The `src` of each image that has no `alt` (an empty one is decorative, which is fine)."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What only the switched-off checks look at."""

    headings: tuple[Heading, ...]
    silent_links: tuple[str, ...]
    """The href of each link that has nothing to read out."""


# What any element may carry. "[href]" finds "xlink:href" too: selectors look at local names. A plain
# list would give an element once for each selector that it matches.
_ANY = ":is([id],[href],[src],[style])"
# Elements with addresses under other names: telling them by name while walking the tree is many
# times faster than a selector for each attribute.
_SPECIAL_NAMES = """
    a audio base blockquote body button del form iframe image img input ins link meta noscript object q
    source style table td th use video
"""
_SPECIAL = frozenset(_SPECIAL_NAMES.split())

# Element → attribute → what the browser does with the address. What is absent is no address: data-src,
# itemid, ping, usemap, and attributes on elements that do not read them.
_READ: Mapping[str, Mapping[str, Role]] = {
    "a": {"href": Role.LINK, "xlink:href": Role.LINK},
    "area": {"href": Role.LINK},
    "audio": {"src": Role.MEDIA},
    "blockquote": {"cite": Role.QUOTED},
    "body": {"background": Role.IMAGE},
    "button": {"formaction": Role.LINK},
    "del": {"cite": Role.QUOTED},
    "embed": {"src": Role.FRAME},
    "form": {"action": Role.LINK},
    "frame": {"src": Role.FRAME},
    "iframe": {"src": Role.FRAME},
    "img": {"src": Role.IMAGE, "longdesc": Role.LINK},
    "input": {"formaction": Role.LINK},
    "ins": {"cite": Role.QUOTED},
    "object": {"data": Role.FRAME},
    "q": {"cite": Role.QUOTED},
    "script": {"src": Role.SCRIPT, "href": Role.SCRIPT, "xlink:href": Role.SCRIPT},
    "table": {"background": Role.IMAGE},
    "td": {"background": Role.IMAGE},
    "th": {"background": Role.IMAGE},
    "track": {"src": Role.MEDIA},
    "video": {"poster": Role.IMAGE, "src": Role.MEDIA},
}
_ADDRESSES = {tag: tuple(names.items()) for tag, names in _READ.items()}
_NO_ADDRESSES: tuple[tuple[str, Role], ...] = ()
_WITH_RULES = frozenset(
    (
        "feImage",
        "feimage",
        "iframe",
        "image",
        "img",
        "input",
        "link",
        "meta",
        "noscript",
        "source",
        "style",
        "use",
    )
)
"""Elements whose addresses depend on more than an attribute's name."""
_NO_PAGE = frozenset({"preconnect", "dns-prefetch", "profile", "pingback", "webmention", "edituri"})
_LINKED = {
    "stylesheet": Role.STYLE,
    "icon": Role.IMAGE,
    "apple-touch-icon": Role.IMAGE,
    "mask-icon": Role.IMAGE,
    "manifest": Role.MANIFEST,
    "preload": Role.FILE,
    "modulepreload": Role.SCRIPT,
}
_META_ADDRESSES = {
    "og:image": Role.IMAGE,
    "og:image:url": Role.IMAGE,
    "og:image:secure_url": Role.IMAGE,
    "twitter:image": Role.IMAGE,
    "og:url": Role.LINK,
    "og:audio": Role.MEDIA,
    "og:video": Role.MEDIA,
}
_SVG_ONLY_PAINT = (
    "fill",
    "stroke",
    "filter",
    "mask",
    "clip-path",
    "marker-start",
    "marker-mid",
    "marker-end",
)


def extract(html: bytes) -> Document:
    """The definitions and uses of a page (or of an SVG file), encodings found as browsers find them."""
    tree = LexborHTMLParser(html, encoding=True, scripting=True)
    ids: list[str] = []
    names: list[str] = []
    uses: list[Use] = []
    without_alt: list[str] = []
    base = refresh = None
    for node in _interesting(tree):
        tag = node.tag or ""
        attributes = node.attributes
        if anchor := attributes.get("id"):
            ids.append(anchor)
        for key, role in _ADDRESSES.get(tag, _NO_ADDRESSES):
            if (href := attributes.get(key)) is not None:
                uses.append(Use(href, role))
        if tag in _WITH_RULES or "style" in attributes:
            uses += _uses_by_rule(node, tag, attributes)
        if tag == "a" and (name := attributes.get("name")):
            names.append(name)
        elif tag == "base":
            base = attributes.get("href") if base is None else base
        elif tag == "meta" and (attributes.get("http-equiv") or "").lower() == "refresh":
            refresh = refresh_url(attributes.get("content") or "") if refresh is None else refresh
        elif tag == "img" and "alt" not in attributes and not _hidden(attributes):
            without_alt.append(attributes.get("src") or "")
    if refresh is not None:
        uses.append(Use(refresh, Role.LINK))
    if b"url(#" in html or b"url('#" in html or b'url("#' in html or b"url(&" in html:
        uses += _paints(tree)
    counted = Counter(ids)
    return Document(
        frozenset(ids).union(names),
        tuple(anchor for anchor, times in counted.items() if times > 1),
        tuple(uses),
        base,
        refresh,
        tuple(without_alt),
    )


def outline(html: bytes) -> Outline:
    """A page's headings and its links without any text."""
    tree = LexborHTMLParser(html, encoding=True, scripting=True)
    headings = tuple(
        Heading(int((node.tag or "h0")[1]), node.text(strip=True), node.attributes.get("id") or "")
        for node in tree.css("h1,h2,h3,h4,h5,h6")
    )
    silent = tuple(node.attributes.get("href") or "" for node in tree.css("a[href]") if _is_silent(node))
    return Outline(headings, silent)


def _interesting(tree: LexborHTMLParser) -> list[LexborNode]:
    """Every element that may define or use something, once."""
    special = [node for node in tree.root.traverse() if node.tag in _SPECIAL] if tree.root else []
    return special + [node for node in tree.css(_ANY) if node.tag not in _SPECIAL]


def _uses_by_rule(node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> Iterator[Use]:
    """The addresses of an element that depend on more than an attribute's name."""
    if style := attributes.get("style"):
        yield from _style_uses(style)
    match tag:
        case "link":
            yield from _linked(attributes)
        case "meta":
            yield from _meta(attributes)
        case "img":
            yield from _set_of_images(attributes.get("srcset"))
        case "source" if _within(node, "picture"):
            yield from _set_of_images(attributes.get("srcset"))
        case "source" if (src := attributes.get("src")) is not None:
            yield Use(src, Role.MEDIA)
        case "input" if (attributes.get("type") or "").lower() == "image":
            yield Use(attributes.get("src") or "", Role.IMAGE)
        case "use" | "image" | "feImage" | "feimage":
            if href := attributes.get("href") or attributes.get("xlink:href"):
                yield Use(href, Role.SPRITE if tag == "use" else Role.IMAGE)
        case "iframe":
            yield from extract((attributes.get("srcdoc") or "").encode()).uses
        case "style":
            yield from _style_uses(node.text())
        case "noscript":
            yield from extract(node.text().encode()).uses


def _set_of_images(srcset: str | None) -> Iterator[Use]:
    return (Use(url, Role.IMAGE) for url in srcset_urls(srcset or ""))


def _linked(attributes: Mapping[str, str | None]) -> Iterator[Use]:
    """The addresses of a `<link>`; without a known purpose it fetches nothing."""
    rel = frozenset((attributes.get("rel") or "").lower().split())
    if not rel or rel & _NO_PAGE:
        return
    if href := attributes.get("href"):
        yield Use(href, next((role for word, role in _LINKED.items() if word in rel), Role.LINK))
    yield from _set_of_images(attributes.get("imagesrcset"))


def _meta(attributes: Mapping[str, str | None]) -> Iterator[Use]:
    name = (attributes.get("property") or attributes.get("name") or "").lower()
    role = _META_ADDRESSES.get(name)
    if role is not None and (content := attributes.get("content")):
        yield Use(content, role)


def _style_uses(css: str) -> Iterator[Use]:
    if not css:
        return
    # A fragment alone names an element of this page ("filter: url(#blur)").
    for fetch in fetches(css):
        role = Role.STYLE if fetch.sheet else Role.SPRITE if fetch.href.startswith("#") else Role.FILE
        yield Use(fetch.href, role)


def _paints(tree: LexborHTMLParser) -> Iterator[Use]:
    """The gradients, filters and masks that SVG elements name in attributes."""
    for name in _SVG_ONLY_PAINT:
        for node in tree.css(f"[{name}]"):
            yield from (
                Use(fetch.href, Role.SPRITE)
                for fetch in fetches(node.attributes.get(name) or "")
                if fetch.href.startswith("#")
            )


def _within(node: LexborNode, tag: str) -> bool:
    return node.parent is not None and node.parent.tag == tag


def _hidden(attributes: Mapping[str, str | None]) -> bool:
    """Whether assistive technology never meets the image, or has another name for it."""
    return (
        attributes.get("aria-hidden") == "true"
        or attributes.get("role") in ("presentation", "none")
        or bool(attributes.get("aria-label") or attributes.get("aria-labelledby"))
    )


def _is_silent(link: LexborNode) -> bool:
    attributes = link.attributes
    if any(attributes.get(name) for name in ("aria-label", "aria-labelledby", "title")):
        return False
    if attributes.get("aria-hidden") == "true" or link.text(strip=True):
        return False
    named = link.css("[aria-label],[aria-labelledby],svg title,object,iframe")
    return not named and not any(image.attributes.get("alt") for image in link.css("img,area"))
