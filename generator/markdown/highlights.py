"""Marked text, `==so==`, as note takers write it."""

from __future__ import annotations

from markdown_it.rules_inline import StateInline

from generator.patterns import pattern

# Comparisons stand between words, spaced or not: neither opens a mark.
_MARKED = pattern(r"==(?=[^\s=])((?:(?!==)[^\n])+?)(?<=[^\s=])==(?![=A-Za-z0-9(\[])")
_BEFORE = pattern(r"[=A-Za-z0-9)\]]")


def highlight(state: StateInline, silent: bool) -> bool:
    """A stretch of marked text."""
    if not state.src.startswith("==", state.pos) or (state.pos and _BEFORE.match(state.src[state.pos - 1])):
        return False
    found = _MARKED.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        end = state.posMax
        state.pos, state.posMax = found.start(1), found.end(1)
        state.push("mark_open", "mark", 1)
        state.md.inline.tokenize(state)
        state.push("mark_close", "mark", -1)
        state.posMax = end
    state.pos = found.end()
    return True
