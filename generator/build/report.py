"""What a build tells: its progress while it runs, and its sum when it is done."""

from __future__ import annotations

from collections.abc import Callable

from generator.diagnostics import Diagnostic, count
from generator.records import dataclass

Tell = Callable[[str, int, int], None]
"""Called with a phase's name, how many of its steps are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Redone:
    """A value that was computed again, and why: the parts of its key that were not what they were."""

    phase: str
    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """Where a build's time went: seconds for each step, and for some pages; and why it was done at all."""

    steps: tuple[tuple[str, float], ...] = ()
    slowest: tuple[tuple[str, float], ...] = ()
    """The ten pages that took the longest to parse (by source) or to render (by URL): seconds of processor
    time, the most first."""
    redone: tuple[Redone, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A finished build in numbers. `seconds` is wall time; `skipped` counts what was left out, by reason."""

    diagnostics: tuple[Diagnostic, ...]
    published: bool
    pages: int
    figures: int
    files: int
    written: int
    removed: int
    seconds: float
    skipped: tuple[tuple[str, int], ...] = ()
    account: Account = Account()

    def summary(self) -> dict[str, object]:
        """The sum as a program reads it."""
        return {
            "published": self.published,
            "pages": self.pages,
            "figures": self.figures,
            "files": self.files,
            "written": self.written,
            "removed": self.removed,
            "seconds": round(self.seconds, 3),
            "skipped": dict(self.skipped),
            **{f"{severity}s": number for severity, number in count(self.diagnostics).items()},
        }
