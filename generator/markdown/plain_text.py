"""The text of tokens without its markup, as ids, alternative texts and the search index need it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markdown_it.token import Token

from generator.markdown import raw_html

_VERBATIM = frozenset({"text", "code_inline", "math_inline", "math_display", "wiki_link"})
_BREAKS = frozenset({"softbreak", "hardbreak"})


def text_of(inline: Token) -> str:
    """The text of one inline token."""
    return "".join(_words(inline.children or ()))


def page_text(tokens: Sequence[Token]) -> str:
    """The text of the whole page, a line for each block; code and formulas as they are typed."""
    lines: list[str] = []
    for token in tokens:
        match token.type:
            case "inline":
                lines.append(text_of(token))
            case "fence" | "code_block" | "math_block":
                lines.append(token.content.strip("\n"))
            case "html_block":
                lines.append(raw_html.text_of(token.content).strip())
    return "\n".join(line for line in lines if line.strip())


def _words(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in _VERBATIM:
            yield token.content
        elif token.type in _BREAKS:
            yield " "
        elif token.type == "image":
            yield from _words(token.children or ())
