"""Lines of `key: value` alone, as most front matter is: read by one pattern, without building a document.

Takes only what YAML reads as it stands: plain and quoted text on one line without escapes, and lists of
such on one line. Whoever gets None asks the library.
"""

from __future__ import annotations

from collections.abc import Callable

from generator.patterns import pattern
from generator.yaml_reader.readings import Mapping

_ODD = pattern(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
"""What YAML forbids, or takes for the end of a line where our lines go on."""
_QUOTED = r"\"[^\"\\\n]*\"|'[^'\n]*'"
_ITEM = rf"(?:\w[\w .+-]*|{_QUOTED})"
_LINE = pattern(
    rf"([A-Za-z_][A-Za-z0-9_-]{{0,60}}):(?: +(?:([\w/](?>(?:[^:#\n]|:(?=\S))*))|({_QUOTED})|"
    rf"\[({_ITEM}(?:, *{_ITEM})*)\]))? *\n"
)
_ITEMS = pattern(_ITEM)


def read_simple(text: str, first_line: int, typed: Callable[[str], object]) -> Mapping | None:
    """The mapping that the lines spell, None where any of them spells more.

    `typed` gives the value of a plain text.
    """
    if _ODD.search(text):
        return None
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    at = 0
    for line, _ in enumerate(text.split("\n")[:-1], first_line):
        found = _LINE.match(text, at)
        if not found or found[1] in values:
            return None
        key, plain, quoted, items = found.groups()
        if items:
            values[key] = tuple(_value(item, typed) for item in _ITEMS.findall(items))
        else:
            values[key] = quoted[1:-1] if quoted else typed((plain or "").rstrip(" "))
        lines[key] = line
        at = found.end()
    return Mapping(values, lines) if at == len(text) else None


def _value(item: str, typed: Callable[[str], object]) -> object:
    return item[1:-1] if item[0] in "\"'" else typed(item.rstrip(" "))
