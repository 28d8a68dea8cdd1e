"""The inert records: what a phase found, how bad it is, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Generic, TypeVar

from generator.records import dataclass

T = TypeVar("T")


class Severity(StrEnum):
    """How much a problem matters: errors stop publishing, warnings fail `check`."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the source: `path` from the source root with forward slashes, `line` from 1.

    A file outside the source (a template) has its absolute path. Line 0 means the file as a whole.
    """

    path: str
    line: int = 0

    def __lt__(self, other: Location) -> bool:
        """Whether it stands before another, in order of paths."""
        return (self.path, self.line) < (other.path, other.line)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem: which, how bad, what was found, where, and what to do about it."""

    code: str
    severity: Severity
    message: str
    at: Location
    help: str = ""
    related: tuple[Location, ...] = ()
    href: str = ""
    """The address at fault as the author wrote it, where one is."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic about a written site, with the page and the address where a reader meets it.

    `diagnostic.at` is the best place to mend it: a line of the source, else of the written page or
    style sheet; `source` is set in the first case only. `pages` counts the pages that repeat it.
    """

    diagnostic: Diagnostic
    page: str
    href: str = ""
    source: Location | None = None
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """A phase's value together with everything it has to say about its input."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics without repeats, by place, then severity, then code."""
    rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}
    return tuple(
        sorted(
            dict.fromkeys(diagnostics),
            key=lambda d: (d.at.path, d.at.line, rank[d.severity], d.code, d.message),
        )
    )


def count(diagnostics: Iterable[Diagnostic]) -> dict[Severity, int]:
    """How many diagnostics there are of each severity (all three keys present)."""
    found = Counter(d.severity for d in diagnostics)
    return {severity: found[severity] for severity in Severity}
