"""Definition lists: a paragraph of terms, and below it `: ` lines that explain them.

As kramdown reads them: each line of the paragraph is a term, a definition holds blocks, and one
that is parted from its term by a blank line is a paragraph.
"""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

from generator.patterns import pattern

_MARKER = pattern(r":(?:[ \t]+|$)")
_ANY_MARKER = pattern(r"\n[ \t>]{0,8}(?:[*+-][ \t]+)?:(?:[ \t]|$)", re.MULTILINE)
"""Begins with the break before its line, for which a text is searched many times as fast as for any line."""
# A definition whose first line holds no text (an attribute list is none) is indented by four.
_BARE = pattern(r"(?:\{:[^}\n]*\})?[ \t]*$", re.MULTILINE)
_MAX_INDENT = 3
_INDENT = 4


def definition_list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A definition list, from its first term to the last line of its last definition."""
    if silent:
        return _continues_list(state, start)
    if state.is_code_block(start) or not page_has_markers(state):
        return False
    first = _first_marker(state, start, end)
    if first is None or _marker_width(state, start):
        return False
    opening = state.push("dl_open", "dl", 1)
    term: int | None = start
    line = start
    while term is not None:
        marker = _first_marker(state, term, end)
        if marker is None:
            break
        _terms(state, term, marker)
        line = _definitions(state, marker, end)
        term = _next_term(state, line, end)
    state.push("dl_close", "dl", -1)
    opening.map = [start, line]
    state.line = line
    return True


def _continues_list(state: StateBlock, line: int) -> bool:
    """Whether the line starts the next definition of the list whose definition is being read."""
    if not state.ddIndent >= 0 or state.sCount[line] > state.ddIndent + _MAX_INDENT:
        return False
    position = state.bMarks[line] + state.tShift[line]
    return _MARKER.match(state.src, position, state.eMarks[line]) is not None


def page_has_markers(state: StateBlock) -> bool:
    """Whether any line of the page looks like a definition."""
    known = state.env.get("definition_markers")
    if known is None:
        known = state.env["definition_markers"] = _ANY_MARKER.search(f"\n{state.src}") is not None
    return bool(known)


def _first_marker(state: StateBlock, start: int, end: int) -> int | None:
    """The line of the first `: ` below a paragraph that starts here; one blank line may part them."""
    terminators = state.md.block.ruler.getRules("paragraph")
    line = start
    while line < end and not state.isEmpty(line):
        if state.sCount[line] < state.blkIndent:
            return None
        if line > start and _marker_width(state, line):
            return line
        if line > start and any(rule(state, line, end, True) for rule in terminators):
            return None
        line += 1
    if line == start:
        return None
    below = line + 1
    return below if below < end and state.isEmpty(line) and _marker_width(state, below) else None


def _marker_width(state: StateBlock, line: int) -> int:
    """How many characters the marker and its spaces take on this line; 0 when there is none."""
    indent = state.sCount[line] - state.blkIndent
    if not 0 <= indent <= _MAX_INDENT or state.isEmpty(line):
        return 0
    found = _MARKER.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])
    return len(found[0]) if found else 0


def _terms(state: StateBlock, start: int, marker: int) -> None:
    for line in range(start, marker):
        if state.isEmpty(line):
            continue
        state.push("dt_open", "dt", 1).map = [line, line + 1]
        inline = state.push("inline", "", 0)
        inline.content = state.getLines(line, line + 1, state.blkIndent, False).strip()
        inline.map = [line, line + 1]
        inline.children = []
        state.push("dt_close", "dt", -1)


def _definitions(state: StateBlock, marker: int, end: int) -> int:
    """Write the definitions that start on the marker's line; the line behind the last of them."""
    line = marker
    while True:
        line = _definition(state, line, end)
        following = line
        while following < end and state.isEmpty(following):
            following += 1
        if following >= end or not _marker_width(state, following):
            return line
        line = following


def _definition(state: StateBlock, line: int, end: int) -> int:
    """Write one definition; the line behind it."""
    loose = state.isEmpty(line - 1)
    opening = state.push("dd_open", "dd", 1)
    first = len(state.tokens)
    text = state.bMarks[line] + state.tShift[line] + _marker_width(state, line)
    kept = state.tShift[line], state.sCount[line], state.blkIndent, state.ddIndent, state.parentType
    tight, state.tight = state.tight, True
    state.ddIndent = state.sCount[line]
    state.sCount[line] += text - state.bMarks[line] - state.tShift[line]
    state.tShift[line] = text - state.bMarks[line]
    bare = _BARE.match(state.src, text, state.eMarks[line]) is not None
    state.blkIndent = state.blkIndent + _INDENT if bare else state.sCount[line]
    if bare:
        state.sCount[line] = state.blkIndent
    state.parentType = "deflist"
    state.md.block.tokenize(state, line, end)
    state.tShift[line], state.sCount[line], state.blkIndent, state.ddIndent, state.parentType = kept
    state.tight = tight
    after = max(state.line, line + 1)
    state.push("dd_close", "dd", -1)
    opening.map = [line, after]
    if not loose:
        _hide_first_paragraph(state, first)
    while after > line + 1 and state.isEmpty(after - 1):
        after -= 1
    state.line = after
    return after


def _hide_first_paragraph(state: StateBlock, first: int) -> None:
    if first < len(state.tokens) and state.tokens[first].type == "paragraph_open":
        state.tokens[first].hidden = state.tokens[first + 2].hidden = True


def _next_term(state: StateBlock, line: int, end: int) -> int | None:
    """The line of a further term behind the last definition; one blank line may part them."""
    following = line
    while following < end and state.isEmpty(following):
        following += 1
    if following >= end or state.sCount[following] < state.blkIndent or state.is_code_block(following):
        return None
    if any(rule(state, following, end, True) for rule in state.md.block.ruler.getRules("paragraph")):
        return None
    return following if _first_marker(state, following, end) is not None else None
