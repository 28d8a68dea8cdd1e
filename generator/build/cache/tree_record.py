"""What the published tree holds, as it was written: an output that still has the size and time of
then is the output of that digest, and need not be read to be kept."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from operator import attrgetter
from pathlib import Path

from generator.build.cache.shelf import Row, Shelf
from generator.codec import as_line
from generator.digests import digest_of
from generator.model import Output

_PHASE = "tree"


class TreeRecord:
    """The record of the tree at `site`, kept on a shelf. A tree that is not ours has none."""

    def __init__(self, shelf: Shelf, site: Path, *, ours: bool) -> None:
        """The record of the tree at `site`; `ours` says whether we published what stands there."""
        self._shelf, self._site, self._ours = shelf, os.fspath(site), ours
        self._coming: Mapping[str, list[int]] = {}
        """What is known of outputs that were on their way into the tree."""

    @property
    def whole(self) -> bool:
        """No: the bytes are in the tree."""
        return False

    def find(self, path: str, digest: str) -> Output | None:
        """The output of that digest where it stands in the tree."""
        file = self.file(path, digest)
        return Output(path, origin=file) if file else None

    def file(self, path: str, digest: str) -> str:
        """The file of the tree that holds the output of that digest; "" where it holds another or none."""
        row = self._shelf.get(_PHASE, path) if self._ours else None
        file = f"{self._site}/{path}"
        if row is None or row.key != digest or json.loads(row.value) != _stamp(file):
            return ""
        return file

    def holds(self, output: Output) -> bool:
        """Whether the tree is known to hold an output as it is; a file of others is not."""
        if output.origin and not output.made:
            return output.origin == f"{self._site}/{output.path}"
        return bool(self.file(output.path, digest_of_output(output)))

    def foresee(self, outputs: Iterable[Output], coming: Path) -> None:
        """Looks at outputs in the tree that is to be at the site's place: there is time before it is."""
        root = os.fspath(coming)
        made = (output.path for output in outputs if output.made)
        self._coming = {path: _stamp(f"{root}/{path}") for path in made}

    def take(self, outputs: Iterable[Output]) -> None:
        """Records the tree as just published from `outputs`."""
        every = sorted(outputs, key=attrgetter("path"))  # as the shelf keeps them: tens of thousands are put
        self.add(every)
        self._shelf.keep_only(_PHASE, {output.path for output in every})

    def add(self, outputs: Iterable[Output]) -> None:
        """Records outputs that were published among others."""
        for output in outputs:
            if (output.made or not output.origin) and not self.holds(output):
                stamp = self._coming.get(output.path) or _stamp(f"{self._site}/{output.path}")
                self._shelf.put(_PHASE, output.path, Row(digest_of_output(output), as_line(stamp).encode()))


def digest_of_output(output: Output) -> str:
    """The digest of an output that the build makes."""
    return output.made or digest_of(output.content)


def _stamp(file: str) -> list[int]:
    try:
        found = os.lstat(file)
    except OSError:
        return []
    return [found.st_size, found.st_mtime_ns]
