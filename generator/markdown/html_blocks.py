"""Where a block of raw HTML starts and ends.

CommonMark ends most HTML blocks at a blank line; kramdown at the closing tag. Here an element whose
opening line is followed by a blank line holds Markdown, as in CommonMark; any other runs to its own
closing tag, blank lines and all, and what follows is Markdown again. Tags that stand in text (`br`,
`img`, `a`, `span`) never open a block. What becomes of the tags is for `raw_html` to say.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from markdown_it.common.html_blocks import block_names
from markdown_it.common.html_re import attribute
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_inline import StateInline, html_inline
from markdown_it.token import Token

from generator.markdown.raw_html import MOST_ATTRIBUTES
from generator.patterns import pattern

_NAME = pattern(r"<([A-Za-z][A-Za-z0-9-]*)(?=[\s/>]|$)")
_INLINE_NAMES = frozenset({"a", "br", "font", "img", "span"})
_INLINE_LINE = pattern(r"</?([A-Za-z]+)(?=[\s/>])[^<>]*>\s*$")
# Authors put Markdown in these and expect it read, with or without a blank line.
_OPEN_TO_MARKDOWN = frozenset({"details"})
_PAIRED_NAMES = frozenset(block_names) - {
    "base", "basefont", "col", "frame", "hr", "link", "menuitem", "param", "track",
}  # fmt: skip
_PAIRED_TAG = pattern(
    r"<(/?)(" + "|".join(sorted(_PAIRED_NAMES, key=len, reverse=True)) + r")(?=[\s/>])[^<>]*?(/?)>",
    re.IGNORECASE,
)
_ENDLESS = pattern(rf"<[A-Za-z][A-Za-z0-9-]*{attribute}{{{MOST_ATTRIBUTES + 1}}}")
_MARKDOWN_ATTRIBUTE = pattern(r"""(?<!\s)\s+markdown\s*=\s*["']?(1|block|span|0)["']?""", re.IGNORECASE)


def raw_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block of raw HTML."""
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<", position) or state.is_code_block(start):
        return False
    if _is_endless(state.src, position, state.eMarks[start]):
        return False
    line = state.src[position : state.eMarks[start]]
    if (inline := _INLINE_LINE.match(line)) and inline[1].lower() in _INLINE_NAMES:
        return False
    name = _NAME.match(line)
    if name and not silent and name[1].lower() in _PAIRED_NAMES:
        close = _closing_line(state, start, end, position)
        if close is not None and _holds_markdown(line):
            return _element_with_markdown(state, start, close)
        if close is not None and not _follows_commonmark(state, name[1].lower(), start, close):
            _push_raw(state, start, close + 1)
            return True
    if name and not silent and name[1].lower() == "hr" and line.rstrip().endswith(">"):
        _push_raw(state, start, start + 1)
        return True
    return html_block(state, start, end, silent)


def raw_tag(state: StateInline, silent: bool) -> bool:
    """A tag of raw HTML within a line."""
    return not _is_endless(state.src, state.pos, state.posMax) and html_inline(state, silent)


def _is_endless(text: str, start: int, end: int) -> bool:
    """Whether a tag has more attributes than one may: to match them all would take memory without end."""
    return end - start > 2 * MOST_ATTRIBUTES and _ENDLESS.match(text, start, end) is not None


def _follows_commonmark(state: StateBlock, name: str, start: int, close: int) -> bool:
    return close > start and (name in _OPEN_TO_MARKDOWN or state.isEmpty(start + 1))


def _push_raw(state: StateBlock, start: int, after: int) -> Token:
    token = state.push("html_block", "", 0)
    token.map = [start, after]
    token.content = state.getLines(start, after, state.blkIndent, True)
    state.line = after
    return token


def _holds_markdown(line: str) -> bool:
    found = _MARKDOWN_ATTRIBUTE.search(line)
    return found is not None and found[1].lower() in ("1", "block")


def _element_with_markdown(state: StateBlock, start: int, close: int) -> bool:
    """An element marked `markdown="1"`: its tags raw, its inner lines Markdown."""
    opening = _push_raw(state, start, start + 1)
    opening.content = _MARKDOWN_ATTRIBUTE.sub("", opening.content)
    if close > start:
        outer = state.lineMax
        state.lineMax = close
        state.md.block.tokenize(state, start + 1, close)
        state.lineMax = outer
        _push_raw(state, close, close + 1)
    return True


def _closing_line(state: StateBlock, start: int, end: int, position: int) -> int | None:
    """The line that holds the closing tag of the element opening at `position`, within this container."""
    closes = state.env.get("html_pairs")
    if closes is None:
        closes = state.env["html_pairs"] = _pairs(state.src)
    offset = closes.get(position)
    if offset is None:
        return None
    close = bisect_right(state.eMarks, offset, start, end)
    if close >= end:
        return None
    inside = range(start + 1, close + 1) if state.blkIndent else ()
    left = any(state.sCount[line] < state.blkIndent and not state.isEmpty(line) for line in inside)
    return None if left else close


def _pairs(text: str) -> dict[int, int]:
    """Where each block-level opening tag starts → where its closing tag starts, in one pass."""
    pairs: dict[int, int] = {}
    opened: dict[str, list[int]] = {}
    for tag in _PAIRED_TAG.finditer(text):
        name = tag[2].lower()
        if not tag[1] and not tag[3]:
            opened.setdefault(name, []).append(tag.start())
        elif tag[1] and opened.get(name):
            pairs[opened[name].pop()] = tag.start()
    return pairs
