"""What it takes to remember: canonical digests of values, and what a memory must offer to a phase.

Knows nothing of what is remembered; `build.memory` is the memory of one process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Recall(Protocol):
    """Gives the value of a function of its arguments, from memory where they are what they were."""

    def __call__(self, phase: str, name: str, compute: Callable[..., T], /, *arguments: object) -> T:
        """`compute(*arguments)`; `phase` and `name` say which earlier value it may be."""


def call(phase: str, name: str, compute: Callable[..., T], /, *arguments: object) -> T:
    """The `Recall` that remembers nothing."""
    del phase, name
    return compute(*arguments)


def digest(*parts: object) -> str:
    """A digest of values by content: equal values give equal digests in any process."""
    hasher = hashlib.blake2b(digest_size=20)
    for part in parts:
        _feed(hasher.update, part)
    return hasher.hexdigest()


def _feed(update: Callable[[bytes], object], value: Any) -> None:
    """Writes a self-delimiting encoding: type letter, length, content."""
    match value:
        case None | bool():
            update(b"c" + str(value).encode() + b";")
        case Enum():
            _feed(update, (type(value).__name__, value.value))
        case str():
            _text(update, b"s", value.encode("utf-8", "surrogatepass"))
        case bytes():
            _text(update, b"b", value)
        case int() | float():
            _text(update, b"n", repr(value).encode())
        case date():
            _text(update, b"d", value.isoformat().encode())
        case Mapping():
            _sequence(update, b"m", [pair for key in sorted(value, key=str) for pair in (key, value[key])])
        case set() | frozenset():
            _sequence(update, b"f", sorted(value, key=str))
        case tuple() | list():
            _sequence(update, b"t", value)
        case _ if is_dataclass(value):
            _sequence(update, b"o", [type(value).__name__, *(getattr(value, f.name) for f in fields(value))])
        case _:
            raise TypeError(f"no canonical digest for {type(value).__name__}")


def _text(update: Callable[[bytes], object], kind: bytes, content: bytes) -> None:
    update(kind + str(len(content)).encode() + b":" + content)


def _sequence(update: Callable[[bytes], object], kind: bytes, items: Any) -> None:
    update(kind + str(len(items)).encode() + b":")
    for item in items:
        _feed(update, item)
