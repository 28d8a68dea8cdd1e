"""A text of one line that holds nothing but words, formulas and code, as most do: read in one pass.

What a formula is stays with `maths`; a text with any other mark is left to the rules, which read these
three as this does.
"""

from __future__ import annotations

import re

from markdown_it.token import Token

from generator.markdown.code_spans import trimmed
from generator.markdown.maths import is_formula
from generator.markdown.tokens import make


def pieces(stops: str) -> re.Pattern[str]:
    """The pieces of such a text, a group for each kind, where rules begin at `stops`."""
    return re.compile(rf"([^{re.escape(stops)}]+)|\$([^$`\n]+)\$|`([^`\n]+)`(?!`)")


def plain_line(content: str, pieces: re.Pattern[str], dollar_maths: bool) -> list[Token] | None:
    """The tokens of a text, None where it holds anything else."""
    tokens: list[Token] = []
    end = 0
    for words, tex, code in pieces.findall(content):
        if words:
            end += len(words)
            tokens.append(make("text", "", 0, 0, words))
            continue
        end += len(tex or code) + 2
        if code:
            token = make("code_inline", "code", 0, 0, trimmed(code))
            token.markup = "`"
        elif dollar_maths and tex[-1] != "\\" and is_formula(tex, content[end : end + 1]):
            token = make("math_inline", "", 0, 0, tex.strip())
            token.meta["line"] = 0
        else:
            return None
        tokens.append(token)
    return tokens if end == len(content) else None
