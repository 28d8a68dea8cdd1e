"""A text that holds words, formulas, code, bold or stressed words and links alone, on one line or more: read
in one pass.

Most texts are such. What a formula is stays with `maths`, where emphasis may stand with `emphasis`; a
text with any other mark is left to the rules, which read these as this does.
"""

from __future__ import annotations

import re

from markdown_it.token import Token

from generator.markdown.code_spans import trimmed
from generator.markdown.emphasis import flanking
from generator.markdown.maths import is_formula
from generator.markdown.tokens import make

_LONE = r"!(?!\[)|(?<!=)=(?!=)|(?<!~)~(?!~)|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9])|(?<=\s)\*(?=\s)|<(?=\s)|&(?=\s)"
"""A mark that begins or ends nothing where it stands."""


def pieces(stops: str) -> re.Pattern[str]:
    """The pieces of such a text, a group or two for each kind, where rules begin at `stops`.

    The last group takes the rest of a text that holds anything else, so that no more of it is read.
    """
    words = rf"[^{re.escape(stops)}]+"
    address = r"(?:https?://)?[\w./?=#%~+@,;-]+"
    return re.compile(
        rf"({words})|\$([^$`\n]+)\$|`([^`\n]+)`(?!`)|({_LONE})"
        rf"|\*\*({words})\*\*(?!\*)|([*_])({words})\6(?!\6)|(\n[ \t]*)"
        rf"|\[(?!\^)({words})\]\(({address})\)|([\s\S])[\s\S]*"
    )


def plain_tokens(content: str, pieces: re.Pattern[str], dollar_maths: bool) -> list[Token] | None:
    """The tokens of a text, None where it holds anything else."""
    tokens: list[Token] = []
    end = line = 0
    for words, tex, code, lone, bold, mark, stressed, line_end, label, address, _ in pieces.findall(content):
        start = end
        if words or lone:
            end += len(words or lone)
            _add_words(tokens, words or lone)
        elif tex:
            end += len(tex) + 2
            if not dollar_maths or tex[-1] == "\\" or not is_formula(tex, content[end : end + 1]):
                return None
            tokens.append(make("math_inline", "", 0, 0, tex.strip()))
            tokens[-1].meta["line"] = line
        elif code:
            end += len(code) + 2
            tokens.append(make("code_inline", "code", 0, 0, trimmed(code)))
            tokens[-1].markup = "`"
        elif bold:
            end += len(bold) + 4
            if not _may_stand_out(content, start, end, 2):
                return None
            _add_bold(tokens, bold)
        elif mark:
            end += len(stressed) + 2
            if not _may_stand_out(content, start, end, 1):
                return None
            tokens += _apart("em", mark, stressed)
        elif line_end:
            end += len(line_end)
            line += 1
            _add_break(tokens)
        elif label:
            end += len(label) + len(address) + 4
            _add_link(tokens, label, address, line)
        else:
            return None
    return tokens


def _add_words(tokens: list[Token], words: str) -> None:
    if tokens and tokens[-1].type == "text":
        tokens[-1].content += words
    else:
        tokens.append(make("text", "", 0, 0, words))


def _may_stand_out(content: str, start: int, end: int, marks: int) -> bool:
    """Whether the asterisks or underscores at the ends of the span, so many at each, may open and close."""
    before, after = content[start - 1] if start else " ", content[end : end + 1] or " "
    within_words = content[start] == "*"
    opens, _ = flanking(before, content[start + marks], within_words)
    _, closes = flanking(content[end - marks - 1], after, within_words)
    return opens and closes


def _add_bold(tokens: list[Token], words: str) -> None:
    """Bold words, with text on either side, be it empty, as the library's pairing leaves it."""
    _add_words(tokens, "")
    tokens += (*_apart("strong", "**", words), make("text", "", 0, 0))


def _apart(tag: str, marks: str, words: str) -> tuple[Token, Token, Token]:
    """Words in an element of their own."""
    opening, closing = make(f"{tag}_open", tag, 1, 0), make(f"{tag}_close", tag, -1, 0)
    opening.markup = closing.markup = marks
    return opening, make("text", "", 0, 1, words), closing


def _add_break(tokens: list[Token]) -> None:
    """A line's end, a hard one behind two spaces. Spaces before it go, and a text that has no more than they;
    the empty one behind bold words stays."""
    last = tokens[-1] if tokens and tokens[-1].type == "text" else None
    words = last.content if last else ""
    is_hard = words.endswith("  ")
    if last:
        last.content = words.rstrip(" ") if is_hard else words.removesuffix(" ")
        if not last.content and tokens[-2:-1] and tokens[-2].type != "strong_close":
            tokens.pop()
    tokens.append(make("hardbreak" if is_hard else "softbreak", "br", 0, 0))


def _add_link(tokens: list[Token], label: str, address: str, line: int) -> None:
    opening = make("link_open", "a", 1, 0)
    opening.attrs["href"] = address
    opening.meta["line"] = line
    tokens += (opening, make("text", "", 0, 1, label), make("link_close", "a", -1, 0))
