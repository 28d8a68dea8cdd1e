"""Line breaks: two backslashes make one, and between Chinese characters one stands for nothing.

Breaks in the source between Han, kana and full-width characters stand for no space.
A browser shows a line break as a space, which tears Chinese text where its author wrapped a line.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from generator.markdown.characters import joins
from generator.patterns import pattern

_BACKSLASHES = pattern(r"\\\\[ \t]*\n[ \t]*")
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


def join(children: Sequence[Token]) -> None:
    """Turn each soft break that stands for no space into a `joint` token."""
    for i, token in enumerate(children):
        if token.type == "softbreak":
            before = _edge(children, i, -1)
            after = _edge(children, i, 1)
            if before and after and joins(before, after):
                token.type = "joint"


def _edge(children: Sequence[Token], i: int, step: int) -> str:
    """The nearest character on one side of a break, looking through the edges of links and emphasis."""
    i += step
    while 0 <= i < len(children):
        token = children[i]
        if token.type in _OPAQUE:
            return ""
        if token.type == "text" and token.content:
            return token.content[0 if step > 0 else -1]
        i += step
    return ""
