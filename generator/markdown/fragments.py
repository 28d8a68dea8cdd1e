"""Jumps within the page: `[x](#id)`, and `[x](###Heading)` as authors write from memory.

Owns which heading a jump means. A jump that hits nothing is left where it points and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from markdown_it.rules_inline import StateInline

from generator.diagnostics import Diagnostic, Location
from generator.markdown.headings import slug
from generator.model import Heading
from generator.problems import markdown as problems

# How much of a heading's text a jump must share to be worth naming (difflib's ratio).
_NEAR = 0.4
# A jump whose text holds spaces, which CommonMark takes for no link.
_LOOSE_JUMP = re.compile(r"\[([^\[\]\n]+)\]\((#[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)")


def loose_jump(state: StateInline, silent: bool) -> bool:
    """A jump to a heading by its text, spaces and all: `[x](###Deep Face)`."""
    found = _LOOSE_JUMP.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        end = state.posMax
        state.pos, state.posMax = found.start(1), found.end(1)
        state.push("link_open", "a", 1).attrs = {"href": found[2].strip()}
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.push("link_close", "a", -1)
        state.posMax = end
    state.pos = found.end()
    return True


def settle(
    href: str, at: Location, headings: Sequence[Heading], anchors: frozenset[str]
) -> tuple[str, Diagnostic | None]:
    """The href of a jump with its target's id, and what there is to say about it."""
    hashes = len(href) - len(href.lstrip("#"))
    wanted = unquote(href[hashes:]).strip()
    if hashes == 1 and (not wanted or wanted == "top" or wanted in anchors):
        return href, None
    found = _target(wanted, headings, anchors)
    if found is not None:
        return f"#{found}", problems.repaired_jump(href, found, at)
    return f"#{wanted}", problems.unknown_jump(wanted, nearest(wanted, headings), at)


def nearest(wanted: str, headings: Iterable[Heading]) -> Heading | None:
    """The heading whose text is closest to what the jump says, if any is close."""
    by_text = {heading.text.casefold(): heading for heading in reversed(list(headings))}
    from difflib import get_close_matches

    close = get_close_matches(wanted.casefold(), list(by_text), n=1, cutoff=_NEAR)
    return by_text[close[0]] if close else None


def _target(wanted: str, headings: Sequence[Heading], anchors: frozenset[str]) -> str | None:
    if wanted in anchors:
        return wanted
    folded = "".join(wanted.casefold().split())
    for heading in headings:
        if "".join(heading.text.casefold().split()) == folded:
            return heading.anchor
    as_id = slug(wanted)
    return as_id if as_id in anchors else None
