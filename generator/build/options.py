"""What a build is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path


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
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
