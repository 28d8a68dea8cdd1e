"""Links as note takers write them: `[[title]]`, `[[title#heading]]`, `[[title|words]]`, `![[picture.png]]`.

Owns their spelling. Which page a title means is for the whole site to say; where none does, the
text stays as it is typed.
"""

from __future__ import annotations

import re

from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from generator.markdown.reading import line_within
from generator.patterns import pattern

_LINK = pattern(r"(?<![\[!\\])\[\[(?P<target>[^\[\]|\n]+)(?:\|(?P<label>[^\[\]\n]+))?\]\](?![(\[:\]])")
_EMBED = pattern(
    r"!\[\[(?P<path>[^\[\]|\n]+\.(?:png|jpe?g|gif|svg|webp|avif|bmp))(?:\|(?P<label>[^\[\]\n]*))?\]\]", re.I
)
# `[[ -f x ]]` is a shell's, `[[:alpha:]]` a pattern's, `[[1]]` a reference's.
_TITLE = pattern(r"(?=.*[^\W\d_])[^\s:\-=!$]")
_SIZE = pattern(r"\d+(?:x\d+)?$")


def wiki_link(state: StateInline, silent: bool) -> bool:
    """A link to a page by its title."""
    found = _LINK.match(state.src, state.pos, state.posMax)
    if not found or not _TITLE.match(found["target"]) or _is_reference(state, found["target"]):
        return False
    if not silent:
        target = found["target"].strip()
        token = state.push("wiki_link", "a", 0)
        token.content = (found["label"] or _label(target)).strip()
        token.info = found[0]
        token.meta["target"] = target
        token.meta["line"] = line_within(state, state.pos)
    state.pos = found.end()
    return True


def wiki_picture(state: StateInline, silent: bool) -> bool:
    """A picture by its path; a number behind the bar is its width."""
    found = _EMBED.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        label = (found["label"] or "").strip()
        token = state.push("image", "img", 0)
        token.attrs = {"src": found["path"].strip(), "alt": ""}
        token.meta["line"] = line_within(state, state.pos)
        if size := _SIZE.fullmatch(label):
            token.attrs["width"] = size[0].partition("x")[0]
        elif label:
            token.children = [Token("text", "", 0, content=label)]
    state.pos = found.end()
    return True


def _label(target: str) -> str:
    page, _, heading = target.partition("#")
    return f"{page} > {heading}" if page and heading else page or heading


def _is_reference(state: StateInline, text: str) -> bool:
    """Whether `[text]` is a reference that the page defines, so that the outer brackets are text."""
    return normalizeReference(text) in state.env.get("references", {})
