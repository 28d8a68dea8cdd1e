"""Pieces as HTML with every hole filled in the plainest way: the author's addresses, code as text.

For tests and conformance suites; a site is rendered by `render`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never
from urllib.parse import quote

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import escapeHtml

from generator.model import (
    CodeBlock,
    FigureRequest,
    Link,
    NetworkRequest,
    Picture,
    Piece,
    TableRequest,
    ValueRequest,
    WikiLink,
)


def as_html(pieces: Iterable[Piece]) -> str:
    """The HTML of the pieces."""
    return "".join(map(_filled, pieces))


def _filled(piece: Piece) -> str:
    match piece:
        case str():
            return piece
        case Link():
            return escapeHtml(normalizeLink(piece.href))
        case WikiLink():
            return f'<a href="{escapeHtml(piece.key)}">{escapeHtml(piece.label)}</a>'
        case Picture():
            return _picture(piece)
        case CodeBlock():
            return _code(piece)
        case FigureRequest():
            return f"<figure><figcaption>{as_html(piece.caption)}</figcaption></figure>\n"
        case TableRequest() | NetworkRequest():
            return f"<pre>{escapeHtml(piece.body)}</pre>\n"
        case ValueRequest():
            return f"<data>{escapeHtml(piece.expression)}</data>"
        case _:
            assert_never(piece)


def _picture(picture: Picture) -> str:
    given = {"src": normalizeLink(picture.src.replace("%", quote("%"))), "alt": picture.alt}
    if picture.title:
        given["title"] = picture.title
    image = f"<img{_attributes((*given.items(), *picture.attrs))} />"
    if picture.flow is None:
        return image
    behind = picture.flow.inline_after + as_html(picture.caption) + picture.caption_end
    return picture.flow.inline_before + image + behind


def _code(code: CodeBlock) -> str:
    language = f' class="language-{escapeHtml(code.language)}"' if code.language else ""
    return f"<pre{_attributes(code.attrs)}><code{language}>{escapeHtml(code.code)}</code></pre>\n"


def _attributes(attrs: Iterable[tuple[str, str]]) -> str:
    return "".join(f' {key}="{escapeHtml(value)}"' for key, value in attrs)
