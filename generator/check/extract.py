"""What an HTML page defines (ids, names) and what it uses (addresses), as a browser's tree holds them.

Owns the door to selectolax. Must not know which files exist or where an address leads.

The tree is built with scripting on, as in a reader's browser: what stands in a template, a
textarea, a comment or a script is not there. What stands in `<noscript>` is used by readers
without scripts, but its ids do not exist for the others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from generator.check.attributes import refresh_url, srcset_urls
from generator.check.css import fetches
from generator.records import dataclass, field


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
    uses: Mapping[Role, Iterable[str]]
    """The addresses of each role, once each, entities decoded."""
    base: str | None
    refresh: str | None
    """Where the page sends its reader by itself."""
    without_alt: tuple[str, ...]
    """The `src` of each image that has no `alt` (an empty one is decorative, which is fine)."""

    def each_use(self) -> Iterator[Use]:
        """All uses, one by one."""
        return (Use(href, role) for role, hrefs in self.uses.items() for href in hrefs)


@dataclass(frozen=True, slots=True)
class Outline:
    """What only the switched-off checks look at."""

    headings: tuple[Heading, ...]
    silent_links: tuple[str, ...]
    """The href of each link that has nothing to read out."""


# Element → what the browser does with the address in each of its attributes. What is absent is no address:
# data-src, itemid, ping, usemap, and attributes on elements that do not read them.
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
_BY_RULE = """
    base feImage iframe image img input link meta noscript source style svg template
    animate animateMotion animateTransform linearGradient mpath pattern radialGradient set textPath use
"""
_WITH_RULES = frozenset(_BY_RULE.split())
"""Elements of which more is read than addresses that stand alone in an attribute."""
_PICTURES = ("image", "feImage")
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
    root = LexborHTMLParser(html, encoding=True, scripting=True).root
    reading = _Reading()
    if root is None:
        return reading.document()
    ids, names, uses = reading.ids, reading.names, reading.uses
    for node in root.traverse():
        tag = node.tag or ""
        if attributes := node.attributes:
            if anchor := attributes.get("id"):
                ids.append(anchor)
            for key, role in _ADDRESSES.get(tag, ()):
                if key in attributes:
                    uses[role][attributes[key] or ""] = None
            if tag == "a" and (name := attributes.get("name")) and not _drawn(node):
                names.append(name)
            if style := attributes.get("style"):
                reading.take(_style_uses(style))
        if tag in _WITH_RULES:
            reading.by_rule(node, tag, attributes)
    if reading.refresh is not None:
        uses[Role.LINK][reading.refresh] = None
    if reading.drawn:
        reading.take(_paints(root))
    return reading.document()


def outline(html: bytes) -> Outline:
    """A page's headings and its links without any text."""
    tree = LexborHTMLParser(html, encoding=True, scripting=True)
    headings = tuple(
        Heading(int((node.tag or "h0")[1]), node.text(strip=True), node.attributes.get("id") or "")
        for node in tree.css("h1,h2,h3,h4,h5,h6")
    )
    silent = tuple(node.attributes.get("href") or "" for node in tree.css("a[href]") if _is_silent(node))
    return Outline(headings, silent)


@dataclass(slots=True)
class _Reading:
    """What has been met on the way through a page's elements."""

    ids: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    uses: dict[Role, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    base: str | None = None
    refresh: str | None = None
    without_alt: list[str] = field(default_factory=list)
    drawn: bool = False
    """Whether there is SVG."""

    def document(self) -> Document:
        anchors = frozenset(self.ids)
        # Nearly every page gives each id once, which two lengths tell sooner than counting.
        counted = Counter(self.ids) if len(anchors) < len(self.ids) else {}
        return Document(
            anchors.union(self.names) if self.names else anchors,
            tuple(anchor for anchor, times in counted.items() if times > 1),
            self.uses,
            self.base,
            self.refresh,
            tuple(self.without_alt),
        )

    def take(self, uses: Iterable[Use]) -> None:
        for use in uses:
            self.uses[use.role][use.href] = None

    def by_rule(self, node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> None:
        """Take in an element of which more counts than single attributes."""
        if tag == "img":
            if "alt" not in attributes and not _hidden(attributes):
                self.without_alt.append(attributes.get("src") or "")
            if srcset := attributes.get("srcset"):
                self.take(_set_of_images(srcset))
            return
        if tag == "base":
            if self.base is None and not _drawn(node):
                self.base = attributes.get("href")
        elif tag == "svg":
            self.drawn = True
        elif tag == "meta" and (attributes.get("http-equiv") or "").lower() == "refresh":
            self.refresh = (
                refresh_url(attributes.get("content") or "") if self.refresh is None else self.refresh
            )
        self.take(_uses_by_rule(node, tag, attributes))


def _uses_by_rule(node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> Iterable[Use]:
    """The addresses of an element that depend on more than an attribute's name."""
    match tag:
        case "link":
            return _linked(attributes)
        case "meta":
            return _meta(attributes)
        case "source" if node.parent is not None and node.parent.tag == "picture":
            return _set_of_images(attributes.get("srcset"))
        case "source" if (src := attributes.get("src")) is not None:
            return (Use(src, Role.MEDIA),)
        case "input" if (attributes.get("type") or "").lower() == "image":
            return (Use(attributes.get("src") or "", Role.IMAGE),)
        case "iframe":
            return _apart(attributes.get("srcdoc") or "")
        case "style":
            is_css = (attributes.get("type") or "text/css").lower() == "text/css"
            return _style_uses(node.text()) if is_css else ()
        case "noscript":
            return _apart(node.text())
        case "template":
            # Inert, unless it is a shadow tree: that has links, but no ids to jump to.
            in_use = (attributes.get("shadowrootmode") or "").lower() in ("open", "closed")
            return _apart((node.html or "").replace("<template", "<div", 1)) if in_use else ()
        case "base" | "svg" | "source" | "input":
            return ()
        case _:
            href = attributes.get("href") or attributes.get("xlink:href")
            return (Use(href, Role.IMAGE if tag in _PICTURES else Role.SPRITE),) if href else ()


def _apart(html: str) -> Iterable[Use]:
    """The uses of a document within the document. Jumps to ids of its own are its own affair."""
    if not html:
        return ()
    inner = extract(html.encode())
    own = {f"#{anchor}" for anchor in inner.anchors}
    return (use for use in inner.each_use() if use.href not in own)


def _set_of_images(srcset: str | None) -> Iterable[Use]:
    return [Use(url, Role.IMAGE) for url in srcset_urls(srcset)] if srcset else ()


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
        if not fetch.href:  # a browser fetches nothing for it
            continue
        role = Role.STYLE if fetch.sheet else Role.SPRITE if fetch.href.startswith("#") else Role.FILE
        yield Use(fetch.href, role)


def _paints(root: LexborNode) -> Iterator[Use]:
    """The gradients, filters and masks that SVG elements name in attributes."""
    for name in _SVG_ONLY_PAINT:
        for node in root.css(f"[{name}]"):
            yield from (
                Use(fetch.href, Role.SPRITE)
                for fetch in fetches(node.attributes.get(name) or "")
                if fetch.href.startswith("#")
            )


def _drawn(node: LexborNode) -> bool:
    """Whether an element belongs to a drawing (or formula), not to the page's HTML."""
    while (above := node.parent) is not None:
        if above.tag in ("svg", "math"):
            return True
        if above.tag in ("foreignObject", "annotation-xml"):
            return False
        node = above
    return False


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
