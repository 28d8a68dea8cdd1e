"""What a build is asked for."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from generator.records import dataclass, field

EPOCH = "SOURCE_DATE_EPOCH"
_DIGITS = 11
"""Seconds with more digits are beyond the year 5000."""


def clock() -> datetime:
    """Now; or the moment that SOURCE_DATE_EPOCH names (seconds), for a build that can be repeated."""
    given = os.environ.get(EPOCH, "")
    if given and not wrong_clock():
        return datetime.fromtimestamp(int(given), UTC)
    return datetime.now(UTC)


def wrong_clock() -> str:
    """What SOURCE_DATE_EPOCH says, if it names no moment; else ""."""
    given = os.environ.get(EPOCH, "")
    is_moment = given.isascii() and given.isdigit() and len(given) <= _DIGITS
    return "" if is_moment else given


@dataclass(frozen=True, slots=True)
class Options:
    """What a build is asked for. `templates` goes before the bundled ones; `now` bounds the future."""

    source: Path
    output: Path
    templates: Path | None = None
    drafts: bool = False
    future: bool = False
    keep_going: bool = False
    jobs: int = 0
    """Processes for a large build; 0 for as many as there are cores."""
    now: datetime = field(default_factory=clock)

    @property
    def more(self) -> str:
        """What is asked for beside folders, and the moment."""
        return f"{self.drafts} {self.future} {self.keep_going}"
