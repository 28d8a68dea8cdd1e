"""Headings that begin with `#`, as CommonMark reads them."""

from __future__ import annotations

import re

from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock

_OPENING = re.compile(r"#{1,6}(?=[ \t]|$)")


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
    opening = state.push("heading_open", f"h{found.end()}", 1)
    inline = state.push("inline", "", 0)
    inline.content, inline.children = mdTrim(text), []
    closing = state.push("heading_close", opening.tag, -1)
    opening.map, inline.map = [start, start + 1], [start, start + 1]
    opening.markup = closing.markup = found[0]
    return True
