"""The one door to Pygments: code in, spans with Pygments' short classes out.

The colours are in `assets/css/50-code.css`; this module knows only the classes. Pygments is imported for the
first code that is to be highlighted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_REMEMBERED = 4096
Highlighter = Callable[[str, str], str]
"""(language, code) → the inner HTML of `<code>`."""


@lru_cache(maxsize=_REMEMBERED)
def highlight(language: str, code: str) -> str:
    """The inner HTML of a code element; an unknown or absent language is left plain.

    The latest are remembered: when the preview renders every page anew, their code is what it was.
    """
    lexer = _lexer(language.casefold()) if language else None
    if lexer is None:
        return escape(code, quote=False)
    from generator.render.lexing import tokens_of

    return _spans(tokens_of(lexer, code))


def prepare(language: str) -> None:
    """Loads what highlighting a language takes; it takes longer than a page of code."""
    highlight(language, "\n")


def _spans(tokens: Iterable[tuple[int, Any, str]]) -> str:
    """Tokens as HTML: neighbours of one class share a span, plain text and blanks have none."""
    out: list[str] = []
    current, classes = "", _classes()
    for _, kind, text in tokens:
        name = "" if text.isspace() else classes[kind]
        if name != current:
            if current:
                out.append("</span>")
            if name:
                out.append(f'<span class="{name}">')
            current = name
        if "<" in text or ">" in text or "&" in text:
            text = escape(text, quote=False)
        out.append(text)
    if current:
        out.append("</span>")
    return "".join(out)


class _Classes(dict[Any, str]):
    """The short class of each token type; of one that Pygments has none for, its parent's."""

    def __missing__(self, kind: Any) -> str:
        from pygments.token import STANDARD_TYPES

        known = kind
        while known not in STANDARD_TYPES:
            known = known.parent
        self[kind] = name = str(STANDARD_TYPES[known])
        return name


@cache
def _classes() -> _Classes:
    return _Classes()


@cache
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    from generator.render.lexing import quickened

    try:
        return quickened(get_lexer_by_name(language, stripnl=False))
    except ClassNotFound:
        return None
