"""What a phase says about its input: inert records, and the renderers that print them.

Owns `Diagnostic` and `Checked`. Knows nothing of Markdown, sites or figures: the words of each
problem live in `problems`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Severity(StrEnum):
    """How much a problem matters: errors stop publishing, warnings fail `check`."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in the source: `path` from the source root with forward slashes, `line` from 1.

    Line 0 means the file as a whole.
    """

    path: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem: which, how bad, what was found, where, and what to do about it."""

    code: str
    severity: Severity
    message: str
    at: Location
    help: str = ""
    related: tuple[Location, ...] = ()


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


def as_text(diagnostic: Diagnostic, prefix: str = "") -> str:
    """One diagnostic as a terminal shows it; `prefix` is put before paths (the source folder)."""
    lines = [f"{_place(diagnostic.at, prefix)}: {_label(diagnostic)}: {diagnostic.message}"]
    if diagnostic.help:
        lines += [f"  help: {line}" for line in diagnostic.help.splitlines()]
    lines += [f"  see: {_place(at, prefix)}" for at in diagnostic.related]
    return "\n".join(lines)


def as_json(diagnostics: Iterable[Diagnostic], summary: dict[str, object]) -> str:
    """All diagnostics as one JSON document, paths from the source root."""
    rows = [
        {
            "code": d.code,
            "severity": str(d.severity),
            "message": d.message,
            "path": d.at.path,
            "line": d.at.line,
            "help": d.help,
        }
        for d in diagnostics
    ]
    return json.dumps({"diagnostics": rows, "summary": summary}, ensure_ascii=False, indent=2)


def _label(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.severity}[{diagnostic.code}]"


def _place(at: Location, prefix: str) -> str:
    path = f"{prefix.rstrip('/')}/{at.path}" if prefix and prefix != "." else at.path
    return f"{path}:{at.line}" if at.line else path
