"""TOML within reason: Python's own reader knows no bounds on nesting, nor on what a dotted key costs."""

from __future__ import annotations

import re
import sys
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
    except TomlError:
        raise
    except ValueError:  # Python reads no number of so many digits
        raise tomllib.TOMLDecodeError(f"a number without end (at {_number_without_end(text)})") from None
    except RecursionError:
        raise tomllib.TOMLDecodeError("nesting without end (at end of document)") from None
    if too_deep(values):
        raise tomllib.TOMLDecodeError("nesting without end (at end of document)")
    return values


def _number_without_end(text: str) -> str:
    most = sys.get_int_max_str_digits()
    found = re.search(rf"[0-9_]{{{most + 1},}}", text)
    return f"line {text.count(chr(10), 0, found.start()) + 1}, column 1" if found else "end of document"


def too_deep(value: object, left: int = _MOST_DEPTH) -> bool:
    """Whether mappings and lists lie in one another more than a hundred deep."""
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return left == 0 or any(too_deep(item, left - 1) for item in inner)
