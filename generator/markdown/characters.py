"""Which characters belong to Chinese and Japanese writing, where words are not parted by spaces.

Owns the two questions the rules ask about them. Knows nothing of tokens.
"""

from __future__ import annotations

from bisect import bisect_right

# Radicals, CJK symbols and punctuation, kana, ideographs, compatibility and full-width forms
# (the blocks that Unicode TR11 calls wide, without Hangul).
_WIDE = (
    "\u2e80-\u303f\u3040-\u312f\u3190-\u33ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
_HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
# Quotation marks, dash and ellipsis are shared with Latin text: they take the side of their neighbour.
_SHARED = frozenset("“”‘’—…·")


class _Ranges:
    """Ranges of characters, `a-z`. A pattern for as many takes milliseconds to make."""

    def __init__(self, written: str) -> None:
        ranges = sorted((written[i], written[i + 2]) for i in range(0, len(written), 3))
        self._starts, self._ends = [first for first, _ in ranges], [last for _, last in ranges]

    def have(self, character: str) -> bool:
        place = bisect_right(self._starts, character) - 1
        return place >= 0 and character <= self._ends[place]


_IS_WIDE, _IS_CJK = _Ranges(_WIDE), _Ranges(_WIDE + _HANGUL)


def is_cjk(character: str) -> bool:
    """Whether the character is Han, kana, Hangul or full-width (punctuation included)."""
    return _IS_CJK.have(character)


def has_cjk(text: str) -> bool:
    """Whether any character of the text is."""
    return not text.isascii() and any(map(is_cjk, text))


def joins(before: str, after: str) -> bool:
    """Whether a line break between the two characters stands for no space.

    True between Han, kana and full-width characters; Hangul and Latin keep the space.
    """
    wide_before, wide_after = _IS_WIDE.have(before), _IS_WIDE.have(after)
    if wide_before and wide_after:
        return True
    return (wide_before or wide_after) and (after if wide_before else before) in _SHARED
