"""Sizes and times of files, which tell that one was written. Asked before all else, so hardly anything is
imported."""

from __future__ import annotations

import marshal
import os
from contextlib import contextmanager, suppress

from generator.digests import as_bytes, light_digest_of

TYPE_CHECKING = False  # a build that has nothing to do does not load `typing`
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

Stamp = tuple[int, int]
"""The size and time of a file, in nanoseconds; (-1, 0) where there is none."""
Stamps = dict[str, Stamp]
"""The stamps of files, by path."""
NEVER = 1 << 63
"""A time after all that files have, in nanoseconds."""


def stamp_of(file: str) -> Stamp:
    """The stamp of one file."""
    try:
        found = os.stat(file)  # noqa: PTH116
    except OSError:
        return (-1, 0)
    return (found.st_size, found.st_mtime_ns)


def _nothing() -> None:
    """Does nothing."""


def stamps_below(
    folder: str, but: Collection[str] = (), since: int = NEVER, met: Callable[[], object] = _nothing
) -> Stamps:
    """The stamps of every file below a folder, in the order of their paths there, but for those at or below
    some full paths, and for Git's. Once a file is `met` that was written after a time, it is told."""
    root = os.path.abspath(folder)  # noqa: PTH100 links are not followed
    ours = {os.path.relpath(path, root) for path in but}
    stamps: Stamps = {}
    pending = [""]
    while pending:
        below = pending.pop()
        with suppress(OSError), _opened(f"{folder}/{below}") as entries:
            for entry in entries:
                path = below + entry.name
                if path in ours or entry.name == ".git":
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append(f"{path}/")
                    continue
                try:
                    found = entry.stat()
                except OSError:
                    stamps[path] = (-1, 0)
                    continue
                stamps[path] = (found.st_size, found.st_mtime_ns)
                if found.st_mtime_ns > since:
                    since = NEVER
                    met()
    return {path: stamps[path] for path in sorted(stamps)}


@contextmanager
def _opened(folder: str) -> Iterator[Iterable[os.DirEntry[str]]]:
    """What is in a folder, by a handle where there are such: the system then need not go down to it again for
    each file, which takes an eighth of the time."""
    if os.scandir not in os.supports_fd:
        with os.scandir(folder) as entries:
            yield entries
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with os.scandir(handle) as entries:
            yield entries
    finally:
        os.close(handle)


def digest_of_stamps(stamps: Mapping[str, tuple[int, ...]]) -> str:
    """A digest of stamps, in whatever order they were found."""
    paths = sorted(stamps)
    return light_digest_of(as_bytes((paths, [stamps[path] for path in paths])))


def packed(stamps: Stamps) -> bytes:
    """Stamps as they travel from one of our processes to another."""
    return marshal.dumps(stamps)


def unpacked(sent: bytes) -> Stamps:
    """What was `packed`."""
    stamps: Stamps = marshal.loads(sent)  # noqa: S302 of our own process
    return stamps
