"""The one door to Pygments: code in, spans with Pygments' short classes out.

The colours are in `assets/css/code.css`; this module knows only the classes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from html import escape

from pygments import highlight as run_pygments
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

Highlighter = Callable[[str, str], str]
"""(language, code) → the inner HTML of `<code>`."""


def highlight(language: str, code: str) -> str:
    """The inner HTML of a code element; an unknown or absent language is left plain."""
    lexer = _lexer(language.casefold()) if language else None
    if lexer is None:
        return escape(code, quote=False)
    return str(run_pygments(code, lexer, _formatter()))


@cache
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None


@cache
def _formatter() -> HtmlFormatter[str]:
    return HtmlFormatter(nowrap=True)
