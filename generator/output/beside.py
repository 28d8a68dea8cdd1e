"""What lies beside an output, by name, and the lock on it. Asked before all else, so hardly anything is
imported."""

from __future__ import annotations

import errno
import fcntl
import os

UNCHANGED, MANIFEST, SPARE = "unchanged", "manifest.json", "spare"
"""In the state folder: the last build's report with what it was built from, where in the source addresses
came from, and the tree that was published before this one."""
_LOCK = "lock"


def site_of(output: str) -> str:
    """The output's full path; of a link that of the folder it leads to, since none can be exchanged."""
    whole = os.path.abspath(output)  # noqa: PTH100
    return os.path.realpath(whole) if os.path.islink(whole) else whole  # noqa: PTH114


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


def without_links(folder: str) -> None:
    """Takes links out of a folder of ours, who makes none: a state folder that came with a stranger's blog
    might lead what is written there elsewhere. OSError where the folder is one itself."""
    if os.path.islink(folder):  # noqa: PTH114
        raise OSError(errno.ELOOP, "it is a symbolic link", folder)
    with os.scandir(folder) as entries:
        links = [entry.path for entry in entries if entry.is_symlink()]
    for link in links:
        os.unlink(link)  # noqa: PTH108


def _opened(folder: str) -> int:
    without_links(folder)
    return os.open(f"{folder}/{_LOCK}", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
