"""A document's keys and values: read line by line where it is as plain as most, else as YAML's nodes.

PyYAML is imported for the latter alone.
"""

from __future__ import annotations

from generator.diagnostics import Checked
from generator.yaml_reader.readings import Mapping
from generator.yaml_reader.simple import read_simple
from generator.yaml_reader.typed import typed

_MOST_SIMPLE = 10_000


def read_mapping(text: str, path: str, first_line: int = 1) -> Checked[Mapping]:
    """The document's keys, values and lines; empty when it cannot be read.

    `first_line` is the line of the file at which `text` begins.
    """
    simple = read_simple(text, first_line, typed) if len(text) < _MOST_SIMPLE else None
    if simple is not None:
        return Checked(simple)
    from generator.yaml_reader.nodes import mapping_of

    return mapping_of(text, path, first_line)


def read_value(text: str, path: str) -> Checked[object]:
    """The document's value, whatever its shape; None when it is empty or cannot be read."""
    from generator.yaml_reader.nodes import value_of

    return value_of(text, path)
