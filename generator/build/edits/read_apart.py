"""Edited notes, read and parsed by another process: to load what that takes is longer than to do it, and as
long as to load what the rest of such a build takes, which this one does meanwhile."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from generator.build.notes import Read
    from generator.build.processes.meanwhile import Asked
    from generator.diagnostics import Checked
    from generator.model import Config
    from generator.source.discover import Entry
    from generator.source.jekyll_tags import TagContext
    from generator.source.load import Loaded, Skipped


class _ReadNote(NamedTuple):
    """A file as it was read, and parsed if it is a note."""

    loaded: Checked[Loaded | Skipped]
    parsed: Checked[Read] | None


class Notes:
    """Notes as they are now: those that were asked for in time are read and parsed by another process."""

    def __init__(self, reader: Asked | None = None) -> None:
        """Notes of which a process that does `read_notes` is asked; what it cannot tell is read here."""
        self._reader = reader
        self._asked: tuple[Entry, ...] = ()
        self._answers: dict[Entry, _ReadNote] | None = None
        self._file: BinaryIO | None = None

    def ask(self, source: Path, config: Config, entries: Sequence[Entry]) -> None:
        """Has files read and parsed while this process goes on; once."""
        if self._reader is not None:
            self._asked = tuple(entries)
            self._reader.ask(pickle.dumps((source, config, self._asked)))
            self._file = self._reader.answers()

    def listed(self) -> list[str] | None:
        """The files of the spare tree, asked for once; None where the other process does not tell them."""
        self._told()  # which comes before
        listed: list[str] | None = self._next()
        return listed

    def load(self, source: Path, entry: Entry, config: Config) -> Checked[Loaded | Skipped]:
        """The file as every build loads it."""
        answer = self._told().get(entry)
        if answer is not None:
            return answer.loaded
        from generator.build.notes import load_one

        return load_one(source, entry, config)

    def parse(self, source: Path, note: Loaded, context: TagContext) -> Checked[Read]:
        """The note as every build parses it."""
        answer = self._told().get(note.entry)
        if answer is not None and answer.parsed is not None and answer.loaded.value is note:
            return answer.parsed
        from generator.build.notes import parse_whole

        return parse_whole(source, note, context)

    def _told(self) -> dict[Entry, _ReadNote]:
        if self._answers is None:
            self._answers = dict(zip(self._asked, self._next() or (), strict=False))
        return self._answers

    def _next(self) -> Any:
        """The next thing that the other process tells; None once it does no more."""
        if self._file is None:
            return None
        try:
            return pickle.load(self._file)  # noqa: S301 of our own process
        except (EOFError, OSError, pickle.UnpicklingError):
            self._file = None
            return None


def read_notes(asked: int, spare: str) -> Iterator[bytes]:
    """What the other process does: it loads what the question will take before it reads it, and when all is
    answered lists the files of the spare tree."""
    from generator.build import notes

    del notes
    with os.fdopen(asked, "rb") as pipe:
        question = pipe.read()
    if not question:
        return
    source, config, entries = pickle.loads(question)  # noqa: S301 of the process that this one was forked from
    yield pickle.dumps([_answer(source, config, entry) for entry in entries])
    from generator.output.files import files_below

    yield pickle.dumps(files_below(Path(spare)) if Path(spare).is_dir() else None)


def _answer(source: Path, config: Config, entry: Entry) -> _ReadNote:
    from generator.build.notes import load_one, parse_whole
    from generator.source.jekyll_tags import TagContext
    from generator.source.load import Loaded

    loaded = load_one(source, entry, config)
    note = loaded.value
    if not isinstance(note, Loaded) or note.source.marked:
        return _ReadNote(loaded, None)
    return _ReadNote(loaded, parse_whole(source, note, TagContext(config)))
