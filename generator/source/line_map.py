"""Lines of an expanded text against lines of the file: diagnostics must name what the author sees.

An include may put ten lines where one tag stood. The text is not squeezed to hide that; it
carries the true line of each of its lines, and what later phases found is moved back.
"""

from __future__ import annotations

from typing import TypeVar, cast

from generator.diagnostics import Location
from generator.memo import Lazy
from generator.model import Outline
from generator.records import is_dataclass, replace, types_of

T = TypeVar("T")


class Lines:
    """A text in the making, with the true line of each of its lines."""

    def __init__(self, first: int = 1) -> None:
        """An empty text whose first line is line `first` of the file."""
        self._parts: list[str] = []
        self._last: list[str] = []
        self._lines = [first]

    def keep(self, text: str, line: int) -> int:
        """Adds text as it stands in the file from `line` on; the line it ends on."""
        self._add(text)
        for _ in range(text.count("\n")):
            line += 1
            self._lines.append(line)
        return line

    def put(self, text: str, line: int, end: int) -> None:
        """Adds text that stands for the file's lines `line` to `end`; what is over stands at `end`."""
        self._add(text)
        breaks = text.count("\n")
        self._lines += [min(line + i, end) for i in range(1, breaks)]
        self._lines += [end] * bool(breaks)

    @property
    def last_line(self) -> str:
        """What stands on the current line so far."""
        return "".join(self._last)

    def _add(self, text: str) -> None:
        self._parts.append(text)
        if "\n" in text:
            self._last.clear()
        self._last.append(text[text.rfind("\n") + 1 :])

    def text(self) -> str:
        """The whole text."""
        return "".join(self._parts)

    def map(self) -> tuple[int, ...]:
        """The true line of each line, empty where they are the file's own."""
        own = all(line == number for number, line in enumerate(self._lines, 1))
        return () if own else tuple(self._lines)


def with_true_lines(value: T, path: str, lines: tuple[int, ...]) -> T:
    """`value` with every Location of `path` within it moved to its true line.

    Walks frozen dataclasses and tuples; what holds no such Location comes back itself.
    """
    return cast(T, _moved(value, path, lines)) if lines else value


def _moved(value: object, path: str, lines: tuple[int, ...]) -> object:
    if isinstance(value, Location):
        inside = value.path == path and 0 < value.line <= len(lines)
        return replace(value, line=lines[value.line - 1]) if inside else value
    if isinstance(value, Outline):
        return value.at_lines(lines)
    if isinstance(value, tuple):
        moved = tuple(_moved(item, path, lines) for item in value)
        return value if all(a is b for a, b in zip(value, moved, strict=True)) else moved
    if isinstance(value, Lazy):
        inner = _moved(value.value, path, lines)
        return value if inner is value.value else Lazy.of(inner)
    if is_dataclass(value) and not isinstance(value, type):
        now = {name: getattr(value, name) for name in types_of(type(value))}
        new = {name: _moved(item, path, lines) for name, item in now.items()}
        return value if all(new[name] is now[name] for name in now) else replace(value, **new)
    return value
