"""The text of tokens without its markup, as ids, alternative texts and the search index need it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from markdown_it.token import Token

from generator.markdown import directives, raw_html
from generator.patterns import pattern

_VERBATIM = frozenset({"text", "code_inline", "wiki_link"})
_MATHS = frozenset({"math_inline", "math_display"})
_BREAKS = frozenset({"softbreak", "hardbreak"})
_SPEAKING = frozenset(
    {"heading_open", "heading_close", "footnote_open", "footnote_close", "math_block", "fence", "code_block"}
    | {"html_block"}
)
_READABLE = pattern(r"[A-Za-z0-9_=+×·,.()-]{1,12}")
_LEFT_OUT = "…"


def text_of(inline: Token) -> str:
    """The text of one inline token."""
    return _joined(inline.children or (), str)


def page_texts(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The text before the first heading, then below each heading, a line for each block.

    Code is as it is typed; a formula that reads as it stands is kept, any other is "…", since
    nobody searches for TeX and no excerpt should show it. Headings within footnotes do not count.
    """
    sections: list[list[str]] = [[]]
    in_footnote = in_heading = False
    for token in tokens:
        if token.type == "inline":
            if not in_heading:
                sections[-1].append(_joined(token.children or (), readable))
            continue
        if token.type not in _SPEAKING:
            continue
        match token.type:
            case "footnote_open" | "footnote_close":
                in_footnote = token.type == "footnote_open"
            case "heading_open" if not in_footnote:
                sections.append([])
                in_heading = True
            case "heading_close":
                in_heading = False
            case "math_block" | "fence" if token.type == "math_block" or token.info.strip() == "math":
                sections[-1].append(_LEFT_OUT)
            case "fence" | "code_block":
                sections[-1].append(directives.words_of(token))
            case "html_block":
                sections[-1].append(raw_html.text_of(token.content).strip())
    return tuple("\n".join(line for line in lines if line.strip()) for lines in sections)


@lru_cache(maxsize=2048)
def readable(formula: str) -> str:
    """A short formula as plain characters: `k \\times k` is "k×k", `C_{in}` is "C_in"; else "…"."""
    plain = formula.replace("\\times", "×").replace("\\cdot", "·").replace(" ", "")
    plain = plain.replace("{", "").replace("}", "")
    return plain if _READABLE.fullmatch(plain) else _LEFT_OUT


def _joined(tokens: Iterable[Token], formula: Callable[[str], str]) -> str:
    parts: list[str] = []
    for token in tokens:
        if token.type in _VERBATIM:
            parts.append(token.content)
        elif token.type in _MATHS:
            parts.append(formula(token.content))
        elif token.type in _BREAKS:
            parts.append(" ")
        elif token.type == "image":
            parts.append(_joined(token.children or (), formula))
    return "".join(parts)
