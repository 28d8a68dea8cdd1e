"""Leading ideographic spaces (U+3000): Chinese authors indent paragraphs with them.

The library trims every kind of space from a paragraph's ends; this puts the indent back.
"""

from __future__ import annotations

from markdown_it.rules_core import StateCore

_WIDE_SPACE = "\u3000"


def keep_wide_spaces(state: StateCore) -> None:
    """Restore the ideographic spaces in front of each paragraph's text."""
    if _WIDE_SPACE not in state.src:
        return
    lines = state.src.split("\n")
    for before, token in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type != "inline" or before.type != "paragraph_open" or not token.map:
            continue
        line = lines[token.map[0]]
        end = line.find(token.content.split("\n", 1)[0]) if token.content else len(line.rstrip(" \t"))
        start = end
        while start > 0 and line[start - 1] == _WIDE_SPACE:
            start -= 1
        token.content = _WIDE_SPACE * (end - start) + token.content
