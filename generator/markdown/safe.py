"""Notes of strangers (`safe: true`): what their raw HTML and addresses may do is decided here.

A body's pieces are joined into one text in which every hole is a name, cleaned by a parser that reads
as browsers do, and cut at the names again: what the generator itself puts into the holes (code,
figures, formulas) is not touched, and nothing an author types can leave the place it stands at. The
names hold a digest of the text, so no text can hold its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from types import MappingProxyType

from markdown_it.token import Token

from generator.diagnostics import Location
from generator.markdown.reading import Reading
from generator.memo import digest
from generator.model import CodeBlock, FigureRequest, Link, Picture, Piece
from generator.patterns import pattern
from generator.problems import markdown as problems
from generator.records import replace

_EVERYWHERE = frozenset({
    "align", "alt", "aria-hidden", "aria-label", "checked", "cite", "class", "colspan", "datetime", "dir",
    "disabled", "headers", "height", "id", "lang", "open", "rel", "reversed", "role", "rowspan", "scope",
    "span", "start", "style", "tabindex", "title", "type", "value", "width",
})  # fmt: skip
_ADDRESSES = MappingProxyType({
    "a": {"href"}, "img": {"src"}, "audio": {"src", "controls"}, "source": {"src"},
    "video": {"src", "poster", "controls"}, "track": {"src", "kind", "srclang", "label"},
})  # fmt: skip
_TAGS = frozenset({
    "a", "abbr", "address", "article", "aside", "audio", "b", "bdi", "bdo", "blockquote", "br", "caption",
    "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "input", "ins",
    "kbd", "li", "main", "mark", "nav", "ol", "p", "picture", "pre", "q", "rp", "rt", "ruby", "s", "samp",
    "section", "small", "source", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "time", "tr", "track", "u", "ul", "var", "video", "wbr",
})  # fmt: skip
_MATHML = frozenset({
    "math", "semantics", "annotation", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover",
    "mpadded", "mphantom", "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub",
    "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover", "none",
})  # fmt: skip
_MATHML_ATTRIBUTES = frozenset({
    "accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "display",
    "displaystyle", "encoding", "fence", "form", "largeop", "linethickness", "lspace", "mathvariant",
    "maxsize", "minsize", "movablelimits", "rowlines", "rowspacing", "rspace", "scriptlevel", "separator",
    "stretchy", "symmetric", "voffset", "xmlns",
})  # fmt: skip
_STYLES = frozenset({
    "background-color", "color", "float", "font-family", "font-size", "height", "margin-inline",
    "text-align", "vertical-align", "white-space", "width",
})  # fmt: skip
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_ALIGNED = pattern(r"text-align:\s*(?:left|right|center)")
_REMARKABLE = pattern(r"<([a-z][\w-]*)|\s(on[a-z]+)\s*=", re.IGNORECASE)


def fit(tokens: Iterable[Token], reading: Reading) -> None:
    """Takes from the tokens, in place, the attributes that an attribute list of a stranger may not set."""
    for token in tokens if reading.safe else ():
        for each in (token, *(token.children or ())):
            ours = {"href", "src"} if each.type in ("link_open", "image") else set()
            each.attrs = {k: v for k, v in each.attrs.items() if k in ours or _harmless(k, str(v))}


def cleaned(pieces: tuple[Piece, ...], reading: Reading) -> tuple[Piece, ...]:
    """The pieces, on a `safe` page without what could run a script or lead to one.

    What was taken out is told to `reading`.
    """
    if not reading.safe:
        return pieces
    found = reading.diagnostics
    name = f"hole{digest(tuple(map(str, pieces)))}n"
    holes: list[Piece] = []
    parts: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            parts.append(piece)
        elif isinstance(piece, Link) and not _is_safe(piece.href):
            found.append(problems.unsafe_address(piece.href, piece.at))
            parts.append(escape(piece.href))  # the parser takes the whole attribute away
        else:
            parts.append(f"{name}{len(holes)}e")
            holes.append(_within(piece, reading))
    html = "".join(parts)
    clean = _clean(html, mathml=reading.setter is not None)
    if gone := _gone(html, clean):
        found.append(problems.unsafe_html(gone, Location(reading.path)))
    cut = re.split(f"{name}([0-9]+)e", clean)
    return tuple(part if i % 2 == 0 else holes[int(part)] for i, part in enumerate(cut) if part)


def _within(piece: Piece, reading: Reading) -> Piece:
    """A hole whose own parts are cleaned."""
    if isinstance(piece, Picture):
        attrs = tuple((key, value) for key, value in piece.attrs if _harmless(key, value))
        source = piece.src
        if not _is_safe(source):
            reading.diagnostics.append(problems.unsafe_address(source, piece.at))
            source = ""
        caption = cleaned(piece.caption, reading) if piece.caption else ()
        return replace(piece, src=source, attrs=attrs, caption=caption)
    if isinstance(piece, CodeBlock):
        return replace(piece, attrs=tuple((k, v) for k, v in piece.attrs if _harmless(k, v)))
    if isinstance(piece, FigureRequest) and piece.caption:
        return replace(piece, caption=cleaned(piece.caption, reading))
    return piece


def _clean(html: str, mathml: bool) -> str:
    import nh3

    formulas = {tag: set(_MATHML_ATTRIBUTES) for tag in _MATHML} if mathml else {}
    return nh3.clean(
        html,
        tags={*_TAGS, *formulas},
        attributes={"*": set(_EVERYWHERE), **_ADDRESSES, **formulas},
        url_schemes=set(_SCHEMES),
        filter_style_properties=set(_STYLES),
        link_rel=None,
    )


def _is_safe(address: str) -> bool:
    """Whether an address leads to a page, a file or a mailbox; judged by the one parser of all this."""
    import nh3

    kept = nh3.clean(f'<a href="{escape(address)}">', url_schemes=set(_SCHEMES), link_rel=None)
    return "href=" in kept


def _harmless(key: str, value: str) -> bool:
    return key in _EVERYWHERE and (key != "style" or _ALIGNED.fullmatch(value.strip(" ;")) is not None)


def _gone(before: str, after: str) -> tuple[str, ...]:
    """The elements and event attributes that are no more, by name."""
    names = [{(tag or on).lower() for tag, on in _REMARKABLE.findall(html)} for html in (before, after)]
    return tuple(sorted(names[0] - names[1]))
