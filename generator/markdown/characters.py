"""Which characters belong to Chinese and Japanese writing, where words are not parted by spaces.

Owns the two questions the rules ask about them. Knows nothing of tokens.
"""

from __future__ import annotations

import re

# Radicals, CJK symbols and punctuation, kana, ideographs, compatibility and full-width forms
# (the blocks that Unicode TR11 calls wide, without Hangul).
_WIDE_RANGES = (
    "\u2e80-\u303f\u3040-\u312f\u3190-\u33ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
_HANGUL_RANGES = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
_WIDE = re.compile(f"[{_WIDE_RANGES}]")
_CJK = re.compile(f"[{_WIDE_RANGES}{_HANGUL_RANGES}]")
# Quotation marks, dash and ellipsis are shared with Latin text: they take the side of their neighbour.
_SHARED = re.compile("[“”‘’—…·]")


def is_cjk(character: str) -> bool:
    """Whether the character is Han, kana, Hangul or full-width (punctuation included)."""
    return _CJK.match(character) is not None


def has_cjk(text: str) -> bool:
    """Whether any character of the text is."""
    return _CJK.search(text) is not None


def joins(before: str, after: str) -> bool:
    """Whether a line break between the two characters stands for no space.

    True between Han, kana and full-width characters; Hangul and Latin keep the space.
    """
    wide_before, wide_after = _WIDE.match(before) is not None, _WIDE.match(after) is not None
    if wide_before and wide_after:
        return True
    shared = _SHARED.match(after) if wide_before else _SHARED.match(before)
    return (wide_before or wide_after) and shared is not None
