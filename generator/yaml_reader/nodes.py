"""A document's nodes as values: mappings, tuples, texts, and numbers where they print back as written."""

from __future__ import annotations

import yaml

from generator.diagnostics import Checked, Diagnostic, Location
from generator.problems import source as problems
from generator.yaml_reader.compose import compose
from generator.yaml_reader.readings import Mapping, opening
from generator.yaml_reader.typed import typed

_MOST_VALUES = 100_000
_MOST_DEPTH = 100


def mapping_of(text: str, path: str, first_line: int) -> Checked[Mapping]:
    """The document's keys, values and lines; empty when it cannot be read.

    `first_line` is the line of the file at which `text` begins.
    """
    composed = compose(text, path, first_line, _MOST_VALUES)
    node = composed.value
    if node is None:
        return Checked(Mapping(), composed.diagnostics)
    if not isinstance(node, yaml.MappingNode):
        at = Location(path, first_line + node.start_mark.line)
        found = "a list" if isinstance(node, yaml.SequenceNode) else f"`{opening(node.value)}`"
        return Checked(Mapping(), (problems.not_a_mapping(found, at),))
    builder = _Builder(path, first_line)
    try:
        values = builder.mapping(node, 0)
    except _TooLargeError:
        return Checked(Mapping(), (problems.yaml_too_large(_MOST_VALUES, Location(path, first_line)),))
    keys = [key for key, _ in node.value if isinstance(key, yaml.ScalarNode) and key.value in values]
    lines = {key.value: first_line + key.start_mark.line for key in keys}
    return Checked(Mapping(values, lines), (*composed.diagnostics, *builder.diagnostics))


def value_of(text: str, path: str) -> Checked[object]:
    """The document's value, whatever its shape; None when it is empty or cannot be read."""
    composed = compose(text, path, 1, _MOST_VALUES)
    if composed.value is None:
        return Checked(None, composed.diagnostics)
    builder = _Builder(path, 1)
    try:
        value = builder.value(composed.value, 0)
    except _TooLargeError:
        return Checked(None, (problems.yaml_too_large(_MOST_VALUES, Location(path, 1)),))
    return Checked(value, (*composed.diagnostics, *builder.diagnostics))


# ---------------------------------------------------------------- nodes to values


class _TooLargeError(Exception):
    """Raised within this module when a document means more values than any note needs."""


class _Builder:
    """Turns composed nodes into values, counting them: an alias may stand for a billion."""

    def __init__(self, path: str, first_line: int) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._path = path
        self._first_line = first_line
        self._left = _MOST_VALUES

    def value(self, node: yaml.Node, depth: int) -> object:
        self._left -= 1
        if self._left < 0 or depth > _MOST_DEPTH:
            raise _TooLargeError
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.value(item, depth + 1) for item in node.value)
        return _scalar(node) if isinstance(node, yaml.ScalarNode) else None

    def mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, object]:
        merged: dict[str, object] = {}
        own: dict[str, object] = {}
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            value = self.value(value_node, depth + 1)
            key = (
                key_node.value
                if isinstance(key_node, yaml.ScalarNode)
                else str(self.value(key_node, depth + 1))
            )
            line = self._first_line + key_node.start_mark.line
            if key == "<<":
                for part in reversed(value if isinstance(value, tuple) else (value,)):
                    merged.update(part if isinstance(part, dict) else {})
                continue
            if key in seen:
                at, first = Location(self._path, line), Location(self._path, seen[key])
                self.diagnostics.append(problems.duplicate_key(key, at, first))
            seen[key] = line
            own[key] = value
        return {**merged, **own}


def _scalar(node: yaml.ScalarNode) -> object:
    text: str = node.value
    return text if node.style not in (None, "") or not node.tag.endswith(":str") else typed(text)
