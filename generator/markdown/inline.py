"""Inline tokens → pieces: text, spans, links, pictures, formulas, numbers.

Owns what stands inside a paragraph; `render` owns the blocks around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from urllib.parse import unquote

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from generator.diagnostics import Location
from generator.markdown import fragments, raw_html
from generator.markdown.footnotes import Numbering
from generator.markdown.plain_text import text_of
from generator.markdown.reading import Reading, first_line
from generator.model import Heading, Link, Picture, Piece, ValueRequest, WikiLink
from generator.records import dataclass, field

Attributes = dict[str, str | int | float]


@dataclass(slots=True)
class Surroundings:
    """What an inline token needs to know beyond itself.

    `excerpt` leaves out ids and footnote marks, for text that is shown on another page too.
    """

    reading: Reading
    headings: Sequence[Heading] = ()
    anchors: frozenset[str] = frozenset()
    excerpt: bool = False
    notes: Numbering = field(default_factory=Numbering)
    elements: raw_html.OpenElements = field(default_factory=raw_html.OpenElements)
    _targets: fragments.Targets = field(init=False)

    def __post_init__(self) -> None:
        """Jumps are settled by what the page has."""
        self._targets = fragments.Targets(self.headings, self.anchors)

    def link(self, href: str, at: Location) -> Link:
        """The hole for an address; a jump within the page is led to its target."""
        if not href.startswith("#"):
            return Link(href, at)
        settled, problem = self._targets.settle(href, at)
        if problem is not None:
            self.reading.diagnostics.append(problem)
        return Link(settled, at)


def maths(tex: str, display: bool, line: int, reading: Reading) -> str:
    """A formula within a line, in its span."""
    kind = "display" if display else "inline"
    return f'<span class="math {kind}">{reading.formula(tex, display, line)}</span>'


def attributes(attrs: Attributes, leave_out: Sequence[str] = ()) -> str:
    """The attributes as they stand in a tag, with a space before each."""
    if not attrs:
        return ""
    return "".join(
        f' {key}="{escapeHtml(str(value))}"' for key, value in attrs.items() if key not in leave_out
    )


def write_text(text: Token, around: Surroundings, out: list[Piece]) -> None:
    """Append the pieces of a block's text; what must be escaped is looked for once in all of it."""
    typed = text.content
    escape = escapeHtml if "<" in typed or ">" in typed or "&" in typed or '"' in typed else str
    write(text.children or (), first_line(text), around, out, escape)


def write(
    tokens: Iterable[Token],
    line: int,
    around: Surroundings,
    out: list[Piece],
    escape: Callable[[str], str] = escapeHtml,
) -> None:
    """Append the pieces of the tokens of a block whose text starts on `line`."""
    for token in tokens:
        kind = token.type
        if kind == "text":
            out.append(escape(token.content))
        elif kind == "math_inline":
            out.append(maths(token.content, False, line + token.meta["line"], around.reading))
        elif kind == "code_inline":
            out.append(f"<code{attributes(token.attrs)}>{escape(token.content)}</code>")
        elif writer := _WRITERS.get(kind):
            writer(token, line, around, out)
        elif token.nesting >= 0:
            out.append(f"<{token.tag}{attributes(token.attrs, ('id',) if around.excerpt else ())}>")
        else:
            out.append(f"</{token.tag}>")


def bare_html(tokens: Iterable[Token], at: Location, reading: Reading) -> str:
    """The HTML of a heading for tables of contents: code, formulas and emphasis, but no links or ids."""
    parts: list[str] = []
    for token in tokens:
        match token.type:
            case "text":
                parts.append(escapeHtml(token.content))
            case "math_inline" | "math_display":
                parts.append(maths(token.content, False, at.line, reading))
            case "code_inline":
                parts.append(f"<code>{escapeHtml(token.content)}</code>")
            case "softbreak" | "hardbreak":
                parts.append(" ")
            case "image":
                parts.append(escapeHtml(text_of(token)))
            case "wiki_link":
                parts.append(escapeHtml(token.content))
            case "em_open" | "strong_open" | "s_open" | "mark_open":
                parts.append(f"<{token.tag}>")
            case "em_close" | "strong_close" | "s_close" | "mark_close":
                parts.append(f"</{token.tag}>")
    return "".join(parts).strip()


def picture(token: Token, line: int, around: Surroundings) -> Picture:
    """The hole for an image token, or for the `<img>` of an inline HTML token."""
    at = around.reading.at(line + token.meta.get("line", 0))
    if token.type == "html_inline":
        found = next(raw_html.pieces(token.content, at, around.elements, within_text=True))
        assert isinstance(found, Picture)  # noqa: S101 - the caller saw the tag
        return found
    attrs = dict(token.attrs)
    source = unquote(str(attrs.pop("src", "")))
    title = str(attrs.pop("title", ""))
    attrs.pop("alt", None)
    if around.excerpt:
        attrs.pop("id", None)
    more = tuple((key, str(value)) for key, value in attrs.items())
    return Picture(source, text_of(token), title, at, more)


def _link(token: Token, line: int, around: Surroundings, out: list[Piece]) -> None:
    at = around.reading.at(line + token.meta.get("line", 0))
    out.append('<a href="')
    out.append(around.link(str(token.attrs.get("href", "")), at))
    leave_out = ("href", "id") if around.excerpt else ("href",)
    out.append(f'"{attributes(token.attrs, leave_out)}>')


def _wiki_link(token: Token, line: int, around: Surroundings, out: list[Piece]) -> None:
    at = around.reading.at(line + token.meta.get("line", 0))
    out.append(WikiLink(token.meta["target"], token.content, token.info, at))


def _image(token: Token, line: int, around: Surroundings, out: list[Piece]) -> None:
    out.append(picture(token, line, around))


def _maths(token: Token, line: int, around: Surroundings, out: list[Piece]) -> None:
    line += token.meta.get("line", 0)
    out.append(maths(token.content, True, line, around.reading))


def _raw(token: Token, line: int, around: Surroundings, out: list[Piece]) -> None:
    at = around.reading.at(line + token.meta.get("line", 0))
    write_raw(token.content, at, around, out, within_text=True)


def write_raw(
    html: str,
    at: Location,
    around: Surroundings,
    out: list[Piece],
    within_text: bool,
    attrs: Attributes | None = None,
) -> None:
    """Append the pieces of raw HTML, its jumps settled; `attrs` are for its first element."""
    ids = not around.excerpt
    for piece in raw_html.pieces(html, at, around.elements, within_text, ids, attrs):
        out.append(around.link(piece.href, piece.at) if isinstance(piece, Link) else piece)


def _mark(token: Token, line: int, around: Surroundings, out: list[Piece]) -> None:
    del line
    if not around.excerpt:
        out.append(around.notes.mark(token.meta["label"]))


def _role(token: Token, line: int, around: Surroundings, out: list[Piece]) -> None:
    at = around.reading.at(line + token.meta.get("line", 0))
    out.append(ValueRequest(token.info, token.content, at))


def _hard_break(token: Token, line: int, around: Surroundings, out: list[Piece]) -> None:
    del token, line, around
    out.append("<br />\n")


def _soft_break(token: Token, line: int, around: Surroundings, out: list[Piece]) -> None:
    del token, line, around
    out.append("\n")


def _nothing(token: Token, line: int, around: Surroundings, out: list[Piece]) -> None:
    del token, line, around, out


_Writer = Callable[[Token, int, Surroundings, list[Piece]], None]
_WRITERS: dict[str, _Writer] = {
    "link_open": _link,
    "wiki_link": _wiki_link,
    "image": _image,
    "math_display": _maths,
    "html_inline": _raw,
    "footnote_ref": _mark,
    "role": _role,
    "hardbreak": _hard_break,
    "softbreak": _soft_break,
    "joint": _nothing,
}
