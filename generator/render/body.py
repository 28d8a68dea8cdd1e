"""Fills the holes of a parsed body: links, pictures, code, figures, tables, numbers.

What a hole becomes is a value handed in; nothing here looks anything up beyond its own page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import assert_never

from generator import addresses
from generator.model import (
    CodeBlock,
    Drawn,
    Figure,
    FigureRequest,
    Link,
    NetworkRequest,
    Picture,
    Piece,
    Table,
    TableRequest,
    Target,
    ValueRequest,
    WikiLink,
)
from generator.records import dataclass
from generator.render.figures import (
    bare_figure_html,
    drawn_image_html,
    figure_html,
    image_html,
    missing_image_html,
)
from generator.render.highlight import Highlighter, highlight
from generator.render.tables import bare_table_html, download_html, prose, table_html
from generator.render.words import CHINESE, Words


@dataclass(frozen=True, slots=True)
class Filling:
    """What the holes of one page become, seen from where its body is shown."""

    targets: Mapping[str, Target]
    drawn: Drawn
    href: Callable[[str], str]
    """Output → href, for figures' files."""
    highlight: Highlighter = highlight
    words: Words = CHINESE
    sizes: Mapping[str, tuple[int, int]] | None = None
    """Output of an ordinary image → its width and height, where known."""
    bare: bool = False
    """For readers without our style sheet (feeds): rasters alone, no boxes, no highlighting."""


def render_body(pieces: Iterable[Piece], filling: Filling) -> str:
    """The body as HTML, every hole filled. A request that failed leaves nothing."""
    return "".join(_piece(piece, filling) for piece in pieces)


def code_html(block: CodeBlock, highlighter: Highlighter) -> str:
    """A code block: its language above, the highlighted code in a box that scrolls by itself."""
    attrs = dict(block.attrs)
    classes = " ".join(filter(None, ("code", attrs.pop("class", ""))))
    rest = "".join(f' {name}="{escape(value)}"' for name, value in attrs.items())
    language = escape(block.language)
    named = f' class="language-{language}"' if language else ""
    return (
        f'<div class="{escape(classes)}"{rest}><div class="bar"><span>{language}</span></div>'
        f'<pre tabindex="0"><code{named}>{highlighter(block.language, block.code)}</code></pre></div>'
    )


def _piece(piece: Piece, filling: Filling) -> str:
    match piece:
        case str():
            return piece
        case Link():
            return escape(_address(piece.href, filling))
        case WikiLink():
            return _wiki_link(piece, filling)
        case Picture():
            return _picture(piece, filling)
        case CodeBlock():
            return _bare_code(piece) if filling.bare else code_html(piece, filling.highlight)
        case FigureRequest():
            return _figure(piece, filling)
        case TableRequest():
            table = filling.drawn.tables.get(piece)
            return _table(table, filling) if table else ""
        case ValueRequest():
            return prose(filling.drawn.values.get(piece, piece.expression))
        case NetworkRequest():
            return ""
    assert_never(piece)


def _address(href: str, filling: Filling) -> str:
    target = filling.targets.get(href)
    return href if target is None else target.url


def _wiki_link(link: WikiLink, filling: Filling) -> str:
    target = filling.targets.get(link.key)
    if target is None:
        return escape(link.written)
    return f'<a href="{escape(target.url)}">{escape(link.label)}</a>'


def _picture(picture: Picture, filling: Filling) -> str:
    figure = filling.drawn.pictures.get(picture.src)
    caption = render_body(picture.caption, filling)
    flow = picture.flow
    if figure is None:
        image = _plain_image(picture, filling)
        if flow is None:
            return image
        return f"{flow.inline_before}{image}{flow.inline_after}{caption}{picture.caption_end}"
    if flow is None:
        return drawn_image_html(figure, filling.href, picture.alt, bare=filling.bare)
    return f"{flow.block_before}{_drawn(figure, caption, filling)}{flow.block_after}"


def _plain_image(picture: Picture, filling: Filling) -> str:
    target = filling.targets.get(picture.src)
    size = (filling.sizes or {}).get(target.output) if target else None
    image = image_html(_address(picture.src, filling), picture.alt, size, picture.attrs, picture.title)
    if target is None and picture.src and not filling.bare and not addresses.is_external(picture.src):
        return missing_image_html(image, picture.src, picture.alt, filling.words)
    return image


def _figure(request: FigureRequest, filling: Filling) -> str:
    figure = filling.drawn.figures.get(request)
    return _drawn(figure, render_body(request.caption, filling), filling) if figure else ""


def _drawn(figure: Figure, caption: str, filling: Filling) -> str:
    if filling.bare:
        return bare_figure_html(figure, filling.href, caption)
    return figure_html(figure, filling.href, filling.words, caption)


def _bare_code(block: CodeBlock) -> str:
    return f"<pre><code>{escape(block.code, quote=False)}</code></pre>"


def _table(table: Table, filling: Filling) -> str:
    """A table that stands in the text, its caption beside it."""
    if filling.bare:
        return bare_table_html(table)
    # The table has the same words as its own caption, for those who hear it.
    caption = f'<figcaption aria-hidden="true">{_titled(table.caption)}</figcaption>' if table.caption else ""
    file = download_html(table, filling.href(table.csv), filling.words) if table.csv else ""
    return f'<figure class="figure tabular">{caption}{table_html(table)}{file}</figure>'


def _titled(caption: str) -> str:
    """A caption's first sentence in bold, the rest muted."""
    for stop in ("。", ". "):
        title, found, detail = caption.partition(stop)
        if found and detail.strip():
            return f'<strong class="title">{prose(title)}</strong><span class="detail">{prose(detail)}</span>'
    return f'<strong class="title">{prose(caption)}</strong>'
