"""What outlives the process: rows of bytes in one SQLite file of the state folder, and what is kept
apart from them in a file beside it.

A row is believed when its checksum is right; a file that is torn, foreign or of another version of
the generator is put aside as a whole. No row is written before `save`, and then all of them at once.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from operator import itemgetter
from pathlib import Path

from generator.build.cache.contents import Contents, Place
from generator.diagnostics import Diagnostic
from generator.digests import digest_of
from generator.problems.build import damaged_memory, unkept_memory
from generator.records import dataclass

_SCHEMA = """
PRAGMA page_size = 16384;
CREATE TABLE IF NOT EXISTS about (made_by TEXT, contents TEXT);
CREATE TABLE IF NOT EXISTS row (
  phase TEXT, name TEXT, key TEXT, value BLOB, content TEXT, sum TEXT, PRIMARY KEY (phase, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS content (digest TEXT PRIMARY KEY, start INTEGER, length INTEGER) WITHOUT ROWID;
"""

_HELD = 1000
"""Changed rows that are held in memory at most."""
_SELECT = "SELECT name, key, value, content, sum FROM row WHERE phase = ?"


@dataclass(frozen=True, slots=True)
class Row:
    """A remembered value: the key it was computed for, its bytes, and the digest of what is kept apart."""

    key: str
    value: bytes
    content: str = ""


class Shelf:
    """The rows of one file; `damaged` says that some found there could not be taken. Those of another
    version of the generator are dropped without a word."""

    def __init__(self, path: Path, made_by: str, sparse: bool = False) -> None:
        """Opens or makes the file at `path`, for the generator whose digest is `made_by`. A `sparse` use
        looks at few rows of many, and leaves behind what they no longer name."""
        self._path, self._made_by, self._sparse = path, made_by, sparse
        self._phases: dict[str, dict[str, Row | None]] = {}
        """Phase → name → its row, None where that is in the file alone."""
        self._changed: dict[tuple[str, str], Row | None] = {}
        self._has_changed = False
        self.damaged = False
        self._unkept = ""
        self._file, self._contents = self._opened()

    @property
    def unkept(self) -> str:
        """Why something could not be written, "" where all could."""
        return self._unkept or self._contents.unkept

    @property
    def lost(self) -> tuple[Diagnostic, ...]:
        """What is to be said of a memory that was not, or will not be, what it should."""
        damaged = (damaged_memory(str(self._path)),) if self.damaged else ()
        unkept = (unkept_memory(str(self._path), self.unkept),) if self.unkept else ()
        return (*damaged, *unkept)

    def get(self, phase: str, name: str) -> Row | None:
        """The row of a name, if there is one."""
        if self._sparse and name not in self._phases.setdefault(phase, {}):
            self._phases[phase] |= self._read(phase, name)
        rows = self._rows(phase)
        if name in rows and rows[name] is None:
            return self._read(phase, name).get(name)
        return rows.get(name)

    def all(self, phase: str) -> Mapping[str, Row] | None:
        """The rows of a phase as they were last saved; None where some are damaged."""
        rows = self._read(phase)
        return None if self.damaged else rows

    def put(self, phase: str, name: str, row: Row, content: bytes | Place = b"") -> None:
        """Takes a row, and the content whose digest it names, or the place that `add` gave it."""
        self._rows(phase)[name] = row
        self._changed[phase, name] = row
        self._has_changed = True
        if row.content:
            self._contents.put(row.content, content)
        if len(self._changed) >= _HELD:
            self._lay_down()

    def keep_only(self, phase: str, names: set[str]) -> None:
        """Drops the rows of names that are no more."""
        rows = self._rows(phase)
        for name in rows.keys() - names:
            del rows[name]
            self._changed[phase, name] = None
            self._has_changed = True

    def add(self, contents: Sequence[bytes]) -> Sequence[bytes | Place]:
        """Lays down contents that `put` will be told of, maybe in another process; the contents themselves
        where they cannot be."""
        try:
            return self._contents.add(contents)
        except OSError:
            return contents

    def content(self, digest: str) -> bytes | None:
        """The bytes of that digest; None where they are not here or not what they were."""
        if self._sparse:
            try:
                self._contents.places |= self._places(self._file, digest)
            except sqlite3.Error:
                self.damaged = True
        return self._contents.get(digest)

    def save(self) -> None:
        """Writes what has changed, in one step: after a crash the file holds all of it or none. Rows name no
        content that is not on the disk."""
        if not self._has_changed:
            return
        before = self._contents
        try:
            with self._file:
                self._write()
                self._contents.flush()
        except (sqlite3.Error, OSError) as fault:
            if type(fault) is sqlite3.DatabaseError:  # the file is no longer one of SQLite's
                self.clear()
            self._unkept = str(fault)
        else:
            if before is not self._contents:
                before.close()
            self._drop_other_contents()
        self._changed.clear()
        self._has_changed = False

    def clear(self) -> None:
        """Forgets everything: a part of it was gone."""
        self.damaged = True
        self._phases.clear()
        self._changed.clear()
        self._has_changed = False
        self.close()
        self._file, self._contents = self._anew()

    def close(self) -> None:
        """Lets go of the files."""
        self._file.close()
        self._contents.close()

    def _lay_down(self) -> None:
        """Hands the rows that have changed to the file, which takes them for good when all is saved."""
        try:
            self._hand_over()
        except sqlite3.Error as fault:
            self._unkept = str(fault)
            return
        for (phase, name), row in self._changed.items():
            if row is not None:
                self._phases[phase][name] = None
        self._changed.clear()

    def _hand_over(self) -> None:
        gone = [place for place, row in self._changed.items() if row is None]
        self._file.executemany("DELETE FROM row WHERE phase = ? AND name = ?", gone)
        self._file.executemany("INSERT OR REPLACE INTO row VALUES (?, ?, ?, ?, ?, ?)", self._written())

    def _write(self) -> None:
        self._hand_over()
        if self._sparse:
            added = [(digest, *place) for digest, place in self._contents.places.items()]
            self._file.executemany("INSERT OR REPLACE INTO content VALUES (?, ?, ?)", added)
            return
        named = self._file.execute("SELECT content FROM row WHERE content != ''")
        self._contents = self._contents.only([digest for (digest,) in named])
        self._file.execute("UPDATE about SET contents = ?", (self._contents.path.name,))
        before, now = self._places(self._file), self._contents.places
        lost = [(digest,) for digest in before.keys() - now.keys()]
        self._file.executemany("DELETE FROM content WHERE digest = ?", lost)
        moved = [(digest, *place) for digest, place in now.items() if before.get(digest) != place]
        self._file.executemany("INSERT OR REPLACE INTO content VALUES (?, ?, ?)", moved)

    def _drop_other_contents(self) -> None:
        """Removes the contents that are no longer named, also those of a build that was cut off here."""
        for path in self._all_contents():
            if path.name != self._contents.path.name:
                with suppress(OSError):  # the next build that saves will try again
                    path.unlink()

    def _all_contents(self) -> list[Path]:
        return list(self._path.parent.glob(f"{self._path.name}-contents*"))

    def _written(self) -> Iterator[tuple[str, str, str, bytes, str, str]]:
        for (phase, name), row in sorted(self._changed.items(), key=itemgetter(0)):  # as in the file
            if row is not None:
                yield phase, name, row.key, row.value, row.content, _sum(phase, name, row)

    def _rows(self, phase: str) -> dict[str, Row | None]:
        if phase not in self._phases:
            self._phases[phase] = {**self._read(phase)}
        return self._phases[phase]

    def _read(self, phase: str, name: str | None = None) -> dict[str, Row]:
        """The rows of a phase, or the one of a name."""
        rows: dict[str, Row] = {}
        wanted = (phase,) if name is None else (phase, name)
        query = _SELECT if name is None else f"{_SELECT} AND name = ?"
        try:
            found = self._file.execute(query, wanted)
            for name, key, value, content, checksum in found:
                row = Row(key, value, content)
                if _sum(phase, name, row) == checksum:
                    rows[name] = row
                else:
                    self.damaged = True
        except (sqlite3.Error, AttributeError, TypeError):  # what is of another type was altered too
            self.damaged = True
        return rows

    @staticmethod
    def _places(file: sqlite3.Connection, digest: str | None = None) -> dict[str, Place]:
        """Where all contents lie, or the one of a digest."""
        query = "SELECT digest, start, length FROM content"
        rows = file.execute(query) if digest is None else file.execute(f"{query} WHERE digest = ?", (digest,))
        return {d: (start, length) for d, start, length in rows if type(start) is type(length) is int}

    def _opened(self) -> tuple[sqlite3.Connection, Contents]:
        if self._path.exists():
            try:
                file = sqlite3.connect(self._path, check_same_thread=False)
                made_by, contents = file.execute("SELECT made_by, contents FROM about").fetchone()
                named = file.execute("SELECT 1 FROM content LIMIT 1").fetchone()
                stands = named is None or self._path.with_name(contents).is_file()
                if made_by == self._made_by and stands:
                    return file, Contents(
                        self._path.with_name(contents), {} if self._sparse else self._places(file)
                    )
                file.close()
            except (sqlite3.Error, OSError, TypeError, ValueError):
                self.damaged = True
        if self._sparse:  # who reads all of it will tell, and begin anew
            return self._in_memory()
        return self._anew()

    def _in_memory(self) -> tuple[sqlite3.Connection, Contents]:
        """Empty ones that are forgotten with the build."""
        contents = Contents(self._path.with_name(f"{self._path.name}-contents"))
        return self._empty(":memory:", contents), contents

    def _anew(self) -> tuple[sqlite3.Connection, Contents]:
        """Empty files; where none can be made, one in memory that is forgotten with the build."""
        contents = Contents(self._path.with_name(f"{self._path.name}-contents"))
        try:
            for suffix in ("", "-journal", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            for old in self._all_contents():
                old.unlink()
            return self._empty(os.fspath(self._path), contents), contents
        except (sqlite3.Error, OSError) as fault:
            self._unkept = str(fault)
            return self._in_memory()

    def _empty(self, place: str, contents: Contents) -> sqlite3.Connection:
        file = sqlite3.connect(place, check_same_thread=False)
        with file, closing(file.executescript(_SCHEMA)):
            file.execute("INSERT INTO about VALUES (?, ?)", (self._made_by, contents.path.name))
        return file


def _sum(phase: str, name: str, row: Row) -> str:
    return digest_of(
        b"\0".join((phase.encode(), name.encode(), row.key.encode(), row.content.encode(), row.value))
    )[:16]
