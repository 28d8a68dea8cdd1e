"""Builds before which only the texts of a few notes were edited: what shows them otherwise is found in what
the last build left, whatever the size of the site. Where more may have changed, the whole build looks."""

from __future__ import annotations

TYPE_CHECKING = False  # a build that has nothing to do does not load `typing`
if TYPE_CHECKING:
    from collections.abc import Iterator


def read_notes(asked: int, spare: str) -> Iterator[bytes]:
    """What a process does that reads edited notes: `read_apart.read_notes`, which is loaded there alone."""
    from generator.build.edits import read_apart

    return read_apart.read_notes(asked, spare)
