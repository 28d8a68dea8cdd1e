"""Where a link's label and its address end: what the library's helpers find, in fewer steps.

The library asks for both at every bracket, and reads character by character. What a label or an
address may hold is CommonMark's (0.31.2, 6.3); `test_dispatch.py` compares both readings.
"""

from __future__ import annotations

from typing import NamedTuple

from markdown_it.common.utils import unescapeAll
from markdown_it.helpers import parseLinkTitle
from markdown_it.rules_inline import StateInline

from generator.patterns import pattern

_PLAIN = pattern(r"[^\x00-\x20\x7f()\\]+")
_IN_ANGLES = pattern(r"<((?>(?:[^<>\n\\]++|\\[\s\S])*))>")
_MOST_PARENTHESES = 32
_TOO_MANY = pattern(rf"(?:[^\x00-\x20\x7f()\\]*+\(){{{_MOST_PARENTHESES + 1}}}")


class Destination(NamedTuple):
    """An address with escapes resolved and the position behind it; or `ok` False where there is none."""

    ok: bool = False
    pos: int = 0
    str: str = ""


class Helpers:
    """What the library's rules ask of its helpers, under its names."""

    @staticmethod
    def parseLinkLabel(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N802, N803
        """The position of the bracket that closes the one at `start`, or -1; -1 too for a link within."""
        src, end, known, skip = state.src, state.posMax, state.cache, state.md.inline.skipToken
        before, position, depth = state.pos, start + 1, 1
        while position < end:
            character = src[position]
            if character == "]":
                depth -= 1
                if not depth:
                    return position
            after = known.get(position)
            if after is None:
                state.pos = position
                skip(state)
                after, state.pos = state.pos, before
            if character == "[":
                if after == position + 1:
                    depth += 1
                elif disableNested:
                    return -1
            position = after
        return -1

    @staticmethod
    def parseLinkDestination(string: str, pos: int, maximum: int) -> Destination:  # noqa: N802
        """The address at `pos`, with or without angle brackets."""
        if string.startswith("<", pos):
            found = _IN_ANGLES.match(string, pos, maximum)
            return Destination(True, found.end(), unescapeAll(found[1])) if found else Destination()
        end = _end_of_bare(string, pos, maximum)
        return Destination(True, end, unescapeAll(string[pos:end])) if end > pos else Destination()

    parseLinkTitle = staticmethod(parseLinkTitle)  # noqa: N815 - the library's name


def _end_of_bare(string: str, pos: int, maximum: int) -> int:
    """The end of an address without angle brackets; `pos` or less where its parentheses do not match."""
    if _TOO_MANY.match(string, pos, maximum):
        return -1
    depth = 0
    while pos < maximum:
        if run := _PLAIN.match(string, pos, maximum):
            pos = run.end()
            continue
        character = string[pos]
        if character == "\\" and pos + 1 < maximum:
            if string[pos + 1] == " ":
                break
            pos += 2
            continue
        if character == "(":
            depth += 1
            if depth > _MOST_PARENTHESES:
                return -1
        elif character == ")":
            if not depth:
                break
            depth -= 1
        elif character != "\\":
            break
        pos += 1
    return -1 if depth else pos
