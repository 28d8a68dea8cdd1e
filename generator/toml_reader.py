"""TOML within reason: Python's own reader knows no bounds on nesting, nor on what a dotted key costs."""

from __future__ import annotations

import tomllib
from typing import Any

TomlError = tomllib.TOMLDecodeError
MOST_CHARACTERS = 1_000_000
_MOST_DEPTH = 100


def read_toml(text: str) -> dict[str, Any]:
    """The document's values; `tomllib.TOMLDecodeError` for what is no TOML, or beyond all reason."""
    if len(text) > MOST_CHARACTERS:
        raise tomllib.TOMLDecodeError(f"more than {MOST_CHARACTERS:,} characters (at end of document)")
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > 10 * _MOST_DEPTH:  # each part of a dotted key costs as much as those before it
            raise tomllib.TOMLDecodeError(f"a key without end (at line {number}, column 1)")
    try:
        values = tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError("nesting without end (at end of document)") from None
    if too_deep(values):
        raise tomllib.TOMLDecodeError("nesting without end (at end of document)")
    return values


def too_deep(value: object, left: int = _MOST_DEPTH) -> bool:
    """Whether mappings and lists lie in one another more than a hundred deep."""
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return left == 0 or any(too_deep(item, left - 1) for item in inner)
