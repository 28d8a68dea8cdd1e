"""Conditional and partial requests: entity tags and byte ranges (RFC 9110, sections 13 and 14)."""

from __future__ import annotations

import re

from generator.records import dataclass

_RANGE = re.compile(r"\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.ASCII | re.IGNORECASE)
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes `start` ≤ n < `end` of a file."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unsatisfiable:
    """A range that lies behind the end of the file."""


def requested_span(header: str, size: int) -> Span | Unsatisfiable | None:
    """What a `Range` header asks of a file of `size` bytes.

    None where the header is to be ignored: another unit, a slip, or several ranges at once (a
    server may answer those with the whole file).
    """
    found = _RANGE.fullmatch(header)
    if found is None or max(len(found[1]), len(found[2])) > _MOST_DIGITS:
        return None
    first, last = found[1], found[2]
    if not first:
        return _suffix(int(last), size) if last else None
    start, end = int(first), int(last) + 1 if last else size
    if end <= start and last:
        return None
    return Span(start, min(end, size)) if start < size else Unsatisfiable()


def names_tag(header: str, tag: str) -> bool:
    """Whether an `If-None-Match` header names `tag` (weak comparison) or any at all."""
    named = [part.strip().removeprefix("W/") for part in header.split(",")]
    return "*" in named or tag in named


def _suffix(length: int, size: int) -> Span | Unsatisfiable:
    return Span(max(0, size - length), size) if length and size else Unsatisfiable()
