"""Edited notes, read and parsed by another process: to load what that takes is longer than to do it, and as
long as to load what the rest of such a build takes, which this one does meanwhile."""

from __future__ import annotations

import os
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from generator.build.meanwhile import Asked
    from generator.build.reading import Read
    from generator.diagnostics import Checked
    from generator.model import Config
    from generator.source.discover import Entry
    from generator.source.jekyll_tags import TagContext
    from generator.source.load import Loaded, Skipped


class _Answer(NamedTuple):
    """A file as it was read, and parsed if it is a note."""

    loaded: Checked[Loaded | Skipped]
    parsed: Checked[Read] | None


class Notes:
    """Notes as they are now: those that were asked for in time are read and parsed by another process."""

    def __init__(self, reader: Asked | None = None) -> None:
        """Notes of which a process that does `answered` is asked; what it cannot tell is read here."""
        self._reader = reader
        self._asked: tuple[Entry, ...] = ()
        self._told: tuple[dict[Entry, _Answer], list[str] | None] | None = None

    def ask(self, source: Path, config: Config, entries: Sequence[Entry]) -> None:
        """Has files read and parsed while this process goes on; once."""
        if self._reader is not None:
            self._asked = tuple(entries)
            self._reader.ask(pickle.dumps((source, config, self._asked)))

    @property
    def listed(self) -> list[str] | None:
        """The files of the spare tree; None where the other process did not tell them."""
        return self._found()[1]

    def load(self, source: Path, entry: Entry, config: Config) -> Checked[Loaded | Skipped]:
        """The file as `reading` loads it."""
        answer = self._answer(entry)
        if answer is not None:
            return answer.loaded
        from generator.build.reading import load_one

        return load_one(source, entry, config)

    def parse(self, source: Path, note: Loaded, context: TagContext) -> Checked[Read]:
        """The note as `reading` parses it."""
        answer = self._answer(note.entry)
        if answer is not None and answer.parsed is not None and answer.loaded.value is note:
            return answer.parsed
        from generator.build.reading import parse_whole

        return parse_whole(source, note, context)

    def _answer(self, entry: Entry) -> _Answer | None:
        return self._found()[0].get(entry)

    def _found(self) -> tuple[dict[Entry, _Answer], list[str] | None]:
        if self._told is None:
            found = self._reader.found() if self._reader is not None and self._asked else b""
            answers, listed = pickle.loads(found) if found else ((), None)  # noqa: S301 of our own process
            self._told = dict(zip(self._asked, answers, strict=False)), listed
        return self._told


def answered(asked: int, spare: str) -> bytes:
    """What the other process does: first it loads what the question will take, and lists the files of the
    spare tree, for which there is time."""
    from generator.build import reading
    from generator.output.files import files_below

    del reading
    listed = files_below(Path(spare)) if Path(spare).is_dir() else None
    with os.fdopen(asked, "rb") as pipe:
        question = pipe.read()
    if not question:
        return b""
    source, config, entries = pickle.loads(question)  # noqa: S301 of the process that this one was forked from
    return pickle.dumps(([_answer(source, config, entry) for entry in entries], listed))


def _answer(source: Path, config: Config, entry: Entry) -> _Answer:
    from generator.build.reading import load_one, parse_whole
    from generator.source.jekyll_tags import TagContext
    from generator.source.load import Loaded

    loaded = load_one(source, entry, config)
    note = loaded.value
    if not isinstance(note, Loaded) or note.source.marked:
        return _Answer(loaded, None)
    return _Answer(loaded, parse_whole(source, note, TagContext(config)))
