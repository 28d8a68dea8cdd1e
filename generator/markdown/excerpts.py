"""The excerpt: what lists and feeds show of a page.

The author's own words win, then what stands before the separator, then the first real paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from markdown_it.token import Token

from generator.markdown import pictures, render
from generator.markdown.inline import Surroundings
from generator.model import Config, FrontMatter, Piece
from generator.patterns import pattern

MORE = pattern(r"<!--\s*more\s*-->", re.IGNORECASE)
_DEFAULT = "\n\n"


def excerpt(
    text: str, tokens: Sequence[Token], front: FrontMatter, config: Config, around: Surroundings
) -> tuple[Piece, ...]:
    """The excerpt's pieces, without ids and footnote marks; () where the page has no text."""
    if front.excerpt:
        return (f"<p>{escape(front.excerpt.strip(), quote=False)}</p>\n",)
    chosen = _before_separator(text, tokens, front, config)
    if chosen is None:
        chosen = _first_paragraph(tokens)
    beside = Surroundings(around.reading, around.headings, around.anchors, excerpt=True)
    return render.blocks(chosen, beside)


def _before_separator(
    text: str, tokens: Sequence[Token], front: FrontMatter, config: Config
) -> Sequence[Token] | None:
    """The blocks above the separator, None where the page has none."""
    start = len(text) - len(text.lstrip("\n"))
    separator = front.excerpt_separator or config.excerpt_separator
    place = text.find(separator, start) if separator and separator != _DEFAULT else -1
    if place < 0:
        found = MORE.search(text) if "<!--" in text else None
        place = found.start() if found else -1
    if place <= start:
        return None
    # A separator of blank lines starts with the end of the last line that belongs to the excerpt.
    end = place + 1 if text[place] == "\n" else place
    return _blocks_before(tokens, text.count("\n", 0, end))


def _blocks_before(tokens: Sequence[Token], line: int) -> Sequence[Token]:
    """The outer blocks above the line (from 0); a paragraph that holds it is cut there."""
    end = 0
    depth = 0
    for i, token in enumerate(tokens):
        if depth == 0 and token.map and token.map[0] >= line:
            break
        if depth == 0 and token.type == "paragraph_open" and token.map and token.map[1] > line:
            return [*tokens[:i], token, _cut(tokens[i + 1]), tokens[i + 2]]
        depth += token.nesting
        if depth == 0:
            end = i + 1
    return tokens[:end]


def _cut(inline: Token) -> Token:
    """The paragraph's tokens up to the separator, where that is a comment within it."""
    kept: list[Token] = []
    depth = 0
    for token in inline.children or []:
        if depth == 0 and token.type == "html_inline" and MORE.match(token.content):
            break
        depth += token.nesting
        kept.append(token)
    while kept and kept[-1].type in ("softbreak", "hardbreak"):
        kept.pop()
    return inline.copy(children=kept)


def _first_paragraph(tokens: Sequence[Token]) -> Sequence[Token]:
    """The first paragraph of the page that says something: no picture, no bare anchor."""
    depth = 0
    for i, token in enumerate(tokens):
        if depth == 0 and token.type == "paragraph_open":
            children = tokens[i + 1].children or []
            says = any(
                child.type not in ("html_inline", "softbreak", "hardbreak") and child.content.strip()
                for child in children
                if not pictures.is_picture(child)
            )
            if says:
                return tokens[i : i + 3]
        depth += token.nesting
    return ()
