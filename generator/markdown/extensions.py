"""kramdown's `{::name …}` extensions: comment, nomarkdown and options, as blocks and within text."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from generator.markdown import attribute_lists
from generator.markdown.reading import Reading, reading_of
from generator.patterns import pattern

_OPENING = pattern(r"\{::(comment|nomarkdown|options)\b((?:\\\}|[^}/]){0,1000})(/?)\}")


def extension_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """An extension that has its lines to itself."""
    if state.is_code_block(start):
        return False
    position = state.bMarks[start] + state.tShift[start]
    line = state.src[position : state.eMarks[start]].rstrip()
    found = _OPENING.match(line) if line.startswith("{::") else None
    if not found:
        return False
    if found[3]:
        if found.end() != len(line):
            return False
        if not silent:
            _obey(found[1], found[2], reading_of(state))
            state.line = start + 1
        return True
    close = _closing_line(state, found[1], start, end)
    if close is None:
        return False
    if silent:
        return True
    if found[1] == "nomarkdown":
        token = state.push("html_block", "", 0)
        token.map = [start, close + 1]
        token.content = state.getLines(start + 1, close, state.blkIndent, True)
    state.line = close + 1
    return True


def extension_span(state: StateInline, silent: bool) -> bool:
    """An extension within a line of text."""
    if not state.src.startswith("{::", state.pos):
        return False
    found = _OPENING.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    content, end = "", found.end()
    if not found[3]:
        if state.html_terminator_last("{:/") < end:
            return False
        closer = re.compile(rf"\{{:/(?:{found[1]})?\}}").search(state.src, end, state.posMax)
        if not closer:
            return False
        content, end = state.src[end : closer.start()], closer.end()
    if not silent:
        if found[1] == "nomarkdown":
            token = state.push("html_inline", "", 0)
            token.content = content
        elif found[3]:
            _obey(found[1], found[2], reading_of(state))
    state.pos = end
    return True


def _closing_line(state: StateBlock, name: str, start: int, end: int) -> int | None:
    """The line of `{:/name}` (or `{:/}`)."""
    if state.src.find("{:/", state.eMarks[start]) < 0:
        return None
    for line in range(start + 1, end):
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
        if text in (f"{{:/{name}}}", "{:/}"):
            return line
    return None


def _obey(name: str, attributes: str, reading: Reading) -> None:
    """Take over the options that bear on what this package prints; the others have no meaning here."""
    if name != "options":
        return
    for key, value in attribute_lists.parse(attributes).pairs:
        reading.set_option(key, value)
