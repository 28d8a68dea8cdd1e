"""What a note's author wrote by hand: its text without code, maths, requests to the engine and references."""

from __future__ import annotations

import re
from pathlib import Path

CONTENT = Path(__file__).parents[2] / "content"
POSTS = tuple(sorted((CONTENT / "_posts").glob("*.md")))
ARTICLE = CONTENT / "_posts" / "net_models.md"

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_FENCE = re.compile(r"^(?P<mark>`{3,})[^\n]*\n.*?^(?P=mark)[ \t]*$", re.DOTALL | re.MULTILINE)
_CAPTION = re.compile(r"^:caption: (.*)$", re.MULTILINE)
_REFERENCES = re.compile(r"^## (?:参考文献|References)$.*", re.DOTALL | re.MULTILINE)
_LIQUID = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{:.*?\}")
_ROLE = re.compile(r"\{(?:cost|shape|rf)\}`[^`]+`")
_CODE = re.compile(r"`[^`\n]+`")
_NUMBER_AS_MATHS = re.compile(r"\$\s*([\d.,]+)\s*\$")
_MATHS = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$|\\begin\{(\w+)\}.*?\\end\{\1\}", re.DOTALL)
_TARGET = re.compile(r"\]\([^)\s]*\)|^\[\w+\]:.*$|<[^>]+>|!\[[^\]]*\]", re.MULTILINE)
_RULE = re.compile(r"^\|[-:| ]+\|$", re.MULTILINE)


def by_hand(text: str) -> str:
    """The prose of a post and the captions of its fences, maths left out unless it is a bare number."""
    text = _FENCE.sub(lambda fence: "\n".join(_CAPTION.findall(fence[0])), text)
    for pattern in (_FRONT_MATTER, _REFERENCES, _ROLE, _LIQUID, _CODE):
        text = pattern.sub("", text)
    text = _NUMBER_AS_MATHS.sub(r" \1 ", text)
    for pattern in (_MATHS, _TARGET, _RULE):
        text = pattern.sub("", text)
    return text


def code_blocks(path: Path, language: str) -> list[str]:
    """The code of a language that a post shows."""
    text = path.read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
