"""What outlives the process: rows of bytes in one SQLite file of the state folder.

A row is believed when its checksum is right; a file that is torn, foreign or of another version of
the generator is put aside as a whole. Nothing is written before `save`, and then all of it at once.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from generator.memo import digest_of

_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (made_by TEXT);
CREATE TABLE IF NOT EXISTS row (
  phase TEXT, name TEXT, key TEXT, value BLOB, content TEXT, sum TEXT, PRIMARY KEY (phase, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS content (digest TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A remembered value: the key it was computed for, its bytes, and the digest of what is kept apart."""

    key: str
    value: bytes
    content: str = ""


class Shelf:
    """The rows of one file; `damaged` says that some found there could not be taken. Those of another
    version of the generator are dropped without a word."""

    def __init__(self, path: Path, made_by: str) -> None:
        """Opens or makes the file at `path`, for the generator whose digest is `made_by`."""
        self._path, self._made_by = path, made_by
        self._phases: dict[str, dict[str, Row]] = {}
        self._changed: dict[tuple[str, str], Row | None] = {}
        self._contents: dict[str, bytes] = {}
        self.damaged = False
        self.unkept = ""
        """Why nothing could be written, "" where it could."""
        self._file = self._opened()

    def get(self, phase: str, name: str) -> Row | None:
        """The row of a name, if there is one."""
        return self._rows(phase).get(name)

    def put(self, phase: str, name: str, row: Row, content: bytes = b"") -> None:
        """Takes a row, and the content whose digest it names."""
        self._rows(phase)[name] = row
        self._changed[phase, name] = row
        if row.content:
            self._contents[row.content] = content

    def keep_only(self, phase: str, names: set[str]) -> None:
        """Drops the rows of names that are no more."""
        rows = self._rows(phase)
        for name in rows.keys() - names:
            del rows[name]
            self._changed[phase, name] = None

    def content(self, digest: str) -> bytes | None:
        """The bytes of that digest; None where they are not here or not what they were."""
        if digest in self._contents:
            return self._contents[digest]
        with suppress(sqlite3.Error):
            found = self._file.execute("SELECT value FROM content WHERE digest = ?", (digest,)).fetchone()
            if found is not None and digest_of(found[0]) == digest:
                return bytes(found[0])
        return None

    def save(self) -> None:
        """Writes what has changed, in one step: after a crash the file holds all of it or none."""
        if not self._changed:
            return
        gone = [place for place, row in self._changed.items() if row is None]
        try:
            self._write(gone)
        except sqlite3.Error as fault:
            self.unkept = str(fault)
        self._changed.clear()
        self._contents.clear()

    def clear(self) -> None:
        """Forgets everything: a part of it was gone."""
        self.damaged = True
        self._phases.clear()
        self._changed.clear()
        self._contents.clear()
        self._file.close()
        self._file = self._anew()

    def close(self) -> None:
        """Lets go of the file."""
        self._file.close()

    def _write(self, gone: list[tuple[str, str]]) -> None:
        with self._file:
            self._file.executemany("DELETE FROM row WHERE phase = ? AND name = ?", gone)
            self._file.executemany("INSERT OR REPLACE INTO row VALUES (?, ?, ?, ?, ?, ?)", self._written())
            self._file.executemany("INSERT OR REPLACE INTO content VALUES (?, ?)", self._contents.items())
            self._file.execute(
                "DELETE FROM content WHERE digest NOT IN (SELECT content FROM row WHERE content != '')"
            )

    def _written(self) -> Iterator[tuple[str, str, str, bytes, str, str]]:
        for (phase, name), row in self._changed.items():
            if row is not None:
                yield phase, name, row.key, row.value, row.content, _sum(name, row)

    def _rows(self, phase: str) -> dict[str, Row]:
        if phase not in self._phases:
            self._phases[phase] = self._read(phase)
        return self._phases[phase]

    def _read(self, phase: str) -> dict[str, Row]:
        rows: dict[str, Row] = {}
        try:
            found = self._file.execute(
                "SELECT name, key, value, content, sum FROM row WHERE phase = ?", (phase,)
            )
            for name, key, value, content, checksum in found:
                row = Row(key, value, content)
                if isinstance(value, bytes) and _sum(name, row) == checksum:
                    rows[name] = row
                else:
                    self.damaged = True
        except sqlite3.Error:
            self.damaged = True
        return rows

    def _opened(self) -> sqlite3.Connection:
        if self._path.exists():
            try:
                file = sqlite3.connect(self._path, check_same_thread=False)
                made_by = file.execute("SELECT made_by FROM about").fetchone()
                if made_by == (self._made_by,):
                    return file
                file.close()
            except (sqlite3.Error, OSError):
                self.damaged = True
        return self._anew()

    def _anew(self) -> sqlite3.Connection:
        """An empty file; where none can be made, one in memory that is forgotten with the build."""
        try:
            for suffix in ("", "-journal", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            return self._empty(os.fspath(self._path))
        except (sqlite3.Error, OSError) as fault:
            self.unkept = str(fault)
            return self._empty(":memory:")

    def _empty(self, place: str) -> sqlite3.Connection:
        file = sqlite3.connect(place, check_same_thread=False)
        with file, closing(file.executescript(_SCHEMA)):
            file.execute("INSERT INTO about VALUES (?)", (self._made_by,))
        return file


def _sum(name: str, row: Row) -> str:
    return digest_of(b"\0".join((name.encode(), row.key.encode(), row.content.encode(), row.value)))[:16]
