"""Headings and their ids, as GitHub and kramdown's GFM parser form them, unique on the page.

Owns the id algorithm. Ids that the author wrote are known before the first is made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from markdown_it.token import Token

from generator.markdown.plain_text import text_of
from generator.markdown.reading import Reading
from generator.patterns import pattern

_BLANK = pattern(r"[ \t]")
_NAMED = frozenset({"heading_open", "dl_open", "dl_close", "dt_open"})
_OTHER = pattern(r"[^\w \t-]")


def slug(text: str) -> str:
    """The id that a heading of this text gets when it is the first: `1. 卷积 (Conv)` → `1-卷积-conv`."""
    return _BLANK.sub("-", _OTHER.sub(_mark, text.lower()))


def assign_ids(tokens: Sequence[Token], reading: Reading, taken: set[str]) -> None:
    """Give every heading token without an id one that nobody else on the page has; extends `taken`."""
    counts: dict[str, int] = {}
    terms: list[str | None] = []
    for i, token in enumerate(tokens):
        if token.type not in _NAMED:
            continue
        if token.type == "dl_open":
            asked = token.meta.get("auto_ids")
            terms.append("" if asked is True else asked)
        elif token.type == "dl_close":
            terms.pop()
        elif token.type == "dt_open" and terms[-1] is not None and "id" not in token.attrs:
            token.attrs["id"] = unique(terms[-1] + slug(text_of(tokens[i + 1]).strip()), taken, counts)
        if token.type != "heading_open":
            continue
        level = min(max(int(token.tag[1]) + reading.header_offset, 1), 6)
        token.tag = tokens[i + 2].tag = f"h{level}"
        if "id" in token.attrs or not reading.auto_ids:
            if not token.attrs.get("id"):
                token.attrs.pop("id", None)
            continue
        base = slug(text_of(tokens[i + 1]).strip()) or "section"
        base = reading.auto_id_prefix + base
        token.attrs = {"id": unique(base, taken, counts), **token.attrs}


def _mark(character: re.Match[str]) -> str:
    """The character where it is a combining mark, else nothing."""
    return character[0] if unicodedata.category(character[0])[0] == "M" else ""


def unique(base: str, taken: set[str], counts: dict[str, int]) -> str:
    """`base`, or `base-1`, `base-2`, … : the first that is free. Remembers it in both collections."""
    name = base
    while name in taken:
        counts[base] = counts.get(base, 0) + 1
        name = f"{base}-{counts[base]}"
    taken.add(name)
    return name
