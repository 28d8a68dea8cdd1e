"""What a plain text of YAML is: a number or a truth value only where that prints back as written."""

from __future__ import annotations

import re

_INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9]\d{0,14})\.\d{1,15}")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}


def typed(text: str) -> object:
    """The value of a plain text."""
    if _INTEGER.fullmatch(text):
        return int(text) if text != "-0" else text
    if _DECIMAL.fullmatch(text) and repr(float(text)) == text:
        return float(text)
    folded = text.lower()
    return _CONSTANTS.get(folded, text)
