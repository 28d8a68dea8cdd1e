"""The highlighted code of a page as it was published: what an edit leaves as it is needs no lexer again, and
to load one takes longer than all else that the page needs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from generator.model import CodeBlock, Piece
from generator.render.body import code_html
from generator.render.highlight import Highlighter, highlight

_TAG = re.compile(r"<[^>]*>")
_HERE = "\0"
"""Stands for a block's code; no text of ours has one."""


def highlighter_of(html: str, body: Iterable[Piece]) -> Highlighter:
    """`highlight`, which takes what it can from the page `html` that was rendered from `body`."""
    known = highlighted_in(html, body)

    def highlighted(language: str, code: str) -> str:
        found = known.get((language, code))
        return highlight(language, code) if found is None else found

    return highlighted


def highlighted_in(html: str, body: Iterable[Piece]) -> dict[tuple[str, str], str]:
    """(language, code) → the inner HTML of its code element, for the blocks of a body that are found in its
    page. What stands there spells the block's own code, or is left alone; so is all that begins like HTML of
    the author's."""
    found: dict[tuple[str, str], str] = {}
    blocks = [piece for piece in body if isinstance(piece, CodeBlock)]
    around = [code_html(block, _here).partition(_HERE) for block in blocks]
    alike = Counter(before for before, _, _ in around)
    ours = {before for before, count in alike.items() if html.count(before) == count}
    at = 0
    for piece, (before, _, after) in zip(blocks, around, strict=True):
        start = html.find(before, at)
        end = html.find(after, start + len(before))
        if start < 0 or end < 0 or before not in ours:
            continue
        inner = html[start + len(before) : end]
        if _spelt(inner) == piece.code:
            found[piece.language, piece.code] = inner
        at = end
    return found


def _here(language: str, code: str) -> str:
    del language, code
    return _HERE


def _spelt(html: str) -> str:
    """The text of highlighted code."""
    return _TAG.sub("", html).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
