"""Single files and folders: what publishing does with them, one at a time."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path

from generator.memo import Aside, nothing

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_UNLINKABLE = frozenset({errno.EMLINK, errno.EPERM, errno.ENOTSUP, errno.EXDEV})


def write_whole(path: Path, content: bytes) -> None:
    """Replaces a file in one step: a reader sees the old content or the new."""
    coming = path.with_name(f"{path.name}.next")
    coming.unlink(missing_ok=True)
    write_new(os.fspath(coming), content)
    coming.replace(path)


def write_new(file: str, content: bytes) -> None:
    """Writes a file that is not there yet, with no more system calls than it takes: there are thousands."""
    handle = os.open(file, _NEW, 0o666)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(handle, left) :]
    finally:
        os.close(handle)


def link(present: Path, coming: Path) -> None:
    """The same file at another place; its copy where the file system cannot share it."""
    try:
        os.link(present, coming)
    except OSError as fault:
        if fault.errno not in _UNLINKABLE:
            raise
        copy(present, coming)


def copy(present: Path | str, coming: Path | str) -> None:
    """A copy of a file, with its times."""
    import shutil  # which loads three ways of packing files: an edit needs none of them

    shutil.copy2(present, coming)


def files_below(root: Path) -> list[str]:
    """Every file below `root`, relative, with forward slashes; a symlink counts as a file."""
    found: list[str] = []
    top, pending = os.fspath(root), [""]
    while pending:
        below = pending.pop()
        with os.scandir(f"{top}/{below}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(f"{below}{entry.name}/")
                else:
                    found.append(f"{below}{entry.name}")
    return found


def flush_tree(folder: Path, meanwhile: Aside = nothing) -> None:
    """Asks for everything below `folder` to be on the disk; `meanwhile` is done while the disk writes.

    One `syncfs` for the file system: flushing file by file takes a cold build of thousands of
    pages longer than making them.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        if meanwhile is nothing:
            _flush(handle)
        else:
            _flush_beside(handle, meanwhile)
    finally:
        os.close(handle)


def _flush_beside(handle: int, meanwhile: Aside) -> None:
    from threading import Thread

    flushing = Thread(target=_flush, args=(handle,))
    flushing.start()
    try:
        meanwhile()
    finally:
        flushing.join()


def _flush(handle: int) -> None:
    syncfs = getattr(ctypes.CDLL(None), "syncfs", None)
    if syncfs is None or syncfs(handle) != 0:
        os.sync()


def drop(folder: Path) -> None:
    """Removes a folder with all that is in it, if it is there; of a link, the link."""
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        import shutil

        shutil.rmtree(folder)
