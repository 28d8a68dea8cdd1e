"""Raw HTML made fit for an HTML5 page: addresses become holes, dead elements their successors.

`<center>` and `<font>` turn into `div` and `span`, `<a name>` into an id, presentational attributes
into styles; what is left open is closed with its block, and a closing tag without a partner goes.
Everything between the tags stays as typed. Knows nothing of Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from urllib.parse import unquote

from generator.diagnostics import Location
from generator.markdown.attribute_lists import add
from generator.model import Link, Picture, Piece
from generator.patterns import pattern
from generator.records import dataclass, field, replace

_ATTRIBUTE = pattern(r"""\s*([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?|\s*/(?!>)""")
MOST_ATTRIBUTES = 1000
"""Attributes of a tag; what has more is text. Matching one takes .5 kB until the tag ends."""
_TAG = pattern(
    r"""<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)"""
    rf"""{{,{MOST_ATTRIBUTES}}})\s*/?>"""
)
_VERBATIM_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
# HTML5 lets these end without a closing tag.
_SELF_ENDING = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "colgroup",
        "option",
        "optgroup",
        "rt",
        "rp",
    ]
)
_FLOW = frozenset(["center", "div", "p", "section", "article", "aside", "header", "footer", "main", "nav"])
_SUCCESSOR = {
    "center": "div",
    "font": "span",
    "big": "span",
    "tt": "code",
    "strike": "s",
    "acronym": "abbr",
}
_NAMES = ("id", "name")
_READ_KEYS = frozenset(
    [
        "align",
        "alt",
        "bgcolor",
        "class",
        "color",
        "face",
        "height",
        "href",
        "id",
        "markdown",
        "name",
        "nowrap",
        "poster",
        "size",
        "src",
        "style",
        "title",
        "valign",
        "width",
    ]
)
_ADDRESSES = frozenset({"href", "src", "poster"})
_DECLARATIONS = (("<!--", "-->"), ("<![", "]]>"), ("<?", "?>"))
_FONT_SIZES = ("", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large")


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag: values are unescaped, None where an attribute has none."""

    name: str
    """In lower case."""
    written: str
    closing: bool
    attrs: tuple[tuple[str, str | None], ...]

    def get(self, key: str) -> str:
        """The attribute's value, "" where it is missing."""
        return dict(self.attrs).get(key) or ""


@dataclass(slots=True)
class OpenElements:
    """The raw elements that are open at a point of the page, with marks where a block began."""

    _stack: list[tuple[str, str]] = field(default_factory=list)
    _marks: list[int] = field(default_factory=list)
    _places: dict[str, list[int]] = field(default_factory=dict)
    """Where in the stack the elements of a name are."""

    def enter(self) -> None:
        """A block of the page begins: what is opened inside ends inside."""
        self._marks.append(len(self._stack))

    def leave(self) -> str:
        """The block ends: the closing tags of what was left open in it."""
        mark = self._marks.pop()
        if mark == len(self._stack):
            return ""
        return self._closed(mark)

    def open(self, name: str, written: str) -> None:
        """An element begins that is called `written` in the output."""
        self._places.setdefault(name, []).append(len(self._stack))
        self._stack.append((name, written))

    def close(self, name: str) -> str:
        """The closing tags for the nearest open `name` of this block; "" when there is none."""
        mark = self._marks[-1] if self._marks else 0
        places = self._places.get(name)
        return self._closed(places[-1]) if places and places[-1] >= mark else ""

    def _closed(self, first: int) -> str:
        """The closing tags of all elements from a place of the stack on, which are open no more."""
        closed = self._stack[first:]
        del self._stack[first:]
        for name, _ in closed:
            self._places[name].pop()
        return "".join(f"</{written}>" for _, written in reversed(closed))


def ids(html: str) -> Iterator[str]:
    """Every id (or `<a name>`) that the raw HTML defines, in order."""
    for part in _parts(html):
        if isinstance(part, Tag) and not part.closing:
            found = part.get("id") or (part.get("name") if part.name == "a" else "")
            if found:
                yield found


def text_of(html: str) -> str:
    """The text between the tags."""
    return "".join(unescape(part) for part in _parts(html) if isinstance(part, str) and part[:1] != "<")


def pieces(
    html: str,
    at: Location,
    elements: OpenElements,
    within_text: bool,
    ids: bool = True,
    more: Mapping[str, str | int | float] | None = None,
) -> Iterator[Piece]:
    """The raw HTML ready for the page.

    `within_text` says that it stands inside a paragraph; without `ids` elements lose theirs.
    `more` are attributes for the first element (from an attribute list).
    """
    line = at.line
    position = 0
    for part, start, end in _located(html):
        line += html.count("\n", position, start)
        position = start
        if isinstance(part, str):
            yield part
        elif part.closing:
            yield _closing(part, elements, within_text)
        else:
            if more:
                part, more = _dressed(part, more), None
            tag = part if ids else replace(part, attrs=tuple(a for a in part.attrs if a[0] not in _NAMES))
            yield from _opening(tag, Location(at.path, line), elements, within_text)
        line += html.count("\n", start, end)
        position = end


def _dressed(tag: Tag, more: Mapping[str, str | int | float]) -> Tag:
    attrs: dict[str, str | int | float] = {key: value or "" for key, value in tag.attrs}
    add(attrs, ((key, str(value)) for key, value in more.items()))
    return replace(tag, attrs=tuple((key, str(value)) for key, value in attrs.items()))


def _closing(tag: Tag, elements: OpenElements, within_text: bool) -> str:
    if tag.name in _VOID:
        return ""
    if closed := elements.close(tag.name):
        return closed
    return f"</{tag.name}>" if tag.name in _SELF_ENDING and not within_text else ""


def _opening(tag: Tag, at: Location, elements: OpenElements, within_text: bool) -> Iterator[Piece]:
    if tag.name == "img":
        yield _picture(tag, at)
        return
    name, attrs = _modern(tag, within_text)
    if name != tag.written or tag.name not in _VOID | _SELF_ENDING:
        elements.open(tag.name, name)
    yield f"<{name}"
    for key, value in attrs:
        if value is None:
            yield f" {key}"
        elif key in _ADDRESSES and tag.name != "base":
            yield f' {key}="'
            yield Link(value, at)
            yield '"'
        else:
            yield f' {key}="{escape(value)}"'
    yield " />" if tag.name in _VOID else ">"


def _picture(tag: Tag, at: Location) -> Picture:
    attrs = dict(_modern(tag, within_text=True)[1])
    source = unquote((attrs.pop("src", "") or "").strip())
    alt, title = attrs.pop("alt", "") or "", attrs.pop("title", "") or ""
    return Picture(source, alt, title, at, tuple((key, value or "") for key, value in attrs.items()))


def _modern(tag: Tag, within_text: bool) -> tuple[str, list[tuple[str, str | None]]]:
    """The element's name and attributes as HTML5 spells them."""
    name = _SUCCESSOR.get(tag.name, tag.written)
    classes = {"center": "center", "big": "big"}.get(tag.name, "")
    if within_text and tag.name in _FLOW:
        name = "span"
    attrs: list[tuple[str, str | None]] = []
    styles: list[str] = []
    for key, value in tag.attrs:
        if style := _style(tag.name, key, value or ""):
            styles.append(style)
        elif key == "class":
            classes = f"{classes} {value or ''}".strip()
        elif key == "style":
            styles.append((value or "").strip().rstrip(";"))
        elif key == "markdown":
            continue
        elif key == "name" and tag.name == "a":
            if not tag.get("id"):
                attrs.append(("id", value))
        else:
            attrs.append((key, value))
    if tag.name == "a" and not tag.get("href"):
        name = "span"
    if classes:
        attrs.insert(0, ("class", classes))
    if styles:
        attrs.append(("style", "; ".join(filter(None, styles))))
    return name, attrs


def _style(name: str, key: str, value: str) -> str:
    """The declaration that replaces a presentational attribute, "" where it is none."""
    match name, key:
        case "font", "color":
            return f"color: {value}"
        case "font", "face":
            return f"font-family: {value}"
        case "font", "size":
            size = int(value) if re.fullmatch("[1-7]", value) else 0
            return f"font-size: {_FONT_SIZES[size] or 'inherit'}"
        case "img", "align":
            return f"float: {value}" if value in ("left", "right") else f"vertical-align: {value}"
        case "table", "align":
            return "margin-inline: auto" if value == "center" else f"float: {value}"
        case _, "align":
            return f"text-align: {value}"
        case _, "valign":
            return f"vertical-align: {value}"
        case _, "bgcolor":
            return f"background-color: {value}"
        case (("table" | "td" | "th" | "hr" | "col"), ("width" | "height")):
            return f"{key}: {value}px" if value.isdigit() else f"{key}: {value}"
        case _, "nowrap":
            return "white-space: nowrap"
    return ""


def _parts(html: str) -> Iterator[Tag | str]:
    return (part for part, _, _ in _located(html))


def _located(html: str) -> Iterator[tuple[Tag | str, int, int]]:
    """The tags and the text between them (comments and scripts included), with their offsets."""
    position = 0
    while (start := html.find("<", position)) >= 0:
        if start > position:
            yield html[position:start], position, start
        if html.startswith("<!", start) or html.startswith("<?", start):
            position = _declaration_end(html, start)
            yield _sound_declaration(html[start:position]), start, position
            continue
        found = _TAG.match(html, start)
        if not found:
            yield "&lt;", start, start + 1
            position = start + 1
            continue
        position = found.end()
        tag = Tag(found[2].lower(), found[2], bool(found[1]), _attributes(found[3]))
        if tag.name in _VERBATIM_ENDS and not tag.closing:
            close = _VERBATIM_ENDS[tag.name].search(html, position)
            end = html.find(">", close.start()) + 1 if close else 0
            position = end or len(html)
            yield html[start:position] + ("" if end else f"</{tag.name}>"), start, position
        else:
            yield tag, start, position
    if position < len(html):
        yield html[position:], position, len(html)


def _declaration_end(html: str, start: int) -> int:
    opener = html[start : start + 4]
    closer = next((end for begin, end in _DECLARATIONS if opener.startswith(begin)), ">")
    close = html.find(closer, start)
    return close + len(closer) if close >= 0 else len(html)


def _sound_declaration(text: str) -> str:
    """A comment as it stands; one that never ends, and what HTML5 has no use for, goes."""
    return text if text.startswith("<!--") and text.endswith("-->") else ""


def _attributes(text: str) -> tuple[tuple[str, str | None], ...]:
    found: dict[str, str | None] = {}
    for name, value in _ATTRIBUTE.findall(text):
        if name:
            bare = value[1:-1] if value[:1] in "\"'" and value else value
            found.setdefault(
                name.lower() if name.lower() in _READ_KEYS else name, unescape(bare) if value else None
            )
    return tuple(found.items())
