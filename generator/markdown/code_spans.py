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
        code = state.src[start:close].replace("\n", " ")
        if code[0] == code[-1] == " " and not code.isspace():
            code = code[1:-1]
        token = state.push("code_inline", "code", 0)
        token.content, token.markup = code, "`"
    state.pos = close + 1
    return True
