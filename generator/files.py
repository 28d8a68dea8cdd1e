"""A file's bytes, when it is what a file should be: a file, readable, and of a size within reason.

The one place that opens what the source holds and reads it whole. Opening a pipe would wait for a
writer that never comes, and a device never ends.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from generator.diagnostics import Checked, Location
from generator.problems import source as problems

MOST_BYTES = 16 * 1024 * 1024


def read_whole(path: Path, at: Location) -> Checked[bytes | None]:
    """The bytes of a file, links followed; None with an error at `at` where there is no sound file."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return Checked(None, (problems.no_file(_kind(found.st_mode), at),))
        if found.st_size > MOST_BYTES:
            return Checked(None, (problems.too_large(found.st_size, MOST_BYTES, at),))
        return Checked(path.read_bytes())
    except OSError as fault:
        return Checked(None, (problems.unreadable(fault.strerror or "unknown reason", at),))


def stands(path: Path) -> bool:
    """Whether there is anything of that name, be it a link that leads nowhere."""
    return os.path.lexists(path)


def is_file(path: Path) -> bool:
    """Whether a file stands there, links followed; False too where no file can have such a name."""
    return os.path.isfile(path)  # noqa: PTH113 that of Path raises for a name that is too long


def _kind(mode: int) -> str:
    return "a folder" if stat.S_ISDIR(mode) else "a pipe, socket or device"
