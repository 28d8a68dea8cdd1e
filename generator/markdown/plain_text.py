"""The text of tokens without its markup, as ids, alternative texts and the search index need it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from markdown_it.token import Token

from generator.markdown import directives, raw_html

_VERBATIM = frozenset({"text", "code_inline", "wiki_link"})
_MATHS = frozenset({"math_inline", "math_display"})
_BREAKS = frozenset({"softbreak", "hardbreak"})
_READABLE = re.compile(r"[A-Za-z0-9_=+×·,.()-]{1,12}")
_LEFT_OUT = "…"


def text_of(inline: Token) -> str:
    """The text of one inline token."""
    return "".join(_words(inline.children or (), str))


def page_texts(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The text before the first heading, then below each heading, a line for each block.

    Code is as it is typed; a formula that reads as it stands is kept, any other is "…", since
    nobody searches for TeX and no excerpt should show it. Headings within footnotes do not count.
    """
    sections: list[list[str]] = [[]]
    in_footnote = in_heading = False
    for token in tokens:
        match token.type:
            case "footnote_open" | "footnote_close":
                in_footnote = token.type == "footnote_open"
            case "heading_open" if not in_footnote:
                sections.append([])
                in_heading = True
            case "inline" if in_heading:
                in_heading = False
            case "inline":
                sections[-1].append("".join(_words(token.children or (), readable)))
            case "math_block" | "fence" if token.type == "math_block" or token.info.strip() == "math":
                sections[-1].append(_LEFT_OUT)
            case "fence" | "code_block":
                sections[-1].append(directives.words_of(token))
            case "html_block":
                sections[-1].append(raw_html.text_of(token.content).strip())
    return tuple("\n".join(line for line in lines if line.strip()) for lines in sections)


def readable(formula: str) -> str:
    """A short formula as plain characters: `k \\times k` is "k×k", `C_{in}` is "C_in"; else "…"."""
    plain = formula.replace("\\times", "×").replace("\\cdot", "·").replace(" ", "")
    plain = plain.replace("{", "").replace("}", "")
    return plain if _READABLE.fullmatch(plain) else _LEFT_OUT


def _words(tokens: Iterable[Token], formula: Callable[[str], str]) -> Iterator[str]:
    for token in tokens:
        if token.type in _MATHS:
            yield formula(token.content)
        elif token.type in _VERBATIM:
            yield token.content
        elif token.type in _BREAKS:
            yield " "
        elif token.type == "image":
            yield from _words(token.children or (), formula)
