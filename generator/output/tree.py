"""Publishing a tree so that a reader sees the whole old site or the whole new one, never a mixture.

The new tree is put together beside the old one: a hard-link clone in which what differs is
replaced by temp-and-rename (a shared inode is never written through), flushed to the disk, and
exchanged with the old one in a single step. Where the file system lacks that step, two renames
with a journal do it, and the next run completes them.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.model import Output
from generator.output.state import State

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_UNSUPPORTED = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP})


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did: the outputs written and removed, and a tree of others that it put aside."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    put_aside: str = ""


def publish(outputs: Iterable[Output], state: State) -> Published:
    """Makes the site hold exactly `outputs`; raises OSError with the old site untouched.

    Call it under the output's lock. A tree that we did not write is put aside, never deleted: it
    is replaced by a tree made at the very place where it shall be kept.
    """
    recover(state)
    wanted = {output.path: output for output in outputs}
    present = set(_files(state.site)) if state.site.is_dir() else set()
    foreign = bool(present) and not state.mark.exists()
    base = set() if foreign else present
    written = tuple(sorted(p for p, o in wanted.items() if p not in base or _differs(o, state.site / p)))
    removed = tuple(sorted(base - wanted.keys()))
    if written or removed or not state.site.is_dir():
        workshop = state.unused_aside() if foreign else state.next
        _assemble(workshop, [wanted[path] for path in written], base.difference(written, removed), state.site)
        _swap(state, workshop)
    state.mark.touch()
    if foreign:
        return Published(written, (), str(workshop))
    _drop(state.next)
    return Published(written, removed)


def recover(state: State) -> None:
    """Completes a swap that was cut off between its renames, and drops a half-made tree."""
    if state.journal.exists():
        workshop = state.folder / state.journal.read_text(encoding="utf-8")
        if not state.site.exists() and workshop.is_dir():
            workshop.rename(state.site)
        if state.previous.exists() and not state.site.exists():
            state.previous.rename(state.site)
        elif state.previous.exists():
            state.previous.rename(workshop)
        state.journal.unlink()
    _drop(state.next)


def write_whole(path: Path, content: bytes) -> None:
    """Replaces a file in one step: a reader sees the old content or the new."""
    coming = path.with_name(f"{path.name}.next")
    coming.write_bytes(content)
    coming.replace(path)


def _differs(output: Output, present: Path) -> bool:
    try:
        there = present.lstat()
        if output.origin:
            source = Path(output.origin).stat()
            return (source.st_size, source.st_mtime_ns) != (there.st_size, there.st_mtime_ns)
        return there.st_size != len(output.content) or present.read_bytes() != output.content
    except OSError:
        return True


def _assemble(workshop: Path, written: list[Output], kept: set[str], site: Path) -> None:
    """The coming tree at `workshop`, flushed to the disk."""
    paths = [*kept, *(output.path for output in written)]
    for folder in sorted({os.path.dirname(path) for path in paths} | {""}):  # noqa: PTH120 text
        (workshop / folder).mkdir(parents=True, exist_ok=True)
    for path in sorted(kept):
        os.link(site / path, workshop / path)
    for output in written:
        target = workshop / output.path
        if output.origin:
            shutil.copy2(output.origin, target)
            target.chmod(0o644)
        else:
            target.write_bytes(output.content)
    _flush_tree(workshop)


def _swap(state: State, workshop: Path) -> None:
    """Puts the tree at `workshop` in the site's place; the old one, if any, is then at `workshop`."""
    if not state.site.exists():
        workshop.rename(state.site)
    elif not _exchange(workshop, state.site):
        state.journal.write_text(workshop.name, encoding="utf-8")
        _flush_tree(state.folder)
        state.site.rename(state.previous)
        workshop.rename(state.site)
        state.previous.rename(workshop)
        state.journal.unlink()


def _exchange(one: Path, other: Path) -> bool:
    """Exchanges two directories in one step; False where the system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNSUPPORTED:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _files(root: Path) -> Iterator[str]:
    """Every file below `root`, relative, with forward slashes; a symlink counts as a file."""
    pending = [""]
    while pending:
        folder = pending.pop()
        with os.scandir(root / folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(f"{folder}{entry.name}/")
                else:
                    yield f"{folder}{entry.name}"


def _flush_tree(folder: Path) -> None:
    """Asks for everything below `folder` to be on the disk.

    One `syncfs` for the file system: flushing file by file takes a cold build of thousands of
    pages longer than making them.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        syncfs = getattr(ctypes.CDLL(None), "syncfs", None)
        if syncfs is None or syncfs(handle) != 0:
            os.sync()
    finally:
        os.close(handle)


def _drop(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
