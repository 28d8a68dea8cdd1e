"""Run-ins: a quotation of one bare Chinese phrase (`> 计算量分析`) is a small heading in disguise.

Owns how such a quotation is told from a real one; how it looks is for the style sheet.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from generator.markdown.characters import has_cjk
from generator.patterns import pattern

_QUOTED = ("blockquote_open", "paragraph_open", "inline", "paragraph_close", "blockquote_close")
_LONGEST = 24
_SENTENCE = pattern(r"[，。；！？、…,;!?]|[：:.]$")


def mark(tokens: Sequence[Token]) -> None:
    """Give every quotation that is a run-in the class `run-in`."""
    for i, token in enumerate(tokens):
        if token.type == "blockquote_open" and _is_run_in(tokens[i : i + 5]):
            classes = f"{token.attrs.get('class', '')} run-in".split()
            token.attrs["class"] = " ".join(dict.fromkeys(classes))


def _is_run_in(quoted: Sequence[Token]) -> bool:
    if tuple(token.type for token in quoted) != _QUOTED:
        return False
    children = quoted[2].children or []
    text = quoted[2].content
    phrase = has_cjk(text) and len(text) <= _LONGEST and not _SENTENCE.search(text)
    return phrase and all(child.type == "text" for child in children)
