"""Jumps within the page: `[x](#id)`, and `[x](###Heading)` as authors write from memory.

Owns which heading a jump means. A jump that hits nothing is left where it points and reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from markdown_it.rules_inline import StateInline

from generator.diagnostics import Diagnostic, Location
from generator.markdown.headings import slug
from generator.model import Heading
from generator.patterns import pattern
from generator.problems import markdown as problems

# How much of a heading's text a jump must share to be worth naming (difflib's ratio).
_NEAR = 0.4
# Headings that are compared with the jumps of a page, to name the nearest of each.
_MOST_COMPARED = 100_000
# A jump whose text holds spaces, which CommonMark takes for no link.
_LOOSE_JUMP = pattern(r"\[([^\[\]\n]+)\]\((#[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)")


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


class Targets:
    """What the jumps of a page can lead to."""

    def __init__(self, headings: Sequence[Heading], anchors: frozenset[str]) -> None:
        """Headings are gathered by their texts at the first jump that names one so."""
        self._headings, self._anchors = headings, anchors
        self._by_text: dict[str, str] = {}
        self._left = _MOST_COMPARED

    def settle(self, href: str, at: Location) -> tuple[str, Diagnostic | None]:
        """The href of a jump with its target's id, and what there is to say about it."""
        hashes = len(href) - len(href.lstrip("#"))
        wanted = unquote(href[hashes:]).strip()
        if hashes == 1 and (not wanted or wanted == "top" or wanted in self._anchors):
            return href, None
        found = self._target(wanted)
        if found is not None:
            return f"#{found}", problems.repaired_jump(href, found, at)
        near = self._nearest(wanted)
        return f"#{wanted}", problems.unknown_jump(wanted, near, self._headings, at)

    def _target(self, wanted: str) -> str | None:
        if wanted in self._anchors:
            return wanted
        if not self._by_text:
            self._by_text = {_folded(heading.text): heading.anchor for heading in reversed(self._headings)}
        as_text = self._by_text.get(_folded(wanted))
        if as_text is not None:
            return as_text
        as_id = slug(wanted)
        return as_id if as_id in self._anchors else None

    def _nearest(self, wanted: str) -> Heading | None:
        """A heading to name in the help, as long as not too many were looked at."""
        self._left -= len(self._headings)
        return nearest(wanted, self._headings) if self._left >= 0 else None


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def nearest(wanted: str, headings: Iterable[Heading]) -> Heading | None:
    """The heading whose text is closest to what the jump says, if any is close."""
    by_text = {heading.text.casefold(): heading for heading in reversed(list(headings))}
    from difflib import get_close_matches

    close = get_close_matches(wanted.casefold(), list(by_text), n=1, cutoff=_NEAR)
    return by_text[close[0]] if close else None
