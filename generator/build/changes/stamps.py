"""Sizes and times of files, which tell that one was written. Asked before all else, so hardly anything is
imported."""

from __future__ import annotations

import os
from array import array
from contextlib import contextmanager, suppress
from itertools import chain

from generator.leftovers import SIGNS, is_leftover

TYPE_CHECKING = False  # a build that has nothing to do does not load `typing`
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

Stamp = tuple[int, int]
"""The size and time of a file, in nanoseconds; (-1, 0) where there is none."""
Stamps = dict[str, Stamp]
"""The stamps of files, by path."""
Around = tuple[str, ...]
"""The real paths of folders that lie around another, links on the way counted."""
NEVER = 1 << 70
"""A time after all that files have, in nanoseconds."""
_KIND, _FOLDER = 0o170000, 0o040000
"""Of a file's mode, what says its kind, and what says that it is a folder."""
_SECOND = 1_000_000_000
_COARSE, _FINE = 2 * _SECOND, _SECOND // 20
"""Beyond one tick of the clocks of file systems that tell whole seconds, and of others."""
_HALF = 1 << 63
_NO_STAMP = array("q", (-2, 0))


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
    folder: str,
    but: Collection[str] = (),
    since: int = NEVER,
    met: Callable[[], object] = _nothing,
    passed_by: Callable[[str], bool] = is_leftover,
    *,
    links: bool = True,
) -> Stamps:
    """The stamps of every file below a folder, as they are met, also behind `links` to folders, but for those
    at or below some full paths and what is `passed_by` for its name. Once a file is `met` that was written
    after a time, it is told."""
    root = os.path.abspath(folder)  # noqa: PTH100 where it stands, not where it may lead
    ours = {os.path.relpath(path, root) for path in but}
    stamps: Stamps = {}
    pending: list[tuple[str, Around]] = [("", ())]
    while pending:
        below, around = pending.pop()
        with suppress(OSError), _opened(f"{folder}/{below}") as entries:
            for entry in entries:
                name = entry.name
                path = below + name
                if path in ours or ((name[0] in SIGNS or name[-1] in SIGNS) and passed_by(name)):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append((f"{path}/", around))
                    continue
                try:
                    found = entry.stat()
                except OSError:
                    stamps[path] = (-1, 0)
                    continue
                is_linked = links and found.st_mode & _KIND == _FOLDER
                if is_linked and (within := _behind_link(f"{folder}/{below}", name, around)):
                    pending.append((f"{path}/", within))
                    continue
                written = found.st_mtime_ns
                stamps[path] = (found.st_size, written)
                if written > since:
                    since = NEVER
                    met()
    return stamps


def _behind_link(folder: str, name: str, around: Around) -> Around:
    """The real paths of the folders around what is behind a link to a folder; none where it leads to one that
    it lies in."""
    here, there = os.path.realpath(folder), os.path.realpath(f"{folder}/{name}")
    all_around = (*around, here)
    return () if any(f"{place}/".startswith(f"{there}/") for place in all_around) else all_around


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


def packed(stamps: Stamps) -> bytes:
    """Stamps as bytes, equal ones for equal stamps in whatever order they were found: of them digests are
    taken, and they travel from one of our processes to another."""
    paths = sorted(stamps)
    numbers = chain.from_iterable([stamps[path] for path in paths])
    try:
        told = array("q", numbers)
    except OverflowError:  # a time that no clock has had yet
        told = array("q", (_within(number) for path in paths for number in stamps[path]))
    names = "\0".join(paths).encode("utf-8", "surrogatepass")
    return _joined(told, names)


def paths_in(content: bytes) -> list[str]:
    """The paths whose stamps were `packed`, in order; ValueError for anything else."""
    return _names(_parts(content)[1])


def unpacked(content: bytes) -> Stamps:
    """What was `packed`; ValueError for anything else."""
    told, names = _parts(content)
    return dict(zip(_names(names), zip(told[::2], told[1::2], strict=True), strict=True))


def packed_with(content: bytes, stamps: Stamps) -> bytes:
    """What was `packed`, with the stamps of some of its files, or of others, in their place."""
    told, names = _parts(content)
    paths = _names(names) if stamps else []
    try:
        for path, stamp in stamps.items():
            at = 2 * paths.index(path)  # there are few
            told[at : at + 2] = array("q", map(_within, stamp))
    except ValueError:
        return packed(unpacked(content) | stamps)
    return _joined(told, names)


def is_young(written: int, now: int) -> bool:
    """Whether a file that was `written` at a moment may be written again after it is read `now`, and keep its
    time: within a tick of its file system's clock, which is a hundredth of a second or less, or two seconds
    where all times are whole. In nanoseconds."""
    return now - written < (_COARSE if written % _SECOND == 0 else _FINE)


def packed_old(content: bytes, now: int) -> bytes:
    """What was `packed`, without stamps of files that are young `now`: what is there instead no file has."""
    told, names = _parts(content)
    for number, written in enumerate(told[1::2]):
        if is_young(written, now):
            told[2 * number : 2 * number + 2] = _NO_STAMP
    return _joined(told, names)


def differing(one: bytes, other: bytes) -> list[str] | None:
    """The paths whose stamps, as they were packed, are not the same; None where there are other paths.
    ValueError for what was not packed."""
    (before, names), (now, others) = _parts(one), _parts(other)
    if names != others:
        return None
    old, new = (zip(told[::2], told[1::2], strict=True) for told in (before, now))
    places = [place for place, stamps in enumerate(zip(old, new, strict=True)) if stamps[0] != stamps[1]]
    paths = _names(names) if places else []
    return [paths[place] for place in places]


def _parts(content: bytes) -> tuple[array[int], bytes]:
    """The numbers of what was packed, and the names."""
    count, _, rest = content.partition(b"\0")
    told = array("q")
    size = 2 * int(count) * told.itemsize
    told.frombytes(rest[:size])
    if len(told) != 2 * int(count) or rest.count(b"\0", size) != max(int(count) - 1, 0):
        raise ValueError("not stamps")
    return told, rest[size:]


def _joined(told: array[int], names: bytes) -> bytes:
    return b"".join((b"%d\0" % (len(told) // 2), told.tobytes(), names))


def _names(names: bytes) -> list[str]:
    return names.decode("utf-8", "surrogatepass").split("\0") if names else []


def _within(number: int) -> int:
    """A number as one of 64 bits."""
    return (number + _HALF) % (2 * _HALF) - _HALF
