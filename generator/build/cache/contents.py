"""Bytes that are kept apart from the rows of a shelf: one behind the other in a file that only grows.

They are read where they lie, in this process or in one forked from it, which may add to them too. What
no row names any longer is left behind when the file is written anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import accumulate, pairwise
from pathlib import Path

from generator.digests import digest_of

Place = tuple[int, int]
"""Where the bytes start in the file, and how many they are."""
_WASTE = 4 << 20
"""Bytes of what is no longer named, beyond as many as are named, that are left in the file."""


class Contents:
    """The bytes of digests, and where in the file they are."""

    def __init__(self, path: Path, places: Mapping[str, Place] | None = None) -> None:
        """The file at `path`, made when something is put, with the bytes that lie at `places`."""
        self.path = path
        self.places = dict(places or {})
        self.unkept = ""
        """Why something could not be written, "" where all could."""
        self._grown = False
        self._held: dict[str, bytes] = {}
        self._handle = -1
        self._process = 0
        """The process that opened the handle: one forked from it would move the place where both write."""

    def put(self, digest: str, content: bytes | Place) -> None:
        """Takes the bytes of a digest, or the place where they were added; where they cannot be written they
        are held here."""
        if digest in self.places or digest in self._held:
            return
        self._grown = True
        if isinstance(content, tuple):
            self.places[digest] = content
            return
        try:
            (self.places[digest],) = self.add((content,))
        except OSError as fault:
            self.unkept = fault.strerror or str(fault)
            self._held[digest] = content

    def add(self, contents: Sequence[bytes]) -> list[Place]:
        """Writes bytes behind all others, whoever wrote those, and tells where they are; OSError where they
        cannot be written."""
        if not contents:
            return []
        handle, joined = self._opened(), b"".join(contents)
        while os.write(handle, joined) < len(joined):
            pass  # what was cut off is left as waste: another process may have written behind it
        ends = [*accumulate(map(len, contents), initial=os.lseek(handle, 0, os.SEEK_CUR) - len(joined))]
        return [(start, end - start) for start, end in pairwise(ends)]

    def get(self, digest: str) -> bytes | None:
        """The bytes of a digest; None where they are not here or not what they were."""
        if digest not in self.places:
            return self._held.get(digest)
        start, length = self.places[digest]
        with suppress(OSError, ValueError, OverflowError, MemoryError):  # a place may be altered too
            content = os.pread(self._opened(), length, start)
            if digest_of(content) == digest:
                return content
        return None

    def only(self, named: Iterable[str]) -> Contents:
        """The contents of these digests alone: in this file, or in a new one if it has become wasteful."""
        self.places = {digest: self.places[digest] for digest in named if digest in self.places}
        if not self.places:
            return self
        size = os.fstat(self._opened()).st_size
        if size <= _WASTE + 2 * sum(length for _, length in self.places.values()):
            return self
        name, _, number = self.path.name.partition(".")
        coming = Contents(self.path.with_name(f"{name}.{int(number or 0) + 1}"))
        coming.path.unlink(missing_ok=True)
        for digest in self.places:
            content = self.get(digest)
            if content is not None:
                coming.put(digest, content)
        return coming

    def flush(self) -> None:
        """Asks for what was put to be on the disk, whoever added it; OSError where it cannot be."""
        if self._grown:
            os.fsync(self._opened())
            self._grown = False

    def close(self) -> None:
        """Lets go of the file."""
        if self._process:
            os.close(self._handle)
            self._process = 0

    def _opened(self) -> int:
        if self._process != os.getpid():
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)
            self._process = os.getpid()
        return self._handle
