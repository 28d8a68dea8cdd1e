"""Headings that begin with `#`, as CommonMark reads them."""

from __future__ import annotations

from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock

from generator.markdown.tokens import make
from generator.patterns import pattern

_OPENING = pattern(r"#{1,6}(?=[ \t]|$)")


def heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line of one to six hashes and a text; hashes behind the text are no part of it."""
    del end
    if state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    found = _OPENING.match(line)
    if not found or silent:
        return found is not None
    text = line[found.end() :].rstrip(" \t")
    bare = text.rstrip("#")
    if bare.endswith((" ", "\t")):
        text = bare
    state.line = start + 1
    tag, level = f"h{found.end()}", state.level
    opening = make("heading_open", tag, 1, level, "", True)
    inline = make("inline", "", 0, level + 1, mdTrim(text), True)
    closing = make("heading_close", tag, -1, level, "", True)
    state.tokens += (opening, inline, closing)
    opening.map, inline.map, inline.children = [start, start + 1], [start, start + 1], []
    opening.markup = closing.markup = found[0]
    return True
