"""What one process remembers between compiles: each phase's last value for a name, and what it
was computed from.

A value is used again exactly when its arguments are equal by value. Arguments are frozen, so
comparing what did not change costs an identity check.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Memory:
    """The last value of each (phase, name). One per process that compiles more than once."""

    def __init__(self) -> None:
        """An empty memory."""
        self._kept: dict[tuple[str, str], tuple[tuple[Any, ...], Any]] = {}

    def recall(self, phase: str, name: str, compute: Callable[..., T], *arguments: object) -> T:
        """`compute(*arguments)`, or the value it had for equal arguments."""
        kept = self._kept.get((phase, name))
        if kept is not None and kept[0] == arguments:
            value: T = kept[1]
            return value
        value = compute(*arguments)
        self._kept[phase, name] = (arguments, value)
        return value

    def forget(self, phase: str, names: set[str]) -> None:
        """Drops what is remembered of a phase for names that are no more."""
        for key in [key for key in self._kept if key[0] == phase and key[1] not in names]:
            del self._kept[key]
