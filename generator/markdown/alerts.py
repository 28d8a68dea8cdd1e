"""Alerts: a quotation whose first line is `[!NOTE]`, GitHub's five kinds and Obsidian's common ones.

`[!tip]- Title` folds, closed; `[!tip]+ Title` folds, open. A kind that is not known leaves an
ordinary quotation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from generator.patterns import pattern

_MARK = pattern(r"\[!([A-Za-z]+)\]([+-]?)(?:[ \t]+|$)")
_BREAKS = frozenset({"softbreak", "hardbreak"})
# kind → its title in Chinese and in English
_TITLES = {
    "note": ("注", "Note"),
    "tip": ("提示", "Tip"),
    "important": ("重要", "Important"),
    "warning": ("警告", "Warning"),
    "caution": ("当心", "Caution"),
    "abstract": ("摘要", "Abstract"),
    "info": ("说明", "Info"),
    "todo": ("待办", "To do"),
    "success": ("成功", "Success"),
    "question": ("问题", "Question"),
    "failure": ("失败", "Failure"),
    "danger": ("危险", "Danger"),
    "bug": ("缺陷", "Bug"),
    "example": ("例", "Example"),
    "quote": ("引文", "Quote"),
}
_ALIASES = {
    "summary": "abstract", "tldr": "abstract", "hint": "tip", "check": "success", "done": "success",
    "help": "question", "faq": "question", "attention": "warning", "fail": "failure", "missing": "failure",
    "error": "danger", "cite": "quote",
}  # fmt: skip


def mark(tokens: Sequence[Token], lang: str) -> list[Token]:
    """The tokens with every quotation that is an alert dressed as one."""
    kept: list[Token] = []
    dressed: list[bool] = []
    closing: list[str] = []
    skip = 0
    for i, token in enumerate(tokens):
        if skip:
            skip -= 1
            continue
        kept.append(token)
        if token.type == "blockquote_open":
            found = _opening(tokens, i)
            dressed.append(found is not None)
            if found is not None:
                closing.append("details" if found[2] else "div")
                skip = _dress(kept, tokens[i + 2], found, lang)
        elif token.type == "blockquote_close" and dressed.pop():
            token.tag = closing.pop()
    return kept


def _opening(tokens: Sequence[Token], i: int) -> re.Match[str] | None:
    """The mark on the first line of the quotation that opens at `i`."""
    if i + 2 >= len(tokens) or tokens[i + 1].type != "paragraph_open":
        return None
    children = tokens[i + 2].children or []
    found = _MARK.match(children[0].content) if children and children[0].type == "text" else None
    return found if found and _kind(found) in _TITLES else None


def _dress(kept: list[Token], inline: Token, found: re.Match[str], lang: str) -> int:
    """Turn the quotation that ends `kept` into an alert; how many of the tokens behind it are done."""
    opening, kind, fold = kept[-1], _kind(found), found[2]
    opening.tag = "details" if fold else "div"
    opening.attrs["class"] = " ".join(
        filter(None, (str(opening.attrs.get("class", "")), "alert", f"alert-{kind}"))
    )
    if fold == "+":
        opening.attrs["open"] = ""
    children = list(inline.children or ())
    children[0] = children[0].copy(content=children[0].content[found.end() :])
    cut = next((n for n, child in enumerate(children) if child.type in _BREAKS), len(children))
    title, rest = children[:cut], children[cut + 1 :]
    if not any(child.content or child.nesting for child in title):
        title = [Token("text", "", 0, content=_TITLES[kind][0 if lang.startswith("zh") else 1])]
    tag = "summary" if fold else "p"
    kept.append(Token("alert_title_open", tag, 1, attrs={"class": "alert-title"}, map=inline.map))
    kept.append(inline.copy(children=title))
    kept.append(Token("alert_title_close", tag, -1))
    inline.children = rest
    if inline.map:
        inline.map = [min(inline.map[0] + 1, inline.map[1]), inline.map[1]]
    # An empty paragraph goes whole: its opening, text and closing.
    return 0 if rest else 3


def _kind(found: re.Match[str]) -> str:
    name = found[1].lower()
    return _ALIASES.get(name, name)
