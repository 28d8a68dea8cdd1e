"""Emphasis that works beside Chinese and Japanese: `**（略）**走` is bold.

CommonMark asks for a space or punctuation outside a `**` that touches punctuation inside, because
Latin words are parted by spaces. Here a CJK neighbour serves as well, and CJK punctuation counts
as a letter. Text without CJK characters is read exactly as CommonMark does. The library's own
rules pair the delimiters that this one finds.
"""

from __future__ import annotations

from functools import lru_cache

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from generator.markdown.characters import is_cjk


def emphasis(state: StateInline, silent: bool) -> bool:
    """Push each `*` or `_` of a run as a delimiter that may open or close emphasis."""
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    end = state.pos + 1
    while end < state.posMax and state.src[end] == marker:
        end += 1
    length = end - state.pos
    before = state.src[state.pos - 1] if state.pos else " "
    after = state.src[end] if end < state.posMax else " "
    opens, closes = flanking(before, after, within_words=marker == "*")
    for _ in range(length):
        token = state.push("text", "", 0)
        token.content = marker
        state.delimiters.append(
            Delimiter(ord(marker), length, len(state.tokens) - 1, end=-1, open=opens, close=closes)
        )
    state.pos = end
    return True


def flanking(before: str, after: str, within_words: bool) -> tuple[bool, bool]:
    """Whether a run between two characters may open, and whether it may close (CommonMark 0.31.2, 6.2)."""
    space_before, cjk_before, punct_before = _nature(before)
    space_after, cjk_after, punct_after = _nature(after)
    bars_before = punct_before and not cjk_before
    bars_after = punct_after and not cjk_after
    left = not space_after and (not bars_after or space_before or bars_before or cjk_before)
    right = not space_before and (not bars_before or space_after or bars_after or cjk_after)
    opens = left and (within_words or not right or punct_before)
    closes = right and (within_words or not left or punct_after)
    return opens, closes


@lru_cache(maxsize=1024)
def _nature(character: str) -> tuple[bool, bool, bool]:
    """Whether a character is a space, belongs to CJK writing, is punctuation."""
    code = ord(character)
    return isWhiteSpace(code), is_cjk(character), isMdAsciiPunct(code) or isPunctChar(character)
