"""What previews of one source remember from one to the next, so that the next is up at once.

A preview publishes no tree: the bytes of its pages are on a shelf of its own beside that of builds. One
preview at a time has it; another of the same folder does without, as does one that may not write there.
"""

from __future__ import annotations

import os

from generator.build.cache.lasting import Lasting
from generator.build.cache.shelf import Shelf
from generator.build.changes.fingerprint import fingerprint
from generator.build.options import Options
from generator.memo import digest
from generator.model import Output
from generator.output import state_of
from generator.output.beside import lock_at_once, without_links

_PHASES = frozenset(
    {"load", "parse", "render", "list", "search", "search block", "search text", "maths font"}
)
"""Those whose outputs, if any, are one and are made at once. A figure's pixels are made when asked for."""


class PreviewMemory:
    """The shelf of the previews of a source, held until it is closed or the process ends."""

    def __init__(self, options: Options) -> None:
        """Takes the shelf, if it can be had."""
        state = state_of(options.output)
        self._lock: int | None = None
        self._shelf: Shelf | None = None
        try:
            state.folder.mkdir(parents=True, exist_ok=True)
            without_links(os.fspath(state.folder))
            state.preview.mkdir(exist_ok=True)
            self._lock = lock_at_once(os.fspath(state.preview))
        except OSError:
            return
        if self._lock is None:
            return
        made_by = digest(fingerprint(), os.fspath(options.source.absolute()))
        self._shelf = Shelf(state.preview / "memo", made_by)

    def lasting(self) -> Lasting | None:
        """What stands behind a memory; None where nothing is remembered."""
        return None if self._shelf is None else Lasting(self._shelf, Bytes(self._shelf), phases=_PHASES)

    def save(self) -> None:
        """Writes what has changed."""
        if self._shelf is not None:
            self._shelf.save()

    def clear(self) -> None:
        """Forgets everything: a part of it was gone."""
        if self._shelf is not None:
            self._shelf.clear()

    def close(self) -> None:
        """Lets the next preview have it."""
        if self._shelf is not None:
            self._shelf.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


class Bytes:
    """Outputs whose bytes are on a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        """Those of `shelf`."""
        self._shelf = shelf

    @property
    def whole(self) -> bool:
        """Yes: they are nowhere else."""
        return True

    def find(self, path: str, digest: str) -> Output | None:
        """The output of that digest, read now; None where its bytes are not what they were."""
        content = self._shelf.content(digest)
        return None if content is None else Output(path, content)
