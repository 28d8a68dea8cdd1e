"""Line breaks: two backslashes make one, and between Chinese characters one stands for nothing.

Breaks in the source between Han, kana and full-width characters stand for no space.
A browser shows a line break as a space, which tears Chinese text where its author wrapped a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from generator.markdown.characters import joins

_BACKSLASHES = re.compile(r"\\\\[ \t]*\n[ \t]*")
# Behind these the text on the other side of a break is not adjoining.
_OPAQUE = frozenset(
    {
        "code_inline",
        "math_inline",
        "math_display",
        "image",
        "html_inline",
        "hardbreak",
        "role",
        "footnote_ref",
    }
)


def backslash_break(state: StateInline, silent: bool) -> bool:
    """kramdown's hard break: two backslashes that end a line."""
    if state.src[state.pos] != "\\":
        return False
    found = _BACKSLASHES.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = found.end()
    return True


def join(children: list[Token]) -> None:
    """Turn each soft break that stands for no space into a `joint` token."""
    for i, token in enumerate(children):
        if token.type == "softbreak":
            before = _edge(reversed(children[:i]), -1)
            after = _edge(children[i + 1 :], 0)
            if before and after and joins(before, after):
                token.type = "joint"


def _edge(tokens: Iterable[Token], position: int) -> str:
    """The nearest character, looking through the edges of links and emphasis."""
    for token in tokens:
        if token.type in _OPAQUE:
            return ""
        if token.type == "text" and token.content:
            return token.content[position]
    return ""
