"""What a disk holds when the power goes out while a build runs.

Of what was written, only what the build asked to be flushed is sure to be there. What is not may be gone in
four ways (`WAYS`): the first three leave the names of files as they stood, as journalling file systems do,
the last those of the last time that everything was flushed, as a system may that keeps no order.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.digests import unsealed
from generator.output import spare, state_of
from tests.build.system_calls import Call

WAYS = ("lost", "zeros", "some", "names")
""""lost": a file's bytes since it was flushed are not there; "zeros": they are zeros; "some": of some files
they are there; "names": renames, links and removals since the last flush of everything are undone too."""
_FLUSHES = ("fsync", "fdatasync")


@dataclass(frozen=True, slots=True)
class _Names:
    """The files and folders below a folder, by path there, and what the notes of trees say of those."""

    folders: tuple[str, ...]
    files: dict[str, tuple[int, int]]
    """The file's number, and its time."""
    spare: tuple[str, ...] | None
    """Where the spare tree differs, if its note is about these trees."""
    journal: tuple[str, str] | None
    """What the journal names, and where the tree is that it is about, if that is one of these."""


class Disk:
    """The disk below a folder, on which everything is flushed at first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sure: dict[int, bytes] = {}
        """The bytes of a file by its number, as they were last flushed."""
        self._held: dict[int, int] = {}
        """A handle of each of these, so that no other gets its number."""
        self._flush_all()

    def before(self, call: Call) -> None:
        """Takes note of a system call that is about to be done."""
        if call.name == "syncfs":
            self._flush_all()
        elif call.name in _FLUSHES and Path(call.file).is_file():
            self._flush(Path(call.file))

    def goes_out(self, way: str, dice: random.Random) -> None:
        """Leaves on the disk what may be there."""
        for path in self._files():
            present, sure = path.read_bytes(), self._sure.get(path.stat().st_ino, b"")
            if present == sure or (way == "some" and dice.random() < 0.5):
                continue
            _overwrite(path, sure.ljust(len(present), b"\0") if way == "zeros" else sure)
        if way == "names":
            self._undo()
        for handle in self._held.values():
            os.close(handle)

    def _files(self) -> Iterator[Path]:
        return (path for path in sorted(self._folder.rglob("*")) if path.is_file())

    def _flush_all(self) -> None:
        for path in self._files():
            self._flush(path)
        self._names = _names(self._folder)

    def _flush(self, path: Path) -> None:
        number = path.stat().st_ino
        if number not in self._held:
            self._held[number] = os.open(path, os.O_RDONLY)
        self._sure[number] = path.read_bytes()

    def _undo(self) -> None:
        """Brings back the names, and with them the files; the notes are then about the trees as they are."""
        shutil.rmtree(self._folder)
        for name in ("", *self._names.folders):
            (self._folder / name).mkdir()
        for name, (number, then) in self._names.files.items():
            (self._folder / name).write_bytes(self._sure[number])
            os.utime(self._folder / name, ns=(then, then))
        state = state_of(self._folder / "site")
        if self._names.spare is not None:
            spare.note(state, self._names.spare)
        if self._names.journal:
            named, where = self._names.journal
            state.journal.write_text(f"{named} {(self._folder / where).stat().st_ino}", encoding="ascii")


def _overwrite(path: Path, content: bytes) -> None:
    """Writes into the file, by whatever names it has, and leaves its time as it was."""
    then = path.stat().st_mtime_ns
    with path.open("r+b") as file:
        file.truncate()
        file.write(content)
    os.utime(path, ns=(then, then))


def _names(folder: Path) -> _Names:
    every = sorted(folder.rglob("*"))
    folders = tuple(str(path.relative_to(folder)) for path in every if path.is_dir())
    found = [(str(path.relative_to(folder)), path.stat()) for path in every if path.is_file()]
    files = {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in found}
    return _Names(folders, files, _differs(folder), _in_journal(folder))


def _differs(folder: Path) -> tuple[str, ...] | None:
    state = state_of(folder / "site")
    try:
        *numbers, differs = json.loads(unsealed(state.spare_note.read_bytes()))
        return tuple(differs) if numbers == spare._numbers(state) else None
    except (OSError, ValueError):
        return None


def _in_journal(folder: Path) -> tuple[str, str] | None:
    state = state_of(folder / "site")
    if not state.journal.exists():
        return None
    name, _, number = state.journal.read_text(encoding="ascii").partition(" ")
    there = [path for path in (state.folder / name, state.site) if path.exists()]
    known = [path for path in there if str(path.stat().st_ino) == number]
    return (name, str(known[0].relative_to(folder))) if known else None
