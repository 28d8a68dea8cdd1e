"""Code within a line: what stands between two single backticks; any other is left to the library."""

from __future__ import annotations

from markdown_it.rules_inline import StateInline, backtick


def code_span(state: StateInline, silent: bool) -> bool:
    """The code between backticks, or the backticks as text where none close it."""
    start = state.pos + 1
    if state.src[state.pos] != "`":
        return False
    close = state.src.find("`", start, state.posMax)
    if close <= start or state.src.startswith("`", close + 1):
        return backtick(state, silent)
    if not silent:
        token = state.push("code_inline", "code", 0)
        token.content, token.markup = trimmed(state.src[start:close].replace("\n", " ")), "`"
    state.pos = close + 1
    return True


def trimmed(code: str) -> str:
    """The code without one space at either end, which parts it from a backtick of its own."""
    return code[1:-1] if code[0] == code[-1] == " " and code.strip(" ") else code
