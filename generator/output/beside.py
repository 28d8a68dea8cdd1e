"""What lies beside an output, by name, and the lock on it. Asked before all else, so hardly anything is
imported."""

from __future__ import annotations

import fcntl
import os

UNCHANGED, MANIFEST, SPARE = "unchanged", "manifest.json", "spare"
"""In the state folder: the last build's report with what it was built from, where in the source addresses
came from, and the tree that was published before this one."""
_LOCK = "lock"


def site_of(output: str) -> str:
    """The output's full path; a symlinked site/ stays where its name is."""
    return os.path.abspath(output)  # noqa: PTH100


def state_folder(site: str) -> str:
    """The state folder of a site, by its full path."""
    return os.path.join(os.path.dirname(site), f".{os.path.basename(site)}.notes")  # noqa: PTH118, PTH119, PTH120


def lock_at_once(folder: str) -> int | None:
    """A handle that holds the lock of a state folder until it is closed; None where another build has it,
    OSError where there can be none.

    The lock is the operating system's, so a killed build leaves none behind.
    """
    handle = _opened(folder)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def lock_in_time(folder: str) -> int:
    """Likewise, once no other build has it."""
    handle = _opened(folder)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def _opened(folder: str) -> int:
    return os.open(f"{folder}/{_LOCK}", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
