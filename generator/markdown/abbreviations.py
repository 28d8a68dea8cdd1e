"""Abbreviations: `*[CSS]: Cascading Style Sheets` anywhere, and every CSS on the page explains itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from generator.markdown.reading import Reading, reading_of
from generator.patterns import pattern

_DEFINITION = pattern(r"\*\[([^\]\n]+)\]:(.*)$")
_PART = pattern(r"(\w+)|\s+|[^\w\s]")
"""Texts that are equal up to a width of space are equal part by part: no name ends within a word."""
_LONGEST = 100
"""Parts of a name at most; what is longer abbreviates nothing."""

Tree = dict[str, Any]
"""Part → what names go on with; at "" the definition of the name that ends here."""


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
    """The tokens without the definitions, and with every defined abbreviation in the text marked: of those
    that begin at one place the longest. However many there are, the text is read once."""
    kept = [token for token in tokens if token.type != "abbreviation"]
    tree = _tree(reading.abbreviations)
    if not tree:
        return kept
    for token in kept:
        if token.type == "inline":
            token.children = [
                part
                for child in token.children or []
                for part in (_split(child, tree) if child.type == "text" else (child,))
            ]
    return kept


def _tree(definitions: Mapping[str, Token]) -> Tree:
    tree: Tree = {}
    for name, definition in definitions.items():
        parts = _parts(name.strip())
        if not 0 < len(parts) <= _LONGEST:
            continue
        node = tree
        for part, _, _ in parts:
            node = node.setdefault(part, {})
        node[""] = definition
    return tree


def _parts(text: str) -> list[tuple[str, bool, int]]:
    """The parts of a text, any space as one, whether each is a word, and where it begins."""
    return [
        (" " if found[0].isspace() else found[0], found[1] is not None, found.start())
        for found in _PART.finditer(text)
    ]


def _split(token: Token, tree: Tree) -> list[Token]:
    text, out = token.content, list[Token]()
    parts = [*_parts(text), ("\n", False, len(text))]  # the end, which no name has
    position = at = 0
    while at < len(parts) - 1:
        definition, end = _longest(parts, at, tree)
        if definition is None:
            at += 1
            continue
        start, stop = parts[at][2], parts[end][2]
        if start > position:
            out.append(token.copy(content=text[position:start]))
        out.append(Token("abbr_open", "abbr", 1, attrs=dict(definition.attrs)))
        out.append(token.copy(content=text[start:stop]))
        out.append(Token("abbr_close", "abbr", -1))
        position, at = stop, end
    if not out:
        return [token]
    if position < len(text):
        out.append(token.copy(content=text[position:]))
    return out


def _longest(parts: list[tuple[str, bool, int]], at: int, tree: Tree) -> tuple[Token | None, int]:
    """The definition of the longest name that begins at a part, and the part behind it."""
    found, end = None, at
    if at and parts[at - 1][1] and not parts[at][1]:  # behind a word none begins
        return found, end
    node = tree
    while (part := parts[at][0]) in node:
        node = node[part]
        at += 1
        if "" in node and (parts[at - 1][1] or not parts[at][1]):  # nor ends before one
            found, end = node[""], at
    return found, end
