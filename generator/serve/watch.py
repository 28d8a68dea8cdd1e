"""Tells when something below the watched folders changes. What changed is a hint; the answer to any
event is to look at everything again, since a new folder reports only itself.

The kernel tells of changes; on network mounts, or where its watches run out, folders are polled.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from watchfiles import Change, watch

from generator.leftovers import is_leftover
from generator.serve.mounts import network_mount

DEBOUNCE_MS = 30
_STEP_MS = 5
_TICK_MS = 1000
_ABSENT_SECONDS = 0.2

_UNWATCHED = frozenset({".venv", "node_modules", "__pycache__", ".jekyll-cache"})
_VIM_TRIES = "4913"
"""Whether it can write in a folder, by a file of this name."""
_STATE = re.compile(r"\..+\.notes")


def is_noise(path: str) -> bool:
    """Whether a path (relative to a watched folder) is of no page's concern: an editor's, a tool's or of
    what we remember."""
    names = path.split("/")
    if names[-1] == _VIM_TRIES or not _UNWATCHED.isdisjoint(names):
        return True
    return any(is_leftover(name) or _STATE.fullmatch(name) for name in names if name)


def reason_to_poll(folders: Sequence[Path], mounts: str) -> str:
    """Why these folders must be polled, as a phrase for the author; "" where the kernel tells."""
    for folder in folders:
        kind = network_mount(folder.resolve(), mounts)
        if kind:
            return f"{folder} is on a network mount ({kind})"
    return ""


class Watcher:
    """A thread that calls `tell` with the changed paths, again and again.

    It calls once soon after it starts, with no path: edits may have come before it watched.
    """

    def __init__(
        self, folders: Sequence[Path], tell: Callable[[frozenset[str]], None], say: Callable[[str], None]
    ) -> None:
        """Watches `folders` once started; `say` tells the author when it has to poll instead."""
        self._folders = tuple(folder.absolute() for folder in folders)
        self._tell = tell
        self._say = say
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self, mounts: str) -> None:
        """Begins to watch; `mounts` is the text of /proc/mounts."""
        reason = reason_to_poll(self._folders, mounts)
        self._polling = bool(reason)
        if reason:
            self._say(f"{reason}: polling for changes")
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread soon."""
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                for batch in self._batches():
                    self._tell(batch)
            except OSError as fault:
                if self._polling:
                    self._stop.wait(_ABSENT_SECONDS)
                else:
                    self._say(f"the system cannot watch ({fault}): polling for changes")
                    self._polling = True

    def _batches(self) -> Iterator[frozenset[str]]:
        """Changes until a watched folder is replaced by another of its name, which needs a new watch."""
        present = [folder for folder in self._folders if folder.is_dir()]
        if not present:
            self._stop.wait(_ABSENT_SECONDS)
            return
        identities = _identities(self._folders)
        fresh = True
        for changes in watch(
            *present,
            watch_filter=self._wanted,
            debounce=DEBOUNCE_MS,
            step=_STEP_MS,
            stop_event=self._stop,
            rust_timeout=_TICK_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            force_polling=self._polling,
            ignore_permission_denied=True,
        ):
            replaced = _identities(self._folders) != identities
            if changes or fresh or replaced:
                yield frozenset(path for _, path in changes)
            fresh = False
            if replaced:
                return

    def _wanted(self, change: Change, path: str) -> bool:
        del change
        below = next((f for f in self._folders if path.startswith(f"{f}/")), None)
        return below is None or not is_noise(path[len(str(below)) + 1 :])


def _identities(folders: Sequence[Path]) -> tuple[tuple[int, int], ...]:
    """Device and inode of each folder; zeros for one that is absent."""
    return tuple(_identity(folder) for folder in folders)


def _identity(folder: Path) -> tuple[int, int]:
    try:
        found = folder.stat()
    except OSError:
        return (0, 0)
    return (found.st_dev, found.st_ino)
