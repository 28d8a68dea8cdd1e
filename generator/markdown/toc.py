"""The table of contents that `{:toc}` asks for, as kramdown prints it.

Owns which list is replaced and the HTML that replaces it.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from generator.model import Heading

_LISTS = {"bullet_list_open": "bullet_list_close", "ordered_list_open": "ordered_list_close"}


def replace_lists(tokens: Sequence[Token], order: str = "toc") -> list[Token]:
    """The tokens with each list that carries the order (`toc`, `footnotes`) as one token of that type."""
    kept: list[Token] = []
    closing: tuple[str, int] | None = None
    for token in tokens:
        if closing is not None:
            if (token.type, token.level) == closing:
                closing = None
            continue
        if token.type in _LISTS and token.meta.get(order):
            closing = (_LISTS[token.type], token.level)
            token = Token(
                order, token.tag, 0, attrs=token.attrs, map=token.map, level=token.level, block=True
            )
        kept.append(token)
    return kept


def contents(headings: Sequence[Heading], tag: str, attrs: dict[str, str | int | float], ids: bool) -> str:
    """The nested list of headings; "" when there is none. `ids` gives the entries kramdown's ids."""
    listed = [heading for heading in headings if heading.in_toc and heading.anchor]
    if not listed:
        return ""
    given: dict[str, str | int | float]
    given = {"id": "markdown-toc", **attrs} if ids else {k: v for k, v in attrs.items() if k != "id"}
    given.pop("start", None)
    opening = "".join(f' {key}="{escapeHtml(str(value))}"' for key, value in given.items())
    return f"<{tag}{opening}>\n{_items(listed, tag, ids)}</{tag}>\n"


def _items(headings: Sequence[Heading], tag: str, ids: bool) -> str:
    """List items, each holding the list of the deeper headings that follow it."""
    parts: list[str] = []
    open_levels: list[int] = []
    for heading in headings:
        if open_levels and heading.level > open_levels[-1]:
            parts.append(f"<{tag}>\n")
        while open_levels and open_levels[-1] >= heading.level:
            open_levels.pop()
            deeper = open_levels and open_levels[-1] >= heading.level
            parts.append("</li>\n" + (f"</{tag}>\n" if deeper else ""))
        open_levels.append(heading.level)
        anchor = escapeHtml(heading.anchor)
        mark = f' id="markdown-toc-{anchor}"' if ids else ""
        parts.append(f'<li><a href="#{anchor}"{mark}>{heading.html}</a>')
    for depth in range(len(open_levels), 0, -1):
        parts.append("</li>\n" + (f"</{tag}>\n" if depth > 1 else ""))
    return "".join(parts)
