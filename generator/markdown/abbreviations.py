"""Abbreviations: `*[CSS]: Cascading Style Sheets` anywhere, and every CSS on the page explains itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from generator.markdown.reading import Reading, reading_of

_DEFINITION = re.compile(r"\*\[([^\]\n]+)\]:(.*)$")


def abbreviation_definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line that defines an abbreviation."""
    del end
    if state.is_code_block(start):
        return False
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("*[", position):
        return False
    found = _DEFINITION.match(state.src[position : state.eMarks[start]])
    if not found:
        return False
    if not silent:
        token = state.push("abbreviation", "abbr", 0)
        token.map = [start, start + 1]
        if title := found[2].strip():
            token.attrs["title"] = title
        reading_of(state).abbreviations[found[1]] = token
        state.line = start + 1
    return True


def mark(tokens: Sequence[Token], reading: Reading) -> list[Token]:
    """The tokens without the definitions, and with every defined abbreviation in the text marked."""
    kept = [token for token in tokens if token.type != "abbreviation"]
    known = {" ".join(name.split()): token for name, token in reading.abbreviations.items()}
    if not known:
        return kept
    names = sorted(known, key=lambda name: (-len(name), name))
    alternatives = "|".join(r"\s+".join(map(re.escape, name.split())) for name in names)
    pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")
    for token in kept:
        if token.type == "inline":
            token.children = [
                part
                for child in token.children or []
                for part in (_split(child, pattern, known) if child.type == "text" else (child,))
            ]
    return kept


def _split(token: Token, pattern: re.Pattern[str], known: dict[str, Token]) -> list[Token]:
    parts: list[Token] = []
    position = 0
    for found in pattern.finditer(token.content):
        definition = known[" ".join(found[0].split())]
        if found.start() > position:
            parts.append(token.copy(content=token.content[position : found.start()]))
        parts.append(Token("abbr_open", "abbr", 1, attrs=dict(definition.attrs)))
        parts.append(token.copy(content=found[0]))
        parts.append(Token("abbr_close", "abbr", -1))
        position = found.end()
    if not parts:
        return [token]
    if position < len(token.content):
        parts.append(token.copy(content=token.content[position:]))
    return parts
